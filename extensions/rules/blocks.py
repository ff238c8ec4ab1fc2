"""What the rules share: findings, and the elements and blocks of text of one document."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from docutils import nodes

from extensions.places import file_of, line_of, line_of_words

Finding = tuple[Path, int, str]  # file, line from 1, what is wrong
Check = Callable[[nodes.document], Iterable[Finding]]
VERBATIM = (nodes.literal, nodes.FixedTextElement, nodes.math, nodes.raw)


def at(node: nodes.Node, what: str) -> Finding:
    """A finding at *node*."""
    return file_of(node), line_of(node), what


def at_words(block: nodes.Element, words: str, what: str, before: str = "") -> Finding:
    """A finding at *words*, which *before* precedes in *block*."""
    return file_of(block), line_of_words(block, words, before), what


def short(text: str) -> str:
    """The beginning of *text* in quotation marks, on one line."""
    text = " ".join(text.split())
    return f"「{text[:12]}…」" if len(text) > 12 else f"「{text}」"


@functools.lru_cache(maxsize=1)  # for all the rules of one document
def elements(doctree: nodes.document) -> list[nodes.Element]:
    """Every element of the document; to walk through it for each rule takes ten times as long."""
    return list(doctree.findall(nodes.Element))


def all_of(doctree: nodes.document, *kinds: type[nodes.Node]) -> Iterator[Any]:
    """The elements of one of the *kinds*, in their order."""
    return (node for node in elements(doctree) if isinstance(node, kinds))


def text_blocks(doctree: nodes.document) -> Iterator[nodes.TextElement]:
    """Each block of running text."""
    return (
        block
        for block in all_of(doctree, nodes.TextElement)
        if not isinstance(block, (nodes.Inline, nodes.Invisible, *VERBATIM))
    )


@functools.lru_cache(maxsize=1)
def _blocks(doctree: nodes.document) -> list[tuple[nodes.TextElement, str]]:
    """Each block of running text with what a reader sees of it, code left out."""
    return [(block, _prose(block)) for block in text_blocks(doctree)]


def _prose(node: nodes.Node) -> str:
    """The text under *node* without literals, code and mathematics."""
    if isinstance(node, VERBATIM):
        return ""
    if isinstance(node, nodes.Text):
        return node.astext()
    return "".join(_prose(child) for child in node.children)


def match_prose(pattern: str) -> Check:
    """A rule that finds *pattern* in running text."""
    compiled = re.compile(pattern)

    def check(doctree: nodes.document) -> Iterator[Finding]:
        for block, text in _blocks(doctree):
            for match in compiled.finditer(text):
                yield at_words(block, match[0], f"「{match[0]}」", text[: match.start()])

    return check
