"""When a fact was last checked: ``:as-of:`2026-11-21```, which reads as 「2026年11月確認」.

The date is that of the block it stands in: a paragraph, an item of a list, a row of a table. In the
title of a box, a table, a figure or a section, or in the head of a table, it is that of every block
below that has none of its own. What is dated, and by which addresses it can be checked, is kept
for tools/freshness.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxRole
from sphinx.writers.html5 import HTML5Translator

from extensions import metadata
from extensions.days import BadDay, day_of
from extensions.faults import Fault, FaultySources, line_with, place, shown

# In the metadata of a document: its dates, and every address that its text refers to
KEY, SOURCES, FAULTS = "facts", "facts_sources", "facts_faults"
_HEADS = (nodes.title, nodes.caption, nodes.thead)  # whose date is that of what is below them
_ITEMS = (nodes.list_item, nodes.definition_list_item, nodes.field)
_SILENT = (
    *(*_HEADS, nodes.Invisible, nodes.FixedTextElement, nodes.raw, nodes.system_message),
    *(nodes.footnote_reference, nodes.label, addnodes.index),
)
_NOTES = (nodes.footnote, nodes.citation)
_LINKS = (nodes.reference, nodes.footnote_reference)


@dataclass(frozen=True)
class Fact:
    """A block of text whose truth depends on AWS.

    :param path: the file, from the root of the repository
    :param line: its first line, from 1
    :param text: what it says, on one line
    :param sources: the addresses of its links and footnotes
    """

    path: str
    line: int
    text: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Dated:
    """A date in the text and the facts that were checked on it.

    :param path: the file of the date, from the root of the repository
    :param line: its line
    :param title: of the box, table, figure or section that it dates; empty for a single block
    :param sources: for facts that have none: the addresses of all footnotes of the section
    """

    path: str
    line: int
    day: date
    title: str
    facts: tuple[Fact, ...]
    sources: tuple[str, ...]


class as_of(nodes.inline):
    """A date in the text; ``day`` is a :class:`datetime.date`."""


class AsOf(SphinxRole):
    """``:as-of:`2026-11-21```."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        source, first = self.get_source_info()
        path = Path(source).resolve()
        line = line_with(path, first, f"`{self.text}`")  # MyST writes the role in another way
        try:
            day = day_of(self.text)
        except BadDay as bad:
            file = shown(path, Path(self.env._app.confdir))
            about = self.env.metadata[self.env.docname]
            about.setdefault(FAULTS, []).append(Fault(file, line, bad.text, bad.mend))
            return [nodes.inline(self.rawtext, self.text)], []
        node = as_of(self.rawtext, f"{day.year}年{day.month}月確認", day=day)
        node.source, node.line = str(path), line
        return [node], []


# -- which facts a date is that of -------------------------------------------------------------
def _collect(app: Sphinx, doctree: nodes.document) -> None:
    about = app.env.metadata[app.env.docname]
    about[KEY] = _read(doctree, Path(app.confdir))
    about[SOURCES] = _sources(doctree)


def _read(doctree: nodes.document, root: Path) -> list[Dated]:
    """The dates of a document in their order, each with its facts."""
    own: dict[int, list[as_of]] = {}  # by the id of the block
    below: dict[int, list[as_of]] = {}  # by the id of the box
    facts: dict[int, list[Fact]] = {}  # by the id of the date
    for mark in doctree.findall(as_of):
        box = _box(mark)
        group, dated = (own, _block(mark)) if box is None else (below, box)
        group.setdefault(id(dated), []).append(mark)
        facts[id(mark)] = []
    for block, leaves in _blocks(doctree) if facts else ():
        marks = own.get(id(block), [])
        if not marks and not isinstance(block, _NOTES):
            around = (below.get(id(each)) for each in (block, *_ancestors(block)))
            marks = next(filter(None, around), [])
        if marks and (text := _text(leaves)):
            path, line = place(block)
            fact = Fact(shown(path, root), line, text, _sources(block, block))
            for mark in marks:
                facts[id(mark)].append(fact)
    return [_dated(mark, tuple(facts[id(mark)]), root) for mark in doctree.findall(as_of)]


def _dated(mark: as_of, facts: tuple[Fact, ...], root: Path) -> Dated:
    box = _box(mark)
    title = "" if box is None else _text(list(_head(box).findall(nodes.Text)))
    sources: tuple[str, ...] = ()
    if not all(fact.sources for fact in facts):
        sections = (each for each in _ancestors(mark) if isinstance(each, nodes.section))
        sources = next((_sources(section) for section in sections), ())
    return Dated(shown(Path(mark.source), root), mark.line, mark["day"], title, facts, sources)


def _ancestors(node: nodes.Node) -> Iterator[nodes.Element]:
    while node.parent is not None:
        node = node.parent
        yield node


