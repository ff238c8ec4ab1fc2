"""``python -m lab``: run the lab until Ctrl-C; its line of output is for ``eval``."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from lab.server import serve


def _port(given: str) -> int:
    """:raises argparse.ArgumentTypeError: it is no number"""
    if not given.isascii() or not given.isdigit():
        raise argparse.ArgumentTypeError(
            f"PORT は数字で書いてください (今は「{given}」。例: make lab PORT=5005)"
        )
    return int(given)


def main() -> int:
    """The command; returns its exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m lab", usage=argparse.SUPPRESS, description="本書のラボを動かします。"
    )
    parser.add_argument(
        "--port", type=_port, default=5005, help="ポート番号 (既定: 5005、0: 空いている番号)"
    )
    parser.add_argument("--data-dir", type=Path, help="作業フォルダーを置く場所")
    parser.add_argument(
        "--with-parent",
        action="store_true",
        help="標準入力が閉じたら止まる (ほかのプログラムが使う)",
    )
    arguments = parser.parse_args()
    return serve(arguments.port, arguments.data_dir, arguments.with_parent)


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    # The threads of jobs that were at work are not waited for.
    os._exit(code)
