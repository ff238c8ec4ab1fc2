"""The containers of the lab: child processes, where they run, and how they end."""

from __future__ import annotations

import logging
import os
import queue
import random
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

log = logging.getLogger("lab")
HOME = Path(__file__).parent.parent
# What lab/container/serve.py reads.
VARIABLES = {"SAGEMAKER_BATCH", "SAGEMAKER_DEFAULT_INVOCATIONS_ACCEPT"}
# Linux kills a child with the *thread* that started it, so one thread that stays starts them all.
_starter = ThreadPoolExecutor(1, thread_name_prefix="starter")
_alive: set[Container] = set()
_lock = threading.Lock()


def free_port(count: int = 1) -> int:
    """The first of *count* ports of 127.0.0.1 in a row that nobody listens on.

    From below the range that systems hand out by themselves, so that none of them is given to a
    connection between this look and its use.
    """
    while True:
        first = random.randrange(20000, 30000)
        try:
            for port in range(first, first + count):
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", port))
        except OSError:
            continue
        return first


def _read_by_containers(environment: dict[str, str]) -> dict[str, str]:
    """The variables of a request that a container of the lab reads.

    All others would only reach the interpreter and the loader of this machine, which must not
    obey a request: PYTHONPATH, LD_PRELOAD and the like.
    """
    known = {name: value for name, value in environment.items() if name in VARIABLES}
    if passed_over := sorted(set(environment) - set(known)):
        log.warning("ラボのコンテナは環境変数 %s を使いません", "、".join(passed_over))
    return known


class Container:
    """A running container: a process of its own group, whose output goes to *lines*.

    :param module: ``lab.container.train`` or ``lab.container.serve``
    :param arguments: its command line
    :param root: the folder that is ``/opt/ml`` on AWS, an absolute path; it runs there
    :param lines: takes its output, as many lines at once as there are: (time, line) each
    :param environment: of the request; what the container reads of it is added to a bare one, in
        which there are no credentials of the reader
    """

    def __init__(
        self,
        module: str,
        arguments: list[str],
        root: Path,
        lines: Callable[[list[tuple[float, str]]], None],
        environment: dict[str, str] | None = None,
    ) -> None:
        self.root = root
        command = [
            sys.executable,
            "-m",
            "lab.die_with_parent",
            module,
            "--root",
            str(root),
            *arguments,
        ]
        kept = {k: v for k, v in os.environ.items() if k in ("PATH", "HOME", "TMPDIR", "LANG")}
        bare = {
            **kept,
            "PYTHONPATH": str(HOME),
            "PYTHONUNBUFFERED": "1",
            "OMP_NUM_THREADS": "1",
            "PYTHONWARNINGS": "ignore",
        }
        self.process = _starter.submit(
            subprocess.Popen,
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**bare, **_read_by_containers(environment or {})},
            cwd=root,
            text=True,
            errors="replace",
            start_new_session=True,
        ).result()
        with _lock:
            _alive.add(self)
        self._lines: queue.SimpleQueue[tuple[float, str] | None] = queue.SimpleQueue()
        threading.Thread(target=self._read, daemon=True).start()
        self._writer = threading.Thread(target=self._write, args=(lines,), daemon=True)
        self._writer.start()

    def _read(self) -> None:
        for line in self.process.stdout:
            self._lines.put((time.time(), line.rstrip("\n")))
        self._lines.put(None)

    def _write(self, lines: Callable[[list[tuple[float, str]]], None]) -> None:
        # A thread of its own, so that a slow taker never holds up the container.
        taken: list[tuple[float, str] | None] = []
        while None not in taken:
            taken = [self._lines.get()]
            while not self._lines.empty() and len(taken) < 500:
                taken.append(self._lines.get())
            lines([one for one in taken if one is not None and one[1]])

    @property
    def exit_code(self) -> int | None:
        """None while it runs."""
        return self.process.poll()

    def wait(self, seconds: float | None = None) -> int | None:
        """Its exit code, after all its output was taken; None when *seconds* were not enough."""
        try:
            code = self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None
        self._writer.join(60)
        return code

    def stop(self, seconds: float = 5) -> None:
        """SIGTERM, then after *seconds* SIGKILL; returns when it is gone."""
        if self.exit_code is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.process.stdin.close()
        with _lock:
            _alive.discard(self)

    def remove(self) -> None:
        """Stop, and remove its folder."""
        self.stop()
        shutil.rmtree(self.root, ignore_errors=True)


def stop_all() -> None:
    """End every container that is left."""
    with _lock:
        left = list(_alive)
    for container in left:
        container.process.kill()
    for container in left:
        container.stop()
