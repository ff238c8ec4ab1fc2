"""The archive of the lab: a reader unpacks it anywhere, and it runs without the repository."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
from conftest import ROOT

from lab.client import exported

VERBS = ["help", "lab", "notebook", "clean"]


@dataclass
class Reader:
    """A reader in the unpacked folder, whose tools are installed already.

    :param folder: of the archive
    :param environment: without an account, with folders for temporary files and for settings
    """

    folder: Path
    environment: dict[str, str]

    def make(self, *words: str) -> list[str]:
        """The command of a verb."""
        return ["make", "-o", ".venv/lab.stamp", *words]

    def start(self, *words: str) -> subprocess.Popen[str]:
        """A verb that is stopped by a signal to its group, as Ctrl-C does."""
        return subprocess.Popen(
            self.make(*words),
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """What a verb does."""
        return subprocess.run(
            self.make(*words),
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
        )


@pytest.fixture(scope="module")
def reader(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Reader:
    place = tmp_path_factory.mktemp("読む 場所")
    with zipfile.ZipFile(site / "downloads/sagemaker-book-lab.zip") as archive:
        archive.extractall(place)
    (folder,) = place.iterdir()
    (folder / ".venv").symlink_to(ROOT / ".venv")
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("AWS_", "MAKE")) and name != "PORT"
    }
    for name in ("home", "tmp"):
        (place / name).mkdir()
    own = {"HOME": str(place / "home"), "TMPDIR": str(place / "tmp")}
    return Reader(folder, kept | own)


@pytest.fixture(scope="module")
def in_lab(reader: Reader) -> Iterator[Reader]:
    """The same reader in a terminal where the line of ``make lab`` was pasted."""
    lab = reader.start("lab", "PORT=0")
    try:
        yield Reader(reader.folder, reader.environment | exported(lab.stdout.readline()))
    finally:
        os.killpg(lab.pid, signal.SIGINT)
        _, said = lab.communicate(timeout=60)
    assert "止まりました" in said
    assert "Traceback" not in said
    assert list((reader.folder.parent / "tmp").iterdir()) == []


def test_it_holds_the_lab_and_all_listings(reader: Reader) -> None:
    hidden = [path.name for path in reader.folder.rglob(".*") if ".venv" not in path.parts]
    assert hidden == []
    for name in ("lab", "listings"):
        tracked = subprocess.run(
            ["git", "ls-files", name], cwd=ROOT, capture_output=True, text=True, check=True
        )
        for path in tracked.stdout.split():
            assert (reader.folder / path).read_bytes() == (ROOT / path).read_bytes()
    for chapter in ("05", "06", "07", "08"):
        (notebook,) = (reader.folder / "listings" / chapter).glob("*.ipynb")
        nbformat.validate(nbformat.read(notebook, as_version=4))


def test_it_has_only_verbs_that_work_there_and_its_readme_explains_them(reader: Reader) -> None:
    told = subprocess.run(["make"], cwd=reader.folder, capture_output=True, text=True, check=True)
    assert re.findall(r"^  make (\S+)", told.stdout, re.MULTILINE) == VERBS
    for verb in VERBS:
        planned = reader.run("-n", verb)
        assert (planned.returncode, planned.stderr) == (0, "")
    readme = (reader.folder / "README.md").read_text(encoding="utf-8")
    for place in re.findall(r"`((?:lab|listings)/[\w./-]*|run_notebook\.py|LICENSE)`", readme):
        assert (reader.folder / place).exists()
    for words in ("python3-venv", "GB", "PyPI", "UCI", "Ctrl-C", *(f"make {v}" for v in VERBS[1:])):
        assert words in readme


@pytest.mark.parametrize(
    ("module", "words"), [("sys", "Python 3.11 以上が要ります"), ("ensurepip", "python3-venv")]
)
def test_a_python_that_lacks_what_it_needs_is_told_in_one_line(
    reader: Reader, tmp_path: Path, module: str, words: str
) -> None:
    """The set-up asks whichever Python it is given."""
    python = tmp_path / "python3"
    python.write_text(f'#!/bin/sh\ncase "$2" in *"import {module}"*) exit 1;; esac\n')
    python.chmod(0o755)
    for folder in (reader.folder, ROOT):
        stamp = ".venv/lab.stamp" if folder == reader.folder else ".venv/book.stamp"
        run = subprocess.run(
            ["make", "-n", f"PYTHON={python}", "-W", "requirements.txt", stamp],
            cwd=folder,
            capture_output=True,
            text=True,
        )
        recipe = re.search(r"^.*import " + module + r"(?:.*\\\n)*.*$", run.stdout, re.MULTILINE)
        told = subprocess.run(["sh", "-c", recipe[0]], capture_output=True, text=True)
        assert told.returncode == 1
        assert words in told.stdout
        assert told.stdout.count("\n") == 1


def test_a_notebook_runs_by_one_command_and_keeps_its_outputs(in_lab: Reader) -> None:
    run = in_lab.run("notebook", "N=5")
    assert (run.returncode, run.stderr) == (0, "")
    assert "## create_role.py\n" in run.stdout
    assert "状態: InService" in run.stdout
    (path,) = (in_lab.folder / "listings/05").glob("*.ipynb")
    assert run.stdout.endswith(f"できました: listings/05/{path.name}\n")
    outputs = [
        output
        for cell in nbformat.read(path, as_version=4).cells
        for output in cell.get("outputs", [])
    ]
    assert "状態: InService" in "".join(output.text for output in outputs)
    assert {output.output_type for output in outputs} == {"stream"}


def test_a_notebook_that_fails_says_why_and_keeps_what_it_did(in_lab: Reader) -> None:
    """第8回 needs what earlier installments make."""
    run = in_lab.run("notebook", "N=08")
    assert run.returncode != 0
    told, _ = run.stderr.splitlines()  # the second is that of make
    assert told.startswith("途中で失敗しました(")


def test_a_notebook_can_be_stopped(in_lab: Reader) -> None:
    running = in_lab.start("notebook", "N=05")
    while running.stdout.readline() != "## create_notebook.py\n":
        pass
    os.killpg(running.pid, signal.SIGINT)
    _, said = running.communicate(timeout=60)
    assert running.returncode != 0
    assert "止めました。始めたジョブとエンドポイントは、ラボの中で動き続けます。" in said
    assert "Traceback" not in said


@pytest.mark.parametrize("typed", [[], ["N=4"], ["N=../05"], ["N=$(x) '"]])
def test_a_number_without_a_notebook_is_told_in_one_line(reader: Reader, typed: list[str]) -> None:
    run = reader.run("notebook", *typed)
    assert run.returncode != 0
    told, _ = run.stderr.splitlines()
    assert told == "N には 05、06、07、08 のどれかを書きます(例: make notebook N=06)。"


def test_without_the_pasted_line_no_notebook_reaches_an_account(reader: Reader) -> None:
    run = reader.run("notebook", "N=05")
    assert run.returncode != 0
    told, _ = run.stderr.splitlines()
    assert told == "make lab が表示した export の行を、この端末に貼ってください。"
