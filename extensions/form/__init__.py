"""The form of an installment: what its text is made of beside paragraphs, figures and tables.

One module for each construct; all of them are written in the same way in the three formats.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from extensions import metadata
from extensions.form import boxes, errors, exercises, explore, faults, programs


def _note_scripts(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.Node
) -> None:
    """Tell the template whether the page needs form.js."""
    kinds = (explore.explorer, boxes.checkpoint)
    found = doctree.findall(lambda node: isinstance(node, kinds)) if doctree else ()
    context["interactive"] = any(found)


def setup(app: Sphinx) -> dict[str, Any]:
    for part in (boxes, errors, exercises, explore, faults, programs):
        part.setup(app)
    app.connect("html-page-context", _note_scripts)
    return metadata()
