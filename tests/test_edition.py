"""Which edition a build is: the commit and its day, or what the environment says."""

from __future__ import annotations

import datetime
import os
import re
import subprocess
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
import typesetting
from conftest import Book
from reading import parse, read, text

from extensions.edition import edition

COMMITTED = datetime.datetime(2026, 11, 21, 12, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def no_epoch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with one commit."""
    (tmp_path / "file").write_text("a")
    commit(tmp_path)
    return tmp_path


def commit(folder: Path) -> None:
    """Commit everything in *folder*, which need not be a repository yet."""
    names = {"NAME": "a", "EMAIL": "a@example.com", "DATE": COMMITTED.isoformat()}
    environment = os.environ | {
        f"GIT_{who}_{what}": value
        for who in ("AUTHOR", "COMMITTER")
        for what, value in names.items()
    }
    for command in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "a"]):
        subprocess.run(["git", *command], cwd=folder, env=environment, check=True)


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
    assert datetime.datetime.now(datetime.UTC) - found.moment < datetime.timedelta(minutes=1)


def test_without_git_there_is_an_edition_all_the_same(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    assert edition(repository).id == ""


# -- in the outputs --------------------------------------------------------------------------
LABEL = re.compile(r"\d{4}\.\d{2}版(?:（[0-9a-f]{7,}(?:-dirty)?）)?")


def in_footer(page: str) -> str:
    """The edition that a page of the site names at its foot."""
    (footer,) = (f for f in parse(page).iter("footer") if f.get("class") == "site-footer")
    return LABEL.match(text(footer))[0]


def test_site_pdf_and_epub_are_of_one_edition(
    pages: list[Path], epub: Path, pdfs: list[Path], site: Path
) -> None:
    named = {in_footer(page.read_text(encoding="utf-8")) for page in pages}
    named.add(LABEL.search(text(read(site / "changes.html")).partition("お読みの版は")[2])[0])
    for path in pdfs:
        pdf = typesetting.read(path)
        printed = "".join(glyph.text for glyph in pdf.all_glyphs(pdf.root))
        named.add(LABEL.findall("".join(printed.split()))[-1])  # the colophon comes last
    with zipfile.ZipFile(epub) as book:
        changes = parse(book.read("changes.xhtml").decode())
        package = ElementTree.fromstring(book.read("content.opf"))
    named.add(LABEL.search(text(changes).partition("お読みの版は")[2])[0])
    (source,) = package.iter("{http://purl.org/dc/elements/1.1/}source")
    named.add(source.text or "")
    assert len(named) == 1, "直すには: make book"


def test_no_site_is_a_mixture_of_two_editions(book: Book) -> None:
    """A commit that changes one page gives all a new edition."""
    book.write(".gitignore", "_build\n__pycache__\n")
    book.installment(5)
    book.installment(6, name="06-other")
    commit(book.folder)
    first = book.build()
    before = in_footer(first.page("06-other"))
    assert before == f"2026.11版（{edition(book.folder).id}）"
    book.installment(5, "直した本文です。\n")
    commit(book.folder)
    second = book.build()
    found = {in_footer(path.read_text(encoding="utf-8")) for path in second.folder.glob("*.html")}
    assert found == {f"2026.11版（{edition(book.folder).id}）"}
    assert found != {before}


def test_writing_drafts_rewrites_no_other_page_for_the_edition(book: Book) -> None:
    """Neither the first edit after a commit nor the next commit changes what drafts are called."""
    book.write(".gitignore", "_build\n__pycache__\n")
    book.installment(5)
    other = book.installment(6, name="06-other")
    commit(book.folder)
    folder = book.build(draft=True).folder
    before = (folder / f"{other.stem}.html").stat().st_mtime_ns
    book.installment(5, "書きかけの本文です。\n")
    assert "書きかけの本文" in book.build(draft=True).page("05-slug")
    commit(book.folder)
    book.installment(5, "次の本文です。\n")
    result = book.build(draft=True)
    assert "2026.11版（下書き）" in result.page("05-slug")
    assert (folder / f"{other.stem}.html").stat().st_mtime_ns == before
