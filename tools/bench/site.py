"""How long the site takes, beside stock Sphinx and MkDocs Material on the same text.

Each generator builds from nothing, and again after one installment has got a line more, as it
does while an author writes: Sphinx reads and writes what has changed, Material with ``--dirty``.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tools.bench import book, others
from tools.bench.child import Run, run

SIZES = (16, 160, 1600)  # installments
RUNS = 3  # of which the median counts, where a run is short
_SPHINX = [sys.executable, "-m", "sphinx", "-q", "-j", "auto", "-b", "html"]


@dataclass(frozen=True)
class Generator:
    """A generator: how its sources are written, how it builds all, how what has changed."""

    name: str
    write: Callable[[Path, Path], None]
    build: list[str | Path]
    rebuild: list[str | Path]
    source: str  # a pattern of the installments
    largest: int = SIZES[-1]  # installments beyond which it is not waited for


def _ours(trial: Path, folder: Path) -> None:
    shutil.copytree(trial, folder, symlinks=True, dirs_exist_ok=True)


_OURS = [*_SPHINX, "-c", ".", "docs", "out"]
_STOCK = [*_SPHINX, "docs", "out"]
_MKDOCS = [others.VENV / "bin/mkdocs", "build", "-q", "-d", "out"]
GENERATORS = (
    Generator("この本", _ours, _OURS, _OURS, "docs/[0-9]*.rst"),
    # Every page holds the menu of all, so its time grows with the square of the pages: at 160 it
    # was still building after six minutes.
    Generator("Sphinx + RTD", others.stock_sphinx, _STOCK, _STOCK, "docs/[0-9]*.rst", SIZES[0]),
    Generator("MkDocs Material", others.material, _MKDOCS, [*_MKDOCS, "--dirty"], "docs/[0-9]*.md"),
)


@dataclass(frozen=True)
class Built:
    """A clean build, a rebuild after an edit, and the number of pages."""

    clean: Run
    edited: Run
    pages: int


def measure(generator: Generator, trial: Path, runs: int) -> Built:
    """Build the *trial* book with *generator*, each *runs* times."""
    cleans, edits = [], []
    for _ in range(runs):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            generator.write(trial, folder)
            cleans.append(run(generator.build, folder))
            source = sorted(folder.glob(generator.source))[0]
            text = source.read_text(encoding="utf-8")
            before, mark, after = text.rpartition("。\n")  # not in the head, which all show
            source.write_text(f"{before}。もう1文です{mark}{after}", encoding="utf-8")
            edits.append(run(generator.rebuild, folder))
            source.write_text(text, encoding="utf-8")
            pages = len(list((folder / "out").rglob("*.html")))
    return Built(_middle(cleans), _middle(edits), pages)


def _middle(runs: list[Run]) -> Run:
    return Run(median(run.seconds for run in runs), max(run.memory for run in runs))


def _line(name: str, now: Built, ours: Built, first: Built) -> str:
    return (
        f"{now.pages:>7} {now.clean.seconds:>7.1f} {now.edited.seconds:>7.2f} "
        f"{now.clean.memory:>7.0f} {now.clean.seconds / ours.clean.seconds:>7.1f} "
        f"{now.edited.seconds / ours.edited.seconds:>7.1f} {now.pages / first.pages:>8.1f} "
        f"{now.clean.seconds / first.clean.seconds:>7.1f}  {name}"
    )


def report() -> None:
    """Print a table: ratios to this book at the same size, and growth from the smallest."""
    if not (others.VENV / "bin/mkdocs").exists():
        raise SystemExit(f"{others.VENV} がありません。make bench を実行してください。")
    print("サイト。比は同じ大きさのこの本に、増え方は同じ作り手の最小の本に対するもの")
    print(" ページ  全部秒  1回秒  最大MB  全部比   1回比  頁増え方  秒増え方")
    first: dict[str, Built] = {}
    for size in SIZES:
        with tempfile.TemporaryDirectory() as name:
            trial = Path(name)
            book.write(trial, size)
            ours: Built | None = None
            for generator in (each for each in GENERATORS if size <= each.largest):
                now = measure(generator, trial, RUNS if size == SIZES[0] else 1)
                ours = ours or now
                before = first.setdefault(generator.name, now)
                print(_line(generator.name, now, ours, before), flush=True)
