"""A PDF as it is printed and as it is read aloud: glyphs by their places, blocks by their tags.

The order in which tools extract text misleads where a line mixes fonts, so lines are made of
glyphs that follow each other from left to right within one tagged block.
"""

from __future__ import annotations

import ctypes
import functools
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from statistics import median

import pikepdf
import pypdfium2
from pypdfium2 import raw as pdfium

# Tags of what stands within a line; every other tag is a block of its own.
_INLINE = {"Span", "Link", "Code", "Strong", "Em", "Quote", "Reference"}
# What begins no line in Japanese, nor ends one (JIS X 4051, small kana included)
NOT_AT_START = frozenset(
    "、。，．）」』】〕〉》”’・：；？！ーゝゞヽヾ々ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ"
)
NOT_AT_END = frozenset("（「『【〔〈《“‘")
HEADINGS = ("H1", "H2", "H3", "H4", "H5", "H6")
BLANK = 0.12  # em; the least gap between two words


@dataclass(frozen=True)
class Glyph:
    """A glyph that is seen.

    :param text: its character
    :param left: where it begins, and *right* where the next would, in points from the left
    :param base: its base line, in points from the foot of the page
    :param size: of its type, in points
    :param page: from 0
    """

    text: str
    left: float
    right: float
    base: float
    size: float
    page: int


@dataclass
class Element:
    """A tagged part of the document: its parts are elements, or marked pieces of pages."""

    kind: str
    parts: list[Element | tuple[int, int]] = field(default_factory=list)
    alt: str = ""

    def walk(self) -> Iterator[Element]:
        """This element and all in it, in order."""
        yield self
        for part in self.parts:
            if isinstance(part, Element):
                yield from part.walk()


