"""What an installment (回) is: number, title, state and place in the series.

An installment is a file ``docs/NN-slug.rst`` that begins with a field list, has a title
「[第N回] …」 and ends with the author include. This module reads those heads before Sphinx
reads anything, refuses a head that is wrong, and leaves drafts out of a build unless the tag
``draft`` is set. Everyone else gets number, title and state from :func:`catalog`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective, SphinxRole

from extensions.faults import Fault, FaultySources

AUTHOR_INCLUDE = ".. include:: ../author/author.rst"
STATUSES = ("draft", "published")

_FIELD = re.compile(r"^:(?P<name>[a-z]+):\s*(?P<value>.*?)\s*$")
_TITLE = re.compile(r"^\[第(?P<number>\d+)回\] (?P<text>\S.*)$")
_UNDERLINE = re.compile(r"^([=\-~^\"'`#*+.:_])\1{2,}\s*$")
_FILE = re.compile(r"^(?P<number>\d{2})-[a-z0-9]+(?:-[a-z0-9]+)*$")


@dataclass(frozen=True)
class Installment:
    """The head of one installment.

    :param number: the 回, from 1; equal in the title and in the file name
    :param docname: Sphinx's name of the document, such as ``05-sagemaker-basics-1``
    :param title: the title without its 「[第N回] 」
    :param summary: one sentence for the index, the feed and the page's description
    :param status: ``draft`` or ``published``
    :param verified: the day its facts were last checked; None only in a draft
    :param lab: the folder of its listings, from the root of the repository; empty if it has none
    """

    number: int
    docname: str
    title: str
    summary: str
    status: str
    verified: date | None
    lab: str

    @property
    def label(self) -> str:
        """「第N回」."""
        return f"第{self.number}回"

    @property
    def published(self) -> bool:
        """Whether a published build holds it."""
        return self.status == "published"


@dataclass
class _Head:
    """The raw head of a file: fields and title, each with its line (from 1)."""

    fields: dict[str, tuple[str, int]]
    title: str
    title_line: int
    last_line: str
    lines: int


def _read_head(path: Path) -> _Head:
    """Read the field list and the title at the top of *path*, and its last line."""
    lines = path.read_text(encoding="utf-8").splitlines()
    fields: dict[str, tuple[str, int]] = {}
    name = ""
    title, title_line = "", 1
    for number, line in enumerate(lines, 1):
        if field := _FIELD.match(line):
            name = field["name"]
            fields[name] = (field["value"], number)
        elif name and line[:1].isspace() and line.strip():
            value, first = fields[name]
            fields[name] = (f"{value} {line.strip()}".strip(), first)
        elif line.strip():
            following = lines[number] if number < len(lines) else ""
            if _UNDERLINE.match(following):
                title, title_line = line.strip(), number
            break
        else:
            name = ""
    written = [line.rstrip() for line in lines if line.strip()]
    return _Head(fields, title, title_line, written[-1] if written else "", len(lines))


def _read_installment(path: Path, root: Path) -> tuple[Installment | None, list[Fault]]:
    """Return the installment in *path* and its faults; None for any other document."""
    head = _read_head(path)
    shown = path.relative_to(root).as_posix()
    file = _FILE.match(path.stem)
    title = _TITLE.match(head.title)
    if not file and not title and not path.stem[:1].isdigit():
        return None, []

    faults: list[Fault] = []

    def fault(line: int, text: str, mend: str) -> None:
        faults.append(Fault(shown, line, text, mend))

    if not file:
        fault(1, "ファイル名が「2桁の番号-英小文字」ではありません", "09-slug.rst の形に改名する")
    if not title:
        fault(
            head.title_line,
            "題名に番号がありません",
            "「[第9回] 題名」の形で書き、下に ==== の線を引く",
        )
    if file and title and int(file["number"]) != int(title["number"]):
        fault(
            head.title_line,
            f"題名は第{title['number']}回、ファイル名は {file['number']} です",
            "どちらかの番号に合わせる",
        )

    def value(name: str, *, needed: bool, example: str) -> str:
        text, _ = head.fields.get(name, ("", 0))
        if needed and not text:
            fault(
                head.fields.get(name, ("", 1))[1],
                f"項目 :{name}: がありません",
                f"先頭に「:{name}: {example}」を書く",
            )
        return text

    summary = value("summary", needed=True, example="この回でわかることを1文で")
    status = value("status", needed=True, example="draft")
    if status and status not in STATUSES:
        fault(
            head.fields["status"][1],
            f"status が「{status}」です",
            "draft か published のどちらかにする",
        )
    published = status == "published"
    verified = None
    if text := value("verified", needed=published, example="2026-11-21"):
        line = head.fields["verified"][1]
        try:
            verified = date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else None
        except ValueError:
            verified = None
        if verified is None:
            fault(line, f"確認日「{text}」は日付ではありません", "2026-11-21 の形で実在の日を書く")
        elif verified > date.today() + timedelta(days=1):
            fault(line, f"確認日「{text}」は未来です", "事実を最後に確かめた日を書く")
    lab = value("lab", needed=False, example="listings/05")
    if lab and not (root / lab).is_dir():
        fault(head.fields["lab"][1], f"フォルダ {lab} がありません", "作るか :lab: の行を消す")
    if head.last_line != AUTHOR_INCLUDE:
        fault(head.lines, "著者欄の取り込みで終わっていません", f"最終行を {AUTHOR_INCLUDE} にする")

    if not (file and title):
        return None, faults
    installment = Installment(
        int(file["number"]), path.stem, title["text"], summary, status, verified, lab
    )
    return installment, faults


def scan(source: Path, root: Path, parts: Iterable[tuple[str, int, int]]) -> list[Installment]:
    """Read every installment's head under *source*, in the order of their numbers.

    :param source: Sphinx's source folder
    :param root: the repository's root, which file names in messages start from
    :param parts: title, first and last number of each part
    :raises FaultySources: with the faults of all files
    """
    installments: list[Installment] = []
    faults: list[Fault] = []
    parts = list(parts)
    for path in sorted(source.glob("*.rst")):
        installment, found = _read_installment(path, root)
        faults += found
        if installment is None:
            continue
        shown = path.relative_to(root).as_posix()
        for other in installments:
            if other.number == installment.number:
                text = f"第{other.number}回が2つあります(もう1つは {other.docname}.rst)"
                faults.append(Fault(shown, 1, text, "空いている番号に改める"))
        if not any(first <= installment.number <= last for _, first, last in parts):
            text = f"第{installment.number}回はどの部にも入っていません"
            faults.append(Fault(shown, 1, text, "conf.py の series_parts に範囲を足す"))
        installments.append(installment)
    if faults:
        raise FaultySources(faults)
    return sorted(installments, key=lambda installment: installment.number)


def catalog(env: BuildEnvironment) -> dict[int, Installment]:
    """All installments by number, drafts too, in order."""
    return {installment.number: installment for installment in env.config.series_catalog}


def _in_build(app_or_env: Any, installment: Installment) -> bool:
    """Whether this build holds *installment*: published, or a build of drafts."""
    return installment.published or app_or_env.config.series_drafts


def _load(app: Sphinx, config: Config) -> None:
    """Read the heads; keep drafts from the build unless it is tagged ``draft``."""
    config.series_drafts = app.tags.has("draft")
    config.series_catalog = scan(Path(app.srcdir), Path(app.confdir), config.series_parts)
    if not config.series_drafts:
        drafts = [f"{item.docname}.rst" for item in config.series_catalog if not item.published]
        config.exclude_patterns = [*config.exclude_patterns, *drafts]


class SeriesIndex(SphinxDirective):
    """``.. series-index::``: the parts and their installments, and the toctrees behind them."""

    def run(self) -> list[nodes.Node]:
        installments = catalog(self.env).values()
        result: list[nodes.Node] = []
        for position, (title, first, last) in enumerate(self.config.series_parts, 1):
            members = [item for item in installments if first <= item.number <= last]
            held = [item for item in members if _in_build(self.env, item)]
            section = nodes.section(ids=[f"part-{position}"], names=[f"part-{position}"])
            section += nodes.title(title, title)
            section += self._list(members)
            if held:
                section += self._toctree(title, held)
            self.set_source_info(section)
            result.append(section)
        return result

    def _list(self, members: Iterable[Installment]) -> nodes.bullet_list:
        """One entry for each installment: number and title, summary, state."""
        entries = nodes.bullet_list(classes=["series-list"])
        for item in members:
            heading = nodes.paragraph(classes=["series-title"])
            name = f"{item.label} {item.title}"
            if _in_build(self.env, item):
                heading += _link(self.env.docname, item, name)
            else:
                heading += nodes.inline(name, name)
            if item.published and item.verified:
                state = f"{item.verified:%Y-%m-%d} 確認"
            else:
                state = "下書き" if self.config.series_drafts else "準備中"
            heading += nodes.Text(" ")
            heading += nodes.inline(state, state, classes=["series-state", item.status])
            summary = nodes.paragraph(item.summary, item.summary, classes=["series-summary"])
            entries += nodes.list_item("", heading, summary)
        return entries

    def _toctree(self, caption: str, held: list[Installment]) -> nodes.Node:
        """A hidden toctree of *held*; the part's title is its caption in the side menu."""
        docnames = [item.docname for item in held]
        entries = [
            (None if item.published else f"(下書き) {item.label} {item.title}", item.docname)
            for item in held
        ]
        toctree = addnodes.toctree(
            parent=self.env.docname,
            entries=entries,
            includefiles=docnames,
            maxdepth=1,
            caption=caption,
            rawcaption=caption,
            glob=False,
            hidden=True,
            includehidden=False,
            numbered=0,
            titlesonly=True,
        )
        self.set_source_info(toctree)
        return nodes.compound("", toctree, classes=["toctree-wrapper"])


