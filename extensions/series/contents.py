"""The series in a document: its contents by parts, mentions of installments."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from docutils import nodes
from sphinx import addnodes
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective, SphinxRole

from extensions.faults import line_with
from extensions.series.catalog import catalog, in_build
from extensions.series.heads import Installment


class SeriesIndex(SphinxDirective):
    """``.. series-index::``: the parts and their installments, and the toctrees behind them."""

    def run(self) -> list[nodes.Node]:
        installments = catalog(self.env).values()
        result: list[nodes.Node] = []
        for position, (title, first, last) in enumerate(self.config.series_parts, 1):
            members = [item for item in installments if first <= item.number <= last]
            held = [item for item in members if in_build(self.env, item)]
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
            head = Path(self.env.doc2path(item.docname))  # where its author mends both
            heading = nodes.paragraph(classes=["series-title"])
            heading.source, heading.line = str(head), line_with(head, 1, item.title)
            name = f"{item.label} {item.title}"
            if in_build(self.env, item):
                heading += _link(self.env.docname, item, name)
            else:
                heading += nodes.inline(name, name)
            if item.topic:
                topic = nodes.inline(item.topic, item.topic, classes=["topic"])
                heading += [nodes.Text(" "), topic]
            if item.published and item.verified:
                day = item.verified
                state = f"{day.year}年{day.month}月{day.day}日確認"
            else:
                state = "下書き" if self.config.series_drafts else "準備中"
            heading += nodes.Text(" ")
            heading += nodes.inline(state, state, classes=["series-state", item.status])
            summary = nodes.paragraph(item.summary, item.summary, classes=["series-summary"])
            summary.source, summary.line = str(head), line_with(head, 1, "summary:")
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
            maxdepth=2,
            caption=caption,
            rawcaption=caption,
            glob=False,
            hidden=True,
            includehidden=False,
            numbered=0,
            titlesonly=False,
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
    """``:installment:`7```: 「第7回」 as a link; 「第7回（準備中）」 if the build has it not."""

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
        return [mention(self.env, item)], []


def mention(env: BuildEnvironment, item: Installment) -> nodes.Node:
    """「第7回」 as a link; 「第7回（準備中）」 if the build does not hold it."""
    if in_build(env, item):
        return _link(env.docname, item, item.label)
    return nodes.inline("", f"{item.label}（準備中）", classes=["installment"])
