"""Tables: widths, spans and heads to Typst; a table that cannot fit is refused."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from docutils import nodes
from sphinx import addnodes

from extensions import numerals
from extensions.typst import markup
from extensions.typst.spacing import breakable

# Widths of a Latin letter of the body and of a literal, in em of their line
_LATIN, _LITERAL = 0.58, 0.6
_NARROW = (
    15  # em; in a column that is less wide, names are not broken anywhere before it is widened
)
_PADDING = 1.2  # of a cell, left and right together, in em of its type
SIZES = (0.9, 0.8, 0.7)  # of the type in a table, relative to the body
_KEPT_LINES = 10  # a row of more lines may be broken
_REPEATED_LINES = 6  # a head of more lines is not repeated on each page
_HEAD_LINES = 20  # one of more may be broken
# The classes of a cell, those of MyST included, and the side on which its text stands
_SIDES = (
    ("text-left", "left"),
    ("text-center", "center"),
    ("text-right", "right"),
    (numerals.CLASS, "right"),
)
# What a repeated head may not hold: PDF has no links in what is repeated.
_LINKED = (nodes.reference, nodes.footnote_reference, addnodes.index)


class TableTooWide(ValueError):
    """A word does not fit into its column; carries the column, from 1, and the word."""

    def __init__(self, column: int, word: str) -> None:
        self.column = column
        self.word = word
        super().__init__(f"{column}列目に「{word}」が入りません")


def _declared(group: nodes.tgroup) -> list[float]:
    """The width of each column as the source has it, as parts of 1."""
    widths = [float(spec["colwidth"]) for spec in group if isinstance(spec, nodes.colspec)]
    return [width / sum(widths) for width in widths]


def placed(rows: nodes.Element) -> Iterator[list[tuple[int, nodes.entry]]]:
    """The cells of each row of a head or body, with their columns from 0."""
    taken: dict[int, int] = {}  # rows that a cell above still reaches into, by column
    for row in rows:
        taken = {column: left - 1 for column, left in taken.items() if left > 1}
        column = 0
        cells = []
        for entry in row:
            while column in taken:
                column += 1
            cells.append((column, entry))
            for _ in range(entry.get("morecols", 0) + 1):
                if entry.get("morerows"):
                    # counted from this row, which the next round takes off again
                    taken[column] = entry["morerows"] + 1
                column += 1
        yield cells


@dataclass(frozen=True)
class Layout:
    """How a table is set.

    :param shares: the width of each column, as parts of 1
    :param size: of its type, in em of body text
    :param measure: its width, in em of body text
    """

    shares: list[float]
    size: float
    measure: float

    def room(self, column: int, entry: nodes.entry) -> float:
        """The width that text has in a cell, in em of body text."""
        span = entry.get("morecols", 0) + 1
        return sum(self.shares[column : column + span]) * self.measure - _PADDING * self.size


def fit(group: nodes.tgroup, measure: float) -> Layout:
    """The layout in which every word that cannot be broken fits into its column.

    The widths of the source are kept if smaller type makes that possible; if not, columns that are
    too narrow take from the others.

    :param measure: the width of the table, in em of body text
    :raises TableTooWide: for the first word that is too wide at the smallest size
    """
    declared = _declared(group)
    layouts = [Layout(declared, size, measure) for size in SIZES]
    layouts += [Layout(_widened(group, layout), layout.size, measure) for layout in layouts]
    for layout in layouts:
        if _first_too_wide(group, layout) is None:
            return layout
    raise _first_too_wide(group, Layout(declared, SIZES[-1], measure))


def _first_too_wide(group: nodes.tgroup, layout: Layout) -> TableTooWide | None:
    """The first word that does not fit into its column."""
    for column, entry in _cells(group):
        has = layout.room(column, entry) / layout.size
        for word, width in _words(entry, has):
            if width > has:
                return TableTooWide(column + 1, word)
    return None


def _widened(group: nodes.tgroup, layout: Layout) -> list[float]:
    """The shares of *layout* after each column has got what its longest word needs."""
    needs = [0.0] * len(layout.shares)
    for column, entry in _cells(group):
        if not entry.get("morecols"):
            has = layout.room(column, entry) / layout.size
            widest = max((width for _, width in _words(entry, has)), default=0) + _PADDING
            needs[column] = max(needs[column], widest * layout.size / layout.measure)
    # what is left above the needs, shared as the source has it
    spare = [max(share - need, 0) for share, need in zip(layout.shares, needs, strict=True)]
    left = 1 - sum(needs)
    if left < 0 or not sum(spare):
        return layout.shares
    return [need + left * more / sum(spare) for need, more in zip(needs, spare, strict=True)]


def _cells(group: nodes.tgroup) -> Iterator[tuple[int, nodes.entry]]:
    """Each cell of the table with its column, from 0."""
    for rows in group:
        if not isinstance(rows, nodes.colspec):
            yield from chain.from_iterable(placed(rows))


def _words(node: nodes.Element, has: float) -> Iterator[tuple[str, float]]:
    """Unbreakable words of a cell with their widths in em of the cell's type.

    Tables and code in the cell are fitted by themselves.
    """
    for child in node:
        if isinstance(child, nodes.Text):
            for word in re.findall(r"[!-~]+", child.astext()):
                yield word, len(word) * _LATIN
        elif isinstance(child, nodes.literal) or _is_address(child):
            for part in breakable(child.astext(), max(has, _NARROW)):
                for word in re.findall(r"[!-~]+", part):
                    yield word, len(word) * _LITERAL
        elif not isinstance(child, nodes.table | nodes.literal_block | nodes.math):
            yield from _words(child, has)


def _is_address(node: nodes.Node) -> bool:
    """Whether *node* is a link that shows its own address, which is set as a literal is."""
    return isinstance(node, nodes.reference) and node.astext() == node.get("refuri")


def stubs(group: nodes.tgroup) -> int:
    """How many of the first columns say what is in the others."""
    return sum(isinstance(spec, nodes.colspec) and bool(spec.get("stub")) for spec in group)


def opening(group: nodes.tgroup, layout: Layout, **named: str | None) -> str:
    """The start of the template's ``book-table``, up to its first cell; *named* as it has them."""
    columns = ", ".join(f"{share * 100:.4g}fr" for share in layout.shares)
    head = next((len(rows) for rows in group if isinstance(rows, nodes.thead)), 0)
    named |= {"columns": f"({columns},)", "head": str(head), "stubs": str(stubs(group))}
    named["size"] = str(layout.size)
    return markup.call("book-table", **named).removesuffix(");") + ",\n"


