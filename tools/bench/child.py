"""A program run by itself: how long it took, and how much memory."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

_UNCOMPILED = "PYTHONDONTWRITEBYTECODE"


@dataclass(frozen=True)
class Run:
    """Seconds by the clock, and the most memory of the largest of its processes, in MB."""

    seconds: float
    memory: float


def run(command: list[str | Path], folder: Path) -> Run:
    """Run *command* in *folder*, with what Python has compiled kept, as it is for an author.

    :raises subprocess.CalledProcessError: if it fails; what it said is printed before
    """
    environment = {name: os.environ[name] for name in os.environ if name != _UNCOMPILED}
    with tempfile.TemporaryFile() as said:
        begun = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=said, stderr=said)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            sys.stderr.write(said.read().decode(errors="replace"))
            raise subprocess.CalledProcessError(process.returncode, command)
    return Run(seconds, usage.ru_maxrss / 1024)
