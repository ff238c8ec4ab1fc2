"""What changed: the editions and the errata of ``docs/changes.toml``, wherever a reader looks.

``docs/changes.rst`` shows them by three directives, and the head of an installment says how many
errors of it were mended. What is wrong in the data stops a build before anything is written.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config

from extensions import metadata
from extensions.changes.record import FILE, read
from extensions.changes.text import (
    EditionHistory,
    Errata,
    ShowEdition,
    ThisEdition,
    note_errata,
    this_edition,
)


def _load(app: Sphinx, config: Config) -> None:
    """Read the data; a change of it makes Sphinx read all again, as any head may tell of it."""
    installments = {item.number: item.published for item in config.series_catalog.values()}
    path = Path(app.srcdir) / FILE
    config.editions, config.errata = read(path, Path(app.confdir), config.version, installments)


def setup(app: Sphinx) -> dict[str, Any]:
    # both set by _load
    app.add_config_value("editions", [], "env", types=frozenset({list}))
    app.add_config_value("errata", [], "env", types=frozenset({list}))
    app.add_node(this_edition)
    app.add_directive("this-edition", ThisEdition)
    app.add_directive("edition-history", EditionHistory)
    app.add_directive("errata", Errata)
    app.add_post_transform(ShowEdition)
    app.connect("config-inited", _load, priority=600)  # after extensions.series
    app.connect("doctree-read", note_errata, priority=600)  # under its note on the day
    return metadata()
