"""The site in a real browser: a server on loopback, screens, and what a page must not do."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import Page

PHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1440, "height": 900}
# The browser's page, made with the options of its context
Opener = Callable[..., Page]


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing; the browser reports what fails."""


@contextmanager
def serve(folder: Path) -> Iterator[str]:
    """Serve *folder* on loopback; yield the address that its pages begin with."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def listen(page: Page, origin: str) -> list[str]:
    """A list that takes up what goes wrong on *page* from now on."""
    faults: list[str] = []
    page.on("console", lambda message: message.type == "error" and faults.append(message.text))
    page.on("pageerror", lambda error: faults.append(f"script: {error.message}"))
    page.on("requestfailed", lambda request: faults.append(f"failed: {request.url}"))
    page.on(
        "request",
        lambda request: request.url.startswith(origin) or faults.append(f"outside: {request.url}"),
    )
    page.on(
        "response",
        lambda response: (
            response.status < 400 or faults.append(f"{response.status}: {response.url}")
        ),
    )
    return faults


def overflow(page: Page) -> int:
    """How far the page can be scrolled sideways, in CSS pixels."""
    return page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )


def focused(page: Page) -> str:
    """What the keyboard is on: the id of the element, or else its words."""
    return page.evaluate(
        "document.activeElement.id || document.activeElement.innerText.trim().replace(/\\s+/g, ' ')"
    )
