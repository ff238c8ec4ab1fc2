"""An article on the site and in the PDF, to compare: its text, its notes, its addresses.

The PDF adds to it, and the site to the PDF: numbers of pages and notes, addresses in notes, what
the site shows under the pointer. What is left must be equal, letter by letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement

from reading import local, read
from typesetting import BLANK, Glyph, Pdf, begins_line

# What the site alone has, or the PDF has elsewhere
_APART = {"headerlink", "linenos", "footnote", "footnote-reference", "backrefs", "colon"}
_APART |= {"only-html"}  # raw output, as the sample marks it
_APART |= {"site-only"}  # the whole of a program that print shows a part of
_APART |= {"control"}  # the slider of a figure
_APART |= {"rows", "row"}  # headings of the glossary; the PDF has an index
_BLOCKS = {
    *("p", "div", "section", "aside", "figure", "figcaption", "table", "tr", "td", "th", "ul"),
    *("ol", "li", "dl", "dt", "dd", "pre", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6"),
    *("caption", "br", "hr", "img", "details", "summary"),
}


class Article:
    """The article of one page of the site."""

    def __init__(self, page: Path) -> None:
        tree = read(page)
        (self.body,) = tree.iter("article")
        _move_answers(self.body)
        self.text = "".join(_flow(self.body))
        self.headings = [
            squeezed("".join(_flow(heading)))
            for heading in self.body.iter()
            if heading.tag in ("h1", "h2", "h3", "h4", "h5", "h6")
            and not _classes(heading) & _APART
        ]
        self.captions = [
            squeezed("".join(_flow(number)))
            for number in self.body.iter("span")
            if "caption-number" in _classes(number)
        ]
        # print has the place in the series as an ornament; the number is in the title
        places = [
            svg
            for place in self.body.iter("p")
            if "series-place" in _classes(place)
            for svg in place
        ]
        self.figures = [
            image.get("alt") or image.get("aria-label", "")
            for image in self.body.iter()
            if image.tag in ("img", "svg") and "math" not in _classes(image)
            if image not in places
        ]

    def footnotes(self) -> list[str]:
        """The text of each footnote without blanks, in the order in which they are pointed to."""
        notes = {
            element.get("id", ""): "".join(_flow(element, inside_note=True))
            for element in self.body.iter("aside")
            if "footnote" in _classes(element)
        }
        return [squeezed(notes[id_]) for id_ in self._marks()]

    def note_marks(self) -> list[str]:
        """The number or sign of each footnote, in the order in which they are pointed to."""
        return [
            squeezed("".join(link.itertext())).strip("[\u2060]") for link in self._marks().values()
        ]

    def _marks(self) -> dict[str, Element]:
        """The first link to each footnote, by the id of the footnote."""
        found: dict[str, Element] = {}
        for link in self.body.iter("a"):
            if "footnote-reference" in _classes(link):
                found.setdefault(link.get("href", "")[1:], link)
        return found

    def addresses(self) -> set[str]:
        """Every address out of the book."""
        return {
            link.get("href", "")
            for link in self.body.iter("a")
            if "external" in _classes(link) and not local(link.get("href", ""))
        }


def _move_answers(body: Element) -> None:
    """Put the answers of exercises where print has them: after the summary and all exercises."""
    parents = {child: parent for parent in body.iter() for child in parent}
    answers = [element for element in body.iter("details") if "answer" in _classes(element)]
    if not answers:
        return
    *_, place = (e for e in body.iter("section") if e.get("id") in ("まとめ", "練習問題"))
    SubElement(place, "p").text = "練習問題の答え"
    for answer in answers:
        exercise = parents[answer]
        exercise.remove(answer)
        (title,) = (e for e in exercise if "admonition-title" in _classes(e))
        answer.find("summary").text = title.text.split()[0]
        place.append(answer)


def squeezed(text: str) -> str:
    """*text* without blanks."""
    return "".join(text.split())


def _flow(element: Element, *, inside_note: bool = False) -> Iterator[str]:
    """The pieces of the text of *element*, with a newline around each block."""
    classes = _classes(element)
    edge = "\n" if element.tag in _BLOCKS else ""
    yield edge
    if "math" in classes:
        yield from (_own(child) for child in element if "eqno" in _classes(child))
    elif element.get("download"):  # the role of Sphinx gives no name
        yield _place_of_download(_own(element), element.attrib["download"])
    else:
        yield _own(element)
        for child in element:
            apart = (
                child.tag in ("svg", "script")
                or _classes(child) & _APART
                or (inside_note and "label" in _classes(child))
            )
            if not apart:
                yield from _flow(child, inside_note=inside_note)
            yield child.tail or ""
    if element.tag == "abbr" and element.get("title"):
        yield f"（{element.get('title')}）"
    if element.tag == "a" and "external" in classes:
        href = element.get("href", "")
        shows_address = "".join(element.itertext()) in (href, href.removeprefix("mailto:"))
        if "image-reference" in classes or (inside_note and not shows_address):
            yield f" {href}"
    yield edge


def _own(element: Element) -> str:
    """The text of *element* before its first child."""
    return element.text or ""


def _place_of_download(words: str, name: str) -> str:
    """What print says where the site has a link to download the file *name*."""
    what, _, form = words.partition("（")
    if name == "sagemaker-book-lab.zip":
        return f"{what}（{form.removesuffix('）')}、この PDF と一緒に配られる {name}）"
    return f"{what}（ラボ一式の listings/{name[:2]}）"


def _classes(element: Element) -> set[str]:
    return set(element.get("class", "").split())


# -- the PDF of it ---------------------------------------------------------------------------
# What print adds: numbers of notes and signs of lists. Notes and formulas are compared apart.
ADDED = frozenset({"Lbl", "Note", "Formula", "Figure"})
PAGE_REFERENCE = re.compile(r"（(?:問題は)?\d+ページ）|答えは\d+ページ")


def body(pdf: Pdf) -> list[Glyph]:
    """The glyphs of an installment's text, without the references to pages and the colophon."""
    glyphs = pdf.all_glyphs(pdf.root, without=ADDED)
    text = "".join(glyph.text for glyph in glyphs)
    added = {n for match in PAGE_REFERENCE.finditer(text) for n in range(*match.span())}
    colophon = text.rindex("版:")
    return [glyph for n, glyph in enumerate(glyphs[:colophon]) if n not in added]


