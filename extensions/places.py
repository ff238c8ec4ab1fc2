"""Where in the sources the text of a doctree stands.

docutils knows the line of most blocks, but not of inline nodes, and of a table or a listing only
that of its caption; a block of several lines has only the first. So words are followed through
the source.
"""

from __future__ import annotations

import os
from difflib import SequenceMatcher
from itertools import takewhile
from pathlib import Path

from docutils import nodes


def file_of(node: nodes.Node) -> Path:
    """The file that *node* was read from, which may be one that its document includes."""
    while not isinstance(node, nodes.document):
        if node.source and (path := _path(node.source)).is_file():
            return path
        node = node.parent
    return _path(node["source"])


def _path(source: str) -> Path:
    """The absolute path of docutils' name for a file, which may be relative to here."""
    return Path(os.path.normpath(Path.cwd() / source))


def lines_of(path: Path) -> list[str]:
    """The lines of a source file."""
    return path.read_text(encoding="utf-8-sig").splitlines()


def line_of(node: nodes.Node) -> int:
    """The line of *node*, or of the nearest node in it or around it that knows one."""
    for candidate in node.findall(nodes.Element):
        if candidate.line:
            return candidate.line
    return line_of(node.parent) if node.parent else 1


def line_of_words(block: nodes.Element, words: str, before: str = "") -> int:
    """The line of *words*, which *before* precedes in the text of *block*.

    The newlines inside a block may be gone from its text, and docutils counts too far for
    titles and comments and not at all for the cells of ``csv-table``; so the text is followed
    through the source.
    """
    line, lines = line_of(block), lines_of(file_of(block))
    if isinstance(block, (nodes.title, nodes.rubric, nodes.comment)):
        upwards = range(min(line, len(lines)), 0, -1)
        return next((n for n in upwards if words in lines[n - 1]), line)
    paragraph = "\n".join(takewhile(str.strip, lines[line - 1 :]))
    position = aligned(before, words, paragraph)
    if position is not None:
        return line + paragraph[:position].count("\n")
    downwards = range(line, len(lines) + 1)
    return next((n for n in downwards if words in lines[n - 1]), line)


def aligned(before: str, words: str, source: str) -> int | None:
    """The place of *words* in *source*, which has markup between the words of the text.

    The other way round, numbers and links in the text are not in the source; then it is the place
    of what follows them.
    """
    places = [place for place, character in enumerate(source) if not character.isspace()]
    begin = len("".join(before.split()))
    matches = SequenceMatcher(
        None, "".join((before + words).split()), "".join(source.split()), autojunk=False
    )
    for match in matches.get_matching_blocks():
        start = max(begin, match.a)
        if match.a + match.size - start >= min(2, len(words)):  # one letter alone is chance
            return places[match.b + start - match.a]
    return None
