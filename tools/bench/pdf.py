"""How long the PDFs take: the book and each of its installments, for larger and larger books."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tools.bench import book
from tools.bench.child import Run, run

TIMES = (1, 4)  # the published installments; four times is a book of 20


@dataclass(frozen=True)
class Built:
    """What a clean build took, and the pages and bytes of the whole book."""

    took: Run
    pages: int
    size: int


def build(installments: int) -> Built:
    """Build the PDFs of a book of *installments* from nothing."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        book.write(folder, installments)
        command = [sys.executable, "-m", "sphinx", "-q", "-c", ".", "-j", "auto", "-b", "typst"]
        took = run([*command, "docs", "out"], folder)
        whole = folder / "out/pdf/book.pdf"
        info = subprocess.run(["pdfinfo", whole], capture_output=True, text=True, check=True)
        pages = int(re.search(r"^Pages:\s+(\d+)", info.stdout, re.MULTILINE)[1])
        return Built(took, pages, whole.stat().st_size)


def report() -> None:
    """Print a table with ratios to the first line."""
    print("PDF(本と各回、Sphinx を含む)。比は1行目に対するもの")
    print("   回  ページ      秒     MB  最大MB  ページ比  時間比")
    first: Built | None = None
    for times in TIMES:
        installments = len(book.published()) * times
        now = build(installments)
        first = first or now
        print(
            f"{installments:>5} {now.pages:>7} {now.took.seconds:>7.1f} {now.size / 1e6:>6.1f} "
            f"{now.took.memory:>7.0f} {now.pages / first.pages:>9.1f} "
            f"{now.took.seconds / first.took.seconds:>7.1f}",
            flush=True,
        )
