"""The PDF edition: a Sphinx builder that writes Typst and compiles it in-process."""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx

from extensions import metadata
from extensions.typst.builder import TypstBuilder
from extensions.typst.contents import ToctreeToSubdocuments


def setup(app: Sphinx) -> dict[str, Any]:
    # b5, a4 or phone: the page sizes of book.typ
    app.add_config_value("typst_paper", "b5", "env", types=frozenset({str}))
    # the one document to make a PDF of, while it is being written; all, and the book, if empty
    app.add_config_value("typst_only", "", "", types=frozenset({str}))
    for name in ("cjk", "edition", "image_names", "reports", "source_encoding"):
        app.setup_extension(f"extensions.{name}")
    app.add_builder(TypstBuilder)
    app.add_post_transform(ToctreeToSubdocuments)
    return metadata()
