"""Whether the text that went in stands on the pages: nothing may be lost without a word.

Typst cuts off, without a warning, what is taller or wider than its page. So the text layer of each
PDF, inside the text block of its pages, is compared with the doctrees.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2
from docutils import nodes

from extensions.faults import Fault, fault_at

if TYPE_CHECKING:
    from extensions.typst.builder import TypstBuilder

_TEXTLESS = (nodes.math, nodes.math_block, nodes.footnote_reference, nodes.raw)
_HANGING = 6  # points; the white half of a bracket may stand beside the text block
# Blanks, what controls the line, and what only says which variant of a kanji is meant
_SHAPELESS = re.compile(
    r"[\s\x00-\x1f\x7f-\x9f\xad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
    r"\U000e0000-\U000e01ef]+"
)
# PDFium reads the Latin ligatures as their letters
_LIGATURES = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)}
_PIECE = 4  # characters; the text of a block is looked for in pieces of this length


@dataclass(frozen=True)
class Frame:
    """The text block of a page: its margins, in points."""

    side: float
    top: float
    bottom: float


class LossCheck:
    """Compares PDFs with the documents that went into them.

    :param frame: the margins of the pages
    :param dropped: the kinds of nodes that print does not show
    """

    def __init__(self, frame: Frame, dropped: frozenset[str]) -> None:
        self._frame = frame
        self._dropped = dropped
        self._wanted: dict[str, list[str]] = {}  # the text of each block, by document
        self._pictures: dict[str, set[str]] = {}  # the names of its pictures

    def take(self, docname: str, doctree: nodes.document) -> None:
        """Note the text of a document that goes in."""
        self._wanted[docname] = [text for _, text in blocks(doctree, self._dropped)]
        self._pictures[docname] = set(pictures(doctree, docname, self._dropped))

    def faults(
        self, data: bytes, starts: list[tuple[str, int]], seen: set[str], builder: TypstBuilder
    ) -> Iterator[Fault]:
        """One fault for each run of blocks that are not whole on the pages of their document.

        :param data: the PDF
        :param starts: the documents and other parts in it in order, with their first page from 1;
            a document stands there for those below it, too
        :param seen: the names of the pictures that stand on its pages whole
        """
        root = Path(builder.confdir)
        printed = pages(data, self._frame)
        for (docname, first), (_, end) in pairwise([*starts, ("", len(printed) + 1)]):
            if docname not in self._wanted:
                continue
            whole = docname != builder.config.root_doc  # the root stands for itself alone
            below = builder.contents.below(docname) if whole else [docname]
            names = [name for name in below if name in self._wanted]
            wanted = [text for name in names for text in self._wanted[name]]
            own = printed[first - 1 : end - 1]
            lost = missing(wanted, "".join(page.inside for page in own))
            wide = [page.beside for page in own if page.beside]
            unseen = {name: self._pictures[name] - seen for name in names}
            if not (lost or wide or any(unseen.values())):
                continue
            doctrees = {name: builder.env.get_and_resolve_doctree(name, builder) for name in names}
            found = [block for tree in doctrees.values() for block in blocks(tree, self._dropped)]
            for name in names:
                for picture in unseen[name]:
                    node = pictures(doctrees[name], name, self._dropped)[picture]
                    text = f"{node['uri']} 画像が PDF のページに入らず消えます"
                    hint = ":width: で小さくするか、表や囲みの外に出す"
                    yield fault_at(node, root, text, hint)
            for at in lost:
                if at - 1 not in lost:  # what follows a lost block is lost with it
                    text = f"「{found[at][1][:20]}」からが PDF のページに入らず消えます"
                    hint = "その表、図、囲みを小さく分けるか、長い語を分ける"
                    yield fault_at(found[at][0], root, text, hint)
            for letters in wide:
                formulas = [
                    node
                    for tree in doctrees.values()
                    for node in tree.findall(lambda n: isinstance(n, nodes.math | nodes.math_block))
                ]
                widest = max(
                    formulas, key=lambda node: len(node.astext()), default=doctrees[docname]
                )
                at = next((block for block, text in found if letters in text), widest)
                text = f"PDF の行の右に「{letters[:20]}」がはみ出します"
                yield fault_at(at, root, text, "その語や数式を分ける")


def blocks(
    document: nodes.document, dropped: frozenset[str]
) -> Iterator[tuple[nodes.Element, str]]:
    """The blocks of *document* that have text, each with the letters that print must show.

    :param dropped: the kinds of nodes that print does not show
    """
    found: dict[int, tuple[nodes.Element, list[str]]] = {}

    def collect(node: nodes.Element, block: nodes.Element) -> None:
        for child in node.children:
            if isinstance(child, nodes.Text):
                found.setdefault(id(block), (block, []))[1].append(child.astext())
            elif not (
                isinstance(child, _TEXTLESS) or type(child).__name__ in dropped or _is_number(child)
            ):
                own = isinstance(child, nodes.TextElement) and not isinstance(child, nodes.Inline)
                collect(child, child if own else block)

    collect(document, document)
    for block, texts in found.values():
        if letters := squeezed("".join(texts)):
            yield block, letters


def pictures(
    document: nodes.document, docname: str, dropped: frozenset[str]
) -> dict[str, nodes.image]:
    """The pictures of *document* that print shows, by names that are theirs alone in the book."""
    found = [
        picture
        for picture in document.findall(nodes.image)
        if not any(type(node).__name__ in dropped for node in _around(picture))
    ]
    return {f"{docname}#{number}": picture for number, picture in enumerate(found)}


def _around(node: nodes.Element) -> Iterator[nodes.Element]:
    while node.parent is not None:
        node = node.parent
        yield node


def _is_number(node: nodes.Node) -> bool:
    """Whether *node* is the number of a note, which the typesetter gives."""
    return isinstance(node, nodes.label) and isinstance(node.parent, nodes.footnote)


def squeezed(text: str) -> str:
    """The letters of *text* as a text layer has them: no blanks, no signs without a shape."""
    return _SHAPELESS.sub("", text).translate(_LIGATURES)


@dataclass(frozen=True)
class Page:
    """The letters of a page: those inside its text block, and those that reach beside it."""

    inside: str
    beside: str


def pages(data: bytes, frame: Frame) -> list[Page]:
    """The letters on each page of a PDF."""
    result = []
    with pypdfium2.PdfDocument(data) as document:
        for page in document:
            width, height = page.get_size()
            text = page.get_textpage()
            right, top = width - frame.side, height - frame.top
            inside = text.get_text_bounded(frame.side, frame.bottom, right, top)
            beside = text.get_text_bounded(right + _HANGING, 0, width * 2, height)
            result.append(Page(_read(inside), _read(beside)))
            page.close()
    return result


def _read(text: str) -> str:
    # a hyphen at the end of a line is one of the text, since nothing is hyphenated
    return squeezed(text.replace("\x02", "-").replace("\ufffe", "-"))


def missing(wanted: list[str], printed: str) -> list[int]:
    """Which of the blocks *wanted* are not whole in *printed*, by their positions.

    Empty if each letter is there as often as the blocks have it. Where text repeats itself the
    last of its blocks are named.
    """
    if not Counter("".join(wanted)) - Counter(printed):
        return []
    there = {size: _pieces(printed, size) for size in range(1, _PIECE + 1)}
    shares = []
    for block in wanted:
        size = min(_PIECE, len(block))
        own = _pieces(block, size)
        shares.append((own - there[size]).total() / own.total())
        there[size] -= own
    # notes and the ends of pages part some pieces of a block that is there
    return [at for at, share in enumerate(shares) if share > 0.5] or [shares.index(max(shares))]


def _pieces(text: str, size: int) -> Counter[str]:
    return Counter(text[at : at + size] for at in range(len(text) - size + 1))