def _nearest(node: nodes.Node, *kinds: type[nodes.Node]) -> nodes.Element | None:
    return next((each for each in _ancestors(node) if isinstance(each, kinds)), None)


def _box(mark: as_of) -> nodes.Element | None:
    """The box, table, figure or section whose head *mark* stands in."""
    head = _nearest(mark, *_HEADS)
    return _nearest(head, nodes.table) if isinstance(head, nodes.thead) else head and head.parent


def _head(box: nodes.Element) -> nodes.Element:
    """The title or caption of *box*; a table that has none is known by its head."""
    return next(each for each in box.findall(nodes.Element) if isinstance(each, _HEADS))


# The blocks that a node may stand in: row, item, note, paragraph
_Around = tuple[nodes.Element | None, ...]


def _within(node: nodes.Element, around: _Around) -> _Around:
    """What is around the children of *node*, given what is around itself."""
    row, item, note, paragraph = around
    if isinstance(node, nodes.TextElement):
        return row, item, note, paragraph if isinstance(node, nodes.Inline) else node
    if isinstance(node, nodes.row):
        return node, item, note, paragraph
    if isinstance(node, _ITEMS):
        return row, node, note, paragraph
    return row, item, node if isinstance(node, _NOTES) else note, paragraph


def _around(node: nodes.Node) -> _Around:
    return (None,) * 4 if node.parent is None else _within(node.parent, _around(node.parent))


def _smallest(around: _Around) -> nodes.Element | None:
    """The smallest thing that may have a date: a row, an item, a note, or a paragraph."""
    return next((each for each in around if each is not None), None)


def _block(node: nodes.Node) -> nodes.Element | None:
    """The block that *node* stands in."""
    return _smallest(_around(node))


def _blocks(doctree: nodes.document) -> Iterator[tuple[nodes.Element, list[nodes.Text]]]:
    """Every block of the document with its text."""
    found: dict[int, tuple[nodes.Element, list[nodes.Text]]] = {}
    # Down from the root: to look up from each piece of text takes four times as long.
    todo: list[tuple[nodes.Node, _Around]] = [(doctree, (None,) * 4)]
    while todo:
        node, around = todo.pop()
        if isinstance(node, nodes.Text):
            if (block := _smallest(around)) is not None:
                found.setdefault(id(block), (block, []))[1].append(node)
        elif not isinstance(node, _SILENT):
            within = _within(node, around)
            todo += [(child, within) for child in reversed(node.children)]
    yield from found.values()


def _text(leaves: list[nodes.Text]) -> str:
    """What *leaves* say on one line, without the dates."""
    paragraphs: dict[int, str] = {}
    for leaf in leaves:
        if not isinstance(leaf.parent, as_of):
            key = id(_around(leaf)[-1])
            paragraphs[key] = paragraphs.get(key, "") + leaf.astext()
    return " ".join(" ".join(paragraphs.values()).replace("（）", "").split())


def _sources(within: nodes.Element, block: nodes.Element | None = None) -> tuple[str, ...]:
    """The addresses of links and footnotes *within* a part of a document.

    :param block: what they must belong to: an item that is nested in it has its own
    """
    found = []
    for node in within.findall(nodes.Element):
        if not isinstance(node, _LINKS):
            continue
        # the notes of a document may lie in any section
        in_note = block is None and _nearest(node, *_NOTES) is not None
        if in_note or (block is not None and _block(node) is not block):
            continue
        if isinstance(node, nodes.footnote_reference):
            note = node.document.ids.get(node.get("refid"))
            found += _addresses(note) if note is not None else []
        else:
            found += _addresses(node)
    return tuple(dict.fromkeys(found))


def _addresses(node: nodes.Element) -> list[str]:
    """The addresses of the web that links in *node* lead to."""
    addresses = (link.get("refuri", "") for link in node.findall(nodes.reference))
    return [address for address in addresses if address.startswith(("https:", "http:"))]


# -- how it is shown, and what is wrong --------------------------------------------------------
def _visit(self: HTML5Translator, node: as_of) -> None:
    day = node["day"]
    title = f"{day.year}年{day.month}月{day.day}日に確認"
    self.body.append(self.starttag(node, "time", "", datetime=day.isoformat(), title=title))


def _depart(self: HTML5Translator, node: as_of) -> None:
    self.body.append("</time>")


def _check(app: Sphinx, env: BuildEnvironment) -> None:
    """Stop the build for dates that are none."""
    if faults := {fault for about in env.metadata.values() for fault in about.get(FAULTS, [])}:
        raise FaultySources(faults)


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_node(as_of, html=(_visit, _depart))  # the PDF shows it as the inline text it is
    app.add_role("as-of", AsOf())
    app.connect("doctree-read", _collect)
    app.connect("env-updated", _check)
    return metadata()
