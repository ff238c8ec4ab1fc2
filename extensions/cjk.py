"""A newline between two Japanese characters is not a space.

reStructuredText keeps the newlines of a paragraph, and browsers, EPUB readers and search
indexes show them as spaces: right between Latin words, wrong inside Japanese text. This runs
once on every document that is read, so all formats see the same text.
"""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform

# CJK punctuation, kana, ideographs, full-width forms
_JAPANESE = re.compile(
    r"[\u3000-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef]"
)
# Punctuation that brings its own white space: no space is wanted on either side of it.
_PUNCTUATION = re.compile(r"[\u3001-\u3004\u3008-\u301f\u30fb\uff01-\uff0f\uff1a-\uff20]")
_VERBATIM = (nodes.literal, nodes.FixedTextElement, nodes.math, nodes.raw)


def joins(before: str, after: str) -> bool:
    """Whether a newline between the characters *before* and *after* vanishes."""
    if _PUNCTUATION.match(before) or _PUNCTUATION.match(after):
        return True
    return bool(_JAPANESE.match(before) and _JAPANESE.match(after))


def _verbatim(text: nodes.Text, block: nodes.Element) -> bool:
    """Whether *text* stands in code, mathematics or raw output within *block*."""
    node = text.parent
    while node is not block:
        if isinstance(node, _VERBATIM):
            return True
        node = node.parent
    return isinstance(block, _VERBATIM)


class JoinLines(SphinxTransform):
    """Drop newlines between Japanese characters in every block of text."""

    default_priority = 750  # after substitutions and references have their text

    def apply(self, **kwargs: Any) -> None:
        for block in list(self.document.findall(nodes.TextElement)):
            # an inline element is part of the block around it
            if not isinstance(block, (nodes.Inline, *_VERBATIM)):
                self._join(block)

    def _join(self, block: nodes.TextElement) -> None:
        leaves = list(block.findall(nodes.Text))
        if not any("\n" in leaf for leaf in leaves):
            return
        # NUL marks a backslash escape in docutils; an escaped blank is no character at all.
        plain = [re.sub(r"\x00[ \n]|\x00", "", leaf) for leaf in leaves]
        for index, leaf in enumerate(leaves):
            if "\n" not in leaf or _verbatim(leaf, block):
                continue
            before = "".join(plain[:index])
            after = "".join(plain[index + 1 :])
            text = self._joined(str(leaf), before, after)
            if text != leaf:
                leaf.parent.replace(leaf, nodes.Text(text))

    @staticmethod
    def _joined(text: str, before: str, after: str) -> str:
        """*text* without the newlines that join Japanese; its neighbours decide at the ends."""

        def replacement(match: re.Match[str]) -> str:
            left = (before + text[: match.start()]).rstrip("\x00")[-1:]
            right = (text[match.end() :].lstrip("\x00") + after)[:1]
            return "" if left and right and joins(left, right) else match[0]

        return re.sub(r"(?<!\x00)[ \t]*\n[ \t]*", replacement, text)


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_transform(JoinLines)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
