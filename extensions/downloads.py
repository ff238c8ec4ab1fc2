"""The other formats on the site: every page offers the PDF, the PDF of its installment, the EPUB.

Whatever of them is built when the site is built goes along with it; what is not is not offered.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from extensions import metadata

FOLDER = "downloads"


def _files(app: Sphinx) -> dict[str, Path]:
    """The built files by the name that they have on the site."""
    built = Path(app.confdir) / app.config.downloads_from
    found = [*(built / "pdf").glob("*.pdf"), *(built / "epub").glob("*.epub")]
    return {path.name: path for path in found}


def _copy(app: Sphinx) -> None:
    if app.builder.name != "html":
        return
    folder = Path(app.outdir) / FOLDER
    for name, path in _files(app).items():
        folder.mkdir(exist_ok=True)
        shutil.copyfile(path, folder / name)


def _offer(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.Node
) -> None:
    """Give the page's template the downloads as (text, address from the page)."""
    if app.builder.name != "html":
        return
    files = _files(app)
    offers = [
        ("PDF 版（全体）", "book.pdf"),
        ("PDF 版（この回）", f"{pagename}.pdf"),
        ("EPUB 版", "book.epub"),
    ]
    context["downloads"] = [
        (text, context["pathto"](f"{FOLDER}/{name}", 1)) for text, name in offers if name in files
    ]


def setup(app: Sphinx) -> dict[str, Any]:
    # the folder that holds pdf/ and epub/, from the folder of conf.py
    app.add_config_value("downloads_from", "_build", "html", types=frozenset({str}))
    app.connect("builder-inited", _copy)
    app.connect("html-page-context", _offer)
    return metadata()
