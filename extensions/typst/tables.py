"""Tables: widths, spans and heads to Typst; a table that cannot fit is refused."""

from __future__ import annotations

import re

from docutils import nodes

from extensions.typst import markup

# Widths in em of body text: a Latin letter of the body and of a literal, and a full-width letter.
_LATIN, _LITERAL, _WIDE = 0.55, 0.6, 1.0
_PADDING = 1.2  # of a cell, left and right together
CELL_SIZE = 0.9  # size of type in cells, relative to the body; as in book.typ


class TableTooWide(ValueError):
    """A word does not fit into its column; carries the column, from 1, and the word."""

    def __init__(self, column: int, word: str) -> None:
        self.column = column
        self.word = word
        super().__init__(f"{column}列目に「{word}」が入りません")


def fractions(group: nodes.tgroup) -> list[float]:
    """The width of each column, as parts of 1."""
    widths = [float(spec["colwidth"]) for spec in group.findall(nodes.colspec)]
    return [width / sum(widths) for width in widths]


def check_fit(group: nodes.tgroup, measure: float) -> None:
    """Refuse the table if a word that cannot be broken is wider than its column.

    :param measure: the width of the text block, in em of body text
    :raises TableTooWide: for the first such word
    """
    shares = fractions(group)
    for row in group.findall(nodes.row):
        column = 0
        for entry in row.findall(nodes.entry):
            span = entry.get("morecols", 0) + 1
            room = sum(shares[column : column + span]) * measure / CELL_SIZE - _PADDING
            for word, width in _words(entry):
                if width > room:
                    raise TableTooWide(column + 1, word)
            column += span


def _words(entry: nodes.entry) -> list[tuple[str, float]]:
    """Unbreakable words of a cell with their widths in em of the cell's type."""
    words = []
    for leaf in entry.findall(nodes.Text):
        literal = isinstance(leaf.parent, nodes.literal)
        each = _LITERAL if literal else _LATIN
        # A literal may be broken after its signs and between its words, as in book.typ.
        pattern = r"[A-Z]*[a-z0-9]*\W?" if literal else r"[!-~]+"
        words += [(word, len(word) * each) for word in re.findall(pattern, leaf.astext())]
    return words


def opening(group: nodes.tgroup) -> str:
    """The start of the template's ``book-table``, up to its first cell."""
    columns = ", ".join(f"{share * 100:.4g}fr" for share in fractions(group))
    return f"#book-table(columns: ({columns},),\n"


def cell(entry: nodes.entry, body: str) -> str:
    """One cell around *body*."""
    spans = {
        "colspan": str(entry["morecols"] + 1) if entry.get("morecols") else None,
        "rowspan": str(entry["morerows"] + 1) if entry.get("morerows") else None,
    }
    return markup.call("table.cell", body=body, **spans).removeprefix("#").removesuffix(";") + ",\n"
