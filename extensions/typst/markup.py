"""Typst source from Python values, escaped so that any text comes out as it went in.

All text goes into Typst as string literals (``#"…";``), where nothing is markup: no ``#``, ``*``,
``_``, ``$``, ``@``, ``//`` or list marker can be taken for anything but itself. Reference:
https://typst.app/docs/reference/syntax/
"""

from __future__ import annotations

import re

# What a string literal may not hold as it is: the two that end or escape, and control characters,
# which no font has.
_SPECIAL = re.compile(r'["\\\x00-\x1f\x7f-\x9f]')
_ESCAPES = {'"': r"\"", "\\": r"\\", "\n": r"\n", "\t": r"\t"}


def string(text: str) -> str:
    """*text* as a Typst string literal, quotes included."""
    return '"' + _SPECIAL.sub(lambda m: _ESCAPES.get(m[0], rf"\u{{{ord(m[0]):x}}}"), text) + '"'


def text(content: str) -> str:
    """*content* as running text in markup mode."""
    return f"#{string(content)};" if content else ""


def call(function: str, *arguments: str, body: str | None = None, **named: str | None) -> str:
    """A call in markup mode; arguments are Typst source, those that are None are left out.

    Hyphens of Typst's names are written as underscores.
    """
    given = [*arguments]
    given += [f"{name.replace('_', '-')}: {value}" for name, value in named.items() if value]
    block = f"[{body}]" if body is not None else ""
    return f"#{function}({', '.join(given)}){block};"


def array(items: list[str]) -> str:
    """A Typst array of *items*, each already Typst source."""
    return "(" + "".join(f"{item}, " for item in items) + ")"


def label(docname: str, node_id: str) -> str:
    """The label of a node: unique in the book, and the name of its PDF destination."""
    return f"label({string(f'{docname}/{node_id}')})"
