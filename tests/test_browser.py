"""Every page in a real browser: it opens without a fault, fits the screen, and needs no script."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from reading import leftovers, parse

PHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1440, "height": 900}


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


@pytest.fixture(scope="module")
def origin(site: Path) -> Iterator[str]:
    """The address of the built site."""
    with serve(site) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """A function that gives an empty page; its options are those of the browser's context."""
    contexts = []

    def opened(**options: object) -> Page:
        contexts.append(browser.new_context(**options))
        return contexts[-1].new_page()

    yield opened
    for context in contexts:
        context.close()


def faults_on_opening(page: Page, origin: str, names: list[str]) -> list[str]:
    """What goes wrong when a reader opens *names*, one after another."""
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
    for name in names:
        page.goto(origin + name, wait_until="networkidle")
    return faults


def overflow(page: Page) -> int:
    """How far the page can be scrolled sideways, in CSS pixels."""
    return page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )


def test_pages_open_without_a_fault(
    pages: list[Path], origin: str, open_page: Callable[..., Page]
) -> None:
    names = [page.name for page in pages]
    assert faults_on_opening(open_page(viewport=DESKTOP), origin, names) == []


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_no_page_scrolls_sideways(
    viewport: dict[str, int], pages: list[Path], origin: str, open_page: Callable[..., Page]
) -> None:
    view = open_page(viewport=viewport)
    wide = {}
    for page in pages:
        view.goto(origin + page.name)
        if overflow(view) > 0:
            wide[page.name] = overflow(view)
    assert wide == {}


def test_faults_are_found(tmp_path: Path, open_page: Callable[..., Page]) -> None:
    """Were the page not listened to, the tests above would pass whatever the book holds."""
    (tmp_path / "index.html").write_text(
        """<!DOCTYPE html><link rel="icon" href="data:,"><title>悪</title>
        <script>console.error("logged"); undefinedFunction();</script>
        <script src="http://127.0.0.2:9/outside.js"></script>
        <img src="nai.png"><div style="width: 2000px">広い</div>""",
        encoding="utf-8",
    )
    view = open_page(viewport=PHONE)
    with serve(tmp_path) as origin:
        faults = faults_on_opening(view, origin, ["index.html"])
    assert "logged" in faults
    assert "script: undefinedFunction is not defined" in faults
    assert "outside: http://127.0.0.2:9/outside.js" in faults
    assert "failed: http://127.0.0.2:9/outside.js" in faults
    assert f"404: {origin}nai.png" in faults
    assert overflow(view) > 1500


def test_articles_can_be_read_without_scripts(
    pages: list[Path], origin: str, open_page: Callable[..., Page]
) -> None:
    view = open_page(java_script_enabled=False, viewport=PHONE)
    hidden = {}
    for page in pages:
        view.goto(origin + page.name)
        article = view.locator("[role=main]").locator("h1, h2, h3, p, li, td, pre, img")
        assert article.count() > 0, page.name
        if unseen := article.filter(visible=False).all_text_contents():
            hidden[page.name] = unseen
    assert hidden == {}


def test_scripts_bring_no_english(
    pages: list[Path], origin: str, open_page: Callable[..., Page]
) -> None:
    """Copy buttons and the like are not in the files; a reader meets them all the same."""
    view = open_page(viewport=DESKTOP)
    found = {}
    for page in pages:
        view.goto(origin + page.name, wait_until="networkidle")
        if words := leftovers(parse(view.content())):
            found[page.name] = words
    assert found == {}


def test_search_answers_in_japanese(origin: str, open_page: Callable[..., Page]) -> None:
    view = open_page(viewport=DESKTOP)
    view.goto(f"{origin}search.html?q=SageMaker")
    summary = view.locator("#search-results .search-summary")
    expect(summary).to_have_text(re.compile(r"^[1-9]\d* ページが見つかりました。$"))
    found = int(summary.inner_text().split()[0])
    # the results follow one by one
    expect(view.locator("#search-results ul.search > li")).to_have_count(found)
