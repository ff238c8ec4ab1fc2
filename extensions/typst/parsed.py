"""Parsed literals: code with links, notes and emphasis in it, cut into pieces as code is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes

from extensions.typst.code import OBJECT, Markup

if TYPE_CHECKING:
    from extensions.typst.inline import InlineVisitor

_STRONG = (nodes.strong, addnodes.literal_strong)
_BODY = "\0"  # stands for the text of a link


def tokens(
    translator: InlineVisitor, node: nodes.Element, around: Markup | None = None
) -> Iterator[tuple[Markup, str]]:
    """The text in *node* with what stands around each piece of it.

    What is no text, a note or a formula, is a piece whose text is :data:`OBJECT`.
    """
    around = around or Markup()
    for child in node.children:
        if isinstance(child, nodes.Text):
            yield around, child.astext()
        elif isinstance(child, nodes.reference):
            before, body, after = translator.link(child, _BODY).partition(_BODY)
            if not body:  # it shows its address
                before, after = f"#link({translator.target(child['refuri'])})[", "];"
            end, note = after[:2], after[2:]  # "];" and the address, where it is first used
            yield from tokens(translator, child, around.within(before, end))
            if note:
                yield Markup(note), OBJECT
        elif isinstance(child, _STRONG):
            yield from tokens(translator, child, around.within("#strong[", "];"))
        elif any(True for _ in child.findall(nodes.Text)) and not isinstance(
            child, nodes.footnote_reference | nodes.math | nodes.raw
        ):
            yield from tokens(translator, child, around)
        elif source := translator.inside([child]):
            yield Markup(source), OBJECT
