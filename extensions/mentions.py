"""Where the terms of the glossary are used: each entry leads on to the installments that use it.

The links are put in when the glossary is written, since what is read later may use its terms too.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform

from extensions import metadata
from extensions.series import catalog, installment_at

KEY = "mentions"  # in the metadata of an installment: the section that first uses a term, by term


def _collect(app: Sphinx, doctree: nodes.document) -> None:
    """Keep which terms an installment uses, in small letters as Sphinx looks them up."""
    env = app.env
    if installment_at(env, env.docname) is None:
        return
    found: dict[str, str] = {}
    for xref in doctree.findall(addnodes.pending_xref):
        if (xref["refdomain"], xref["reftype"]) == ("std", "term"):
            found.setdefault(xref["reftarget"].lower(), _section(xref))
    env.metadata[env.docname][KEY] = found


def _section(node: nodes.Node) -> str:
    """The id of the section that *node* stands in."""
    while node.parent is not None:
        node = node.parent
        if isinstance(node, nodes.section):
            return node["ids"][0]
    return ""


def _places(env: BuildEnvironment) -> dict[str, list[tuple[str, str, str]]]:
    """「第5回」, document and section of each use, by term, in the order of the installments."""
    places: dict[str, list[tuple[str, str, str]]] = {}
    for item in catalog(env).values():
        for term, section in env.metadata.get(item.docname, {}).get(KEY, {}).items():
            places.setdefault(term, []).append((item.label, item.docname, section))
    return places


def _outdated(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """The glossary, when the uses of its terms are not those that it was written with."""
    places = _places(env)
    if getattr(env, KEY, None) == places:
        return []
    setattr(env, KEY, places)
    objects = env.domains.standard_domain.objects
    return sorted({docname for (kind, _), (docname, _) in objects.items() if kind == "term"})


class LeadOn(SphinxPostTransform):
    """Ends each entry of a glossary with links to where its terms are used."""

    default_priority = 200

    def run(self, **kwargs: Any) -> None:
        places = getattr(self.env, KEY, {})
        for glossary in self.document.findall(addnodes.glossary):
            for entry in glossary.findall(nodes.definition_list_item):
                terms = [term.astext().lower() for term in entry.findall(nodes.term)]
                uses = dict.fromkeys(use for term in terms for use in places.get(term, []))
                definition = next(iter(entry.findall(nodes.definition)), None)
                if uses and definition is not None:
                    definition += self._paragraph(list(uses))

    def _paragraph(self, uses: list[tuple[str, str, str]]) -> nodes.paragraph:
        paragraph = nodes.paragraph("", "使う回: ", classes=["mentions"])
        for number, (label, docname, section) in enumerate(uses):
            if number:
                paragraph += nodes.Text("、")
            uri = self.env._app.builder.get_relative_uri(self.env.docname, docname)
            address = f"{uri}#{section}" if section else uri
            paragraph += nodes.reference("", label, internal=True, refuri=address)
        return paragraph


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_post_transform(LeadOn)
    app.connect("doctree-read", _collect)
    app.connect("env-get-updated", _outdated)
    return metadata()
