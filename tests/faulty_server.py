"""A web server on loopback that goes wrong in every way that real ones do, and counts requests.

What it does is chosen by the path; ``Faulty.hits`` is its own count, which no client can embellish.
"""

from __future__ import annotations

import gzip
import socket
import ssl
import struct
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

HUGE = 300_000_000  # bytes
WORDS = "これは本文です。" * 40
PAGE = f"""<!DOCTYPE html>
<html lang="ja"><head><meta charset="utf-8"><title>良いページ</title></head>
<body><h1 id="top">見出し</h1><p id="推論">{WORDS}</p><p id="%E4%BF%9D%E5%AD%98">保存</p>
<p id="user-content-readme">GitHub の見出し</p></body></html>"""
LOST = PAGE.replace("良いページ", "404 Not Found").replace(WORDS, "見つかりません。")
RETRY_AFTER = {
    "seconds": "2",
    "day": "86400",
    "date": format_datetime(datetime.now(UTC) + timedelta(days=1), usegmt=True),
    "garbage": "あとで".encode().decode("latin-1"),
}


class _Host(BaseHTTPRequestHandler):
    """Answers as the first word of the path says: ``/status/404``, ``/slow``, …"""

    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        word, *rest = parts.path.strip("/").split("/")
        attempt = self.server.count(self.path, self.headers)
        other = self.answer_page if self.server.lenient else self.answer_lost
        answer = getattr(self, f"answer_{word or 'page'}", other)
        with suppress(ConnectionError, ssl.SSLError):  # who asked has gone
            answer(*rest, attempt=attempt, query=parse_qs(parts.query, keep_blank_values=True))

    def do_HEAD(self) -> None:
        self.server.count(f"HEAD {self.path}", self.headers)
        if self.path.startswith("/head/reset"):
            self._reset()
        else:
            self.reply(405)

    def reply(
        self,
        code: int = 200,
        body: str | bytes = PAGE,
        *,
        kind: str = "text/html; charset=utf-8",
        **headers: str,
    ) -> None:
        """Send a whole response; underscores in the names of *headers* stand for hyphens."""
        content = b"" if code == 204 else body.encode() if isinstance(body, str) else body
        self.send_response(code)
        self.send_header("Content-Type", kind)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def answer_page(self, *_: str, **__: object) -> None:
        self.reply()

    def answer_lost(self, *_: str, **__: object) -> None:
        self.reply(404, LOST)

    def answer_status(self, code: str, **_: object) -> None:
        self.reply(int(code), "" if code == "204" else PAGE)

    def answer_redirect(self, code: str, *path: str, **_: object) -> None:
        """/redirect/CODE/PATH leads to /PATH."""
        _, mark, query = self.path.partition("?")
        self.reply(int(code), "", Location=f"/{'/'.join(path)}{mark}{query}")

    def answer_loop(self, **_: object) -> None:
        self.reply(302, "", Location="/loop")

    def answer_gone(self, **_: object) -> None:
        """Leads dead addresses to a page that says so with 200."""
        self.reply(302, "", Location="/page/not-found.html")

    def answer_nowhere(self, **_: object) -> None:
        self.reply(302, "", Location="http://[bad")

    def answer_soft(self, **_: object) -> None:
        self.reply(body=LOST)

    def answer_bots(self, **_: object) -> None:
        """A wall for all but browsers."""
        self.reply(200 if "Mozilla" in self.headers.get("User-Agent", "") else 403)

    def answer_limited(self, how: str = "", **_: object) -> None:
        headers = {"Retry_After": RETRY_AFTER[how]} if how else {}
        self.reply(429, "", **headers)

    def answer_once(self, code: str, *, attempt: int, **_: object) -> None:
        self.reply(int(code) if attempt == 1 else 200)

    def answer_slow(self, *_: str, **__: object) -> None:
        self.server.wait(60)

    def answer_slowonce(self, *, attempt: int, **_: object) -> None:
        if attempt == 1:
            self.server.wait(60)
        self.reply()

    def answer_drip(self, **_: object) -> None:
        """A byte each fifth of a second, for hours."""
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", "100000")
        self.end_headers()
        while not self.server.wait(0.2):
            self.wfile.write(b"<")

    def answer_huge(self, **_: object) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/octet-stream")
        self.send_header("Content-Length", str(HUGE))
        self.end_headers()
        self._pour()

    def answer_hugepage(self, **_: object) -> None:
        """As above, but it says it is a page, so that its anchors are looked for."""
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(HUGE))
        self.end_headers()
        self._pour()

    def _pour(self) -> None:
        block = (b"<p>" + b"0123456789" * 20 + b"</p>\n") * 400
        for _ in range(HUGE // len(block)):
            self.wfile.write(block)
            self.server.poured += len(block)
        self.wfile.write(b" " * (HUGE % len(block)))

    def answer_truncated(self, **_: object) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", "100000")
        self.end_headers()
        self.wfile.write(PAGE.encode())
        self.close_connection = True

    def answer_gzip(self, **_: object) -> None:
        self.reply(body=gzip.compress(PAGE.encode()), Content_Encoding="gzip")

    def answer_sjis(self, **_: object) -> None:
        self.reply(body=PAGE.replace("utf-8", "shift_jis").encode("shift_jis"), kind="text/html")

    def answer_html(self, code: str = "200", **_: object) -> None:
        """/html?BODY answers with the page that its query holds, /html/CODE?BODY with a status."""
        self.reply(int(code), unquote(self.path.partition("?")[2]))

    def answer_charset(self, label: str, codec: str, **_: object) -> None:
        """/charset/LABEL/CODEC names its charset by a label that browsers know."""
        page = PAGE.replace('charset="utf-8"', f'charset="{label}"').replace("推論", "目次")
        self.reply(body=page.encode(codec), kind="text/html")

    def answer_away(self, **_: object) -> None:
        """/away?ADDRESS leads there."""
        self.reply(302, "", Location=unquote(self.path.partition("?")[2]))

    def answer_header(self, name: str, value: str, **_: object) -> None:
        """/header/NAME/VALUE sends that header with 202 and no page."""
        self.reply(202, "", **{name: value})

    def answer_accept(self, code: str, **_: object) -> None:
        """Refuses with CODE who does not ask for HTML."""
        self.reply(200 if "text/html" in self.headers.get("Accept", "") else int(code))

    def answer_cookie(self, code: str, **_: object) -> None:
        """Leads to itself until its cookie comes back."""
        if "seen=1" in self.headers.get("Cookie", ""):
            self.reply()
        else:
            self.reply(int(code), "", Location=self.path, Set_Cookie="seen=1; Path=/")

    def answer_packed(self, coding: str, **_: object) -> None:
        """Compresses in a way that nobody asked for."""
        self.reply(body=b"\x0b\x02\x80", Content_Encoding=coding)

    def answer_japanese(self, **_: object) -> None:
        """Leads to a path in UTF-8 as it is, not in %XX."""
        self.reply(302, "", Location="/page/日本語".encode().decode("latin-1"))

    def answer_pdf(self, **_: object) -> None:
        self.reply(body=b"%PDF-1.7\n%%EOF\n", kind="application/pdf")

    def answer_flag(self, *, query: dict[str, list[str]], **_: object) -> None:
        """Wants ``?flag``, a query without a value, as it is written."""
        self.reply(200 if self.path.endswith("?flag") and "flag" in query else 404)

    def answer_reset(self, **_: object) -> None:
        self._reset()

    def _reset(self) -> None:
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.connection.close()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing; ``hits`` is what tests read."""


class _Server(ThreadingHTTPServer):
    """Counts what it is asked for."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, host: str, *, lenient: bool) -> None:
        super().__init__((host, 0), _Host)
        self.lenient = lenient
        self.hits: Counter[str] = Counter()
        self.agents: set[str] = set()
        self.times: list[float] = []
        self.poured = 0  # bytes of the huge body that the client took
        self._lock = threading.Lock()
        self._ended = threading.Event()

    def count(self, path: str, headers: object) -> int:
        """Note a request for *path*; its number, from 1."""
        with self._lock:
            self.hits[path] += 1
            self.times.append(time.monotonic())
            self.agents.add(headers.get("User-Agent", ""))
            return self.hits[path]

    def wait(self, seconds: float) -> bool:
        """Let time pass; true if the server has ended meanwhile."""
        return self._ended.wait(seconds)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that turned away is no news."""

    def end(self) -> None:
        """Let all who wait go."""
        self._ended.set()
        self.shutdown()
        self.server_close()


class Faulty:
    """The server's address and what it has seen."""

    def __init__(self, server: _Server, scheme: str = "http") -> None:
        self._server = server
        host, port = server.server_address[:2]
        self.origin = f"{scheme}://{host}:{port}"

    @property
    def hits(self) -> Counter[str]:
        """How often each path was asked for; a HEAD is counted as 「HEAD path」."""
        return self._server.hits

    @property
    def agents(self) -> set[str]:
        """Who asked, by User-Agent."""
        return self._server.agents

    @property
    def times(self) -> list[float]:
        """When it was asked, in seconds."""
        return sorted(self._server.times)

    @property
    def poured(self) -> int:
        """How many bytes of the huge body went out."""
        return self._server.poured


@contextmanager
def faulty(
    host: str = "127.0.0.1",
    *,
    wrap: Callable[[socket.socket], ssl.SSLSocket] | None = None,
    lenient: bool = False,
) -> Iterator[Faulty]:
    """Serve faults on *host*.

    :param wrap: makes a TLS socket of the listening one
    :param lenient: whether an unknown path is answered with a page, as by hosts of soft 404s
    """
    server = _Server(host, lenient=lenient)
    if wrap:
        server.socket = wrap(server.socket)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield Faulty(server, "https" if wrap else "http")
    finally:
        server.end()


@contextmanager
def closing() -> Iterator[str]:
    """The address of a server that hangs up on whoever calls."""
    listener = socket.create_server(("127.0.0.1", 0))

    def hang_up() -> None:
        with suppress(OSError):
            while True:
                listener.accept()[0].close()

    threading.Thread(target=hang_up, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
    finally:
        listener.close()


def refusing() -> str:
    """An address on loopback where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return f"http://127.0.0.1:{listener.getsockname()[1]}/"
