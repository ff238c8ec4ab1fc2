"""Several hosts train one model: who has data, who leads, and XGBoost's collective between them.

The tracker listens where it is told; for the workers of XGBoost see ``loopback``.
"""

from __future__ import annotations

import json
import logging
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from xgboost import collective
from xgboost.tracker import RabitTracker

from lab.container.loopback import listen_on_loopback_only


def _wait_for(address: tuple[str, int], seconds: float = 120) -> None:
    """Until the tracker listens: XGBoost's own retry waits six seconds for what takes a moment.

    :raises TimeoutError: it never did
    """
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(address) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(f"Failed to connect to Rabit Tracker at {address[0]}:{address[1]}")


@contextmanager
def group(host: str, hosts: list[str], address: tuple[str, int]) -> Iterator[None]:
    """The collective of *hosts* while the block runs; the first of them keeps its tracker.

    :param address: where the tracker listens; each host must be told the same
    """
    listen_on_loopback_only()
    tracker = None
    if host == hosts[0]:
        # Ranks follow the names of the hosts, so the first of them has rank 0 and reports.
        tracker = RabitTracker(
            host_ip=address[0], n_workers=len(hosts), port=address[1], sortby="task"
        )
        tracker.start()
    _wait_for(address)
    collective.init(
        dmlc_tracker_uri=address[0],
        dmlc_tracker_port=address[1],
        dmlc_task_id=f"{hosts.index(host):05}",
        dmlc_retry=60,
    )
    try:
        yield
    finally:
        collective.finalize()
        if tracker is not None:
            tracker.wait_for(timeout=60)
            tracker.free()


def with_data(host: str, hosts: list[str], has_data: bool, address: tuple[str, int]) -> list[str]:
    """The hosts that have data; a host that has none ends here, with success, as in the image."""
    with group(host, hosts, address):
        answers: list[dict[str, Any]] = []
        for rank, name in enumerate(hosts):
            mine = json.dumps({"host": host, "data": has_data}) if name == host else ""
            answers.append(json.loads(collective.broadcast(mine, rank)))
    if not has_data:
        logging.warning("Host %s not being used for distributed training.", host)
        sys.exit(0)
    return [answer["host"] for answer in answers if answer["data"]]
