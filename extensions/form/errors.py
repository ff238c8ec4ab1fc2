"""``.. error-index::``: the error tables of all documents in one table, sorted by error text.

A table of the class ``errors`` has the error text in its first column and what it means in the
second. Each of its rows becomes a place of its own, which the index and the search of the site
lead to.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from extensions.anchors import slug
from extensions.series import installment_at

KEY, PAGE = "form_errors", "form_error_index"  # in the metadata of a document
KNOWN = "form_errors_known"  # an attribute of the environment
_LONGEST = 60  # characters of an id
# What a message has in the place of a name or a number
_GAP = re.compile(r"…+|\.{3,}")
_SILENT = (nodes.footnote_reference, nodes.target, addnodes.index)

# id of the row, error text, content of the first and of the second cell, id of the table
Row = tuple[str, str, list[nodes.Node], list[nodes.Node], str]


class error_index(nodes.General, nodes.Element):
    """The place of the index."""


class ErrorIndex(SphinxDirective):
    """``.. error-index::``."""

    def run(self) -> list[nodes.Node]:
        self.env.metadata[self.env.docname][PAGE] = True
        return [error_index()]


def _rows(table: nodes.table) -> Iterator[nodes.row]:
    """The rows of the body that have a first cell of their own."""
    covered = 0
    for row in table.next_node(nodes.tbody):
        if not covered and len(row) > 1:
            yield row
        covered = covered - 1 if covered else row[0].get("morerows", 0)


def _collect(app: Sphinx, doctree: nodes.document) -> None:
    """Make each row a place, and keep what the index and the search need of it."""
    found: list[Row] = []
    for table in doctree.findall(nodes.table):
        if "errors" not in table["classes"]:
            continue
        for row in _rows(table):
            cells = [_copied(cell) for cell in row[:2]]
            text = " ".join(" ".join(node.astext() for node in cells[0]).split())
            start = f"error-{slug(text)}"[:_LONGEST]
            names = (f"{start}-{n}" if n else start for n in range(len(doctree.ids) + 1))
            id_ = next(name for name in names if name not in doctree.ids)
            doctree.ids[id_] = row
            row["error"] = (id_, text, _keys(row[0]) or [text])
            first = row[0].next_node(nodes.TextElement)
            if first is not None:
                first.insert(0, nodes.target("", "", ids=[id_]))
            found.append((id_, text, *cells, next(iter(table["ids"]), "")))
    app.env.metadata[app.env.docname][KEY] = found


def _keys(cell: nodes.entry) -> list[str]:
    """The pieces of the error text that a message of that kind has, whatever stands between."""
    literals = (literal.astext() for literal in cell.findall(nodes.literal))
    pieces = [piece.strip(" :'\"") for literal in literals for piece in _GAP.split(literal)]
    return [piece for piece in pieces if len(piece) > 2]


def _copied(cell: nodes.entry) -> list[nodes.Node]:
    """The content of *cell* without notes and places, free of its document."""
    copy = cell.deepcopy()
    for node in [node for node in copy.findall() if isinstance(node, _SILENT)]:
        node.parent.remove(node)
    for node in copy.findall():
        node.document = None
        if isinstance(node, nodes.Element):
            node["ids"], node["names"] = [], []
    return copy.children


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _place(env: BuildEnvironment, docname: str, table: str) -> str:
    """「第6回 表6.3」, or the title of what is no installment."""
    item = installment_at(env, docname)
    number = env.toc_fignumbers.get(docname, {}).get("table", {}).get(table)
    name = item.label if item else env.titles[docname].astext()
    if not number:
        return name
    return f"{name} {env.config.numfig_format['table'] % '.'.join(map(str, number))}"


def _all(env: BuildEnvironment) -> list[tuple[str, Row]]:
    """All rows with their documents, in the order of the index."""
    found = [(name, row) for name in env.found_docs for row in env.metadata[name].get(KEY, [])]
    return sorted(found, key=lambda each: (_folded(each[1][1]), each[0], each[1][0]))


def _changed(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """The documents with an index, if it is not as it was when they were last written."""
    now = [
        (name, row[0], row[1], _place(env, name, row[4]), [node.astext() for node in row[3]])
        for name, row in _all(env)
    ]
    before = getattr(env, KNOWN, None)
    setattr(env, KNOWN, now)
    return [name for name in env.found_docs if now != before and env.metadata[name].get(PAGE)]


class FillErrorIndex(SphinxPostTransform):
    """Write the index where its place is."""

    default_priority = 5  # before references are resolved, which its cells hold too

    def run(self, **kwargs: Any) -> None:
        for place in list(self.document.findall(error_index)):
            rows = _all(self.env)
            place.replace_self(
                self._table(rows) if rows else nodes.paragraph("", "まだありません。")
            )

    def _table(self, rows: list[tuple[str, Row]]) -> nodes.table:
        widths = (36, 40, 24)
        group = nodes.tgroup("", *(nodes.colspec(colwidth=width) for width in widths), cols=3)
        head = [nodes.entry("", nodes.paragraph(name, name)) for name in ("文面", "意味", "場所")]
        group += nodes.thead("", nodes.row("", *head))
        group += nodes.tbody("", *(self._row(docname, *row) for docname, row in rows))
        return nodes.table("", group, classes=["error-index"])

    def _row(
        self,
        docname: str,
        id_: str,
        text: str,
        first: list[nodes.Node],
        second: list[nodes.Node],
        table: str,
    ) -> nodes.row:
        uri = self.env._app.builder.get_relative_uri(self.env.docname, docname)
        words = _place(self.env, docname, table)
        link = addnodes.number_reference("", words, internal=True, refuri=f"{uri}#{id_}", title="")
        cells = [
            nodes.entry("", *(node.deepcopy() for node in first)),
            nodes.entry("", *(node.deepcopy() for node in second)),
            nodes.entry("", nodes.paragraph("", "", link)),
        ]
        for cell in cells:
            for xref in cell.findall(addnodes.pending_xref):
                xref["refdoc"] = self.env.docname
        return nodes.row("", *cells)


def setup(app: Sphinx) -> None:
    app.add_node(error_index)
    app.add_directive("error-index", ErrorIndex)
    app.add_post_transform(FillErrorIndex)
    app.connect("doctree-read", _collect, priority=850)  # before the search takes the text
    app.connect("env-get-updated", _changed, priority=700)  # when tables have their numbers
