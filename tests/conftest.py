"""What the tests share: the built outputs, and small books made to be built, broken or not."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sphinx.cmd.build import main as sphinx_build
from sphinx.locale import translators

if TYPE_CHECKING:  # what needs no browser runs without Playwright
    from browsing import Opener
    from playwright.sync_api import Browser

ROOT = Path(__file__).parent.parent


def _output(name: str, verb: str) -> Path:
    """The output *name* under _build, or a failure that names the command that makes it."""
    path = ROOT / "_build" / name
    if not path.exists():
        pytest.fail(f"_build/{name} がありません。先に make {verb} を実行してください。")
    return path


@pytest.fixture(scope="session")
def site() -> Path:
    """The folder of the built site."""
    return _output("html/index.html", "html").parent


@pytest.fixture(scope="session")
def pages(site: Path) -> list[Path]:
    """Every page of the built site, without those that only lead on to a new address."""
    return [
        page
        for page in sorted(site.glob("*.html"))
        if 'http-equiv="refresh"' not in page.read_text(encoding="utf-8")
    ]


@pytest.fixture(scope="session")
def epub() -> Path:
    """The built EPUB."""
    return _output("epub/book.epub", "epub")


@pytest.fixture(scope="session")
def pdfs() -> list[Path]:
    """The built PDFs: the book, then each installment."""
    book = _output("pdf/book.pdf", "pdf")
    return [book, *sorted(book.parent.glob("[0-9]*.pdf"))]


@pytest.fixture(scope="session")
def origin(site: Path) -> Iterator[str]:
    """The address of the built site on loopback."""
    from tools.server import serve

    with serve(site) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Opener]:
    """A function that gives an empty page; its options are those of the browser's context."""
    contexts = []

    def opened(**options: object) -> object:
        contexts.append(browser.new_context(**options))
        return contexts[-1].new_page()

    yield opened
    for context in contexts:
        context.close()


@dataclass
class Result:
    """One run of sphinx-build: its exit code, all it printed, and its output folder."""

    code: int
    output: str
    folder: Path

    def page(self, name: str) -> str:
        """The HTML of page *name*."""
        return (self.folder / f"{name}.html").read_text(encoding="utf-8")


class Book:
    """A small book in a folder of its own, with the real conf.py, extensions and theme."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "docs").mkdir()
        for name in ("images", "author", "listings"):
            (folder / name).mkdir()
        for name in ("conf.py", "extensions", "docs/_theme", "author/author.rst"):
            (folder / name).symlink_to(ROOT / name)
        for cover in (ROOT / "images").glob("cover.*"):
            (folder / "images" / cover.name).symlink_to(cover)
        self.write("docs/index.rst", "題名\n====\n\nはじめの段落です。\n\n.. series-index::\n")

    def write(self, name: str, text: str) -> Path:
        """Write *text* to the file *name*, from the root of the book."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def installment(
        self,
        number: int = 5,
        body: str = "本文です。\n",
        *,
        name: str = "",
        title: str = "",
        fields: str = ":summary: わかること。\n:status: published\n:verified: 2026-11-21\n",
        end: str = ".. include:: ../author/author.rst\n",
    ) -> Path:
        """Write an installment; each part can be replaced by a faulty one."""
        title = title or f"[第{number}回] 題名"
        name = name or f"{number:02}-slug"
        text = f"{fields}\n{title}\n{'=' * 60}\n\n{body}\n{end}"
        return self.write(f"docs/{name}.rst", text)

    def build(self, builder: str = "html", *options: str, draft: bool = False) -> Result:
        """Build as the Makefile does: nitpicky, warnings are errors.

        :param builder: its name, with a suffix after a dot for an output folder of its own
        """
        out = self.folder / "_build" / builder
        doctrees = self.folder / "_build" / f"{builder}.doctrees"
        arguments = [
            "-n",
            "-W",
            "--keep-going",
            "-b",
            builder.partition(".")[0],
            "-c",
            ".",
            "-d",
            str(doctrees),
        ]
        arguments += ["-t", "draft"] if draft else []
        printed = io.StringIO()
        before = Path.cwd()
        os.chdir(self.folder)
        # Sphinx keeps the words of earlier builds in this process, of other books as well.
        translators.clear()
        try:
            with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
                code = sphinx_build([*arguments, *options, "docs", str(out)])
        except SystemExit as stop:  # how extensions.faults ends a build
            code = 1
            printed.write(str(stop))
        finally:
            os.chdir(before)
        return Result(code, printed.getvalue(), out)


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """An empty small book."""
    return Book(tmp_path)


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Book:
    """The book in tests/fixtures/sample, which holds every construct."""
    book = Book(tmp_path_factory.mktemp("sample"))
    shutil.copytree(ROOT / "tests/fixtures/sample", book.folder, dirs_exist_ok=True)
    return book


@pytest.fixture(scope="session")
def formats(sample: Book) -> dict[str, Result]:
    """The sample on the site, in the EPUB and in the PDF, by the names of their builders."""
    built = {name: sample.build(name) for name in ("html", "epub", "typst.b5")}
    for result in built.values():
        assert result.code == 0, result.output
    return built
