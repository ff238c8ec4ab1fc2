"""Figures, tables and code, with their numbers and captions."""

from __future__ import annotations

from docutils import nodes

from extensions.typst import code, markup, tables
from extensions.typst.blocks import BlockVisitor


class FloatVisitor(BlockVisitor):
    """Visitors of what may have a number and a caption."""

    def _floating(
        self,
        kind: str,
        node: nodes.Element,
        caption: nodes.TextElement | None,
        body: str,
        legend: str = "",
    ) -> None:
        """Add *body* with its number, caption, legend and anchors."""
        number, head = "none", "none"
        if caption is not None:
            head = f"[{self.line(caption)}]"
            if numbered := self.builder.number(self.docname, kind, node):
                number = markup.string(numbered)
        # inside a list or a box it stays where it is
        fixed = str(not isinstance(node.parent, nodes.section)).lower()
        self.block(
            markup.call(
                "floating",
                markup.string(kind),
                number,
                head,
                legend=f"[{legend}]" if legend else None,
                fixed=fixed,
                body=self.anchors(node) + body,
            )
        )

    # -- figures -------------------------------------------------------------------------------
    def visit_figure(self, node: nodes.figure) -> None:
        caption = next((child for child in node if isinstance(child, nodes.caption)), None)
        legend = next((child for child in node if isinstance(child, nodes.legend)), None)
        rest = [child for child in node if child is not caption and child is not legend]
        explained = self.inside(legend.children) if legend is not None else ""
        self._floating("figure", node, caption, self.inside(rest), explained)
        raise nodes.SkipNode

    def visit_image(self, node: nodes.image) -> None:
        alt = node.get("alt", "").strip()
        if not alt:
            self.fail(node, f"{node['uri']} 画像に代替テキストがありません", ":alt: を書く")
        path = self.builder.take_image(node["uri"])
        if path is None:
            self.fail(node, f"{node['uri']} 画像がありません", "images/ に置くか、名前を直す")
        width = node.get("width", "")
        self.add(
            self.anchors(node),
            markup.call(
                "inline-image" if _in_line(node) else "block-image",
                markup.string(f"/{path}"),
                alt=markup.string(alt),
                width=width if width.endswith("%") else None,
            ),
        )
        raise nodes.SkipNode

    # -- tables --------------------------------------------------------------------------------
    def visit_table(self, node: nodes.table) -> None:
        caption = next((child for child in node if isinstance(child, nodes.title)), None)
        group = next(child for child in node if isinstance(child, nodes.tgroup))
        try:
            layout = tables.fit(group, self.room)
        except tables.TableTooWide as fault:
            self.fail(
                node,
                f"表の{fault.column}列目に「{fault.word}」が入りません",
                ":widths: でその列を広げるか、列を減らす",
            )
        head = next((child for child in group if isinstance(child, nodes.thead)), None)
        body = next(child for child in group if isinstance(child, nodes.tbody))
        source = tables.opening(group, layout)
        if head is not None:
            source += tables.header(head, self._cells(head, layout))
        source += self._cells(body, layout) + ");"
        self._floating("table", node, caption, source)
        raise nodes.SkipNode

    def _cells(self, rows: nodes.Element, layout: tables.Layout) -> str:
        source = ""
        placed = list(tables.placed(rows))
        short = tables.short_rows(placed, layout)
        for position, row in enumerate(placed):
            for column, entry in row:
                body = self.within(layout.room(column, entry), entry.children)
                source += tables.cell(entry, body, kept=position in short)
        return source

    # -- code ----------------------------------------------------------------------------------
    def visit_container(self, node: nodes.container) -> None:
        if not node.get("literal_block"):
            self.through(node)
            return
        caption = next(child for child in node if isinstance(child, nodes.caption))
        rest = [child for child in node if child is not caption]
        self._floating("code-block", node, caption, self.inside(rest))
        raise nodes.SkipNode

    depart_container = BlockVisitor.leave

    def visit_literal_block(self, node: nodes.Element) -> None:
        options = node.get("highlight_args", {})
        first = options.get("linenostart", 1) if node.get("linenos") else None
        self.block(
            self.anchors(node),
            code.typst_block(
                self.builder.tokens(node.astext(), node.get("language", "default"), node),
                self.builder.highlight_style,
                self.builder.code_columns(self.room, numbered=first is not None),
                first_number=first,
                emphasized=frozenset(options.get("hl_lines", ())),
                output=node.get("language") == "text",
            ),
        )
        raise nodes.SkipNode

    visit_doctest_block = visit_literal_block


def _in_line(image: nodes.image) -> bool:
    """Whether *image* is part of a line of text, itself or the link around it."""
    node: nodes.Element = image
    if isinstance(node.parent, nodes.reference):
        node = node.parent
    return isinstance(node.parent, nodes.TextElement) and len(node.parent) > 1