def header(head: nodes.thead, cells: str, lines: float) -> str:
    """The head of a table around its *cells*, which take about *lines* lines.

    Repeated on each page if it can be; a head that is no head of a page is set as any other row.
    """
    if lines > _HEAD_LINES:
        return cells
    linked = any(head.findall(lambda node: isinstance(node, _LINKED)))
    repeated = not linked and lines <= _REPEATED_LINES
    return f"table.header({'' if repeated else 'repeat: false, '}{cells}),\n"


def height(rows: nodes.Element, layout: Layout) -> float:
    """About how many lines the rows of a head take."""
    return sum(
        max(_lines(entry, layout.room(column, entry)) for column, entry in row)
        for row in placed(rows)
        if row
    )


def short_rows(rows: list[list[tuple[int, nodes.entry]]], layout: Layout) -> set[int]:
    """Which of *rows* have a few lines of text alone, by their positions.

    A cell over several rows counts for each of them, since it may make any of them tall.
    """
    tall = {
        position + more
        for position, row in enumerate(rows)
        for column, entry in row
        if _lines(entry, layout.room(column, entry)) > _KEPT_LINES
        for more in range(entry.get("morerows", 0) + 1)
    }
    return set(range(len(rows))) - tall


def _lines(cell: nodes.entry, room: float) -> float:
    """About how many lines the text of *cell* takes, where *room* em of body text go on one."""
    count = 0.0
    for node in cell.findall():
        if isinstance(node, (nodes.image, nodes.table, nodes.literal_block, nodes.math_block)):
            return math.inf
        if isinstance(node, nodes.TextElement) and not isinstance(node, nodes.Inline):
            count += node.astext().count("\n") + 1 + len(node.astext()) // max(room, 1)
    return count


def cell(entry: nodes.entry, body: str, *, heads: bool, kept: bool) -> str:
    """One cell around *body*.

    :param heads: whether it says what is in others
    :param kept: whether it stays on one page
    """
    if heads:
        body = f"#in-gothic[{body}];"
    spans = {
        "colspan": str(entry["morecols"] + 1) if entry.get("morecols") else None,
        "rowspan": str(entry["morerows"] + 1) if entry.get("morerows") else None,
        "align": next((f"{side} + top" for name, side in _SIDES if name in entry["classes"]), None),
        "breakable": "false" if kept and not entry.get("morerows") else None,
    }
    return markup.call("table.cell", body=body, **spans).removeprefix("#").removesuffix(";") + ",\n"
