"""The form of an installment: what its text is made of beside paragraphs, figures and tables.

One module for each construct; all of them are written in the same way in the three formats.
"""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx

from extensions import metadata
from extensions.form import faulty, programs


def setup(app: Sphinx) -> dict[str, Any]:
    for part in (faulty, programs):
        part.setup(app)
    return metadata()
