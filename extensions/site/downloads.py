"""What every page offers to take away: PDF, EPUB, listings and notebook of its installment.

Whatever of the other formats is built when the site is built goes along with it; what is not is
not offered.
"""

from __future__ import annotations

import hashlib
import shutil
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxRole
from sphinx.util.osutil import relative_uri
from sphinx.writers.html5 import HTML5Translator

from extensions import listings, metadata
from extensions.faults import Fault, FaultySources
from extensions.series import Installment, catalog, installment_at
from extensions.site.notebooks import notebook

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
            book, archive = folder / _notebook(item), folder / _listings(item)
            packed[item.docname] = _digest(item, source)
            as_before = before.get(item.docname) == packed[item.docname]
            if not (as_before and book.is_file() and archive.is_file()):
                content = notebook(source.parent, source.name, item.title)
                book.write_bytes(content)
                pack(source, archive, added={book.name: content})
    setattr(app.env, KEY, packed)


def _digest(item: Installment, source: Path) -> str:
    """SHA-256 of all that the archive and the notebook of *item* are made of."""
    block = listings.block(source.parent, source.name)
    found = hashlib.sha256(f"{metadata()['env_version']} {item.title} {block}".encode())
    for name, content in sorted(_contents(source).items()):
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


def _listings(item: Installment) -> str:
    """The name of the archive of an installment's listings."""
    return f"{item.docname}-listings.zip"


def _notebook(item: Installment) -> str:
    """The name of the notebook of an installment's listings."""
    return f"{item.docname}.ipynb"


def pack(
    source: Path, target: Path, name: str = "", added: Mapping[str, bytes] | None = None
) -> None:
    """The files of *source* in an archive whose bytes depend on them alone.

    :param name: the folder that they unpack into, if not that of *source*
    :param added: contents by name of files that are not in *source*
    """
    with zipfile.ZipFile(target, "w") as archive:
        for place, content in sorted((_contents(source) | dict(added or {})).items()):
            entry = zipfile.ZipInfo(f"{name or source.name}/{place}")
            entry.external_attr = 0o644 << 16  # or unzip makes files that nobody may read
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED)


def _contents(folder: Path) -> dict[str, bytes]:
    """The files under *folder* by their place in it."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


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
            ("リスト一式（zip）", _listings(item)),
            ("ノートブック（ipynb）", _notebook(item)),
        ]
        files |= {_listings(item), _notebook(item)}
    context["downloads"] = [
        (text, context["pathto"](f"{FOLDER}/{name}", 1)) for text, name in offers if name in files
    ]


# -- where the text names them -----------------------------------------------------------------
class taken_away(nodes.inline):
    """A download that the text names; ``name`` is that of its file."""


class TakeAway(SphinxRole):
    """``:listings:`6```: 「第6回のリスト一式（zip）」, on the site as a link to it.

    On the page of 第6回 itself it reads 「この回のリスト一式（zip）」. In the PDF and the EPUB, which have
    no such file, it is text alone.

    :param label: what it is, such as 「リスト一式」
    :param form: its format
    :param name: gives its file name
    """

    def __init__(self, label: str, form: str, name: Callable[[Installment], str]) -> None:
        self.label, self.form, self.file_name = label, form, name

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        items = {item.number: item for item in catalog(self.env).values() if item.lab}
        item = items.get(int(self.text)) if self.text.isdecimal() else None
        if item is None:
            known = "、".join(map(str, items)) or "まだありません"
            message = self.inliner.reporter.error(
                f"第{self.text}回に{self.label}はありません。"
                f":lab: のある回の番号を書いてください({known})。",
                line=self.lineno,
            )
            return [self.inliner.problematic(self.rawtext, self.rawtext, message)], [message]
        whose = "この回の" if item.docname == self.env.docname else f"{item.label}の"
        if not item.published:
            return [nodes.inline(self.rawtext, f"{whose}{self.label}（準備中）")], []
        text = f"{whose}{self.label}（{self.form}）"
        return [taken_away(self.rawtext, text, name=self.file_name(item))], []


def _visit(self: HTML5Translator, node: taken_away) -> None:
    if self.builder.name != "html":
        self.visit_inline(node)
        return
    page = self.builder.get_target_uri(self.builder.current_docname)
    address = relative_uri(page, f"{FOLDER}/{node['name']}")
    self.body.append(self.starttag(node, "a", "", href=address, download=node["name"]))


def _depart(self: HTML5Translator, node: taken_away) -> None:
    if self.builder.name != "html":
        self.depart_inline(node)
    else:
        self.body.append("</a>")


def setup(app: Sphinx) -> None:
    app.add_node(taken_away, html=(_visit, _depart))  # the PDF shows it as the inline text it is
    app.add_role("listings", TakeAway("リスト一式", "zip", _listings))
    app.add_role("notebook", TakeAway("ノートブック", "ipynb", _notebook))
    # the folder that holds pdf/ and epub/, from the folder of conf.py
    app.add_config_value("downloads_from", "_build", "html", types=frozenset({str}))
    app.connect("builder-inited", _copy)
    app.connect("html-page-context", _offer)