def notes(pdf: Pdf) -> list[str]:
    """The text of each note at the foot of a page."""
    return [
        "".join(glyph.text for glyph in pdf.all_glyphs(note, without=frozenset({"Lbl"})))
        for note in pdf.root.walk()
        if note.kind == "Note"
    ]


def note_marks(pdf: Pdf) -> list[str]:
    """The number or sign of each note of the author; those with an address alone have letters."""
    labels = [
        next(element for element in note.walk() if element.kind == "Lbl")
        for note in pdf.root.walk()
        if note.kind == "Note"
    ]
    marks = ["".join(glyph.text for glyph in pdf.all_glyphs(label)) for label in labels]
    return [mark for mark in marks if not mark.isalpha()]


def wrong_blanks(article: Article, glyphs: list[Glyph]) -> list[str]:
    """Places where two Latin words run together, or one falls apart.

    The texts are equal; a blank of the site is a gap or a new line in print. Beside Japanese the
    gap is the typesetter's, and no blank.
    """
    found = []
    letters = list(re.finditer(r"\S", article.text))
    for n in range(1, len(letters)):
        before, after = letters[n - 1], letters[n]
        if not (before[0].isascii() and after[0].isascii()):
            continue
        one, two = glyphs[n - 1], glyphs[n]
        gap = (two.left - one.right) / max(one.size, two.size)
        broken = begins_line(one, two)
        apart = gap > BLANK
        wanted = after.start() > before.end()
        word = before[0].isalnum() and after[0].isalnum()  # beside a sign there may be a gap
        if not broken and (apart < wanted or (word and apart > wanted)):
            found.append(article.text[max(before.start() - 10, 0) : after.end() + 10])
    return found
