"""What every page offers to take away: PDF, EPUB, listings and notebook of its installment.

Whatever of the other formats is built when the site is built goes along with it; what is not is
not offered.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from extensions import listings, metadata
from extensions.faults import Fault, FaultySources
from extensions.series import Installment, installment_at
from extensions.site import lab_archive
from extensions.site.archives import contents, write
from extensions.site.notebooks import notebook, notebook_of

FOLDER = "downloads"
KEY = "site_packed"  # an attribute of the environment


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
    # An edit of the text leaves the listings as they are; to pack them all again takes longer
    # than to write the page.
    before = getattr(app.env, KEY, {})
    packed = {}
    for item in app.config.series_catalog.values():
        if item.published and item.lab:
            folder.mkdir(exist_ok=True)
            source = Path(app.confdir) / item.lab
            _check(source)
            book, archive = folder / notebook_of(item), folder / listings_of(item)
            packed[item.docname] = _digest(item, source)
            as_before = before.get(item.docname) == packed[item.docname]
            if not (as_before and book.is_file() and archive.is_file()):
                content = notebook(source.parent, source.name, item.title)
                book.write_bytes(content)
                write(archive, source.name, contents(source) | {book.name: content})
    if lab := lab_archive.files(app):
        folder.mkdir(exist_ok=True)
        target = folder / lab_archive.NAME
        packed[target.name] = _sum(lab)
        if before.get(target.name) != packed[target.name] or not target.is_file():
            write(target, lab_archive.FOLDER, lab)
    setattr(app.env, KEY, packed)


def _digest(item: Installment, source: Path) -> str:
    """SHA-256 of all that the archive and the notebook of *item* are made of."""
    return _sum(contents(source), f"{item.title} {listings.block(source.parent, source.name)}")


def _sum(files: Mapping[str, bytes], about: str = "") -> str:
    """SHA-256 of files by name, of the code that packs them, and of what is said *about* them."""
    found = hashlib.sha256(f"{metadata()['env_version']} {about}".encode())
    for name, content in sorted(files.items()):
        found.update(f"{name} {len(content)} ".encode() + content)
    return found.hexdigest()


def _check(source: Path) -> None:
    """Stop the build when the order of the listings leaves those of *source* out, or is wrong.

    :param source: the folder of an installment's listings
    """
    order = source.parent / listings.ORDER
    shown = f"{source.parent.name}/{order.name}"
    faults = []
    if any(source.glob("*.py")) and not listings.block(source.parent, source.name):
        about = f"{source.name} のプログラムがありません"
        faults.append(Fault(shown, 1, about, "動かす順に、1行に1つ書いてください"))
    lines = order.read_text(encoding="utf-8").splitlines() if order.exists() else []
    ordered = set(listings.order(source.parent))
    for number, line in enumerate(lines, 1):
        name = line.strip()
        if name in ordered and not (source.parent / name).is_file():
            about = f"{name} がありません"
            faults.append(Fault(shown, number, about, "名前を直すか、行を消してください"))
    if faults:
        raise FaultySources(faults)


def listings_of(item: Installment) -> str:
    """The name of the archive of an installment's listings."""
    return f"{item.docname}-listings.zip"


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
        offers += [
            ("リスト一式（zip）", listings_of(item)),
            ("ノートブック（ipynb）", notebook_of(item)),
            ("ラボ一式（zip）", lab_archive.NAME),
        ]
        files |= {listings_of(item), notebook_of(item)}
    if lab_archive.has_lab(app):
        files.add(lab_archive.NAME)
    context["downloads"] = [
        (text, context["pathto"](f"{FOLDER}/{name}", 1)) for text, name in offers if name in files
    ]


def setup(app: Sphinx) -> None:
    # the folder that holds pdf/ and epub/, from the folder of conf.py
    app.add_config_value("downloads_from", "_build", "html", types=frozenset({str}))
    app.connect("builder-inited", _copy)
    app.connect("html-page-context", _offer)
