"""Blanks of running text: which of them the typesetter sets by itself."""

from __future__ import annotations

import math
import re
import unicodedata

from extensions.typst import markup

_WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]")
_LETTER = re.compile(r"[^\W_]")
# A long name may be broken after its signs and between its words: Platform|Identifier
_BREAK = re.compile(r"(?<=[/._:=,(\-])(?=[^\W_])|(?<=[a-z])(?=[A-Z])")
_LONG = 13  # characters
_LETTER_WIDTH = 0.6  # of the code face, in em
_LONGEST = 24  # characters; what is longer and has no such place may be broken anywhere
# What may begin no line in Japanese (JIS X 4051), nor be parted where it repeats itself. Typst
# knows them but ～, which Unicode takes for a letter.
NOT_AT_START = frozenset(
    "、。，．）」』】〕〉》”’・：；？！ー〜～ゝゞヽヾ々ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶ"
)
_SIGNS = re.escape("".join(sorted(NOT_AT_START)) + "…‥―—")
# Text that has no place where a line may end
_WORD = re.compile(rf"[^\s\u2e80-\uffef{_SIGNS}]+|[{_SIGNS}]+")


# A letter with the signs that change its shape: accents, and which variant of a kanji it is
_CLUSTER = re.compile(r".[\u0300-\u036f\u3099\u309a\ufe00-\ufe0f\U000e0100-\U000e01ef]*", re.DOTALL)


def is_wide(char: str) -> bool:
    """Whether *char* is Japanese: set solid, and apart from Latin by a quarter em."""
    return bool(_WIDE.match(char)) or char >= "\U00020000"


def collapsed(text: str) -> str:
    """*text* with each run of blanks and newlines as one blank.

    Blanks of the source alone: full-width and no-break spaces are characters of the text.
    """
    return re.sub(r"[ \t\r\n\f\v]+", " ", text)


def spaced(text: str, before: str, after: str, room: float = math.inf) -> str:
    """*text* with the spaces between Japanese and Latin left to the typesetter.

    The sources write them as blanks; print wants a quarter em, which Typst sets by itself between
    a Japanese and a Latin letter. Beside a sign (a bracket, a dot) it does not, so it is written.

    :param before: the character before *text* in its block, or nothing
    :param after: the character after it
    :param room: the width of the line, in em
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
        result.append(_running(run, room))
        run = ""
        latin = right if is_wide(left) else left
        wide = left if is_wide(left) else right
        if not _LETTER.match(latin) and unicodedata.category(wide)[0] != "P":
            result.append("#quad-space();")
    return "".join([*result, _running(run, room)])


def _running(text: str, room: float) -> str:
    """*text* in a paragraph, where a word that is too long for a line may be broken."""
    longest = min(_LONGEST, room / _LETTER_WIDTH)
    broken = _WORD.sub(
        lambda word: "\u200b".join(breakable(word[0], room)) if len(word[0]) > longest else word[0],
        text,
    ).replace("～", "\u2060～")
    if "\u200b" in broken:
        return f"#broken({markup.string(broken)});"
    return markup.text(broken)


def breakable(name: str, room: float) -> list[str]:
    """The parts of a literal or an address that a line may end after.

    :param room: the width of the line, in em
    """
    if len(name) < _LONG and len(name) * _LETTER_WIDTH <= room / 2:
        return [name]
    longest = min(_LONGEST, room / _LETTER_WIDTH)
    parts: list[str] = []
    for part in _BREAK.split(name):
        parts += [part] if len(part) <= longest else _CLUSTER.findall(part)
    return parts


def breaking(name: str, room: float) -> str:
    """*name* as a Typst string in which ZERO WIDTH SPACE stands where a line may end.

    The template takes these out again, so that names copied from the PDF are as they were.
    """
    return markup.string("\u200b".join(breakable(name, room)))
