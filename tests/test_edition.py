"""Which edition a build is: the commit and its day, or what the environment says."""

from __future__ import annotations

import datetime
import os
import subprocess
from pathlib import Path

import pytest

from extensions.edition import edition

COMMITTED = datetime.datetime(2026, 11, 21, 12, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def no_epoch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with one commit."""
    (tmp_path / "file").write_text("a")
    names = {"NAME": "a", "EMAIL": "a@example.com", "DATE": COMMITTED.isoformat()}
    environment = os.environ | {
        f"GIT_{who}_{what}": value
        for who in ("AUTHOR", "COMMITTER")
        for what, value in names.items()
    }
    for command in (["init", "-q"], ["add", "file"], ["commit", "-q", "-m", "a"]):
        subprocess.run(["git", *command], cwd=tmp_path, env=environment, check=True)
    return tmp_path


def test_a_commit_is_its_id_and_its_time(repository: Path) -> None:
    found = edition(repository)
    assert len(found.id) >= 7
    assert int(found.id, 16)
    assert found.moment == COMMITTED


def test_an_edit_makes_it_dirty(repository: Path) -> None:
    clean = edition(repository)
    (repository / "file").write_text("b")
    assert edition(repository).id == f"{clean.id}-dirty"
    assert edition(repository).moment == clean.moment


def test_a_tag_does_not_change_the_id(repository: Path) -> None:
    before = edition(repository).id
    subprocess.run(["git", "tag", "v1"], cwd=repository, check=True)
    assert edition(repository).id == before


def test_the_environment_s_date_comes_first(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """https://reproducible-builds.org/specs/source-date-epoch/"""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert edition(repository).moment.timestamp() == 1700000000


def test_without_a_repository_there_is_an_edition_all_the_same(tmp_path: Path) -> None:
    found = edition(tmp_path)
    assert found.id == ""
    assert found.moment.year == 1970


def test_without_git_there_is_an_edition_all_the_same(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    assert edition(repository).id == ""
