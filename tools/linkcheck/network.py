"""Whether there is a network at all, so that its absence is one sentence and not 47 faults."""

from __future__ import annotations

import socket
import threading
import time
import urllib.request
from collections.abc import Sequence
from urllib.parse import urlsplit

from tools.linkcheck.private import PrivateHost, resolve

SECONDS = 3.0
MOST = 24  # hosts that are tried, at once


def reachable(origins: Sequence[str], *, allow_private: bool) -> bool:
    """Whether any of *origins* (``https://host:port``) can be reached within three seconds.

    A host that refuses is reached, and so is one that is left alone since its name leads to a
    private network. Each is tried in a thread that may be left behind, since
    asking for a name cannot be interrupted.
    """
    found = threading.Event()
    threads = [
        threading.Thread(target=_reach, args=(origin, found, allow_private), daemon=True)
        for origin in origins[:MOST]
    ]
    for thread in threads:
        thread.start()
    until = time.monotonic() + SECONDS
    while not found.is_set() and time.monotonic() < until and any(t.is_alive() for t in threads):
        found.wait(0.05)
    return found.is_set()


def _reach(origin: str, found: threading.Event, allow_private: bool) -> None:
    parts = urlsplit(origin)
    proxy = urllib.request.getproxies().get(parts.scheme)
    if proxy and not urllib.request.proxy_bypass(parts.hostname or ""):
        parts = urlsplit(proxy if "//" in proxy else f"//{proxy}")
        allow_private = True
    try:
        name, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
        addresses = [name] if allow_private else resolve(name, port)
    except PrivateHost:
        found.set()
        return
    except (OSError, ValueError, UnicodeError):
        return
    for address in addresses:
        try:
            socket.create_connection((address, port), SECONDS).close()
        except ConnectionRefusedError:
            found.set()
        except (OSError, UnicodeError):
            continue
        found.set()
