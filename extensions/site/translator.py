"""HTML of the site where Sphinx's own is not enough for a phone, a keyboard or a slow line."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

from docutils import nodes
from sphinx.writers.html5 import HTML5Translator

from extensions.phrases import phrases

# A length in SVG, and what its unit is in pixels (CSS Values and Units, absolute lengths)
_LENGTH = re.compile(r"(\d+(?:\.\d+)?)(px|pt)?$")
_PIXELS = {None: 1, "px": 1, "pt": 4 / 3}
# Where a long name in code may be broken: after a mark that does not begin it, or before a capital
_SEAM = re.compile(r"(?<=\w[._/:-])(?=\w)|(?<=[a-z0-9])(?=[A-Z])")
# Characters of a name that needs it: in a line of text, and in the narrow column of a table
_LONG = 17
_LONG_IN_TABLE = 10
_LONG_FORMULA = 14  # letters and signs that may not fit into a line of a table or a nested list
_TAG = re.compile(r"<[^>]*>")
_ONE_LINE = 12  # em of a phrase that the narrowest screen, 320 pixels, has room for in a heading


def _is_empty_head(cell: nodes.entry) -> bool:
    """Whether *cell* stands in the head of its table and holds nothing."""
    return isinstance(cell.parent.parent, nodes.thead) and not cell.children


def _with_seams(piece: str, shortest: int) -> str:
    """*piece* of code with the places marked where a line may break a name of that length.

    On a wide screen a name that would fit into a line of text stays whole in a table as well.
    """
    start, _, rest = piece.partition(">")
    name, _, end = rest.rpartition("<")
    if len(name) < shortest or "&" in name:
        return piece
    mark = "<wbr>" if len(name) >= _LONG else '<wbr class="narrow">'
    return f"{start}>{_SEAM.sub(mark, name)}<{end}"


class BookTranslator(HTML5Translator):
    """Sphinx's translator, with sizes on figures and with tables and code that scroll alone."""

    _tables = 0  # around the node in hand
    _boxes = 0  # that scroll, so far on this page

    def visit_Text(self, node: nodes.Text) -> None:
        start = len(self.body)
        heading = isinstance(node.parent, nodes.title) and isinstance(
            node.parent.parent, nodes.section
        )
        if heading:
            # Of the browsers one alone knows the phrases of Japanese.
            self.body.append("<wbr>".join(map(self._phrase, phrases(node.astext()))))
            return
        super().visit_Text(node)
        if self.protect_literal_text:
            shortest = _LONG_IN_TABLE if self._tables else _LONG
            self.body[start:] = [_with_seams(piece, shortest) for piece in self.body[start:]]

    def _phrase(self, text: str) -> str:
        """A phrase of a heading; a short one with a Latin name in it stays on one line."""
        width = sum(0.55 if character.isascii() else 1 for character in text)
        if " " in text.strip() and width <= _ONE_LINE:
            return f'<span class="whole">{self.encode(text)}</span>'
        return self.encode(text)

    def visit_image(self, node: nodes.image) -> None:
        size = self._size(node["uri"])  # which Sphinx then makes the address on the site
        super().visit_image(node)
        # Sizes keep the page from jumping while figures load.
        attributes = ' loading="lazy" decoding="async"'
        if size and "width" not in node and "height" not in node:
            attributes += f' width="{size[0]}" height="{size[1]}"'
        self.body[-1] = self.body[-1].replace("<img ", f"<img{attributes} ", 1)

    def _size(self, uri: str) -> tuple[int, int] | None:
        """Width and height in whole pixels that an SVG states itself."""
        path = Path(self.builder.srcdir) / uri
        if path.suffix != ".svg" or not path.is_file():
            return None
        root = ElementTree.parse(path).getroot()
        found = [_LENGTH.match(root.get(name, "")) for name in ("width", "height")]
        if not all(found):
            return None
        width, height = (round(float(length[1]) * _PIXELS[length[2]]) for length in found)
        return width, height

    def visit_table(self, node: nodes.table) -> None:
        # Under an empty corner the first column is that of the rows' names.
        corner = next(iter(node.findall(nodes.entry)))
        if _is_empty_head(corner):
            next(iter(node.findall(nodes.colspec)))["stub"] = 1
        # A wide table scrolls in a box of its own, which the keyboard can reach and a screen
        # reader can name.
        title = node.next_node(nodes.title)
        label = title.astext() if title is not None else node.get("label", "")
        self.body.append(f'<div class="table-scroll"{self._scrolling("表", label)}>\n')
        super().visit_table(node)
        self._tables += 1

    def _scrolling(self, kind: str, label: str = "") -> str:
        """Attributes by which the keyboard reaches a box and a screen reader tells it from others.

        :param kind: what it holds, which names it together with its place if it has no *label*
        """
        self._boxes += 1
        label = self.attval(label or f"{kind}（このページの{self._boxes}番目の枠）")
        return f' role="region" tabindex="0" aria-label="{label}"'

    def depart_table(self, node: nodes.table) -> None:
        super().depart_table(node)
        self._tables -= 1
        self.body.append("</div>\n")

    def visit_entry(self, node: nodes.entry) -> None:
        super().visit_entry(node)
        if _is_empty_head(node):  # heads nothing, and would be read out as a head without words
            self.body[-1] = self.body[-1].replace("<th", "<td", 1)
            self.context[-1] = self.context[-1].replace("</th", "</td")

    def visit_footnote(self, node: nodes.footnote) -> None:
        super().visit_footnote(node)
        # The list is no landmark beside the page's own; each note says itself what it is.
        if self.body[-2].startswith('<aside class="footnote-list'):
            self.body[-2] = self.body[-2].replace("<aside", '<aside role="none"', 1)

    def visit_footnote_reference(self, node: nodes.footnote_reference) -> None:
        super().visit_footnote_reference(node)
        self.body.insert(-1, "\u2060")  # before the bracket: a mark does not begin a line

    def depart_label(self, node: nodes.label) -> None:
        start = len(self.body)
        super().depart_label(node)
        # the places that mention a note; docutils writes (1,2)
        marks = {"(": "", ")": "", ",": "、"}
        for at, piece in enumerate(self.body[start:], start):
            if "backrefs" in piece:
                self.body[at] = re.sub(r"[(),](?![^<]*>)", lambda found: marks[found[0]], piece)

    def visit_math(self, node: nodes.math) -> None:
        try:
            super().visit_math(node)
        except nodes.SkipNode:
            # No browser breaks a formula: a long one scrolls, as in a block of its own.
            if len(_TAG.sub("", self.body[-1])) >= _LONG_FORMULA:
                scrolling = f'<span{self._scrolling("数式")} class="long '
                self.body[-1] = self.body[-1].replace('<span class="', scrolling, 1)
            raise

    def visit_math_block(self, node: nodes.math_block) -> None:
        try:
            super().visit_math_block(node)
        except nodes.SkipNode:
            # A long formula scrolls, and must be reachable without a mouse as well.
            scrolling = f'<div class="formula"{self._scrolling("数式")}>'
            self.body[-1] = self.body[-1].replace('<div class="formula">', scrolling, 1)
            raise

    def visit_literal_block(self, node: nodes.Element) -> None:
        try:
            super().visit_literal_block(node)
        except nodes.SkipNode:
            # Code scrolls too, and must be reachable without a mouse.
            self.body[-1] = self.body[-1].replace("<pre>", '<pre tabindex="0">', 1)
            raise
