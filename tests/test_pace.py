"""How a build uses the machine shows in nothing but its time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tools.bench import book


@pytest.fixture
def trial(tmp_path: Path) -> Path:
    """A book of more installments than one process is given at once."""
    book.write(tmp_path, len(book.published()) + 4)
    return tmp_path


def built(trial: Path, out: str, jobs: int) -> dict[str, bytes]:
    """The files of the site, by name, that so many processes build into the folder *out*."""
    command = [sys.executable, "-m", "sphinx", "-q", "-n", "-W", "-j", str(jobs), "-c", "."]
    made = subprocess.run(
        [*command, "docs", out], cwd=trial, capture_output=True, text=True, check=False
    )
    assert (made.returncode, made.stderr) == (0, "")
    return {
        path.relative_to(trial / out).as_posix(): path.read_bytes()
        for path in (trial / out).rglob("*")
        if path.is_file() and ".doctrees" not in path.parts
    }


def same(one: dict[str, bytes], other: dict[str, bytes]) -> None:
    """Both sites hold the same files, byte for byte."""
    assert one.keys() == other.keys()
    assert [name for name in one if one[name] != other[name]] == []


def test_many_processes_make_the_same_site_as_one(trial: Path) -> None:
    same(built(trial, "many", jobs=3), built(trial, "one", jobs=1))


def test_a_build_after_an_edit_makes_the_same_site_as_one_from_nothing(trial: Path) -> None:
    before = built(trial, "again", jobs=2)
    source = sorted((trial / "docs").glob("[0-9]*.rst"))[0]
    text, end, author = source.read_text(encoding="utf-8").rpartition(".. include::")
    table = ".. list-table:: 足した表\n   :name: tab-added\n\n   * - 値\n\n"
    source.write_text(
        f"{text}:numref:`tab-added` に値を示します。\n\n{table}{end}{author}", "utf-8"
    )
    after = built(trial, "again", jobs=2)
    assert before[f"{source.stem}.html"] != after[f"{source.stem}.html"]
    assert "に値を示します" in after["_static/search-data.js"].decode()
    same(after, built(trial, "anew", jobs=2))
