"""What the page templates know beyond Sphinx: part of the series, terms, links."""

from __future__ import annotations

import json
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from extensions.readings import groups
from extensions.reports import report_of
from extensions.series import installment_at

KEY = "site_terms"  # in the metadata of a document


def _collect_terms(app: Sphinx, doctree: nodes.document) -> None:
    """Keep each glossary term's reading and explanation, for the notes that pages show."""
    terms: dict[str, dict[str, str]] = {}
    for glossary in doctree.findall(addnodes.glossary):
        for item in glossary.findall(nodes.definition_list_item):
            fields = {field[0].astext(): field[1].astext() for field in item.findall(nodes.field)}
            text = " ".join(
                paragraph.astext()
                for definition in item
                if isinstance(definition, nodes.definition)
                for paragraph in definition
                if isinstance(paragraph, nodes.paragraph)
            )
            for term in item.findall(nodes.term):
                terms[term["ids"][0]] = {
                    "term": term.astext(),
                    "reading": fields.get("読み", ""),
                    "text": text,
                }
    app.env.metadata[app.env.docname][KEY] = terms


def _used_terms(env: BuildEnvironment, doctree: nodes.document) -> dict[str, dict[str, str]]:
    """The terms that links of the page lead to, by id."""
    known: dict[str, dict[str, str]] = {}
    for about in env.metadata.values():
        known |= about.get(KEY, {})
    used = {
        reference["refuri"].partition("#")[2]
        for reference in doctree.findall(nodes.reference)
        if "#term-" in reference.get("refuri", "")
    }
    return {id_: known[id_] for id_ in sorted(used) if id_ in known}


def _index(env: BuildEnvironment, entries: list) -> list[tuple[str, list[tuple[str, list]]]]:
    """Sphinx's index by reading instead of by kanji: heads, and under them names with links."""
    readings = {
        known["term"]: known["reading"]
        for about in env.metadata.values()
        for known in about.get(KEY, {}).values()
    }
    links = {name: found for _, names in entries for name, (found, _, _) in names}
    by_head = groups({name: readings.get(name) or name.lower() for name in links})
    return [(head, [(name, links[name]) for name in names]) for head, names in by_head]


def _context(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    if app.builder.name != "html":
        return
    if "genindexentries" in context:
        context["index_by_reading"] = _index(app.env, context["genindexentries"])
    item = context["installment"] = installment_at(app.env, pagename)
    context["edition_label"] = app.config.edition_label
    context["series_part"] = next(
        (
            title
            for title, first, last in app.config.series_parts
            if item is not None and first <= item.number <= last
        ),
        "",
    )
    _, *beside = getattr(app.builder, "relations", {}).get(pagename, [None, None, None])
    for name, docname in zip(("prev", "next"), beside, strict=True):
        other = installment_at(app.env, docname) if docname else None
        context[f"{name}_topic"] = other.topic if other else ""
    context["page_terms"] = ""
    if doctree is not None:
        if terms := _used_terms(app.env, doctree):
            # </ would end the script element that carries it
            context["page_terms"] = json.dumps(terms, ensure_ascii=False).replace("</", "<\\/")
        if url := app.config.repository_url:
            source = app.env.doc2path(pagename, base=False)
            context["edit_url"] = f"{url.rstrip('/')}/edit/main/docs/{source}"
        context["report_url"] = report_of(app.config, pagename)


def setup(app: Sphinx) -> None:
    app.connect("doctree-read", _collect_terms, priority=950)
    app.connect("html-page-context", _context)
