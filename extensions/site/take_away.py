"""The downloads where the text names them: ``:listings:``, ``:notebook:``, ``:lab-archive:``.

The site links to them. The PDF and the EPUB give their address on the site; where no address of
the site is set, they say where the files are in the archive of the lab, which lies beside them.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxRole
from sphinx.util.osutil import relative_uri
from sphinx.writers.html5 import HTML5Translator

from extensions.series import Installment, catalog
from extensions.site import lab_archive
from extensions.site.downloads import FOLDER, listings_of
from extensions.site.machines import site_address
from extensions.site.notebooks import notebook_of

# What the builds are called that have no downloads of their own
_EDITIONS = {"typst": "PDF", "epub": "EPUB"}


class taken_away(nodes.inline):
    """A download that the text names, 「リスト一式（zip）」.

    ``name`` is that of its file, ``folder`` where its content is in the archive of the lab, empty
    for the archive itself.
    """


class TakeAway(SphinxRole):
    """``:listings:`6```: 「第6回のリスト一式（zip）」, on the site as a link to it.

    On the page of 第6回 itself it reads 「この回のリスト一式（zip）」.

    :param label: what it is, such as 「リスト一式」
    :param form: its format
    :param name: gives its file name
    """

    def __init__(self, label: str, form: str, name: Callable[[Installment], str]) -> None:
        self.label, self.form, self.file_name = label, form, name

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        items = {number: item for number, item in catalog(self.env).items() if item.lab}
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
        name = self.file_name(item)
        return [taken_away(self.rawtext, text, name=name, folder=item.lab)], []


class TakeLab(SphinxRole):
    """``:lab-archive:`ラボ一式（zip）```: the words, on the site as a link to the lab."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        return [taken_away(self.rawtext, self.text, name=lab_archive.NAME, folder="")], []


class SayWhere(SphinxPostTransform):
    """Print and EPUB say where a download is found."""

    default_priority = 5
    builders = tuple(_EDITIONS)

    def run(self, **kwargs: Any) -> None:
        for node in list(self.document.findall(taken_away)):
            node.replace_self(self._said(node))

    def _said(self, node: taken_away) -> list[nodes.Node]:
        words = node.astext()
        app = self.env._app
        what, _, form = words.removesuffix("）").partition("（")
        if site := site_address(app):
            address = f"{site}{FOLDER}/{node['name']}"
            if app.builder.name == "typst":  # which gives the address as a note
                return [nodes.reference("", words, refuri=address)]
            place = [nodes.reference("", address, refuri=address)]
        elif not lab_archive.has_lab(app):
            return [nodes.Text(words)]
        elif node["folder"]:
            place = [nodes.Text("ラボ一式の "), nodes.literal("", node["folder"])]
            form = ""  # of the archive it is one folder, and no file
        else:
            edition = _EDITIONS[app.builder.name]
            place = [
                nodes.Text(f"この {edition} と一緒に配られる "),
                nodes.literal("", node["name"]),
            ]
        lead = f"{what}（{form}、" if form else f"{what}（"
        return [nodes.Text(lead), *place, nodes.Text("）")]


def _offered(self: HTML5Translator, node: taken_away) -> bool:
    """Whether this build has the file; a book without a lab has none of it."""
    return (Path(self.builder.outdir) / FOLDER / node["name"]).is_file()


def _visit(self: HTML5Translator, node: taken_away) -> None:
    if not _offered(self, node):
        self.visit_inline(node)
        return
    page = self.builder.get_target_uri(self.builder.current_docname)
    address = relative_uri(page, f"{FOLDER}/{node['name']}")
    self.body.append(self.starttag(node, "a", "", href=address, download=node["name"]))


def _depart(self: HTML5Translator, node: taken_away) -> None:
    if _offered(self, node):
        self.body.append("</a>")
    else:
        self.depart_inline(node)


def setup(app: Sphinx) -> None:
    app.add_node(taken_away, html=(_visit, _depart))
    app.add_post_transform(SayWhere)
    app.add_role("listings", TakeAway("リスト一式", "zip", listings_of))
    app.add_role("notebook", TakeAway("ノートブック", "ipynb", notebook_of))
    app.add_role("lab-archive", TakeLab())
