"""Where a page may end early, for a note to stand on the page of its mark.

Typst sets a note on the page where it first tried to set the mark, and leaves it there when the
mark moves on; of several notes in a block, it moves the block for the sake of the first alone. So
the places before blocks with notes are named in the source, and the page is ended at those whose
notes came to stand elsewhere.
"""

from __future__ import annotations

from docutils import nodes
from sphinx import addnodes

# What may stand before the first block of a list, a box or a section and goes with it
_BEFORE = (
    *(nodes.title, nodes.subtitle, nodes.label, nodes.term, nodes.classifier, nodes.field_name),
    *(nodes.colspec, nodes.thead, nodes.image, nodes.target, nodes.comment, nodes.raw),
    *(nodes.substitution_definition, addnodes.index),
)
# What is not parted from what it stands in
_WHOLE = (
    *(nodes.caption, nodes.legend, nodes.line, nodes.thead, nodes.tgroup, nodes.entry),
    *(nodes.option_group, nodes.description, nodes.option_list_item),
)
_ROWS = (nodes.list_item, nodes.definition_list_item, nodes.field, nodes.row)
_LONG_ROW = 800  # characters; a row of more may be parted


def named(document: nodes.document, docname: str) -> dict[int, str]:
    """The names of such places, by the id() of the node that follows."""
    found: dict[int, str] = {}
    for mark in document.findall(nodes.Inline):
        if isinstance(mark, nodes.footnote_reference) or mark.get("refuri"):
            node = _moved_with(mark)
            if node is not None:
                found.setdefault(id(node), f"{docname}#{len(found) + 1}")
    return found


def is_row(node: nodes.Node) -> bool:
    """Whether *node* is a row of a list or table, of which the template parts those before."""
    return isinstance(node, _ROWS)


def _moved_with(mark: nodes.Element) -> nodes.Element | None:
    """The greatest node that begins with the block of *mark*, unless it begins a page anyway."""
    node = mark
    while isinstance(node, nodes.Inline):
        node = node.parent
    while not isinstance(node.parent, nodes.document):
        parent = node.parent
        if isinstance(parent, nodes.footnote):
            return None
        before = parent[: parent.index(node)]
        if isinstance(parent, nodes.entry) and len(parent.parent.astext()) < _LONG_ROW:
            node = parent
        elif isinstance(node, nodes.row) and (above := _spanning(node)) is not node:
            node = above
        elif isinstance(node, _WHOLE) or all(isinstance(other, _BEFORE) for other in before):
            node = parent
        else:
            return node
    return None


def _spanning(row: nodes.row) -> nodes.row:
    """The first of the rows that cells above tie *row* to, or *row* itself."""
    rows = row.parent.children
    start = reach = 0
    for position, other in enumerate(rows):
        if position > reach:
            start = reach = position
        reach = max([reach, *(position + cell.get("morerows", 0) for cell in other)])
        if other is row:
            break
    return rows[start]
