"""What no package of textlint judges: one table of rules over the pages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from docutils import nodes
from sphinx import addnodes

from tools.prose.blocks import Block
from tools.prose.book import Page
from tools.prose.findings import Finding

Place = tuple[Block, int, int]  # a block, and where words begin and end in it

# Nouns are kanji, katakana or Latin; any other kana between is a verb or another particle.
_NOUN = r"[A-Za-z0-9一-龠々ァ-ヶー・ ]+"
_CHAIN = re.compile(rf"(?:{_NOUN}の){{3}}(?=[A-Za-z0-9一-龠々ァ-ヶ])")


def _chains(pages: list[Page]) -> Iterator[Place]:
    """Three or more 「の」 that join nouns."""
    for page in pages:
        for block in page.blocks:
            for match in _CHAIN.finditer(block.text):
                yield block, *match.span()


def _repeated_headings(pages: list[Page]) -> Iterator[Place]:
    """Headings that the same page has already."""
    for page in pages:
        seen = set()
        for block in page.blocks:
            if block.kind == "heading":
                if block.text in seen:
                    yield block, 0, len(block.text)
                seen.add(block.text)


def _unlinked_terms(pages: list[Page]) -> Iterator[Place]:
    """The first sentence of the series with a term of the glossary, if it has no link to it.

    Once for each term, since the installments are read in order and the same link in each of
    them is noise: asking every installment for a link found 84 terms in the five first published,
    of which few would have helped. Lists, tables and figures need no link, but one there counts.
    """
    terms = [
        term.astext()
        for page in pages
        for glossary in page.doctree.findall(addnodes.glossary)
        for term in glossary.findall(nodes.term)
    ]
    words = re.compile("|".join(map(_whole, sorted(terms, key=len, reverse=True))) or r"\Z\A")
    known: set[str] = set()
    # a draft is read after all that is published, until it is published itself
    for page in sorted(pages, key=lambda page: (not page.published, page.number)):
        for block in page.blocks if page.number else ():
            known |= _linked(block)
            for match in words.finditer(block.text) if block.kind == "sentences" else ():
                if match[0] not in known and not block.line:  # a summary has no links
                    yield block, *match.span()
                    known.add(match[0])


def _linked(block: Block) -> set[str]:
    """The terms that *block* links to."""
    if block.line:
        return set()
    links = block.node.findall(addnodes.pending_xref)
    return {link["reftarget"] for link in links if link["reftype"] == "term"}


def _whole(term: str) -> str:
    """A pattern for *term* where it is not a part of a longer word in the same letters."""
    letters = ("A-Za-z0-9", "ァ-ヶー", "一-龠々")
    before = next((f"(?<![{kind}])" for kind in letters if re.match(f"[{kind}]", term[0])), "")
    after = next((f"(?![{kind}])" for kind in letters if re.match(f"[{kind}]", term[-1])), "")
    return f"{before}{re.escape(term)}{after}"


@dataclass(frozen=True)
class Rule:
    """A rule: its name, its check, the fault and the mend."""

    name: str
    check: Callable[[list[Page]], Iterable[Place]]
    fault: str
    mend: str


RULES = (
    Rule("no-chain", _chains, "「の」が3つ続きます", "1つを動詞で言い換えるか、文を分ける"),
    Rule("repeated-heading", _repeated_headings, "同じ見出しが2つあります", "違いを見出しで言う"),
    Rule(
        "unlinked-term",
        _unlinked_terms,
        "用語集の語の初出に説明へのリンクがありません",
        "初めて使う文で :term:`…` と書く",
    ),
)


def check(pages: list[Page]) -> Iterator[Finding]:
    """What the rules of the book's own find in *pages*, which must be all of them."""
    for rule in RULES:
        for block, start, end in rule.check(pages):
            yield Finding(block, start, end, rule.name, rule.fault, rule.mend)
