"""Search of the site: the text of every section, in one file that a script searches through.

A Japanese text has no spaces to cut it into words, and every word splitter misses some. The whole
book is small enough to be searched as it is: about 20 KB compressed for each installment, loaded
when the reader searches for the first time. So any phrase of the body is found, parts of compounds
too, and it works from a file:// copy, where a browser lets no script fetch anything.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from extensions.series import catalog

FILE = "search-data.js"
KEY, ERRORS = "site_sections", "site_errors"  # in the metadata of a document
_SILENT = (
    addnodes.index,
    nodes.comment,
    nodes.raw,
    nodes.system_message,
    nodes.substitution_definition,
)
# The place of a reference whose number is known only when all documents are read
_MARK = "\x01"
_PLACE = re.compile(f"{_MARK}([^{_MARK}]*){_MARK}")

# id, heading, text without that of sections below; each glossary term is a section too
Section = tuple[str, str, str]


def _text(node: nodes.Node) -> str:
    """What a reader sees of *node*, without sections below it."""
    if isinstance(node, nodes.Text):
        return node.astext()
    if isinstance(node, (nodes.section, addnodes.glossary, addnodes.toctree, *_SILENT)):
        return ""
    if isinstance(node, addnodes.pending_xref) and node["reftype"] == "numref":
        return f"{_MARK}{node['reftarget']}{_MARK}"
    if isinstance(node, nodes.footnote_reference):
        return ""
    between = "" if isinstance(node, nodes.TextElement) else "\n"
    return between.join(filter(None, map(_text, node.children)))


def _collect(app: Sphinx, doctree: nodes.document) -> None:
    """Keep the sections of the document that is being read."""
    sections: list[Section] = []
    for section in doctree.findall(nodes.section):
        title = section.next_node(nodes.title)
        heading = title.astext() if title is not None else ""
        body = "\n".join(filter(None, (_text(child) for child in section if child is not title)))
        sections.append((section["ids"][0], heading, body))
    for glossary in doctree.findall(addnodes.glossary):
        for item in glossary.findall(nodes.definition_list_item):
            term = item.next_node(nodes.term)
            body = "\n".join(_text(child) for child in item if child is not term)
            sections.append((term["ids"][0], term.astext(), body))
    about = app.env.metadata[app.env.docname]
    about[KEY] = sections
    about[ERRORS] = [
        (*row["error"], "\n".join(_text(cell) for cell in row[1:]))
        for row in doctree.findall(nodes.row)
        if "error" in row
    ]


def _numbers(env: BuildEnvironment) -> dict[str, str]:
    """「図5.1」 by the name that texts refer to it with."""
    result = {}
    for name, (docname, node_id) in env.domains.standard_domain.anonlabels.items():
        for figtype, numbers in env.toc_fignumbers.get(docname, {}).items():
            if node_id in numbers:
                form = env.config.numfig_format[figtype]
                result[name] = form % ".".join(map(str, numbers[node_id]))
    return result


def _write(app: Sphinx, exception: Exception | None) -> None:
    """Write the data of all documents that the build holds."""
    if exception is not None or app.builder.name != "html":
        return
    env = app.env
    numbers = _numbers(env)
    items = {item.docname: item for item in catalog(env).values()}
    pages: list[list[str]] = []
    sections: list[list[int | str]] = []
    errors: list[list[int | str | list[str]]] = []

    def plain(text: str) -> str:
        return _PLACE.sub(lambda match: numbers.get(match[1], ""), text)

    for docname in sorted(env.found_docs):
        found: list[Section] = env.metadata[docname].get(KEY, [])
        title = env.titles[docname].astext()
        item = items.get(docname)
        about = [item.label, title, item.topic] if item else ["", title, ""]
        pages.append([app.builder.get_target_uri(docname), *about])
        for node_id, heading, body in found:
            sections.append([len(pages) - 1, node_id, heading, plain(body)])
        for node_id, message, keys, body in env.metadata[docname].get(ERRORS, []):
            errors.append([len(pages) - 1, node_id, message, plain(body), keys])
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
