"""The text of a document, block by block, as Markdown for textlint and as a reader sees it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from docutils import nodes
from sphinx import addnodes

from extensions.cjk import joins
from extensions.places import file_of, line_of_words, lines_of

_VERBATIM = (nodes.FixedTextElement, nodes.math_block, nodes.raw)
_CODE = (nodes.literal, nodes.math)
_UNSEEN = (nodes.footnote_reference, nodes.citation_reference, nodes.label, nodes.Invisible)
# What a reader gets from a link whose text is known only when all documents have been read
_LINKS = {"numref": "図1", "eq": "式1", "ref": "「節」", "doc": "「ページ」"}
# What the rules for sentences do not fit: fragments and the works that notes name
_FRAGMENTS = (nodes.list_item, nodes.entry, nodes.footnote, nodes.citation, nodes.field)
# Of Markdown; the hyphen and the digit with a dot count at the beginning of a line alone.
_MARKUP = re.compile(r"[\\`*_{}\[\]<>#+|~&!$]|^-|(?<=^\d)\.|(?<=^\d\d)\.")


@dataclass
class Block:
    """A heading, a paragraph, a cell, a caption, an alternative text or a summary.

    :param node: where it stands in the doctree
    :param kind: ``heading``, ``sentences`` or ``fragment`` (of a list or a table, which need not
        be a sentence)
    :param text: what a reader sees
    :param markdown: the same as one line of Markdown, code marked as such
    :param origins: for each character of *markdown*, the place in *text*
    :param line: its line in the source, where the doctree does not know it
    """

    node: nodes.Element
    kind: str
    text: str = ""
    markdown: str = ""
    origins: list[int] = field(default_factory=list)
    line: int = 0

    def __post_init__(self) -> None:
        self._add({"heading": "# ", "fragment": "- ", "sentences": ""}[self.kind], "")

    def prose(self, text: str) -> None:
        """Add running *text*."""
        text = re.sub(r"\s+", " ", text)
        self._add(_MARKUP.sub(lambda match: f"\\{match[0]}", text), text)

    def code(self, text: str) -> None:
        """Add code or a formula, which no rule for prose may judge."""
        text = re.sub(r"\s+", " ", text)
        fence = "``" if "`" in text else "`"
        self._add(f"{fence}{text}{fence}", text)

    def unjudged(self, text: str) -> None:
        """Add *text* that no rule may judge or count, such as the title of a work."""
        self._add("`…`", text)

    def _add(self, markdown: str, text: str) -> None:
        self.markdown += markdown
        # escapes shift little; what counts is on which line of the source a word stands
        last = len(self.text) + max(len(text) - 1, 0)
        self.origins += [min(len(self.text) + n, last) for n in range(len(markdown))]
        self.text += text

    @property
    def file(self) -> Path:
        """The file it was read from."""
        return file_of(self.node)

    def line_at(self, position: int) -> int:
        """The line of the source with the character *position* of :attr:`text`."""
        if self.line:
            return self.line
        position = min(position, len(self.text) - 1)
        words = self.text[position : position + 16]
        return line_of_words(self.node, words, self.text[:position])


def blocks(doctree: nodes.document) -> Iterator[Block]:
    """The text of a document in reading order."""
    for node in doctree.findall(nodes.Element):
        if not _for_readers(node):
            continue
        if isinstance(node, nodes.image) and node.get("alt"):
            block = Block(node, "fragment")
            block.prose(node["alt"])
            yield block
        elif isinstance(node, nodes.TextElement) and not _part(node):
            block = Block(node, _kind(node))
            _fill(block, node)
            if block.text.strip():
                yield block


def summary(doctree: nodes.document, file: Path, text: str) -> Iterator[Block]:
    """The field ``:summary:`` of *file*, which Sphinx takes out of the doctree."""
    numbers = enumerate(lines_of(file), 1)
    line = next(number for number, text in numbers if text.startswith(":summary:"))
    block = Block(doctree, "sentences", line=line)
    block.prose(text)
    yield block


def _for_readers(node: nodes.Element) -> bool:
    """Whether *node* is prose of the authors for readers.

    That is no memo, nothing that extensions make, and no reading in the glossary.
    """
    while node is not None:
        names = node.get("classes", ())
        if "memo" in names or any(name.startswith("series-") for name in names):
            return False
        if isinstance(node, nodes.field_list) and isinstance(node.parent, nodes.definition):
            return False
        node = node.parent
    return True


def _part(node: nodes.TextElement) -> bool:
    """Whether *node* belongs to the block around it, or is not running text."""
    return isinstance(node, (nodes.Inline, *_VERBATIM, *_UNSEEN))


def _kind(node: nodes.TextElement) -> str:
    if isinstance(node, (nodes.title, nodes.rubric)) and isinstance(node.parent, nodes.section):
        return "heading"
    around = node
    while around is not None and not isinstance(around, nodes.section):
        if isinstance(around, _FRAGMENTS):
            return "fragment"
        around = around.parent
    return "sentences" if isinstance(node, (nodes.paragraph, nodes.line)) else "fragment"


def _fill(block: Block, node: nodes.Element) -> None:
    """Add the text under *node* to *block*."""
    after_note = False
    works = _works(node)
    for index, child in enumerate(node.children):
        if isinstance(child, _UNSEEN):
            after_note = True
            continue
        if index < works:
            block.unjudged(child.astext())
        elif isinstance(child, nodes.Text):
            text = child.astext()
            # Without the mark of the note between them, the space after it joins nothing.
            if after_note and text[:1] == " " and text[1:] and joins(block.text[-1:], text[1]):
                text = text[1:]
            block.prose(text)
        elif isinstance(child, _CODE):
            block.code(child.astext())
        elif stand_in := _stand_in(child):
            block.prose(stand_in)
        else:
            _fill(block, child)
        after_note = False


def _works(node: nodes.Element) -> int:
    """How many of the children of *node* name works: in a note, all to the last link."""
    if not isinstance(node.parent, (nodes.footnote, nodes.citation)):
        return 0
    links = [n for n, child in enumerate(node.children) if isinstance(child, nodes.reference)]
    return links[-1] + 1 if links else 0


def _stand_in(node: nodes.Element) -> str:
    """What stands for a link whose text is not known yet; empty for anything else."""
    if isinstance(node, addnodes.pending_xref) and not node["refexplicit"]:
        return _LINKS.get(node["reftype"], "")
    return ""
