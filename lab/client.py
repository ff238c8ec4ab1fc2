"""``lab.running()``: a lab for as long as a block of Python runs, for tools and tests."""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

HOME = Path(__file__).parent.parent


class LabDidNotStart(RuntimeError):
    """The lab ended, or said nothing in time."""


@contextmanager
def running(
    *, port: int = 0, seconds: float = 60, log: IO[str] | int | None = subprocess.DEVNULL
) -> Iterator[dict[str, str]]:
    """A lab in a process of its own; yields the environment that turns programs to it.

    :param seconds: how long it may take to come up
    :param log: where its log goes; None is this program's standard error
    :raises LabDidNotStart: in one line that says why
    """
    environment = {**os.environ, "PYTHONPATH": str(HOME)}
    process = subprocess.Popen(
        [sys.executable, "-m", "lab", "--with-parent", "--port", str(port)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=log,
        env=environment,
        text=True,
    )
    try:
        yield _exported(process, seconds)
    finally:
        process.stdin.close()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()


def _exported(process: subprocess.Popen[str], seconds: float) -> dict[str, str]:
    lines: queue.Queue[str] = queue.Queue()
    threading.Thread(target=lambda: lines.put(process.stdout.readline()), daemon=True).start()
    try:
        line = lines.get(timeout=seconds)
    except queue.Empty:
        raise LabDidNotStart(f"ラボが {seconds:g} 秒以内に起動しませんでした。") from None
    if not line:
        raise LabDidNotStart(
            f"ラボが起動せずに終わりました (終了コード {process.wait()})。"
            "python -m lab を直接実行すると理由が表示されます。"
        )
    return exported(line)


def exported(line: str) -> dict[str, str]:
    """What the line of the lab sets in a shell where a reader pastes it."""
    names = [word.partition("=")[0] for word in line.split()[1:]]
    shown = " ".join(f'"${name}"' for name in names)
    command = ["sh", "-c", f"{line}printf '%s\\n' {shown}"]
    values = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return dict(zip(names, values.splitlines(), strict=True))
