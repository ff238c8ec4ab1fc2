"""What all visitors of the writer share: the text written so far, and how a fault is told."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from docutils import nodes
from sphinx.util.docutils import SphinxTranslator

from extensions.faults import fault_at
from extensions.typst import breaks, markup

if TYPE_CHECKING:
    from extensions.typst.builder import TypstBuilder


class BaseTranslator(SphinxTranslator):
    """Collects the Typst source of one document."""

    def __init__(self, document: nodes.document, builder: TypstBuilder) -> None:
        super().__init__(document, builder)
        self.builder: TypstBuilder = builder
        self.docname: str = builder.env.path2doc(document["source"]) or ""
        self.parts: list[str] = []
        self._places = breaks.named(document, self.docname)
        self.room = builder.measure  # the width of the text here, in em of body text

    def add(self, *parts: str) -> None:
        """Add something to the line."""
        self.parts.extend(parts)

    def block(self, *parts: str) -> None:
        """Add something that stands on lines of its own."""
        self.add("\n\n", *parts, "\n\n")

    def inside(self, children: Iterable[nodes.Node]) -> str:
        """The Typst source of *children*."""
        saved, self.parts = self.parts, []
        for child in children:
            child.walkabout(self)
        result, self.parts = "".join(self.parts).strip("\n"), saved
        return re.sub(r"\n{3,}", "\n\n", result)

    def indented(self, by: str, children: Iterable[nodes.Node]) -> str:
        """The Typst source of *children* within what the template indents; *by* names it there."""
        return self.within(self.room - self.builder.indents[by], children)

    def within(self, room: float, children: Iterable[nodes.Node]) -> str:
        """The Typst source of *children* where text is *room* em wide."""
        saved, self.room = self.room, room
        result = self.inside(children)
        self.room = saved
        return result

    def anchors(self, node: nodes.Element, *, skip: int = 0) -> str:
        """Places that links to the ids of *node* lead to."""
        return "".join(f"#anchor({self.label(id_)});" for id_ in node["ids"][skip:])

    def label(self, id_: str) -> str:
        """The Typst source of the label of an id of this document."""
        return markup.label(self.docname, id_)

    def dispatch_visit(self, node: nodes.Node) -> None:
        if id(node) in self._places and not breaks.is_row(node):
            self.block(f"#break-place({self.place(node)});")
        super().dispatch_visit(node)

    def place(self, node: nodes.Node) -> str:
        """The name of the place before *node*, where a page may end early, as Typst source."""
        name = self._places.get(id(node))
        return markup.string(name) if name else "none"

    def place_mark(self, node: nodes.Node) -> str:
        """What marks that place inside a row of a list or table."""
        return f"#place-mark({self.place(node)});" if id(node) in self._places else ""

    def fail(self, node: nodes.Node, text: str, mend: str) -> NoReturn:
        """Note a fault that names the file and line of *node*, and leave the node out."""
        self.builder.faults.append(fault_at(node, Path(self.builder.confdir), text, mend))
        raise nodes.SkipNode

    def unknown_visit(self, node: nodes.Node) -> NoReturn:
        if isinstance(node, nodes.Admonition) and isinstance(node[0], nodes.title):
            # a box of an extension, as that of sphinx.ext.todo
            self.visit_admonition(node)
        name = type(node).__name__
        self.fail(
            node,
            f"PDF には書けない要素「{name}」です",
            f"別の書き方にするか、extensions/typst/ に visit_{name} を足す",
        )
