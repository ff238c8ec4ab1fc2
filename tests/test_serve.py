"""`make serve`: what an author sees in the browser while writing, without touching it."""

from __future__ import annotations

import http.client
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from browsing import Opener
from conftest import ROOT, Book
from playwright.sync_api import Page, expect

from tools.bench import serve

BODY = "本文です。\n\n節\n--\n\n節の文です。\n"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[tuple[Book, str]]:
    """A small book, below a hidden folder: a published installment and a draft."""
    folder = tmp_path / ".work" / "book"
    folder.mkdir(parents=True)
    book = Book(folder)
    book.installment(5, BODY)
    book.installment(6, "下書きの文です。\n", fields=":summary: 要約。\n:status: draft\n")
    with serve.serve(book.folder) as address:
        yield book, address


def opened(open_page: Opener, address: str) -> Page:
    """A page of the desk, when there is one to see."""
    page = open_page()
    page.goto(address)
    expect(page.locator(".place")).to_be_visible(timeout=60_000)
    return page


def bar(page: Page):
    return page.locator("#desk")


def test_an_edit_shows_by_itself(desk: tuple[Book, str], open_page: Opener) -> None:
    book, address = desk
    page = opened(open_page, f"{address}05-slug.html")
    expect(bar(page)).to_contain_text("最新です", timeout=60_000)
    book.installment(5, BODY.replace("本文です", "直した本文です"))
    expect(page.locator("article")).to_contain_text("直した本文です", timeout=60_000)


def test_drafts_and_memos_are_shown(desk: tuple[Book, str], open_page: Opener) -> None:
    book, address = desk
    page = opened(open_page, f"{address}06-slug.html")
    expect(page.locator("article")).to_contain_text("下書きの文です。")
    book.installment(5, f"{BODY}\n.. memo::\n\n   調べること。\n")
    page.goto(f"{address}05-slug.html")
    expect(page.locator("article")).to_contain_text("調べること。", timeout=60_000)
    expect(bar(page)).to_contain_text("公開する前に直すもの")
    expect(bar(page)).to_contain_text(re.compile(r"docs/05-slug\.rst:\d+"))


def test_a_fault_is_told_in_the_page_until_it_is_mended(
    desk: tuple[Book, str], open_page: Opener
) -> None:
    """The last page that could be built stays."""
    book, address = desk
    page = opened(open_page, f"{address}05-slug.html")
    book.installment(5, BODY, fields=":summary: 要約。\n:status: publisht\n")
    expect(bar(page)).to_contain_text("docs/05-slug.rst:2", timeout=60_000)
    expect(bar(page)).to_contain_text("draft か published")
    expect(bar(page)).to_contain_text("前のページのまま")
    expect(page.locator("article")).to_contain_text("本文です。")
    book.installment(5, BODY)
    expect(bar(page)).to_contain_text("最新です", timeout=60_000)
    expect(bar(page)).not_to_contain_text("直すもの（")


def test_a_warning_names_its_line_and_stays_with_its_file(
    desk: tuple[Book, str], open_page: Opener
) -> None:
    book, address = desk
    page = opened(open_page, f"{address}05-slug.html")
    book.installment(5, f"{BODY}\n:term:`ない言葉`\n")
    expect(bar(page)).to_contain_text("ない言葉", timeout=60_000)
    expect(bar(page)).to_contain_text(re.compile(r"docs/05-slug\.rst:1\d"))
    draft = ":summary: 要約。\n:status: draft\n"
    book.installment(6, "ほかの文です。\n", fields=draft)
    other = opened(open_page, f"{address}06-slug.html")
    expect(other.locator("article")).to_contain_text("ほかの文です。", timeout=60_000)
    expect(bar(other)).to_contain_text("ない言葉")


def test_the_pdf_of_the_installment_follows_to_its_section(
    desk: tuple[Book, str], open_page: Opener
) -> None:
    book, address = desk
    opened(open_page, f"{address}05-slug.html")
    page = open_page()
    page.goto(f"{address}_desk/pdf/05-slug")
    frame = page.locator("iframe")
    expect(frame).to_have_attribute("src", re.compile(r"/_desk/pdf/05-slug\.pdf\?"), timeout=60_000)
    first = frame.get_attribute("src")
    book.installment(5, BODY.replace("節の文です", "直した節の文です"))
    expect(frame).not_to_have_attribute("src", first, timeout=60_000)
    expect(frame).to_have_attribute("src", re.compile(r"nameddest=05-slug%2F%E7%AF%80"))
    answer = page.request.get(f"{address}_desk/pdf/05-slug.pdf")
    path = book.folder / "shown.pdf"
    path.write_bytes(answer.body())
    text = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True)
    assert "直した節の文です" in text.stdout.replace("\n", "")


def test_a_figure_is_drawn_again_and_its_faults_are_told(
    desk: tuple[Book, str], open_page: Opener
) -> None:
    book, address = desk
    page = opened(open_page, f"{address}05-slug.html")
    script = book.write("images/5th-dot.py", "raise ValueError('文字が入りません')\n")
    expect(bar(page)).to_contain_text("images/5th-dot.py:1", timeout=60_000)
    expect(bar(page)).to_contain_text("文字が入りません")
    script.write_text(
        "from pathlib import Path\nPath(__file__).with_suffix('.svg').write_text('')\n"
    )
    expect(bar(page)).not_to_contain_text("文字が入りません", timeout=60_000)
    assert script.with_suffix(".svg").exists()


def status(address: str, path: str, **headers: str) -> int:
    """The status of the answer to a request for *path* with these *headers*."""
    place = urlsplit(address)
    connection = http.client.HTTPConnection(place.hostname, place.port)
    connection.request("GET", f"/{path}", headers={"Host": place.netloc} | headers)
    return connection.getresponse().status


def test_pages_from_elsewhere_get_no_answer(desk: tuple[Book, str]) -> None:
    """Neither under a name that points here, nor across origins."""
    _, address = desk
    port = urlsplit(address).port
    own = [f"127.0.0.1:{port}", f"localhost:{port}", f"[::1]:{port}"]
    script = "_desk/desk.js"
    assert [status(address, script, Host=host) for host in own] == [200] * 3
    assert [status(address, script, Origin=f"http://{host}") for host in own] == [200] * 3
    for host in ("evil.example", f"evil.example:{port}", "127.0.0.1", "127.0.0.1:1", ""):
        assert status(address, script, Host=host) == 403, host
    for origin in (
        "https://evil.example",
        f"https://127.0.0.1:{port}",
        "http://localhost:1",
        "null",
    ):
        for path in (script, "_desk/events", "_desk/pdf/05-slug", "05-slug.html"):
            assert status(address, path, Origin=origin) == 403, origin


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tools.serve", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_a_busy_port_is_one_line() -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        done = run("--port", str(port))
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert f"ポート {port} を使えません" in done.stderr
    assert "PORT=0" in done.stderr


def test_a_folder_that_is_no_book_is_one_line(tmp_path: Path) -> None:
    done = run("--book", tmp_path)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "conf.py" in done.stderr
