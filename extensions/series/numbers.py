"""Figures, tables and listings are numbered by installment: 図5.1 in 第5回, always."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform

from extensions.series.catalog import catalog

KEY = "series_figures"  # in the metadata of a document


def collect(app: Sphinx, doctree: nodes.document) -> None:
    """Keep the ids of all that is numbered in the document, by kind, in its order."""
    found: dict[str, list[str]] = {}
    for node in doctree.findall(nodes.Element):
        if node["ids"] and (kind := _kind(app.env, node)):
            found.setdefault(kind, []).append(node["ids"][0])
    app.env.metadata[app.env.docname][KEY] = found


def _kind(env: BuildEnvironment, node: nodes.Element) -> str | None:
    """``figure``, ``table`` and the like, if *node* has a caption or is a formula."""
    if isinstance(node, nodes.section):
        return None
    for domain in env.domains.sorted():
        captioned = domain.name != "std" or domain.get_numfig_title(node)
        if captioned and (kind := domain.get_enumerable_node_type(node)):
            return kind
    return None


def without_sphinx_numbers(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Keep Sphinx from numbering: it loads the whole book again for it after each edit."""
    app.config.numfig = False
    return []


def number_by_installment(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Number figures, tables and listings (回, position); elsewhere by position alone.

    Sphinx can only count the documents that are in the build, so 第5回 would be chapter 1
    while 第1回 to 第4回 are drafts.
    """
    app.config.numfig = True
    chapters = {item.docname: (item.number,) for item in catalog(env).values()}
    before = getattr(env, "series_fignumbers", {})
    env.series_fignumbers = env.toc_fignumbers = {
        docname: {
            kind: {
                figure: (*chapters.get(docname, ()), position)
                for position, figure in enumerate(figures, 1)
            }
            for kind, figures in about[KEY].items()
        }
        for docname, about in env.metadata.items()
        if about.get(KEY)
    }
    return [
        docname for docname, numbers in env.toc_fignumbers.items() if numbers != before.get(docname)
    ]


class NumberReferences(SphinxPostTransform):
    """``:numref:`` from the numbers alone.

    Sphinx loads the whole document that holds the target for each mention of it, which took a
    third of the build. What is left here (other texts, unknown names) Sphinx resolves as ever.
    """

    default_priority = 9  # Sphinx's ReferencesResolver has 10

    def run(self, **kwargs: Any) -> None:
        standard = self.env.domains.standard_domain
        for xref in list(self.document.findall(addnodes.pending_xref)):
            if (xref["refdomain"], xref["reftype"]) != ("std", "numref") or xref["refexplicit"]:
                continue
            docname, node_id = standard.anonlabels.get(xref["reftarget"], ("", ""))
            for figtype, numbers in self.env.toc_fignumbers.get(docname, {}).items():
                if node_id in numbers:
                    form = self.config.numfig_format[figtype]
                    reference = standard.build_reference_node(
                        xref["refdoc"],
                        self.env._app.builder,
                        docname,
                        node_id,
                        form % ".".join(map(str, numbers[node_id])),
                        "numref",
                        nodeclass=addnodes.number_reference,
                        title=form,
                    )
                    xref.replace_self(reference)
                    break
