"""The editions and the errata in documents."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from docutils import nodes
from docutils.statemachine import StringList
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective, switch_source_input

from extensions.changes.record import FILE
from extensions.reports import report_address
from extensions.series import installment_at

LABEL = "errata"  # of the errata's heading, which the installments link to


class this_edition(nodes.General, nodes.Element):
    """Stands for what is only known when a page is written: which edition this is."""


class ThisEdition(SphinxDirective):
    """``.. this-edition::``: the edition, and where to report errors of it."""

    def run(self) -> list[nodes.Node]:
        return [this_edition()]


class ShowEdition(SphinxPostTransform):
    """Writes the edition in place of :class:`this_edition`, in every format."""

    default_priority = 200

    def run(self, **kwargs: object) -> None:
        for node in list(self.document.findall(this_edition)):
            text = f"お読みの版は {self.config.edition_label}です。"
            paragraph = nodes.paragraph("", text)
            if address := report_address(self.config):
                paragraph += nodes.Text("誤りを見つけたら、回の番号と版を添えて、")
                shown = address.removeprefix("mailto:")
                paragraph += nodes.reference("", shown, refuri=address)
                paragraph += nodes.Text(" に知らせてください。")
            node.replace_self(paragraph)


class _FromRecord(SphinxDirective):
    """A directive that shows data as reStructuredText, whose faults are told in its own file."""

    def parsed(self, lines: Iterable[tuple[str, int]]) -> list[nodes.Node]:
        """The nodes of *lines*, each with the number of its line in the file of the data."""
        path = str(Path(self.env.srcdir) / FILE)
        text = StringList()
        for line, number in lines:
            text.append(line, path, number - 1)
        with switch_source_input(self.state, text):
            return self.parse_text_to_nodes(text, offset=0)


def _indented(first: str, text: str) -> list[str]:
    """The lines of *text*, *first* before the first and blanks as wide before the others."""
    start, *others = text.strip().splitlines()
    return [first + start, *(f"{' ' * len(first)}{line.strip()}" for line in others)]


class EditionHistory(_FromRecord):
    """``.. edition-history::``: a section for each edition, the newest first."""

    def run(self) -> list[nodes.Node]:
        result: list[nodes.Node] = []
        for edition in self.config.editions:
            id_ = nodes.make_id(f"edition-{edition.version}")
            section = nodes.section(ids=[id_], names=[id_])
            section += nodes.title(edition.version, edition.version)
            lines = [*edition.summary.strip().splitlines(), ""]
            for change in edition.changes:
                lines += _indented("- ", change)
            section += self.parsed((line, edition.line) for line in lines)
            self.set_source_info(section)
            result.append(section)
        return result


class Errata(_FromRecord):
    """``.. errata::``: the table of errors, the one mended last first."""

    def run(self) -> list[nodes.Node]:
        if not self.config.errata:
            words = "公開後に見つかった誤りは、まだありません。"
            return [nodes.paragraph(words, words)]
        lines = [".. list-table::", "   :header-rows: 1", "   :widths: 22 30 30 18", ""]
        rows = [(line, self.config.errata[0].line) for line in lines]
        head = ("回と場所", "誤り", "正しい内容", "直した日")
        rows += self._row(head, self.config.errata[0].line)
        for erratum in self.config.errata:
            place = f":installment:`{erratum.installment}`\\ 、{erratum.place}"
            cells = (place, erratum.wrong, erratum.right, _day(erratum.mended))
            rows += self._row(cells, erratum.line)
        return self.parsed(rows)

    @staticmethod
    def _row(cells: Iterable[str], number: int) -> list[tuple[str, int]]:
        firsts = ["   * - ", *["     - "] * 3]
        return [
            (line, number)
            for first, cell in zip(firsts, cells, strict=True)
            for line in _indented(first, cell)
        ]


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def note_errata(app: Sphinx, doctree: nodes.document) -> None:
    """Say under the head of an installment how many errors of it were mended, if any were."""
    item = installment_at(app.env, app.env.docname)
    count = sum(item is not None and each.installment == item.number for each in app.config.errata)
    section = doctree.next_node(nodes.section)
    if not count or section is None:
        return
    note = nodes.paragraph(classes=["errata-note"])
    note += nodes.Text(f"この回には訂正が{count}件あります（")
    note += addnodes.pending_xref(
        "",
        nodes.inline("正誤表", "正誤表", classes=["std", "std-ref"]),
        refdoc=app.env.docname,
        refdomain="std",
        reftype="ref",
        refexplicit=True,
        reftarget=LABEL,
        refwarn=True,
    )
    note += nodes.Text("）。")
    section.insert(2, note)
