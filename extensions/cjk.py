"""A newline between two Japanese characters is not a space.

reStructuredText keeps the newlines of a paragraph, and browsers, EPUB readers and search
indexes show them as spaces: right between Latin words, wrong inside Japanese text. This runs
on every document that is read, and again when links have the titles they point to, so all
formats see the same text.
"""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform

from extensions import metadata

# Dashes, quotation marks and dots, arrows, enclosed numbers and shapes, which Japanese type sets as
# wide as a kanji; CJK punctuation, kana, ideographs, full-width forms
JAPANESE = re.compile(
    r"[\u2014-\u2026\u2190-\u21ff\u2460-\u24ff\u25a0-\u26ff"
    r"\u3000-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef"
    r"\U00020000-\U0003ffff]"
)
# Punctuation that brings its own white space: no space is wanted on either side of it.
_PUNCTUATION = re.compile(
    r"[\u3001-\u3004\u3008-\u301f\u30fb\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65]"
)
# NUL marks a backslash escape in docutils; an escaped blank is no character at all.
_ESCAPE = re.compile(r"\x00[ \n]?")
_VERBATIM = (nodes.literal, nodes.FixedTextElement, nodes.math, nodes.raw)


def joins(before: str, after: str) -> bool:
    """Whether a newline between the characters *before* and *after* vanishes."""
    if _PUNCTUATION.match(before) or _PUNCTUATION.match(after):
        return True
    return bool(JAPANESE.match(before) and JAPANESE.match(after))


def _verbatim(text: nodes.Text, block: nodes.Element) -> bool:
    """Whether *text* stands in code, mathematics or raw output within *block*."""
    node = text.parent
    while node is not block:
        if isinstance(node, _VERBATIM):
            return True
        node = node.parent
    return isinstance(block, _VERBATIM)


def _joined(text: str, before: str = "", after: str = "") -> str:
    """*text* without the newlines that join Japanese; its neighbours decide at the ends."""

    def replacement(match: re.Match[str]) -> str:
        left = (before + text[: match.start()])[-1:]  # NUL if the newline is escaped
        right = (_ESCAPE.sub("", text[match.end() :]) + after)[:1]
        return "" if left and right and joins(left, right) else match[0]

    return re.sub(r"[ \t]*\n[ \t]*", replacement, text)


def _join_block(block: nodes.TextElement) -> None:
    """Drop newlines between Japanese characters in *block* and the inline elements in it."""
    leaves = list(block.findall(nodes.Text))
    if not any("\n" in leaf for leaf in leaves):
        return
    plain = [_ESCAPE.sub("", leaf) for leaf in leaves]
    for index, leaf in enumerate(leaves):
        if "\n" not in leaf or _verbatim(leaf, block):
            continue
        text = _joined(str(leaf), "".join(plain[:index]), "".join(plain[index + 1 :]))
        if text != leaf:
            siblings = leaf.parent.children
            # not Element.replace, which takes the first leaf of equal text; MyST has many "\n"
            place = next(i for i, sibling in enumerate(siblings) if sibling is leaf)
            leaf.parent[place] = nodes.Text(text)


def _join(document: nodes.document) -> None:
    """Drop newlines between Japanese characters in every block of text."""
    for block in list(document.findall(nodes.TextElement)):
        # an inline element is part of the block around it
        if not isinstance(block, (nodes.Inline, *_VERBATIM)):
            _join_block(block)
    for image in document.findall(nodes.image):
        if "alt" in image:
            image["alt"] = _joined(image["alt"])


class JoinLines(SphinxTransform):
    """Join the lines of a document as it is read."""

    default_priority = 750  # after substitutions and references have their text

    def apply(self, **kwargs: Any) -> None:
        _join(self.document)


class JoinLinkedLines(SphinxPostTransform):
    """Join the lines around links to other documents, whose text is a title known only now."""

    default_priority = 20  # after Sphinx's ReferencesResolver, 10

    def run(self, **kwargs: Any) -> None:
        _join(self.document)


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_transform(JoinLines)
    app.add_post_transform(JoinLinkedLines)
    return metadata()
