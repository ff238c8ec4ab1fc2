"""Phrases of a heading: where a line of Japanese may be broken without breaking the reading."""

from __future__ import annotations

import functools
import re

import budoux

LONGEST = 16  # characters; a longer phrase may be broken wherever Japanese may


@functools.cache
def _parser() -> budoux.Parser:
    return budoux.load_default_japanese_parser()


def phrases(text: str) -> list[str]:
    """*text* cut into phrases by BudouX, never within a Latin word or beside its spaces.

    https://github.com/google/budoux
    """
    result: list[str] = []
    for piece in _parser().parse(text):
        # the model knows Japanese: it may cut AWS into A and WS
        within_latin = result and re.search(r"[!-~]$", result[-1]) and re.match(r"[!-~]", piece)
        if within_latin:
            result[-1] += piece
        else:
            result.append(piece)
    # a blank between phrases stands for itself, so that it can vanish at the end of a line
    return [part for piece in result for part in re.split(r"^( +)|( +)$", piece) if part]
