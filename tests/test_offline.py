"""The offline copy: the same bytes each time, and all of the site works from a folder."""

from __future__ import annotations

import os
import shutil
import zipfile
from pathlib import Path

import pytest
from browsing import DESKTOP, Opener, listen
from playwright.sync_api import expect

from tools import offline


@pytest.fixture
def copy(site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The archive that `make offline` makes of the site."""
    target = tmp_path / "_build/offline/book.zip"
    shutil.copytree(site, tmp_path / "_build/html")
    monkeypatch.setattr(offline, "ROOT", tmp_path)
    monkeypatch.setattr(offline, "TARGET", target)
    assert offline.main() == 0
    return target


def test_it_holds_the_whole_site(copy: Path, site: Path) -> None:
    with zipfile.ZipFile(copy) as archive:
        names = {entry.filename for entry in archive.infolist()}
        modes = {entry.external_attr >> 16 for entry in archive.infolist()}
    files = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    assert names == {f"book/{name}" for name in files}
    assert {"book/index.html", "book/downloads/book.pdf", "book/downloads/book.epub"} <= names
    assert modes == {0o644}


def test_the_same_site_makes_the_same_bytes(copy: Path, tmp_path: Path) -> None:
    first = copy.read_bytes()
    for number, path in enumerate((tmp_path / "_build/html").rglob("*")):
        os.utime(path, (number, number))
    assert offline.main() == 0
    assert copy.read_bytes() == first


def test_without_a_site_it_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(offline, "ROOT", tmp_path)
    assert offline.main() == 1
    assert "make book" in capsys.readouterr().out


def test_the_copy_works_from_a_folder(copy: Path, tmp_path: Path, open_page: Opener) -> None:
    """Reading, search, copying, zoom and colours, without a fault and without the network."""
    folder = tmp_path / "読む 場所"
    with zipfile.ZipFile(copy) as archive:
        archive.extractall(folder)
    page = open_page(viewport=DESKTOP, offline=True)
    faults = listen(page, "file://")
    page.goto((folder / "book/index.html").as_uri())
    page.get_by_role("button", name="暗くする").click()
    page.keyboard.press("/")
    page.keyboard.type("実行ロール 作る")
    page.locator("#search-results a", has_text="第5回").first.click()
    page.wait_for_url("**/book/05-sagemaker-basics-1.html#*")
    expect(page.get_by_role("button", name="明るくする")).to_be_visible()
    page.get_by_role("button", name="コードをコピーする").first.click()
    page.keyboard.press("/")
    page.keyboard.press("ControlOrMeta+V")
    expect(page.locator("#search-input")).not_to_have_value("")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="図を拡大する").first.click()
    expect(page.locator("#zoom img")).to_be_visible()
    assert faults == []
