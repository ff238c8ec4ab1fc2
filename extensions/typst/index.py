"""The index of the book: which entries it has, and which of them a mark stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes
from sphinx.locale import _
from sphinx.util.index_entries import split_index_msg

from extensions.readings import groups, head, in_order

if TYPE_CHECKING:
    from extensions.typst.builder import TypstBuilder

Entry = tuple[str, list[str], list[str]]  # a term, its sub-entries and references
_SEE = {"see": "see %s", "seealso": "see also %s"}  # as Sphinx has them in its translations


def places(kind: str, value: str) -> list[tuple[str, str]]:
    """The terms, each with a sub-entry or nothing, that get the page of an entry of Sphinx.

    Sphinx has taken out what has not as many words as its *kind* wants.
    """
    match kind, split_index_msg(kind, value):
        case "single", [term]:
            return [(term, "")]
        case "single", [term, sub]:
            return [(term, sub)]
        case "pair", [one, two]:
            return [(one, two), (two, one)]
        case "triple", [one, two, three]:
            return [(one, f"{two} {three}"), (two, f"{three}, {one}"), (three, f"{one} {two}")]
    return []  # see and seealso


def index(builder: TypstBuilder) -> list[tuple[str, list[Entry]]]:
    """The entries under their heads, in order, each with its sub-entries and references."""
    subs: dict[str, set[str]] = {}
    references: dict[str, set[str]] = {}
    readings: dict[str, str] = {}
    for docname, entries in builder.env.domains.index_domain.entries.items():
        if docname not in builder.contents:
            continue
        for kind, value, _id, _main, key in entries:
            found = places(kind, value)
            if kind in _SEE:
                term, other = split_index_msg(kind, value)
                references.setdefault(term, set()).add(_(_SEE[kind]) % other)
                found = [(term, "")]
            for term, sub in found:
                # one without a reading is read as it is written
                readings.setdefault(term, key or term.lower())
                subs.setdefault(term, set()).update({sub} - {""})
    readings |= _glossary(builder)
    heads = groups(readings, head if builder.config.language == "ja" else _initial)
    return [
        (
            under,
            [
                (
                    term,
                    in_order({sub: readings.get(sub, sub.lower()) for sub in subs.get(term, ())}),
                    sorted(references.get(term, ())),
                )
                for term in terms
            ],
        )
        for under, terms in heads
    ]


def _initial(reading: str) -> str:
    """The head that a term stands under in other languages than Japanese."""
    return reading[:1].upper() if reading[:1].isalpha() else _("Symbols")


def _glossary(builder: TypstBuilder) -> dict[str, str]:
    """The readings that the glossaries of the book give to their terms."""
    readings: dict[str, str] = {}
    for docname in {docname for docname, _id in builder.terms}:
        for item in builder.env.get_doctree(docname).findall(nodes.definition_list_item):
            reading = next(
                (
                    field[1].astext()
                    for field in item.findall(nodes.field)
                    if field[0].astext() == "読み"
                ),
                None,
            )
            if reading and isinstance(item.parent.parent, addnodes.glossary):
                readings |= {term.astext(): reading for term in item.findall(nodes.term)}
    return readings