class Pdf:
    """A PDF file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = path.stem
        self.sizes: list[tuple[float, float]] = []  # width and height of each page, in points
        self.pages: list[list[Glyph]] = []
        self._marked: dict[tuple[int, int], list[Glyph]] = {}
        with pypdfium2.PdfDocument(path) as document:
            for number, page in enumerate(document):
                self.sizes.append(page.get_size())
                self.pages.append(self._read(page, number))

    def _read(self, page: pypdfium2.PdfPage, number: int) -> list[Glyph]:
        """The glyphs of *page*, which blanks are not; noted by their marked pieces as well."""
        glyphs = []
        textpage = page.get_textpage()
        x, base, box = ctypes.c_double(), ctypes.c_double(), pdfium.FS_RECTF()
        high = ""  # the first half of a letter that PDFium gives in two, such as 𝑥
        for index in range(textpage.count_chars()):
            code = pdfium.FPDFText_GetUnicode(textpage, index)
            if 0xD800 <= code < 0xDC00:
                high = chr(code)
                continue
            char, high = high + chr(code), ""
            char = char.encode("utf-16", "surrogatepass").decode("utf-16")
            if pdfium.FPDFText_IsHyphen(textpage, index) == 1:
                char = "-"  # at the end of a line, where PDFium takes it for one of hyphenation
            if char.isspace() or pdfium.FPDFText_IsGenerated(textpage, index):
                continue
            pdfium.FPDFText_GetCharOrigin(textpage, index, x, base)
            pdfium.FPDFText_GetLooseCharBox(textpage, index, box)
            size = pdfium.FPDFText_GetFontSize(textpage, index)
            glyph = Glyph(char, x.value, box.right, base.value, size, number)
            glyphs.append(glyph)
            piece = pdfium.FPDFText_GetTextObject(textpage, index)
            mark = pdfium.FPDFPageObj_GetMarkedContentID(piece)
            self._marked.setdefault((number, mark), []).append(glyph)
        return glyphs

    @functools.cached_property
    def root(self) -> Element:
        """The tagged document."""
        with pikepdf.open(self.path) as file:
            pages = {page.objgen: number for number, page in enumerate(file.pages)}
            (root,) = _parts(file.Root.StructTreeRoot, None, pages)
            return root

    def glyphs(self, element: Element) -> list[Glyph]:
        """The glyphs of what stands in the lines of *element*, without the blocks in it."""
        found = []
        for part in element.parts:
            if isinstance(part, tuple):
                found += self._marked.get(part, [])
            elif part.kind in _INLINE or (part.kind == "Lbl" and element.kind != "LI"):
                found += self.glyphs(part)
        return found

    def blocks(self) -> Iterator[tuple[Element, list[Glyph]]]:
        """Each block that has text of its own, with its glyphs."""
        for element in self.root.walk():
            if element.kind not in (*_INLINE, "Lbl", "Figure", "Formula") and (
                glyphs := self.glyphs(element)
            ):
                yield element, glyphs

    def all_glyphs(self, element: Element, *, without: frozenset[str] = frozenset()) -> list[Glyph]:
        """The glyphs of *element* and all in it but elements of the kinds *without*, in order."""
        found = []
        for part in element.parts:
            if isinstance(part, tuple):
                found += self._marked.get(part, [])
            elif part.kind not in without:
                found += self.all_glyphs(part, without=without)
        return found


def _parts(
    node: pikepdf.Dictionary, page: int | None, pages: dict[tuple[int, int], int]
) -> list[Element | tuple[int, int]]:
    """What a node of the structure tree holds.

    :param page: the page that its marked pieces are on unless they say otherwise
    :param pages: the numbers of the pages, from 0, by their objects
    """
    kids = node.get("/K", [])
    found: list[Element | tuple[int, int]] = []
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if not isinstance(kid, pikepdf.Dictionary):
            found.append((page, int(kid)))
            continue
        own = pages[kid.Pg.objgen] if "/Pg" in kid else page
        if "/MCID" in kid:
            found.append((own, int(kid.MCID)))
        elif "/S" in kid:
            parts = _parts(kid, own, pages)
            found.append(Element(str(kid.S)[1:], parts, str(kid.get("/Alt", ""))))
    return found


@functools.cache
def read(path: Path) -> Pdf:
    """The PDF at *path*, which does not change while the tests run."""
    return Pdf(path)


# -- lines -----------------------------------------------------------------------------------
def lines(glyphs: list[Glyph]) -> list[list[Glyph]]:
    """The lines of a block, whose *glyphs* are in reading order."""
    result: list[list[Glyph]] = []
    for glyph in glyphs:
        if not result or begins_line(result[-1][-1], glyph):
            result.append([])
        result[-1].append(glyph)
    return result


def begins_line(last: Glyph, glyph: Glyph) -> bool:
    """Whether *glyph*, which follows *last* in the text, stands on a line of its own."""
    return (
        glyph.page != last.page
        # within a line each is right of the last, though what is set close overlaps a little
        or glyph.left < last.left - last.size / 4
        # small letters stand higher or lower than the line, but not by their own height
        or abs(glyph.base - last.base) > max(glyph.size, last.size)
    )


def shown(line: list[Glyph]) -> str:
    """What a message says of a line: its page and text."""
    return f"{line[0].page + 1}ページ「{''.join(glyph.text for glyph in line)}」"


def forbidden_breaks(glyphs: list[Glyph]) -> list[str]:
    """The lines of a block that begin or end with what may not stand there."""
    rows = lines(glyphs)
    return [shown(row) for row in rows[1:] if row[0].text in NOT_AT_START] + [
        shown(row) for row in rows[:-1] if row[-1].text in NOT_AT_END
    ]


def stretch(line: list[Glyph]) -> tuple[float, float]:
    """The gaps of a line, in em: between its kana and kanji, and of the blanks of its Latin text.

    Each is the median, since a few gaps are wider on purpose; 0 where there are too few to judge.
    """
    japanese, latin = [], []
    for one, two in pairwise(line):
        gap = (two.left - one.right) / max(one.size, two.size)
        if _is_letter(one) and _is_letter(two):
            japanese.append(gap)
        elif one.text.isascii() and two.text.isascii() and gap > BLANK:
            latin.append(gap)
    return (
        median(japanese) if len(japanese) >= 4 else 0,
        median(latin) if len(latin) >= 3 else 0,
    )


def _is_letter(glyph: Glyph) -> bool:
    """Whether *glyph* is kana or kanji, which are set solid."""
    return glyph.text >= "\u3040" and glyph.text.isalpha()


# -- faults of a whole PDF -------------------------------------------------------------------
def line_faults(pdf: Pdf, japanese: float, latin: float) -> list[str]:
    """Lines that begin or end wrongly, or are stretched beyond these bounds, in em.

    Code is set on a grid and not judged by its gaps.
    """
    found = []
    for element, glyphs in pdf.blocks():
        found += [f"行頭・行末 {line}" for line in forbidden_breaks(glyphs)]
        if element.kind != "Div":
            found += [
                f"字間 {shown(line)}"
                for line in lines(glyphs)
                if stretch(line)[0] > japanese or stretch(line)[1] > latin
            ]
    return found


def outside(pdf: Pdf, measure: float, covers: int = 0) -> list[str]:
    """What is printed beside the text block.

    :param measure: the width of the text block, in points
    :param covers: pages at the beginning that have none
    """
    found = []
    for (width, _), page in list(zip(pdf.sizes, pdf.pages, strict=True))[covers:]:
        left, right = (width - measure) / 2, (width + measure) / 2
        # the white half of a bracket may hang, and a mark of Latin text
        hang = {id(g): 0.0 if g.text.isalnum() else g.size / 2 for g in page}
        beside = [
            g for g in page if g.left < left - hang[id(g)] - 1 or g.right > right + hang[id(g)] + 1
        ]
        found += [shown(line) for line in lines(beside)]
    return found


def parted(pdf: Pdf) -> list[str]:
    """Headings and captions on another page than what they belong to."""
    found = []
    followed, above = None, 0  # a heading and its level
    for element, glyphs in pdf.blocks():
        if element.kind == "Note":
            continue
        level = HEADINGS.index(element.kind) if element.kind in HEADINGS else len(HEADINGS)
        if followed and level > above and followed[-1].page != glyphs[0].page:
            found.append(f"見出し {shown(followed)}")
        followed, above = (glyphs, level) if element.kind in HEADINGS else (None, 0)
    for element in pdf.root.walk():
        captions = [e for e in element.parts if isinstance(e, Element) and e.kind == "Caption"]
        for caption in captions:
            pages = {glyph.page for glyph in pdf.all_glyphs(caption)}
            others = {page for page, _ in _pieces(element, but=caption)}
            if not pages & others:
                found.append(f"図表の題 {shown(pdf.all_glyphs(caption))}")
    return found


def _pieces(element: Element, but: Element) -> Iterator[tuple[int, int]]:
    """The marked pieces in *element*, without those in *but* and in notes."""
    for part in element.parts:
        if isinstance(part, tuple):
            yield part
        elif part is not but and part.kind != "Note":
            yield from _pieces(part, but)


def lonely_lines(pdf: Pdf) -> list[str]:
    """Paragraphs of which a single line stands at the foot or at the head of a page."""
    found = []
    for element, glyphs in pdf.blocks():
        rows = lines(glyphs)
        pages = Counter(row[0].page for row in rows)
        if element.kind in ("P", "LBody") and len(pages) > 1:
            found += [shown(row) for row in (rows[0], rows[-1]) if pages[row[0].page] == 1]
    return found


def note_faults(pdf: Pdf) -> list[str]:
    """Notes neither on the page of their mark nor on the next.

    On the next page stands what the page of the mark has no room for.
    """
    found = []
    marks: list[list[Glyph]] = []
    notes = [element for element in pdf.root.walk() if element.kind == "Note"]
    inside = {id(label) for note in notes for label in note.walk() if label.kind == "Lbl"}
    for element in pdf.root.walk():
        if element.kind == "Lbl" and id(element) not in inside:
            marks.append(pdf.all_glyphs(element))
        if element.kind == "Note":
            number = pdf.all_glyphs(next(e for e in element.walk() if e.kind == "Lbl"))
            if number[0].page - marks[-1][0].page not in (0, 1):
                found.append(f"脚注のページ {shown(number)}、印は {shown(marks[-1])}")
    return found
