"""Figures, tables and code, with their numbers and captions."""

from __future__ import annotations

from docutils import nodes
from sphinx import addnodes

from extensions.typst import code, losses, markup, parsed, sizes, tables
from extensions.typst.blocks import DROPPED, BlockVisitor
from extensions.typst.pictures import BadImage

# What may stand between a figure and the block that it belongs to
_THROUGH = (nodes.figure, nodes.reference, nodes.paragraph, nodes.container, nodes.compound)
_UNSEEN = (nodes.comment, nodes.raw, nodes.substitution_definition, nodes.footnote, addnodes.index)
# How deep a picture in a line stands
_BASELINES = {"middle": "50% - 0.38em", "top": "100% - 0.88em"}


class FloatVisitor(BlockVisitor):
    """Visitors of what may have a number and a caption."""

    def __init__(self, *arguments: object) -> None:
        super().__init__(*arguments)
        self._pictures = {
            id(picture): name
            for name, picture in losses.pictures(self.document, self.docname, DROPPED).items()
        }
        self._figures = 0  # of this document so far, those that may float
        self._afloat = False  # whether the last may still have to be set

    def dispatch_visit(self, node: nodes.Node) -> None:
        """Let only paragraphs pass a figure that floats: no heading, and no block it would part."""
        beside = isinstance(node.parent, nodes.section | nodes.document)
        passing = (nodes.paragraph, nodes.figure, nodes.title, nodes.target, *_UNSEEN)
        if self._afloat and beside and not isinstance(node, passing):
            self.block("#place.flush();")
            self._afloat = False
        super().dispatch_visit(node)

    def _numbered(
        self, kind: str, node: nodes.Element, caption: nodes.TextElement | None
    ) -> tuple[str, str]:
        """The number and the caption of *node*, as arguments of the template."""
        if caption is None:
            return "none", "none"
        number = self.builder.number(self.docname, kind, node)
        return markup.string(number) if number else "none", f"[{self.line(caption)}]"

    def _floating(
        self, kind: str, node: nodes.Element, caption: nodes.TextElement | None, body: str
    ) -> None:
        """Add *body* with its number, caption and anchors."""
        arguments = (markup.string(kind), *self._numbered(kind, node, caption))
        self.block(markup.call("floating", *arguments, body=self.anchors(node) + body))

    # -- figures -------------------------------------------------------------------------------
    def visit_figure(self, node: nodes.figure) -> None:
        caption = next((child for child in node if isinstance(child, nodes.caption)), None)
        legend = next((child for child in node if isinstance(child, nodes.legend)), None)
        rest = [child for child in node if child is not caption and child is not legend]
        place = last = reached = None
        if isinstance(node.parent, nodes.section):
            self._figures += 1
            place = markup.label(self.docname, f".figure-{self._figures}")
            if self._figures > 1:
                last = markup.label(self.docname, f".figure-{self._figures - 1}")
            if not isinstance(node.parent[node.parent.index(node) - 1], nodes.title):
                self._afloat = True
                reached = markup.label(self.docname, f".before-figure-{self._figures}")
                self.block(f"#text-reached({reached});")
        width = self._ems(node, "width")
        outer, self.room = self.room, min(self.room, width or self.room)
        body = self.anchors(node) + self.inside(rest)
        numbered = self._numbered("figure", node, caption)
        explained = f"[{self.inside(legend.children)}]" if legend is not None else None
        self.room = outer
        source = markup.call(
            "illustration",
            *numbered,
            f"most => [{body}]",
            legend=explained,
            nested=str(_nested(node)).lower(),
            room=f"{self.room} * paper.size",
            width=f"{min(width, self.room):.4g} * paper.size" if width else None,
            align_to=_side(node),
            place=place,
            last=last,
            reached=reached,
        )
        self.block(source)
        raise nodes.SkipNode

    def visit_image(self, node: nodes.image) -> None:
        alt = node.get("alt", "").strip()
        if not alt:
            self.fail(node, f"{node['uri']} 画像に代替テキストがありません", ":alt: を書く")
        try:
            path = self.builder.pictures.take(node["uri"])
        except FileNotFoundError:
            self.fail(node, f"{node['uri']} 画像がありません", "images/ に置くか、名前を直す")
        except BadImage as reason:
            self.fail(node, f"{node['uri']} 画像を読めません: {reason}", "画像を作り直す")
        scale = node.get("scale")
        options = {
            "name": markup.string(self._pictures[id(node)]),
            "alt": markup.string(alt),
            "width": self._size(node, "width"),
            "height": self._size(node, "height"),
            "scale": f"{scale}%" if scale and scale != 100 else None,
        }
        if _in_line(node):
            function = "inline-image"
            options["baseline"] = _BASELINES.get(node.get("align", ""))
            options["room"] = f"{self.room} * paper.size"
        else:
            function = "block-image"
            options["align_to"] = _side(node)
            in_figure = isinstance(node.parent, nodes.figure) or (
                isinstance(node.parent, nodes.reference)
                and isinstance(node.parent.parent, nodes.figure)
            )
            nested = str(_nested(node)).lower()
            options["most"] = "most" if in_figure else f"picture-height({nested})"
        self.add(self.anchors(node), markup.call(function, markup.string(path), **options))
        raise nodes.SkipNode

    def _size(self, node: nodes.Element, option: str) -> str | None:
        """A size of *node* as the template has it, if it has one."""
        ems = self._ems(node, option)
        return f"{ems:.4g} * paper.size" if ems else None

    def _ems(self, node: nodes.Element, option: str) -> float | None:
        """A size of *node* in em of body text, if it has one."""
        size = node.get(option)
        if not size:
            return None
        em = self.builder.em
        try:
            value = sizes.points(size, em, self.room * em)
        except sizes.UnknownSize:
            self.fail(node, f"PDF に書けない大きさ「{size}」です", sizes.UNITS)
        return value / em

    # -- tables --------------------------------------------------------------------------------
    def visit_table(self, node: nodes.table) -> None:
        caption = next((child for child in node if isinstance(child, nodes.title)), None)
        group = next(child for child in node if isinstance(child, nodes.tgroup))
        try:
            width = min(self._ems(node, "width") or self.room, self.room)
            layout = tables.fit(group, width)
        except tables.TableTooWide as fault:
            self.fail(
                node,
                f"表の{fault.column}列目に「{fault.word}」が入りません",
                ":widths: でその列を広げるか、列を減らす",
            )
        head = next((child for child in group if isinstance(child, nodes.thead)), None)
        body = next(child for child in group if isinstance(child, nodes.tbody))
        size = f"{width} * paper.size" if node.get("width") else None
        source = tables.opening(group, layout, width=size, align_to=_side(node, "left"))
        stubs = tables.stubs(group)
        if head is not None:
            cells = self._cells(head, layout, len(layout.shares))
            source += tables.header(head, cells, tables.height(head, layout))
        source += self._cells(body, layout, stubs) + ");"
        self._floating("table", node, caption, source)
        raise nodes.SkipNode

    def _cells(self, rows: nodes.Element, layout: tables.Layout, heads: int) -> str:
        """The cells of *rows*, of which those in the first *heads* columns say what others hold."""
        source = ""
        placed = list(tables.placed(rows))
        short = tables.short_rows(placed, layout)
        for position, row in enumerate(placed):
            parent = rows[position]
            if self.place(parent) != "none":
                source += f"{self.place(parent)}, "
            for number, (column, entry) in enumerate(row):
                body = self.place_mark(parent) if number == 0 else ""
                body += self.within(layout.room(column, entry), entry.children)
                source += tables.cell(entry, body, heads=column < heads, kept=position in short)
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
        if all(isinstance(child, nodes.Text) for child in node):
            tokens = self.builder.tokens(node.astext(), node.get("language", "default"), node)
        else:
            tokens = parsed.tokens(self, node)
        self.block(
            self.anchors(node),
            code.typst_block(
                tokens,
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


def _nested(node: nodes.Element) -> bool:
    """Whether *node* stands inside a list, a box or a table."""
    while isinstance(node.parent, _THROUGH):
        node = node.parent
    return not isinstance(node.parent, nodes.section | nodes.document)


def _side(node: nodes.Element, usual: str = "center") -> str | None:
    """The side of the line that *node* stands on, unless it is the *usual* one."""
    side = node.get("align", "")
    return side if side in ("left", "center", "right") and side != usual else None
