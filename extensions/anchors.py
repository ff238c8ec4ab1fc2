"""Stable ids: sections and glossary terms are addressed by their own words.

docutils makes ids from ASCII letters alone, so Japanese headings become ``id1``, ``id2``, … and
Sphinx's terms ``term-0``, ``term-1``, …, but ``term-S3`` the first of all that begin with S3. Each
shifts when something is inserted before it, and with it every link from outside. Here the id is
the heading itself, in letters that are valid in HTML, in XML (EPUB) and as a PDF destination.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform

from extensions import metadata

# Letters and digits to Python, but not in the names of XML: ❶ and the like
_NO_NAME = re.compile(r"[\u2190-\u2bff]")


def slug(text: str) -> str:
    """*text* as an id: NFKC, lower case, words joined by hyphens.

    An XML name may not begin with a digit or a hyphen: such an id gets an ``s-`` in front.
    """
    words = re.findall(r"\w+", _NO_NAME.sub(" ", unicodedata.normalize("NFKC", text).lower()))
    joined = "-".join(words) or "section"
    return joined if joined[0].isalpha() or joined[0] == "_" else f"s-{joined}"


class StableIds(SphinxTransform):
    """Replace the numbered ids of sections and glossary terms by their words."""

    default_priority = 270  # after labels have moved onto their sections, before links resolve

    def apply(self, **kwargs: Any) -> None:
        document = self.document
        explicit = {
            document.nameids.get(name)
            for name, is_explicit in document.nametypes.items()
            if is_explicit
        }
        # before a heading: labels, and what index entries and module directives link to
        explicit |= {target.get("refid") for target in document.findall(nodes.target)}
        for section in document.findall(nodes.section):
            labels = [id_ for id_ in section["ids"] if id_ in explicit]
            title = section.next_node(nodes.title)
            if title is not None:
                self._rename(section, labels, slug(title.astext()))
        for term in document.findall(nodes.term):
            if term["ids"] and term["ids"][0].startswith("term-"):
                self._rename_term(term)

    def _rename(self, node: nodes.Element, labels: list[str], wanted: str) -> None:
        """Give *node* the id *wanted*, or with its parent's words if another has it."""
        document = self.document
        replaced = [id_ for id_ in node["ids"] if id_ not in labels]
        for id_ in replaced:
            document.ids.pop(id_, None)
        taken = document.ids.keys() - set(labels)
        if wanted in taken and isinstance(node.parent, nodes.section):
            wanted = f"{node.parent['ids'][0]}-{wanted}"
        unique, count = wanted, 1
        while unique in taken:
            count += 1
            unique = f"{wanted}-{count}"
        node["ids"] = [unique, *(label for label in labels if label != unique)]
        document.ids[unique] = node
        for name, id_ in document.nameids.items():
            if id_ in replaced:
                document.nameids[name] = unique

    def _rename_term(self, term: nodes.term) -> None:
        """Rename a glossary term where it stands, in the index and in Sphinx's list of terms."""
        old = term["ids"][0]
        self._rename(term, [], f"term-{slug(term.astext())}")
        new = term["ids"][0]
        for index in term.findall(addnodes.index):
            index["entries"] = [
                (kind, text, new if target == old else target, main, key)
                for kind, text, target, main, key in index["entries"]
            ]
        standard = self.env.domains.standard_domain
        text = term.astext()
        standard.objects["term", text] = (self.env.docname, new)
        standard._terms[text.lower()] = (self.env.docname, new)


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_transform(StableIds)
    return metadata()