def _link(docname: str, item: Installment, text: str) -> addnodes.pending_xref:
    """A link from *docname* to the page of *item*."""
    return addnodes.pending_xref(
        "",
        nodes.inline(text, text, classes=["doc"]),
        refdoc=docname,
        refdomain="std",
        reftype="doc",
        refexplicit=True,
        reftarget=f"/{item.docname}",
        refwarn=True,
    )


class InstallmentRole(SphinxRole):
    """``:installment:`7```: 「第7回」, a link where this build holds it, plain text otherwise."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        known = catalog(self.env)
        item = known.get(int(self.text)) if self.text.isdecimal() else None
        if item is None:
            message = self.inliner.reporter.error(
                f"第{self.text}回はありません。docs/ にある番号を書いてください"
                f"({min(known, default=0)}〜{max(known, default=0)})。",
                line=self.lineno,
            )
            return [self.inliner.problematic(self.rawtext, self.rawtext, message)], [message]
        if not _in_build(self.env, item):
            return [nodes.inline(self.rawtext, item.label, classes=["installment"])], []
        return [_link(self.env.docname, item, item.label)], []


def _mark_draft(app: Sphinx, doctree: nodes.document) -> None:
    """Say 下書き under the title of a draft (only a build of drafts reads one)."""
    docname = app.env.docname
    if not any(
        item.docname == docname and not item.published for item in catalog(app.env).values()
    ):
        return
    note = nodes.admonition("", classes=["draft"])
    note += nodes.title("", "下書き")
    note += nodes.paragraph("", "この回は準備中です。公開する版には入りません。")
    for section in doctree.findall(nodes.section):
        section.insert(1, note)
        break


def _restore_plain_numbers(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Give Sphinx back its own figure numbers, so that it sees only true changes."""
    if hasattr(env, "series_plain_fignumbers"):
        read_again = env.series_plain_fignumbers.keys() - env.toc_fignumbers.keys()
        env.toc_fignumbers = {
            docname: numbers
            for docname, numbers in env.series_plain_fignumbers.items()
            if docname not in read_again
        }
    return []


