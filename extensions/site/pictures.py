"""The picture that other sites show with a link to a page: https://ogp.me/

An installment has a card with its number and title, every other page the book's cover. Both need
an address to be asked at: without ``html_baseurl`` no card is drawn and no page names a picture.
"""

from __future__ import annotations

import json
import re
import struct
from pathlib import Path
from typing import Any

import typst
from docutils import nodes
from sphinx.application import Sphinx

from extensions.fonts import fonts
from extensions.palette import PALETTE
from extensions.phrases import phrases
from extensions.series import Installment, installment_at, published
from extensions.site.machines import site_address

FOLDER = "_static/cards"
WIDTH, HEIGHT = 1200, 630  # pixels: what the large sites ask for
_TEMPLATE = Path(__file__).with_name("card.typ")


def draw(items: list[Installment], book: str, folder: Path) -> None:
    """Draw the card of each of *items* into *folder*, WIDTH × HEIGHT pixels, as PNG.

    :param book: the name of the book
    """
    folder.mkdir(parents=True, exist_ok=True)
    compiler = typst.Compiler(root=_TEMPLATE.parent, font_paths=fonts())
    for item in items:
        data = {
            "label": item.label,
            "phrases": _phrases(item.title),
            "book": book,
            "palette": PALETTE,
            "width": WIDTH,
            "height": HEIGHT,
        }
        picture = compiler.compile(
            _TEMPLATE, format="png", ppi=72, sys_inputs={"card": json.dumps(data)}
        )
        (folder / f"{item.docname}.png").write_bytes(picture)


def _phrases(title: str) -> list[str]:
    """The phrases of *title*; a dash ends one, and the blank after it stands for itself."""
    return [part for phrase in phrases(title) for part in re.split("(?<=—)( )", phrase)]


def _size(picture: Path) -> tuple[int, int]:
    """Width and height of a PNG file, in pixels (https://www.w3.org/TR/png/#11IHDR)."""
    with picture.open("rb") as file:
        return struct.unpack(">II", file.read(24)[16:])


def _context(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Give the page's template its picture."""
    address = site_address(app)
    if app.builder.name != "html" or not address:
        return
    item = installment_at(app.env, pagename)
    if item and item.published:
        name, (width, height) = f"{FOLDER}/{pagename}.png", (WIDTH, HEIGHT)
        alt = f"{item.label} {item.title}"
    else:
        name = app.config.epub_cover[0]
        width, height = _size(Path(app.outdir) / name)
        alt = f"『{app.config.project}』の表紙"
    context["picture"] = {"url": address + name, "width": width, "height": height, "alt": alt}


def _draw(app: Sphinx, exception: Exception | None) -> None:
    # Here and not with each page, which parallel builds write in forked processes: there the
    # threads of Typst, once started, are gone.
    if exception is None and app.builder.name == "html" and site_address(app):
        draw(published(app.env), app.config.project, Path(app.outdir) / FOLDER)


def setup(app: Sphinx) -> None:
    app.connect("html-page-context", _context)
    app.connect("build-finished", _draw)
