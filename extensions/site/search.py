"""Search of the site: the text of every section, in one file that a script searches through.

A Japanese text has no spaces to cut it into words, and every word splitter misses some. The whole
book is small enough to be searched as it is: about 20 KB compressed for each installment, loaded
when the reader searches for the first time. So any phrase of the body is found, parts of compounds
too, and it works from a file:// copy, where a browser lets no script fetch anything.
"""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util.docutils import new_document
from sphinx.util.logging import suppress_logging

from extensions.formulas import Formula
from extensions.series import catalog

FILE = "search-data.js"
KEY, ERRORS = "site_sections", "site_errors"  # in the metadata of a document
_SILENT = (addnodes.index, nodes.comment, nodes.system_message, nodes.substitution_definition)
# The place of what is known only when all documents are read: a caption's number by the id of what
# it belongs to, the text of a reference and a formula by their place among those of the document
_MARK = "\x01"
_PLACE = re.compile(f"{_MARK}([^{_MARK}]*){_MARK}")
_TAG = re.compile(r"<!--.*?-->|<[^>]*>", re.DOTALL)

# id, heading, text without that of sections below; each glossary term is a section too
Section = tuple[str, str, str]


def _is_late(node: nodes.Node) -> bool:
    """Whether what a reader sees of *node* is known only when all documents are read."""
    if isinstance(node, addnodes.pending_xref):
        kind = node["reftype"]
        return kind == "numref" or not (node.get("refexplicit") or kind == "term")
    return isinstance(node, (nodes.math, nodes.math_block))


def _text(node: nodes.Node, late: list[nodes.Node]) -> str:
    """What a reader sees of *node*, without sections below it; *late* gets what is not known."""
    if isinstance(node, nodes.Text):
        return node.astext()
    if isinstance(node, (nodes.section, addnodes.glossary, addnodes.toctree, *_SILENT)):
        return ""
    if isinstance(node, nodes.footnote_reference):
        return ""
    if isinstance(node, nodes.raw):
        return unescape(_TAG.sub("", node.astext())) if "html" in node["format"].split() else ""
    if _is_late(node):
        late.append(node.deepcopy())
        return f"{_MARK}{len(late) - 1}{_MARK}"
    between = "" if isinstance(node, nodes.TextElement) else "\n"
    inner = between.join(filter(None, (_text(child, late) for child in node.children)))
    is_title = isinstance(node.parent, nodes.table) and isinstance(node, nodes.title)
    if is_title or isinstance(node, nodes.caption):
        return "".join(f"{_MARK}#{id_}{_MARK}" for id_ in node.parent["ids"]) + inner
    return inner


def _collect(app: Sphinx, doctree: nodes.document) -> None:
    """Keep the sections of the document that is being read."""
    sections: list[Section] = []
    late: list[nodes.Node] = []
    for section in doctree.findall(nodes.section):
        title = section.next_node(nodes.title)
        heading = _text(title, late) if title is not None else ""
        parts = (_text(child, late) for child in section if child is not title)
        sections.append((section["ids"][0], heading, "\n".join(filter(None, parts))))
    for glossary in doctree.findall(addnodes.glossary):
        for item in glossary.findall(nodes.definition_list_item):
            term = item.next_node(nodes.term)
            body = "\n".join(_text(child, late) for child in item if child is not term)
            sections.append((term["ids"][0], term.astext(), body))
    about = app.env.metadata[app.env.docname]
    about[ERRORS] = [
        (*row["error"], "\n".join(_text(cell, late) for cell in row[1:]))
        for row in doctree.findall(nodes.row)
        if "error" in row
    ]
    about[KEY] = sections, late


def _known(app: Sphinx, docname: str, late: list[nodes.Node]) -> dict[str, str]:
    """What a reader sees of each of *late* and of the numbers of captions, by its mark."""
    env = app.env
    document = new_document(env.doc2path(docname))
    document += [nodes.paragraph("", "", node.deepcopy()) for node in late]
    with suppress_logging():  # what leads nowhere was told when the page was written
        env.resolve_references(document, docname, app.builder)
    formulas = getattr(env, "mathml", {})
    seen = {}
    for place, (node, paragraph) in enumerate(zip(late, document, strict=True)):
        formula = Formula(node.astext(), isinstance(node, nodes.math_block))
        seen[str(place)] = unescape(_TAG.sub("", formulas.get(formula, ""))) or paragraph.astext()
    for figtype, figures in env.toc_fignumbers.get(docname, {}).items():
        form = env.config.numfig_format.get(figtype, "%s")
        seen |= {f"#{id_}": f"{form % '.'.join(map(str, of))} " for id_, of in figures.items()}
    return seen


def _write(app: Sphinx, exception: Exception | None) -> None:
    """Write the data of all documents that the build holds."""
    if exception is not None or app.builder.name != "html":
        return
    env = app.env
    items = {item.docname: item for item in catalog(env).values()}
    pages: list[list[str]] = []
    sections: list[list[int | str]] = []
    errors: list[list[int | str | list[str]]] = []

    def plain(text: str, seen: dict[str, str]) -> str:
        return _PLACE.sub(lambda match: seen.get(match[1], ""), text)

    for docname in sorted(env.found_docs):
        found, late = env.metadata[docname].get(KEY, ([], []))
        seen = _known(app, docname, late)
        title = env.titles[docname].astext()
        item = items.get(docname)
        about = [item.label, title, item.topic] if item else ["", title, ""]
        pages.append([app.builder.get_target_uri(docname), *about])
        for node_id, heading, body in found:
            sections.append([len(pages) - 1, node_id, plain(heading, seen), plain(body, seen)])
        for node_id, message, keys, body in env.metadata[docname].get(ERRORS, []):
            errors.append([len(pages) - 1, node_id, message, plain(body, seen), keys])
    words = env.config.search_words
    # errors: rows of error tables, with the pieces of a message that tell it
    parts = {"pages": pages, "sections": sections, "errors": errors, "words": words}
    data = json.dumps(parts, ensure_ascii=False)
    target = Path(app.outdir) / "_static" / FILE
    # A script, since a page from file:// may load one but may not fetch data.
    target.write_text(f"window.bookSearchData = {data};\n", encoding="utf-8")


def _without_sphinx_search(app: Sphinx) -> None:
    """Sphinx's own index takes half of the time of a Japanese build and misses body words."""
    app.builder.search = False


def setup(app: Sphinx) -> None:
    # what readers may type, and what the book calls it
    app.add_config_value("search_words", {}, "html", types=frozenset({dict}))
    app.connect("builder-inited", _without_sphinx_search)
    app.connect("doctree-read", _collect, priority=950)
    app.connect("build-finished", _write)
