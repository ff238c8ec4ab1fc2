"""``python -m tools.serve``: site and PDF of the installment in hand, as it is written."""

from __future__ import annotations

import argparse
import socket
import sys
from pathlib import Path

import uvicorn

from tools.serve.desk import Desk
from tools.serve.web import application

ROOT = Path(__file__).parent.parent.parent


def main() -> int:
    """Serve on loopback until Ctrl-C."""
    parser = argparse.ArgumentParser(description="書きながら見るためのサーバーです。")
    parser.add_argument("--port", type=int, default=0, help="ポート（0 なら空いているもの）")
    parser.add_argument("--book", type=Path, default=ROOT, help="conf.py のあるフォルダー")
    arguments = parser.parse_args()
    book = arguments.book.resolve()
    if not (book / "conf.py").is_file():
        print(f"{book} に conf.py がありません。", file=sys.stderr)
        return 2
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(("127.0.0.1", arguments.port))
        listening.listen()  # who opens the address at once waits, and is not refused
    except (OSError, OverflowError) as error:
        print(
            f"ポート {arguments.port} を使えません（{error}）。"
            "→ make serve PORT=0 なら、空いているポートを選びます",
            file=sys.stderr,
        )
        return 1
    print(f"http://127.0.0.1:{listening.getsockname()[1]}/ を開いてください（Ctrl-C で終了）")
    desk = Desk(book, book / "_build/desk")
    config = uvicorn.Config(
        application(desk), log_level="critical", lifespan="on", timeout_graceful_shutdown=1
    )
    try:
        uvicorn.Server(config).run(sockets=[listening])
    except KeyboardInterrupt:
        print("終わりました。")
    return 0


if __name__ == "__main__":
    sys.exit(main())
