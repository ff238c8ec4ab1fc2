"""Doctree to Typst source: one visitor for each kind of node, an error for any other."""

from __future__ import annotations

from extensions.typst.floats import FloatVisitor


class TypstTranslator(FloatVisitor):
    """Writes the body of one document; the template ``book.typ`` decides how it looks."""
