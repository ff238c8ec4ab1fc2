"""A lab as a process of its own, and what the system says of its children; for tests."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from lab_account import HOME

from lab.client import exported

SLOW = {"objective": "binary:logistic", "num_round": "200000", "eval_metric": "auc"}
linux = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


def started(*arguments: str) -> tuple[subprocess.Popen, dict[str, str]]:
    """A lab as a reader starts it, on any free port, and what it exports."""
    process = subprocess.Popen(
        [sys.executable, "-m", "lab", "--port", "0", *arguments],
        cwd=HOME,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    return process, exported(process.stdout.readline())


def containers(folder: Path) -> list[int]:
    """The processes whose command line names *folder*."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            command = path.read_bytes().decode()
        except OSError:
            continue
        if str(folder) in command and "lab.die_with_parent" in command:
            found.append(int(path.parent.name))
    return found


def listeners(pids: list[int]) -> set[str]:
    """The addresses, in the hex of /proc/net, on which these processes listen."""
    sockets = set()
    for pid in pids:
        for link in Path(f"/proc/{pid}/fd").iterdir():
            try:
                sockets.add(str(link.readlink()))
            except OSError:
                continue
    found = set()
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A" and f"socket:[{fields[9]}]" in sockets:
                found.add(fields[1].split(":")[0])
    return found
