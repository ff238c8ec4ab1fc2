"""``python -m tools.bench``: how long the PDF takes, for this book and for larger ones.

The larger books hold the published installments several times over, with numbers and labels of
their own. Absolute times belong to the machine; read the ratios: time should grow as pages do.
"""

from __future__ import annotations

import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
COPIES = (1, 4, 16)
CONF = """\
import runpy

globals().update(runpy.run_path({conf!r}))
series_parts = [("全体", 1, 99)]
"""


@dataclass(frozen=True)
class Measured:
    """One clean build: seconds, pages and bytes of the whole book, peak memory in MB."""

    seconds: float
    pages: int
    size: int
    memory: float


def published() -> list[Path]:
    """The installments that the book holds."""
    sources = sorted((ROOT / "docs").glob("[0-9][0-9]-*.rst"))
    return [path for path in sources if ":status: published" in path.read_text(encoding="utf-8")]


def multiply(folder: Path, times: int) -> None:
    """Write into *folder* the book with each published installment *times* times."""
    for name in ("extensions", "images", "author", "listings"):
        (folder / name).symlink_to(ROOT / name)
    (folder / "conf.py").write_text(CONF.format(conf=str(ROOT / "conf.py")), encoding="utf-8")
    docs = folder / "docs"
    shutil.copytree(ROOT / "docs", docs)
    first_free = 1 + max(int(path.name[:2]) for path in docs.glob("[0-9][0-9]-*.rst"))
    for number, source in enumerate(published() * (times - 1), first_free):
        text = source.read_text(encoding="utf-8")
        text = re.sub(r"^\[第\d+回\]", f"[第{number}回]", text, flags=re.MULTILINE)
        # labels such as fig-5-roadmap
        text = re.sub(r"\b(fig|tab|lst)-\d+-", rf"\g<1>-{number}-", text)
        (docs / f"{number}-copy.rst").write_text(text, encoding="utf-8")


def measure(times: int) -> Measured:
    """Build the PDF of *times* books from nothing."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        multiply(folder, times)
        command = [sys.executable, "-m", "sphinx", "-q", "-c", ".", "-j", "auto", "-b", "typst"]
        begun = time.perf_counter()
        subprocess.run([*command, "docs", "out"], cwd=folder, check=True)
        seconds = time.perf_counter() - begun
        book = folder / "out" / "pdf" / "book.pdf"
        info = subprocess.run(["pdfinfo", book], capture_output=True, text=True, check=True)
        pages = int(re.search(r"^Pages:\s+(\d+)", info.stdout, re.MULTILINE)[1])
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        return Measured(seconds, pages, book.stat().st_size, memory)


def main() -> None:
    """Measure each size and print a table with ratios to the first."""
    print("PDF(本と各回の PDF、Sphinx を含む)。比は1行目に対するもの")
    print("   本  ページ      秒     MB  最大MB  ページ比  時間比")
    first: Measured | None = None
    for times in COPIES:
        now = measure(times)
        first = first or now
        print(
            f"{times:>5} {now.pages:>7} {now.seconds:>7.1f} {now.size / 1e6:>6.1f} "
            f"{now.memory:>7.0f} {now.pages / first.pages:>9.1f} "
            f"{now.seconds / first.seconds:>7.1f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
