"""Every page of the site offers the book in the other formats, as far as they are built."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path, PurePosixPath
from xml.etree.ElementTree import Element

import pypdfium2
import pytest
from conftest import ROOT, Book, Result
from reading import local, parse, read, text

LAB = "sagemaker-book-lab.zip"


def offers(page: Element) -> dict[str, str]:
    """What the end of *page* offers: the words, and the file beside it."""
    (found,) = [each for each in page.iter("ul") if each.get("id") == "downloads"] or [
        Element("ul")
    ]
    return leading(found)


def leading(part: Element) -> dict[str, str]:
    """The links to downloads in *part* of a page."""
    return {
        text(link): local(link.get("href", ""))
        for link in part.iter("a")
        if local(link.get("href", "")).startswith("downloads/")
    }


def with_listings() -> set[str]:
    """The published installments that have a folder of listings."""
    return {
        path.stem
        for path in (ROOT / "docs").glob("[0-9]*.rst")
        if ":lab:" in (source := path.read_text(encoding="utf-8"))
        and ":status: published" in source
    }


def test_every_page_offers_the_book(pages: list[Path], site: Path) -> None:
    for path in pages:
        found = offers(read(path))
        expected = {"PDF 版（全体）": "downloads/book.pdf", "EPUB 版": "downloads/book.epub"}
        if re.match(r"\d\d-", path.stem):
            expected["PDF 版（この回）"] = f"downloads/{path.stem}.pdf"
        if path.stem in with_listings():
            expected["リスト一式（zip）"] = f"downloads/{path.stem}-listings.zip"
            expected["ノートブック（ipynb）"] = f"downloads/{path.stem}.ipynb"
            expected["ラボ一式（zip）"] = f"downloads/{LAB}"
        assert found == expected, path.name
        assert [name for name in found.values() if not (site / name).is_file()] == [], path.name


def test_what_is_offered_is_what_is_built(site: Path, pdfs: list[Path], epub: Path) -> None:
    for built in (*pdfs, epub):
        assert (site / "downloads" / built.name).read_bytes() == built.read_bytes()
    made = {f"{name}{suffix}" for name in with_listings() for suffix in ("-listings.zip", ".ipynb")}
    offered = {path.name for path in (site / "downloads").iterdir()}
    assert offered == made | {path.name for path in (*pdfs, epub)} | {LAB}


def test_the_archive_holds_what_the_installment_needs(site: Path) -> None:
    """And opens into one folder, with the outputs to compare with."""
    for name in with_listings():
        folder = ROOT / "listings" / name[:2]
        with zipfile.ZipFile(site / f"downloads/{name}-listings.zip") as archive:
            held = {PurePosixPath(entry) for entry in archive.namelist()}
            assert {entry.parts[0] for entry in held} == {folder.name}
            for path in folder.iterdir():
                if path.is_file():
                    assert archive.read(f"{folder.name}/{path.name}") == path.read_bytes()
        assert f"{name}.ipynb" in {entry.name for entry in held}


def test_the_text_leads_to_the_lab(site: Path) -> None:
    page = read(site / "05-sagemaker-basics-1.html")
    (article,) = page.iter("article")
    assert leading(article)["ラボ一式（zip）"] == f"downloads/{LAB}"


def test_a_book_without_a_lab_only_names_it(book: Book) -> None:
    book.installment(5, ":lab-archive:`ラボ一式（zip）`\\ を使います。\n")
    for builder, name in (("html", "05-slug.html"), ("epub", "05-slug.xhtml")):
        result = book.build(builder)
        assert result.code == 0, result.output
        page = (result.folder / name).read_text(encoding="utf-8")
        assert "ラボ一式（zip）を使います。" in text(parse(page))
        assert "downloads/" not in page
        assert list(result.folder.rglob("*.zip")) == []


def test_a_draft_offers_no_listings(book: Book) -> None:
    """Its page is not there, and what it would show is not finished."""
    book.write("listings/order.txt", "05/a.py\n")
    book.write("listings/05/a.py", "x = 1\n")
    fields = ":summary: 要約\n:status: draft\n:lab: listings/05\n"
    book.installment(5, fields=fields)
    book.installment(6, name="06-other")
    result = book.build()
    assert result.code == 0, result.output
    assert not (result.folder / "downloads").exists()


@pytest.mark.parametrize(
    ("built", "expected"),
    [
        ([], {}),
        (["pdf/book.pdf"], {"PDF 版（全体）": "downloads/book.pdf"}),
        (["pdf/05-slug.pdf"], {"PDF 版（この回）": "downloads/05-slug.pdf"}),
        (["pdf/06-other.pdf"], {}),
        (["epub/book.epub"], {"EPUB 版": "downloads/book.epub"}),
    ],
)
def test_what_is_not_built_is_not_offered(
    book: Book, built: list[str], expected: dict[str, str]
) -> None:
    for name in built:
        book.write(f"_build/{name}", "x")
    book.installment()
    result = book.build("html")
    assert result.code == 0
    assert offers(parse(result.page("05-slug"))) == expected
    assert all((result.folder / name).is_file() for name in expected.values())


def test_the_lab_lies_beside_the_built_editions(site: Path, pdfs: list[Path], epub: Path) -> None:
    for edition in (pdfs[0], epub):
        assert edition.with_name(LAB).read_bytes() == (site / "downloads" / LAB).read_bytes()


def test_the_epub_offers_nothing(book: Book) -> None:
    """It has no other formats beside it."""
    book.write("_build/pdf/book.pdf", "x")
    book.installment()
    result = book.build("epub")
    assert result.code == 0
    assert "downloads/" not in (result.folder / "05-slug.xhtml").read_text(encoding="utf-8")
    assert not (result.folder / "downloads").exists()


# -- where the text names them -----------------------------------------------------------------
WITH_LISTINGS = ":summary: 要約\n:status: {}\n:lab: listings/{:02}\n:verified: 2026-11-21\n"


@pytest.fixture
def listed(book: Book) -> Book:
    """A book of 第5回, whose listings are taken away from there and from 第6回."""
    book.write("listings/order.txt", "05/a.py\n")
    book.write("listings/05/a.py", "x = 1\n")
    book.installment(
        5, ":listings:`5`\\ を保存します。\n", fields=WITH_LISTINGS.format("published", 5)
    )
    book.installment(6, ":listings:`5`\\ と\\ :notebook:`5`\\ です。\n", name="06-other")
    return book


def article(page: Element) -> Element:
    (found,) = page.iter("article")
    return found


def test_a_download_is_linked_where_it_is_named(listed: Book) -> None:
    result = listed.build()
    assert result.code == 0, result.output
    here, there = (article(parse(result.page(name))) for name in ("05-slug", "06-other"))
    archive, notebook = "downloads/05-slug-listings.zip", "downloads/05-slug.ipynb"
    assert leading(here)["この回のリスト一式（zip）"] == archive
    assert leading(there) == {
        "第5回のリスト一式（zip）": archive,
        "第5回のノートブック（ipynb）": notebook,
    }
    assert (result.folder / archive).is_file() and (result.folder / notebook).is_file()
    assert "第5回のリスト一式（zip）と第5回のノートブック（ipynb）です。" in text(there)


@pytest.fixture
def with_lab(listed: Book) -> Book:
    """The same book with a lab, which 第6回 names as well."""
    for name in ("LICENSE", "requirements-lab.txt", "lab/__init__.py"):
        listed.write(name, "")
    body = ":listings:`5`\\ と\\ :notebook:`5`\\ は、\\ :lab-archive:`ラボ一式（zip）`\\ です。\n"
    listed.installment(6, body, name="06-other")
    return listed


def printed(result: Result) -> str:
    """All words of the PDF of 第6回, without blanks and line ends."""
    document = pypdfium2.PdfDocument(result.folder / "pdf/06-other.pdf")
    return "".join("".join(page.get_textpage().get_text_range() for page in document).split())


def in_epub(result: Result) -> str:
    """The words of 第6回 in the EPUB."""
    with zipfile.ZipFile(result.folder / "book.epub") as archive:
        assert [name for name in archive.namelist() if name.endswith(".zip")] == []
        return text(parse(archive.read("06-other.xhtml").decode()))


def test_without_an_address_the_lab_lies_beside_the_editions(with_lab: Book) -> None:
    place = "（ラボ一式の listings/05）"
    where = f"第5回のリスト一式{place}と第5回のノートブック{place}"
    lab = "は、ラボ一式（zip、この {} と一緒に配られる sagemaker-book-lab.zip）です。"
    pdf, epub, site = (with_lab.build(builder) for builder in ("typst", "epub", "html"))
    assert [pdf.code, epub.code, site.code] == [0, 0, 0], pdf.output + epub.output + site.output
    assert where + lab.format("EPUB") in in_epub(epub)
    assert "".join((where + lab.format("PDF")).split()) in printed(pdf)
    archives = [pdf.folder / "pdf" / LAB, epub.folder / LAB, site.folder / "downloads" / LAB]
    assert len({path.read_bytes() for path in archives}) == 1
    with zipfile.ZipFile(archives[0]) as archive:
        assert "sagemaker-book/listings/05/05-slug.ipynb" in archive.namelist()


def test_the_editions_give_the_addresses_of_the_site(with_lab: Book) -> None:
    base = ("-D", "html_baseurl=https://book.example/ja")
    pdf, epub = (with_lab.build(builder, *base) for builder in ("typst", "epub"))
    assert [pdf.code, epub.code] == [0, 0], pdf.output + epub.output
    folder = "https://book.example/ja/downloads/"
    files = ("05-slug-listings.zip", "05-slug.ipynb", LAB)
    words = ("第5回のリスト一式（zip", "第5回のノートブック（ipynb", "ラボ一式（zip")
    for name, word in zip(files, words, strict=True):
        assert f"{word}、{folder}{name}）" in in_epub(epub)
        assert folder + name in printed(pdf)
        assert f"{word}）" in printed(pdf)


def test_listings_of_a_draft_are_said_to_come(listed: Book) -> None:
    listed.write("listings/07/b.py", "x = 1\n")
    listed.write("listings/order.txt", "05/a.py\n07/b.py\n")
    listed.installment(7, fields=WITH_LISTINGS.format("draft", 7))
    listed.installment(6, "次は\\ :listings:`7`\\ です。\n", name="06-other")
    result = listed.build()
    assert result.code == 0, result.output
    assert "次は第7回のリスト一式（準備中）です。" in text(parse(result.page("06-other")))


@pytest.mark.parametrize("number", ["6", "99", "x"])
def test_listings_that_are_not_there_stop_the_build(listed: Book, number: str) -> None:
    listed.installment(6, f"文です。\n\n:listings:`{number}`\n", name="06-other")
    result = listed.build()
    assert result.code == 1
    (told,) = [line for line in result.output.splitlines() if "リスト一式" in line]
    assert re.search(r"06-other\.rst:10: ", told)
    assert (
        f"第{number}回にリスト一式はありません。:lab: のある回の番号を書いてください(5)。" in told
    )
