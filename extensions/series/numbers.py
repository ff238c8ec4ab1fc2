"""Figures, tables and listings are numbered by installment: 図5.1 in 第5回, always."""

from __future__ import annotations

from typing import Any

from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform

from extensions.series.catalog import catalog


def restore_plain_numbers(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Give Sphinx back its own figure numbers, so that it sees only true changes."""
    if hasattr(env, "series_plain_fignumbers"):
        read_again = env.series_plain_fignumbers.keys() - env.toc_fignumbers.keys()
        env.toc_fignumbers = {
            docname: numbers
            for docname, numbers in env.series_plain_fignumbers.items()
            if docname not in read_again
        }
    return []


def number_by_installment(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Number figures, tables and listings (回, position); elsewhere by position alone.

    Sphinx can only count the documents that are in the build, so 第5回 would be chapter 1
    while 第1回 to 第4回 are drafts.
    """
    numbers = {item.docname: (item.number,) for item in catalog(env).values()}
    plain = env.toc_fignumbers
    ours = {
        docname: {
            figtype: {
                figure: (*numbers.get(docname, ()), position)
                for position, figure in enumerate(sorted(figures, key=figures.__getitem__), 1)
            }
            for figtype, figures in figtypes.items()
        }
        for docname, figtypes in plain.items()
    }
    before = getattr(env, "series_fignumbers", {})
    env.series_plain_fignumbers = plain
    env.series_fignumbers = env.toc_fignumbers = ours
    return [docname for docname in ours if ours[docname] != before.get(docname)]


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
