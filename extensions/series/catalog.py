"""All installments of the book, and which of them this build holds."""

from __future__ import annotations

from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment

from extensions.series.heads import Installment, scan


def catalog(env: BuildEnvironment) -> dict[int, Installment]:
    """All installments by number, drafts too, in order."""
    return env.config.series_catalog


def installment_at(env: BuildEnvironment, docname: str) -> Installment | None:
    """The installment that the document *docname* is, if it is one."""
    number = docname.partition("-")[0]
    item = catalog(env).get(int(number)) if number.isdecimal() else None
    return item if item and item.docname == docname else None


def published(env: BuildEnvironment) -> list[Installment]:
    """What has been published, in order."""
    return [item for item in catalog(env).values() if item.published]


def in_build(env: BuildEnvironment, installment: Installment) -> bool:
    """Whether this build holds *installment*: published, or a build of drafts."""
    return installment.published or env.config.series_drafts


def load(app: Sphinx, config: Config) -> None:
    """Read the heads; keep drafts from the build unless it is tagged ``draft``."""
    config.series_drafts = app.tags.has("draft")
    found = scan(Path(app.srcdir), Path(app.confdir), config.series_parts)
    config.series_catalog = {item.number: item for item in found}
    if not config.series_drafts:
        drafts = [f"{item.docname}.rst" for item in found if not item.published]
        config.exclude_patterns = [*config.exclude_patterns, *drafts]
