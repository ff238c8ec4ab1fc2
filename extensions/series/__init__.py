"""What an installment (回) is: number, title, state and place in the series.

An installment is a file ``docs/NN-slug.rst`` that begins with a field list, has a title
「[第N回] …」 and ends with the author include. Heads that are wrong are refused, and drafts are
left out of a build unless the tag ``draft`` is set. Everyone else gets number, title and state
from :func:`catalog`.
"""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx

from extensions import metadata
from extensions.series import opening
from extensions.series.catalog import catalog, installment_at, load, published
from extensions.series.contents import InstallmentRole, SeriesIndex
from extensions.series.heads import Installment
from extensions.series.numbers import (
    NumberReferences,
    collect,
    number_by_installment,
    without_sphinx_numbers,
)

__all__ = ["Installment", "catalog", "installment_at", "published", "setup"]


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_config_value("series_parts", [], "env", types=frozenset({list}))
    # Set by load; a change of any head (title, summary, state) makes Sphinx read all again,
    # since the index, the menus and every mention depend on it.
    app.add_config_value("series_catalog", {}, "env", types=frozenset({dict}))
    app.add_config_value("series_drafts", False, "env", types=frozenset({bool}))
    app.add_directive("series-index", SeriesIndex)
    app.add_role("installment", InstallmentRole())
    app.add_post_transform(NumberReferences)
    app.connect("config-inited", load)
    opening.setup(app)
    app.connect("doctree-read", collect, priority=900)  # after all that change the document
    # Sphinx numbers figures in a handler of the default priority, 500.
    app.connect("env-get-updated", without_sphinx_numbers, priority=400)
    app.connect("env-get-updated", number_by_installment, priority=600)
    return metadata()
