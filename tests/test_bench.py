"""The trial books of `make bench`: whole, without a warning, and the same text for all."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tools.bench import book, links, others

SIZE = len(book.published()) + 2  # installments


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("trial")
    book.write(folder, SIZE)
    return folder


def test_a_trial_book_builds_without_a_warning(trial: Path) -> None:
    command = [sys.executable, "-m", "sphinx", "-q", "-n", "-W", "-c", ".", "docs", "out"]
    built = subprocess.run(command, cwd=trial, capture_output=True, text=True, check=False)
    assert (built.returncode, built.stderr) == (0, "")
    assert len(list((trial / "out").glob("[0-9][0-9]-*.html"))) == SIZE


def test_the_others_get_all_of_the_text(trial: Path, tmp_path: Path) -> None:
    folders = {name: tmp_path / name for name in ("stock_sphinx", "material")}
    for name, folder in folders.items():
        folder.mkdir()
        getattr(others, name)(trial, folder)
    for name, folder in folders.items():
        sources = sorted((folder / "docs").glob("[0-9]*.*"))
        assert len(sources) == SIZE, name
        for source in sources:
            text = source.read_text(encoding="utf-8")
            original = trial / "docs" / f"{source.stem}.rst"
            assert len(text) > 0.9 * len(original.read_text(encoding="utf-8")), source
            assert ":installment:" not in text
    markdown = folders["material"] / "docs/05-sagemaker-basics-1.md"
    assert "import boto3" in markdown.read_text(encoding="utf-8")  # a listing from a file


def test_the_link_check_is_measured_and_its_requests_are_true() -> None:
    checked = links.check(4)
    assert checked.addresses == checked.told == checked.got == 4 * links.PAGES
