"""The documents as a build reads them, for tools that look at the text: no page is written."""

from __future__ import annotations

import io
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils


def read(root: Path, work: Path, *, drafts: bool) -> Sphinx:
    """Read the book in *root*, or what of it has changed since; Sphinx, which knows the rest.

    :param work: a folder for the doctrees, which no other build uses
    :raises FaultySources: for what stops a build; warnings are left to a build to tell
    """
    with patch_docutils(root), docutils_namespace():
        app = Sphinx(
            *(root / "docs", root, work / "read", work / "doctrees"),
            buildername="dummy",
            status=None,
            warning=io.StringIO(),
            tags=["draft"] if drafts else [],
        )
        app.build()
        return app
