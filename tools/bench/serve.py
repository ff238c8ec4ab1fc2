"""How long an author waits: from a save to the browser that shows it, site and PDF."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from playwright.sync_api import Page, sync_playwright

from tools.bench import book

INSTALLMENTS = 16
EDITS = 5
TARGET = 2  # seconds to the page
_PATIENCE = 120_000  # milliseconds


@dataclass(frozen=True)
class Waited:
    """Seconds from a save to the page that shows it, and to the PDF."""

    page: float
    pdf: float


@contextmanager
def serve(folder: Path) -> Iterator[str]:
    """Run the desk on the book in *folder*; yield its address."""
    command = [sys.executable, "-m", "tools.serve", "--book", folder]
    with subprocess.Popen(command, cwd=book.ROOT, stdout=subprocess.PIPE, text=True) as desk:
        try:
            yield re.search(r"http://\S+/", desk.stdout.readline())[0]
        finally:
            desk.terminate()


def watch(page: Page, pdf: Page, address: str, source: Path) -> list[Waited]:
    """Edit *source* again and again, and look at the *page* and the *pdf* of it."""
    page.goto(f"{address}{source.stem}.html")
    page.wait_for_selector(".place", timeout=_PATIENCE)  # there is a page, and not only the bar
    pdf.goto(f"{address}_desk/pdf/{source.stem}")
    number = "() => Number(document.querySelector('iframe').src.match(/pdf[?](\\d+)/)?.[1] ?? 0)"
    pdf.wait_for_function(f"({number})() > 0", timeout=_PATIENCE)
    text = source.read_text(encoding="utf-8")
    before, end, after = text.rpartition("。\n")
    found = []
    for edit in range(EDITS):
        time.sleep(1)  # the author thinks; a PDF that is still being made comes to its end
        shown = pdf.evaluate(f"({number})()")
        begun = time.perf_counter()
        source.write_text(f"{before}。{edit}回目の文です{end}{after}", encoding="utf-8")
        words = f"document.querySelector('article')?.innerText.includes('{edit}回目の文です')"
        page.wait_for_function(words, timeout=_PATIENCE)
        in_page = time.perf_counter() - begun
        pdf.wait_for_function(f"({number})() > {shown}", timeout=_PATIENCE)
        found.append(Waited(in_page, time.perf_counter() - begun))
    return found


def measure(installments: int) -> list[Waited]:
    """Waits in a book of that many *installments*."""
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name).resolve()
        book.write(folder, installments)
        source = sorted((folder / "docs").glob("[0-9]*.rst"))[0]
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        with serve(folder) as address:
            waits = watch(browser.new_page(), browser.new_page(), address, source)
        browser.close()
    return waits


def report() -> None:
    """Print the medians, and how they stand to the target."""
    waits = measure(INSTALLMENTS)
    page, pdf = (median(getattr(wait, name) for wait in waits) for name in ("page", "pdf"))
    print(f"執筆中の表示({INSTALLMENTS}回の本、{EDITS}回の保存の中央値)")
    print(f"  保存からサイトまで {page:.2f} 秒(目標 {TARGET} 秒の {page / TARGET:.0%})")
    print(f"  保存から PDF まで  {pdf:.2f} 秒")
