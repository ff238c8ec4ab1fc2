"""How long the link check takes, for more and more hosts on loopback, and its memory.

Every host has ten pages, so that the time a host is left alone between two requests stays the same:
time should hardly grow, and memory by the addresses alone.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tools.bench.book import ROOT
from tools.bench.child import Run, run

HOSTS = (20, 200)
PAGES = 10  # of each host
INTERVAL = 0.1  # seconds between two requests to a host
_BODY = b'<!DOCTYPE html><title>page</title><p id="here">' + b"text " * 4000
_HEAD = b"HTTP/1.1 %s\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n"


@dataclass(frozen=True)
class Checked:
    """What a check took, how many addresses it reports, and how many requests the hosts got."""

    took: Run
    addresses: int
    told: int
    got: int


class _Hosts:
    """Many hosts in one thread; pages are under /page, all else is not found."""

    def __init__(self) -> None:
        self.requests = 0

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection."""
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                found = head.startswith(b"GET /page")
                self.requests += found
                body = _BODY if found else b""
                writer.write(_HEAD % (b"200 OK" if found else b"404 Not Found", len(body)) + body)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # who asked has gone
        finally:
            writer.close()


@contextmanager
def serve(count: int) -> Iterator[tuple[_Hosts, list[str]]]:
    """Serve *count* hosts, 127.0.2.1 and so on; yield their count of requests and their origins."""
    names = [f"127.0.{2 + number // 250}.{1 + number % 250}" for number in range(count)]
    hosts, loop = _Hosts(), asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    # In its own thread, since the caller's may have a loop of its own, as Playwright's has.
    starting = asyncio.start_server(hosts.answer, names, 0, backlog=256)
    server = asyncio.run_coroutine_threadsafe(starting, loop).result()
    places = [socket.getsockname() for socket in server.sockets]
    try:
        yield hosts, [f"http://{host}:{port}" for host, port in places]
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()


def check(count: int) -> Checked:
    """Check a page with links to ten pages of each of *count* hosts, one of them with an anchor."""
    with tempfile.TemporaryDirectory() as name, serve(count) as (hosts, origins):
        folder = Path(name)
        paths = [f"/page/{number}" for number in range(1, PAGES)] + ["/page/0#here"]
        links = [f'<a href="{origin}{path}"></a>' for origin in origins for path in paths]
        (folder / "site").mkdir()
        (folder / "site/page.html").write_text("\n".join(links), encoding="utf-8")
        command = [sys.executable, "-m", "tools.linkcheck", f"--interval={INTERVAL}"]
        took = run([*command, "--allow-private", f"--site={folder}/site", f"--out={folder}"], ROOT)
        report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
        told = sum(entry["requests"] for entry in report)
        return Checked(took, len(report), told, hosts.requests)


def report() -> None:
    """Print a table with ratios to the first line."""
    print("リンクの検査(手元のホスト、1つに10ページ)。比は1行目に対するもの")
    print("ホスト  アドレス  要求  受けた要求      秒  最大MB  アドレス比  時間比")
    first: Checked | None = None
    for count in HOSTS:
        now = check(count)
        first = first or now
        print(
            f"{count:>6} {now.addresses:>9} {now.told:>5} {now.got:>11} {now.took.seconds:>7.1f} "
            f"{now.took.memory:>7.0f} {now.addresses / first.addresses:>11.1f} "
            f"{now.took.seconds / first.took.seconds:>7.1f}",
            flush=True,
        )
