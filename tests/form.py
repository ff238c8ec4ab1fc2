"""The page of the sample that has the form of an installment, in each format."""

from __future__ import annotations

from pathlib import Path
from xml.etree.ElementTree import Element

from conftest import Book, Result
from reading import parse
from typesetting import read

PAGE = "08-form"  # of the sample, which holds every construct


def article(formats: dict[str, Result]) -> Element:
    """The article on the site."""
    return parse(formats["html"].page(PAGE)).find(".//article")


def chapter(formats: dict[str, Result]) -> Element:
    """The page in the EPUB."""
    return parse((formats["epub"].folder / f"{PAGE}.xhtml").read_text(encoding="utf-8"))


def address(formats: dict[str, Result], page: str = PAGE) -> str:
    """The address of a page of the site in its folder."""
    return (formats["html"].folder / f"{page}.html").as_uri()


def pdf(formats: dict[str, Result], name: str = PAGE) -> Path:
    """A PDF."""
    return formats["typst.b5"].folder / "pdf" / f"{name}.pdf"


def printed(path: Path) -> str:
    """All that a PDF says, without blanks, notes after the text."""
    file = read(path)
    return "".join(glyph.text for glyph in file.all_glyphs(file.root))


def pages_of(path: Path) -> list[str]:
    """The text of each page of a PDF, without blanks."""
    return ["".join(glyph.text for glyph in page) for page in read(path).pages]


def with_class(tree: Element, name: str) -> list[Element]:
    """The elements of *tree* that have a class."""
    return [element for element in tree.iter() if name in element.get("class", "").split()]


def faults(book: Book) -> list[str]:
    """The lines that tell the author of a failed build what to mend."""
    result = book.build()
    assert result.code == 1, result.output
    assert "Traceback" not in result.output
    assert not list(result.folder.rglob("*.html"))
    return [line for line in result.output.splitlines() if " → " in line]
