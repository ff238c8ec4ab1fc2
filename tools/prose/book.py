"""The pages of the book as Sphinx reads them, in a place that no other build uses."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from docutils import nodes

from extensions.series import catalog
from tools import doctrees
from tools.prose.blocks import Block, blocks, summary


@dataclass(frozen=True)
class Page:
    """A document of the book.

    :param file: its source
    :param number: of the installment that it is, else 0
    :param published: whether readers see it
    :param doctree: as it was read, links not yet resolved
    :param blocks: its text
    """

    file: Path
    number: int
    published: bool
    doctree: nodes.document
    blocks: list[Block]


def read(root: Path) -> list[Page]:
    """The pages of the book in *root*, drafts too; only what has changed is read anew."""
    app = doctrees.read(root, root / "_build/prose", drafts=True)
    installments = {item.docname: item for item in catalog(app.env).values()}
    pages = []
    for name in sorted(app.env.found_docs):
        file, doctree = Path(app.env.doc2path(name)), app.env.get_doctree(name)
        item = installments.get(name)
        text = [*(summary(doctree, file, item.summary) if item else ()), *blocks(doctree)]
        pages.append(
            Page(file, item.number if item else 0, not item or item.published, doctree, text)
        )
    return pages