def _number_by_installment(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Number figures, tables and listings (回, position); elsewhere by position alone.

    Sphinx can only count the documents that are in the build, so 第5回 would be chapter 1
    while 第1回 to 第4回 are drafts.
    """
    numbers = {item.docname: (item.number,) for item in catalog(env).values()}
    plain = env.toc_fignumbers
    ours = {
        docname: {
            figtype: {
                figure: (*numbers.get(docname, ()), position)
                for position, figure in enumerate(sorted(figures, key=figures.__getitem__), 1)
            }
            for figtype, figures in figtypes.items()
        }
        for docname, figtypes in plain.items()
    }
    before = getattr(env, "series_fignumbers", {})
    env.series_plain_fignumbers = plain
    env.series_fignumbers = env.toc_fignumbers = ours
    return [docname for docname in ours if ours[docname] != before.get(docname)]


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_config_value("series_parts", [], "env", types=frozenset({list}))
    # Set by _load; a change of any head (title, summary, state) makes Sphinx read all again,
    # since the index, the menus and every mention depend on it.
    app.add_config_value("series_catalog", [], "env", types=frozenset({list}))
    app.add_config_value("series_drafts", False, "env", types=frozenset({bool}))
    app.add_directive("series-index", SeriesIndex)
    app.add_role("installment", InstallmentRole())
    app.connect("config-inited", _load)
    app.connect("doctree-read", _mark_draft)
    # Sphinx numbers figures in a handler of the default priority, 500.
    app.connect("env-get-updated", _restore_plain_numbers, priority=400)
    app.connect("env-get-updated", _number_by_installment, priority=600)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
