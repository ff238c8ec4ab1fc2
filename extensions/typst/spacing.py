"""Blanks of running text: which of them the typesetter sets by itself."""

from __future__ import annotations

import re
import unicodedata

from extensions.typst import markup

_WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]")
_LETTER = re.compile(r"[^\W_]")
# A long name may be broken after its signs and between its words: Platform|Identifier
_BREAK = re.compile(r"(?<=[/._:=,(\-])(?=[^\W_])|(?<=[a-z])(?=[A-Z])")
_LONG = 13  # characters
_LETTER_WIDTH = 0.6  # of the code face, in em


def is_wide(char: str) -> bool:
    """Whether *char* is Japanese: set solid, and apart from Latin by a quarter em."""
    return bool(_WIDE.match(char)) or char >= "\U00020000"


def collapsed(text: str) -> str:
    """*text* with each run of blanks and newlines as one blank.

    Blanks of the source alone: full-width and no-break spaces are characters of the text.
    """
    return re.sub(r"[ \t\r\n\f\v]+", " ", text)


def spaced(text: str, before: str, after: str) -> str:
    """*text* with the spaces between Japanese and Latin left to the typesetter.

    The sources write them as blanks; print wants a quarter em, which Typst sets by itself between
    a Japanese and a Latin letter. Beside a sign (a bracket, a dot) it does not, so it is written.

    :param before: the character before *text* in its block, or nothing
    :param after: the character after it
    """
    result, run = [], ""
    line = before + text + after
    start = len(before)
    for position, char in enumerate(text, start):
        if char != " ":
            run += char
            continue
        left, right = line[position - 1 : position], line[position + 1 : position + 2]
        if not (left and right and is_wide(left) != is_wide(right)):
            run += char
            continue
        result.append(markup.text(run))
        run = ""
        latin = right if is_wide(left) else left
        wide = left if is_wide(left) else right
        if not _LETTER.match(latin) and unicodedata.category(wide)[0] != "P":
            result.append("#quad-space();")
    return "".join([*result, markup.text(run)])


def breakable(name: str, room: float) -> list[str]:
    """The parts of a literal or an address that a line may end after.

    :param room: the width of the line, in em
    """
    long = len(name) >= _LONG or len(name) * _LETTER_WIDTH > room / 2
    return _BREAK.split(name) if long else [name]


def breaking(name: str, room: float) -> str:
    """*name* as a Typst string in which ZERO WIDTH SPACE stands where a line may end.

    The template takes these out again, so that names copied from the PDF are as they were.
    """
    return markup.string("\u200b".join(breakable(name, room)))
