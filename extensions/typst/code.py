"""Code blocks: Pygments tokens in the colours of the site, wrapped at a fixed column."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from pygments.style import Style
from pygments.token import _TokenType as TokenType

from extensions.typst import markup
from extensions.typst.spacing import NOT_AT_START

# What may end no line (JIS X 4051), as NOT_AT_START may begin none
NOT_AT_END = frozenset("（「『【〔〈《“‘([{")


OBJECT = "\ufffc"  # stands for what is no text


@dataclass(frozen=True)
class Markup:
    """Typst source around a piece of a parsed literal; before it alone, if that is an object."""

    before: str = ""
    after: str = ""

    def within(self, before: str, after: str) -> Markup:
        """What stands around a piece in something that begins and ends like this."""
        return Markup(self.before + before, after + self.after)


@dataclass(frozen=True)
class Piece:
    """Part of a token, or of what a parsed literal marks, on one line."""

    token: TokenType | Markup
    text: str


def columns(text: str) -> int:
    """Width of *text* on the 2:1 grid of code."""
    return sum(map(_width, text))


def _width(char: str) -> int:
    if _is_mark(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WFA" else 1


def _is_mark(char: str) -> bool:
    """Whether *char* only changes the one before: an accent, or which variant of a kanji it is."""
    return unicodedata.category(char) in ("Mn", "Me")


def lines(tokens: Iterator[tuple[TokenType | Markup, str]]) -> list[list[Piece]]:
    """The pieces of each line; a newline at the very end begins no further line."""
    result: list[list[Piece]] = [[]]
    for token, value in tokens:
        first, *rest = value.split("\n")
        if first:
            result[-1].append(Piece(token, first))
        for part in rest:
            result.append([Piece(token, part)] if part else [])
    if len(result) > 1 and not result[-1]:
        result.pop()
    return result


def wrap(line: list[Piece], width: int) -> list[tuple[int, list[Piece]]]:
    """*line* cut into rows of at most *width* columns, each with its indent in columns.

    A row ends after a space or punctuation of the code if one stands in its last third, anywhere
    allowed by the rules of Japanese line breaks otherwise. Rows after the first stand two columns
    deeper than the line itself begins.
    """
    characters = [(piece.token, char) for piece in line for char in piece.text]
    text = "".join(char for _, char in characters)
    deeper = min(len(text) - len(text.lstrip()) + 2, width // 2)
    rows: list[tuple[int, list[Piece]]] = []
    indent = 0
    while columns(text) > width - indent:
        end = _break(text, width - indent)
        rows.append((indent, _pieces(characters[:end])))
        characters, text = characters[end:], text[end:]
        indent = deeper
    rows.append((indent, _pieces(characters)))
    return rows


def _break(text: str, width: int) -> int:
    """How many characters of *text*, which is wider, go into a row of *width*; at least one."""
    limit = 0
    while columns(text[: limit + 1]) <= width:
        limit += 1
    allowed = [end for end in range(1, limit + 1) if _may_break(text, end)]
    good = [end for end in allowed if end * 3 >= limit * 2 and text[end - 1] in " ,/、。"]
    return max(good or allowed or [limit, 1])


def _may_break(text: str, end: int) -> bool:
    """Whether the rules of Japanese allow a row that ends before the character at *end*."""
    following = text[end]
    return not (following in NOT_AT_START or _is_mark(following) or text[end - 1] in NOT_AT_END)


def _pieces(characters: list[tuple[TokenType | Markup, str]]) -> list[Piece]:
    """Neighbouring characters of the same token, joined."""
    pieces: list[Piece] = []
    for token, char in characters:
        # a mark makes one glyph with the letter before, whatever the lexer takes it for
        if pieces and (pieces[-1].token is token or _is_mark(char)):
            pieces[-1] = Piece(pieces[-1].token, pieces[-1].text + char)
        else:
            pieces.append(Piece(token, char))
    return pieces


def typst_row(pieces: list[Piece], style: type[Style]) -> str:
    """One row as an array of (text, colour, bold, italic) for the template's ``code-block``."""
    items = []
    for piece in pieces:
        if isinstance(piece.token, Markup):
            shown = "" if piece.text == OBJECT else f"#raw({markup.string(piece.text)});"
            content = f"[{piece.token.before}{shown}{piece.token.after}]"
            items.append(f"({content}, none, false, false)")
            continue
        look = style.style_for_token(_known(piece.token, style))
        colour = f'"#{look["color"]}"' if look["color"] else "none"
        bold, italic = (str(bool(look[name])).lower() for name in ("bold", "italic"))
        items.append(f"({markup.string(piece.text)}, {colour}, {bold}, {italic})")
    return markup.array(items)


def _known(token: TokenType, style: type[Style]) -> TokenType:
    """*token*, or the nearest kind above it that *style* knows: lexers have kinds of their own."""
    while not style.styles_token(token):
        token = token.parent
    return token


def typst_block(
    tokens: Iterator[tuple[TokenType | Markup, str]],
    style: type[Style],
    width: int,
    *,
    first_number: int | None = None,
    emphasized: frozenset[int] = frozenset(),
    output: bool = False,
) -> str:
    """A call of the template's ``code-block``.

    :param tokens: from a Pygments lexer, or of a parsed literal
    :param style: gives the colours
    :param width: columns that fit on the page
    :param first_number: number of the first line, or None for no numbers
    :param emphasized: lines to stress, counted from 1
    :param output: whether a program printed it, and the reader does not type it
    """
    rows = []
    for position, line in enumerate(lines(tokens)):
        number = "none" if first_number is None else str(first_number + position)
        stress = str(position + 1 in emphasized).lower()
        wrapped = wrap(line, width)
        for part, (indent, pieces) in enumerate(wrapped):
            shown = number if part == 0 else "none"
            goes_on = str(part < len(wrapped) - 1).lower()
            rows.append(f"({typst_row(pieces, style)}, {shown}, {stress}, {indent}, {goes_on})")
    return f"#code-block(output: {str(output).lower()}, {markup.array(rows)});"
