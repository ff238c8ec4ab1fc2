"""Figures, tables and listings are numbered by installment: 図5.1 in 第5回, always."""

from __future__ import annotations

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

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
