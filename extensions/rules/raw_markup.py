"""Markup that the parser did not take for markup, so that a reader would see its signs.

reStructuredText and Markdown tell markup from text by the characters beside it and want a blank or
a punctuation mark there, which Japanese does not have. The checks go over the text of the doctree,
where what was understood is no text any more, and leave alone what the author has escaped.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from itertools import takewhile

from docutils import nodes
from docutils.utils.punctuation_chars import match_chars

from extensions.cjk import JAPANESE
from extensions.places import aligned, file_of, line_of, lines_of
from extensions.rules.blocks import VERBATIM, Check, Finding, all_of, at_words, short, text_blocks

# Stand for an inline element, for text in single backquotes without a role, and for a character
# that is no markup, since it is escaped or quoted
_ELEMENT, _ROLELESS, _PLAIN = "\ufffc", "\ufffd", "\ue000"
# NUL marks a backslash escape in docutils; an escaped blank is no character at all.
_ESCAPED = re.compile(r"\x00([ \n])|\x00.", re.DOTALL)
_QUOTED = re.compile(r"(\S)(\*\*?|``?|_`|\|)(?=(\S))")
_ASCII = r"A-Za-z0-9"
_CLOSERS, _OPENERS = r"、。，．）」』】〉》,.;:!?)\]}", r"（「『【〈《(\[{"


def _between(mark: str) -> str:
    """What may stand between two of a *mark*: neither blank nor half a bracket at its ends."""
    return rf"(?![\s{_CLOSERS}])[^{mark}]+(?<![\s{_OPENERS}])"


STRONG = r"\*\*"
# *x*, in Markdown _x_ and __x__ too; not 2*3*4, *.csv, (job-*), __init__ and the like
EMPHASIS = (
    rf"(?<![{_ASCII}*_./\-)\]}}])\*(?!\*){_between('*')}\*(?![{_ASCII}*_./\-])",
    rf"(?<![{_ASCII}_])(?!__[{_ASCII}_]+__)(_|__)(?!_){_between('_')}\1(?![{_ASCII}_])",
)
# Three backquotes are a fence.
BACKQUOTED = r"(?<!`)(?::[\w.+:-]+:)?`{1,2}(?!`)(?=\S)[^`]*(?<=\S)`{1,2}(?!`)"
# A role beside text that lost it: :term:`x` between two kana is 「:term:」 and x
ROLE = (
    rf"(?<![{_ASCII}:])(?::[A-Za-z][\w.+-]*)+:(?=[{_ELEMENT}{_ROLELESS}])"
    rf"|(?<={_ROLELESS})(?::[A-Za-z][\w.+-]*)+:(?![{_ASCII}:])"
)
FOOTNOTE = rf"\[(?:\d+|#[\w.-]*|\*|[A-Za-z][\w.-]*)\]_(?![{_ASCII}])"
ADDRESS = (
    rf"(?<![{_ASCII}{_PLAIN}])(?:(?:https?|ftp)://[{_ASCII}]\S*"
    rf"|(?:mailto:)?[{_ASCII}][{_ASCII}._+-]*@[{_ASCII}-]+\.[{_ASCII}.-]*[{_ASCII}])"
)
# What is left of an address where docutils ended it too early
_REST = re.compile(r"/|[?#&=%_~+:.,;!-]+[^\W_]")
# Markdown's marks that neither language of this book has, and HTML in reStructuredText
_MARKDOWN = (
    r"~~(?=[^\s~])[^~]+~~",
    rf"(?<![{_ASCII}$])\$(?![\s$])[^$\u3000-\u9fff]+(?<!\s)\$(?![{_ASCII}$])|\$\$[^$]+\$\$",
    rf"(?<![={_ASCII}])==(?=[^\s=])[^=]+(?<=[^\s=])==(?![={_ASCII}])",
    rf"(?<=[{_ASCII}])~[{_ASCII}]{{1,3}}~|(?<=[{_ASCII})])\^[{_ASCII}+-]{{1,3}}\^",
    r"\A\[[ xX]\](?=\s)",
    r"\A\[![A-Za-z]+\]",
    r"(?m:^:::+)",
)
_IN_RST_ALONE = (
    r"\A#{1,6} (?=\S)",
    r"</?(?:a|b|br|code|del|details|div|em|hr|i|img|kbd|p|rt|ruby|s|span|strong|sub|summary|sup|u)"
    r"(?:\s[^<>]*)?/?>",
)


def _is_markdown(node: nodes.Node) -> bool:
    return file_of(node).suffix == ".md"


@functools.lru_cache(maxsize=1)  # for all the rules of one document
def _texts(doctree: nodes.document) -> list[tuple[nodes.TextElement, str]]:
    """Each block of running text with what is text in it, and a sign for each other thing."""
    return [(block, _unquoted(_text(block, block))) for block in text_blocks(doctree)]


def _text(node: nodes.Node, block: nodes.Node, *opaque: type[nodes.Node]) -> str:
    """The text under *node* within *block*, nothing of the *opaque* elements."""
    if isinstance(node, nodes.Text):
        return _ESCAPED.sub(lambda found: "" if found[1] else _PLAIN, str(node))
    if isinstance(node, (nodes.image, nodes.footnote_reference, *VERBATIM, *opaque)):
        return _ELEMENT
    inner = "".join(_text(child, block, *opaque) for child in node.children)
    if node is block or isinstance(node, nodes.problematic):
        return inner
    sign = _ROLELESS if isinstance(node, nodes.title_reference) else _ELEMENT
    return f"{sign}{inner}{sign}"


def _unquoted(text: str) -> str:
    """*text* without the marks that stand alone in brackets or quotation marks."""

    def plain(found: re.Match[str]) -> str:
        return found[1] + (_PLAIN * len(found[2]) if match_chars(found[1], found[3]) else found[2])

    return _QUOTED.sub(plain, text)


def _is_escaped(block: nodes.Element, text: str, match: re.Match[str]) -> bool:
    """Whether *match* in *text* has a backslash before it in Markdown, which the doctree drops."""
    lines = lines_of(file_of(block))[line_of(block) - 1 :]
    source = "\n".join(takewhile(str.strip, lines))
    place = aligned(_said(text[: match.start()]), _said(text[match.start() :])[:12], source)
    return bool(place) and source[place - 1] == "\\"


def _said(text: str) -> str:
    """*text* without the signs for what is none."""
    return text.translate(dict.fromkeys(map(ord, (_ELEMENT, _ROLELESS, _PLAIN))))


def _finding(block: nodes.Element, text: str, match: re.Match[str]) -> Finding:
    """A finding at *match* in the *text* of *block*."""
    first = next(filter(None, re.split(rf"[{_ELEMENT}{_ROLELESS}]", match[0])), match[0])
    return at_words(block, first, short(_said(match[0])), _said(text[: match.start()]))


def _touches(text: str, match: re.Match[str]) -> bool:
    """Whether *match* has Japanese beside it in *text*."""
    beside = text[max(match.start() - 1, 0) : match.start()], text[match.end() : match.end() + 1]
    return any(map(JAPANESE.match, beside))


def match_raw(*patterns: str, only_in: str = "", touching: bool = False) -> Check:
    """A rule that finds one of the *patterns* in what is text.

    :param only_in: the suffix of the files that it is for, all if empty
    :param touching: whether only what has Japanese beside it counts
    """
    compiled = [re.compile(pattern) for pattern in patterns]

    def check(doctree: nodes.document) -> Iterator[Finding]:
        for block, text in _texts(doctree):
            for match in (match for each in compiled for match in each.finditer(text)):
                if touching and not _touches(text, match):
                    continue
                if only_in and file_of(block).suffix != only_in:
                    continue
                if not (_is_markdown(block) and _is_escaped(block, text, match)):
                    yield _finding(block, text, match)

    return check


def emphasis(doctree: nodes.document) -> Iterator[Finding]:
    """``*x*`` beside Japanese, in Markdown ``_x_`` too."""
    yield from match_raw(EMPHASIS[0], touching=True)(doctree)
    yield from match_raw(EMPHASIS[1], only_in=".md", touching=True)(doctree)


def references(doctree: nodes.document) -> Iterator[Finding]:
    """``[1]_``, and ``name_`` and ``|name|`` of what the document defines."""
    defined = {name for name, explicit in doctree.nametypes.items() if explicit}
    names = [re.escape(name) for name in defined if not name.isdecimal()]
    replaced = [re.escape(name) for name in (*doctree.substitution_defs, *_SUBSTITUTIONS)]
    yield from match_raw(FOOTNOTE, rf"\|(?i:{'|'.join(replaced)})\|_{{0,2}}")(doctree)
    yield from match_raw(rf"(?<={_ELEMENT})__?(?![{_ASCII}_])", only_in=".md")(doctree)
    if names:
        name = rf"(?<![{_ASCII}_])(?i:{'|'.join(sorted(names, key=len, reverse=True))})__?"
        yield from match_raw(rf"{name}(?![{_ASCII}_])")(doctree)


_SUBSTITUTIONS = ("version", "release", "today", "translation progress")  # Sphinx's own


def addresses(doctree: nodes.document) -> Iterator[Finding]:
    """Addresses that are no links, and those whose link ends too early."""
    for block, _ in _texts(doctree):
        text = _text(block, block, nodes.reference)  # the text of a link may be an address
        for match in re.finditer(ADDRESS, text):
            address = re.match(r"[!-~]*", match[0])[0]
            yield at_words(block, address, f"「{address}」", text[: match.start()])
    for link in all_of(doctree, nodes.reference):
        address, after = link.get("refuri", ""), link.next_node(descend=False, siblings=True)
        bare = link.astext() in (address, address.removeprefix("mailto:"))
        if bare and isinstance(after, nodes.Text) and _REST.match(after):
            rest = re.match(r"[!-~]*", after)[0]
            yield at_words(_block(link), link.astext(), f"「{link.astext()}{rest}」")


def _block(node: nodes.Node) -> nodes.Node:
    """The block that the inline element *node* stands in."""
    while isinstance(node, nodes.Inline):
        node = node.parent
    return node


def markdown_marks(doctree: nodes.document) -> Iterator[Finding]:
    """Marks of Markdown and HTML that this book does not know."""
    yield from match_raw(*_MARKDOWN)(doctree)
    yield from match_raw(*_IN_RST_ALONE, only_in=".rst")(doctree)
