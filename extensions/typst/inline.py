"""Inline nodes: text, emphasis, formulas, links, footnotes, index entries."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path
from string import ascii_lowercase
from urllib.parse import quote, unquote

from docutils import nodes
from sphinx import addnodes

from extensions.formulas import MathError, unreadable
from extensions.phrases import LONGEST, phrases
from extensions.typst import index, markup
from extensions.typst.base import BaseTranslator
from extensions.typst.spacing import breaking, collapsed, is_wide, spaced

# What stands for a formula among its neighbours: a sign, which Typst puts no space beside
_FORMULA = "+"
Visit = Callable[["InlineVisitor", nodes.Element], None]


def _around(function: str) -> tuple[Visit, Visit]:
    """A pair of visitors that put the content of a node into *function*."""

    def visit(self: InlineVisitor, node: nodes.Element) -> None:
        self.add(f"#{function}[")

    def depart(self: InlineVisitor, node: nodes.Element) -> None:
        self.add("];")

    return visit, depart


class InlineVisitor(BaseTranslator):
    """Visitors of what stands in a line."""

    def __init__(self, *arguments: object) -> None:
        super().__init__(*arguments)
        self.footnotes = {
            id_: note for note in self.document.findall(nodes.footnote) for id_ in note["ids"]
        }
        self.pointed = {mark["refid"] for mark in self.document.findall(nodes.footnote_reference)}
        self.noted: set[str] = set()  # footnotes already given in this document
        self.addresses: set[str] = set()  # and addresses
        self.in_note = False
        # A heading is repeated in the contents and at the head of the page. What may stand only
        # once in the book is kept from it: links become text, and index entries follow it.
        self.in_heading = False
        self.after_heading: list[str] = []
        # What stands beside each text inside its block, to decide on the space between scripts
        self.neighbours: dict[int, tuple[str, str]] = {}

    # -- text ----------------------------------------------------------------------------------
    def dispatch_visit(self, node: nodes.Node) -> None:
        if isinstance(node, nodes.TextElement) and not isinstance(node, nodes.Inline):
            self._look_around(node)
        super().dispatch_visit(node)

    def line(self, node: nodes.TextElement) -> str:
        """The Typst source of what is in *node*, whose own visitor is not called."""
        self._look_around(node)
        return self.inside(node.children)

    def _look_around(self, block: nodes.TextElement) -> None:
        """Note the characters before and after each text of *block*."""
        leaves = [leaf for leaf in block.findall(nodes.Text) if not self._apart(leaf)]
        texts = [
            _FORMULA if isinstance(leaf.parent, nodes.math) else collapsed(leaf.astext())
            for leaf in leaves
        ]
        line = "".join(texts)
        position = 0
        for leaf, text in zip(leaves, texts, strict=True):
            end = position + len(text)
            self.neighbours[id(leaf)] = (line[:position][-1:], line[end : end + 1])
            position = end

    @staticmethod
    def _apart(leaf: nodes.Text) -> bool:
        """Whether *leaf* is no part of the line: raw output, or the number of a note."""
        return isinstance(leaf.parent, nodes.raw | nodes.footnote_reference)

    def visit_Text(self, node: nodes.Text) -> None:
        before, after = self.neighbours.get(id(node), ("", ""))
        text = collapsed(node.astext())
        if not self.in_heading:
            self.add(spaced(text, before, after, self.room))
            return
        pieces = phrases(text)
        for number, piece in enumerate(pieces):
            left = pieces[number - 1][-1:] if number else before
            right = pieces[number + 1][:1] if number + 1 < len(pieces) else after
            source = spaced(piece, left, right, self.room)
            if not source and left and right:
                source = "#quad-space();"  # no quarter em is set between boxes
            whole = piece.strip() and len(piece) <= LONGEST
            self.add(f"#box[{source}];" if whole else source)

    def depart_Text(self, node: nodes.Text) -> None:
        pass

    def visit_literal(self, node: nodes.literal) -> None:
        self.add(f"#lit({breaking(node.astext().replace(chr(10), ' '), self.room)});")
        raise nodes.SkipNode

    visit_strong, depart_strong = _around("strong")
    visit_emphasis, depart_emphasis = _around("emph")
    visit_literal_strong, depart_literal_strong = _around("strong")
    visit_literal_emphasis, depart_literal_emphasis = _around("emph")
    visit_manpage, depart_manpage = _around("emph")
    visit_subscript, depart_subscript = _around("sub")
    visit_superscript, depart_superscript = _around("super")
    visit_title_reference, depart_title_reference = _around("emph")

    def visit_inline(self, node: nodes.Element) -> None:
        self.add(self.anchors(node))

    def depart_inline(self, node: nodes.Element) -> None:
        pass

    def visit_abbreviation(self, node: addnodes.abbreviation) -> None:
        pass

    def depart_abbreviation(self, node: addnodes.abbreviation) -> None:
        """Add what the site shows when the pointer is over the word."""
        if explanation := node.get("explanation"):
            self.add(markup.text(f"（{explanation}）"))

    # -- formulas ------------------------------------------------------------------------------
    def visit_math(self, node: nodes.math) -> None:
        before, after = self.neighbours.get(id(node[0]), ("", ""))
        latex = node.astext()
        formula = f"#formula(alt: {markup.string(latex)})[${self._typst(node)}$];"
        self.add(self._apart_from(before), formula, self._apart_from(after))
        raise nodes.SkipNode

    @staticmethod
    def _apart_from(char: str) -> str:
        """The space between a formula and its neighbour *char*."""
        japanese = char and is_wide(char) and unicodedata.category(char)[0] != "P"
        return "#quad-space();" if japanese else ""

    def visit_math_block(self, node: nodes.math_block) -> None:
        shown = self.builder.number(self.docname, "displaymath", node)
        number = markup.string(shown) if shown else "none"
        options = f"block: true, alt: {markup.string(node.astext())}, number: {number}"
        self.block(self.anchors(node), f"#formula({options})[$ {self._typst(node)} $];")
        raise nodes.SkipNode

    def _typst(self, node: nodes.Element) -> str:
        try:
            return self.builder.formula(node.astext())
        except MathError:
            self.builder.faults.append(unreadable(node, Path(self.builder.confdir)))
            return ""

    # -- links ---------------------------------------------------------------------------------
    def visit_reference(self, node: nodes.reference) -> None:
        self.add(self.link(node, self.inside(node.children)))
        raise nodes.SkipNode

    visit_number_reference = visit_reference

    def link(self, node: nodes.reference, body: str) -> str:
        """*node* around *body*."""
        uri = node.get("refuri", "")
        if node.get("refid") is not None:
            return self._internal(self.docname, node["refid"], body, node)
        if node.get("internal") and uri.startswith("doc:"):
            docname, _, id_ = uri.removeprefix("doc:").partition("#")
            return self._internal(unquote(docname), unquote(id_), body, node)
        return body if self.in_heading else self._external(uri, body, node.astext())

    def _internal(self, docname: str, id_: str, body: str, node: nodes.Element) -> str:
        """A link within the book; numbered things get their page, which print needs."""
        mark = ""
        if term := self.builder.terms.get((docname, id_)):
            mark = self._mark("single", term, main=False)
        if self.in_heading:
            return body
        numbered = isinstance(node, addnodes.number_reference) or any(
            "std-numref" in child.get("classes", ()) for child in node.findall(nodes.inline)
        )
        target = markup.label(docname, id_)
        return f"{mark}#xref({target}, page: {str(numbered).lower()})[{body}];"

    @staticmethod
    def target(uri: str) -> str:
        """An address out of the book as a Typst string; in a PDF it is ASCII."""
        return markup.string(quote(uri, safe="!#$%&'()*+,/:;=?@[]~"))

    def _external(self, uri: str, body: str, shown: str) -> str:
        """A link out of the book; print gets the address as a note where it is first used."""
        target = self.target(uri)
        address = f"#address({target}, {breaking(uri.removeprefix('mailto:'), self.room)});"
        if shown in (uri, uri.removeprefix("mailto:")):
            return address
        link = f"#link({target})[{body}];"
        if body.startswith("#block-image"):
            return f"{link}#image-{address[1:]}"
        if self.in_note:
            return f"{link}{markup.text(' ')}{address}"
        if uri in self.addresses:
            return link
        self.addresses.add(uri)
        # letters, since the author's notes have the numbers of the site
        label = _letters(len(self.addresses))
        return f"{link}{_footnote(label, address)}"

    def visit_download_reference(self, node: nodes.Element) -> None:
        pass  # the file is on the site; print shows its name alone

    def depart_download_reference(self, node: nodes.Element) -> None:
        pass

    def visit_target(self, node: nodes.target) -> None:
        self.add(self.anchors(node))

    def depart_target(self, node: nodes.target) -> None:
        pass

    def visit_problematic(self, node: nodes.problematic) -> None:
        mend = "この行についての ERROR か WARNING を直す"
        self.fail(node, f"「{node.astext()}」を読めません", mend)

    # -- notes ---------------------------------------------------------------------------------
    def visit_footnote_reference(self, node: nodes.Element) -> None:
        if self.in_heading:
            self.fail(node, "見出しに脚注があります", "脚注を本文に移す")
        id_ = node["refid"]
        name = markup.label(self.docname, f"note-{id_}")
        if id_ not in self.footnotes:  # a section may have the name
            self.add(
                self._internal(
                    self.docname, id_, markup.text(node.astext() or node.rawsource), node
                )
            )
        elif id_ in self.noted:
            label = self.footnotes[id_][0].astext()
            self.add(f"#footnote({_numbering(label)}, {name});")
        else:
            self.noted.add(id_)
            label, *content = self.footnotes[id_].children
            outer, self.in_note = self.in_note, True
            body = self.inside(content)
            self.in_note = outer
            self.add(f"{_footnote(label.astext(), body)}#{name};")
        raise nodes.SkipNode

    def visit_footnote(self, node: nodes.Element) -> None:
        if not self.pointed & set(node["ids"]):
            self.fail(node, "本文から指していない脚注です", "本文に [#名前]_ を置くか、脚注を消す")
        raise nodes.SkipNode  # it stands where it is first pointed to

    def visit_citation(self, node: nodes.citation) -> None:
        label, *content = node.children
        self.block(self.anchors(node), f"#citation[{self.line(label)}][{self.inside(content)}];")
        raise nodes.SkipNode

    # -- index ---------------------------------------------------------------------------------
    def visit_index(self, node: addnodes.index) -> None:
        marks = [
            self._mark(kind, value, main=bool(main)) for kind, value, _, main, _ in node["entries"]
        ]
        following = node.next_node(
            lambda other: not isinstance(other, nodes.Invisible), descend=False, siblings=True
        )
        if isinstance(following, nodes.section):  # whose heading may be on the next page
            self.after_heading += marks
        else:
            self.add(*marks)
        raise nodes.SkipNode

    def _mark(self, kind: str, value: str, *, main: bool) -> str:
        """The places of an index entry; nothing in a heading, which keeps it for what follows."""
        marks = "".join(
            f"#index-mark({markup.string(term)}, {markup.string(sub)}, {str(main).lower()});"
            for term, sub in index.places(kind, value)
        )
        if not self.in_heading:
            return marks
        self.after_heading.append(marks)
        return ""


def _footnote(label: str, body: str) -> str:
    """A note at the foot of the page with the mark *label*."""
    return f"#footnote({_numbering(label)})[{body}];"


def _numbering(label: str) -> str:
    return f"numbering: (..) => {markup.string(label)}"


def _letters(number: int) -> str:
    """a, b, …, z, aa, ab, …"""
    result = ""
    while number:
        number, rest = divmod(number - 1, 26)
        result = ascii_lowercase[rest] + result
    return result
