"""What every page offers to take away: the PDF, that of its installment, the EPUB, its listings.

Whatever of the other formats is built when the site is built goes along with it; what is not is
not offered.
"""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from extensions.series import Installment, installment_at

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
    for item in app.config.series_catalog:
        if item.published and item.lab:
            folder.mkdir(exist_ok=True)
            pack(Path(app.confdir) / item.lab, folder / _listings(item))


def _listings(item: Installment) -> str:
    """The name of the archive of an installment's listings."""
    return f"{item.docname}-listings.zip"


def pack(source: Path, target: Path, name: str = "") -> None:
    """The files of *source* in an archive whose bytes depend on them alone.

    :param name: the folder that they unpack into, if not that of *source*
    """
    with zipfile.ZipFile(target, "w") as archive:
        for path in sorted(source.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                place = Path(name or source.name) / path.relative_to(source)
                entry = zipfile.ZipInfo(place.as_posix())
                entry.external_attr = 0o644 << 16  # or unzip makes files that nobody may read
                archive.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED)


def _offer(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.Node
) -> None:
    """Give the page's template the downloads as (text, address from the page)."""
    if app.builder.name != "html":
        return
    files = {*_files(app)}
    offers = [
        ("PDF 版（全体）", "book.pdf"),
        ("PDF 版（この回）", f"{pagename}.pdf"),
        ("EPUB 版", "book.epub"),
    ]
    item = installment_at(app.env, pagename)
    if item and item.published and item.lab:
        offers.append(("リスト一式", _listings(item)))
        files.add(_listings(item))
    context["downloads"] = [
        (text, context["pathto"](f"{FOLDER}/{name}", 1)) for text, name in offers if name in files
    ]


def setup(app: Sphinx) -> None:
    # the folder that holds pdf/ and epub/, from the folder of conf.py
    app.add_config_value("downloads_from", "_build", "html", types=frozenset({str}))
    app.connect("builder-inited", _copy)
    app.connect("html-page-context", _offer)
