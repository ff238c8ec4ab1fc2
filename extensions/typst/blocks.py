"""Block nodes: sections, paragraphs, lists, boxes."""

from __future__ import annotations

from collections.abc import Iterator

from docutils import nodes
from sphinx import addnodes
from sphinx.locale import admonitionlabels

from extensions.formulas import Formula
from extensions.typst import markup
from extensions.typst.contents import subdocuments
from extensions.typst.inline import InlineVisitor
from extensions.typst.spacing import breaking

_NUMBERING = {
    "arabic": "1",
    "loweralpha": "a",
    "upperalpha": "A",
    "lowerroman": "i",
    "upperroman": "I",
}


_LONG = 1300  # characters of Typst source, notes included: about eight lines


class BlockVisitor(InlineVisitor):
    """Visitors of what stands on lines of its own."""

    def __init__(self, *arguments: object) -> None:
        super().__init__(*arguments)
        self.level = self.builder.contents.depths.get(self.docname, 0)
        self._paragraph_starts: list[int] = []
        self.subdocuments: list[str] = []

    # -- structure -----------------------------------------------------------------------------
    def visit_document(self, node: nodes.document) -> None:
        self.builder.formulas.read(
            Formula(formula.astext(), True)
            for formula in node.findall(lambda n: isinstance(n, nodes.math | nodes.math_block))
        )
        if not self.level and node.next_node(nodes.section) is None:
            self.add("#pagebreak(weak: true);")  # as before a chapter with a title
        self.add(f"#anchor({markup.label(self.docname, '')});")

    def depart_document(self, node: nodes.document) -> None:
        self.add(self._include_subdocuments())

    def visit_subdocuments(self, node: subdocuments) -> None:
        """Keep the names of documents for the end of what their section itself holds."""
        self.subdocuments += node["documents"]
        raise nodes.SkipNode

    def _include_subdocuments(self) -> str:
        """The documents that the toctrees up to here have put below this one."""
        parents, root = self.builder.contents.parents, self.builder.config.root_doc
        below = [
            name
            for name in dict.fromkeys(self.subdocuments)
            if parents.get(name) == self.docname != root  # book.typ includes those of the root
        ]
        self.subdocuments = []
        return "".join(
            f"\n\n#include {markup.string(f'/documents/{name}.typ')}\n\n" for name in below
        )

    def visit_section(self, node: nodes.section) -> None:
        self.level += 1
        self.add(self._include_subdocuments())
        title, *rest = node.children
        heading = self.inside([title])
        if self.level > 1 and rest and isinstance(rest[0], nodes.paragraph):
            paragraph = self.inside([rest.pop(0)])
            if "#footnote" in paragraph and len(paragraph) < _LONG:
                heading = f"#kept[{heading}\n\n{paragraph}];"
            else:
                heading += f"\n\n{paragraph}"
        self.block(heading, "\n\n", self.inside(rest), self._include_subdocuments())
        self.level -= 1
        raise nodes.SkipNode

    def visit_title(self, node: nodes.title) -> None:
        # titles of figures, tables and boxes are taken by their parents
        if isinstance(node.parent, nodes.section):
            self.in_heading = True
            number = self.builder.section_number(self.docname, node.parent["ids"][0])
            body = markup.text(number) + self.line(node)
            self.in_heading = False
            label = markup.label(self.docname, node.parent["ids"][0])
            marks, self.after_heading = self.after_heading, []
            self.block(
                f"#heading(depth: {self.level})[{body}]#{label}; ",
                self.anchors(node.parent, skip=1),
                *marks,
            )
        raise nodes.SkipNode

    def visit_rubric(self, node: nodes.rubric) -> None:
        self.block(self.anchors(node), f"#rubric[{self.line(node)}];")
        raise nodes.SkipNode

    visit_subtitle = visit_rubric  # of a sidebar

    def visit_paragraph(self, node: nodes.paragraph) -> None:
        self.add("\n\n", self.anchors(node))
        self._paragraph_starts.append(len(self.parts))

    def depart_paragraph(self, node: nodes.paragraph) -> None:
        start = self._paragraph_starts.pop()
        body = "".join(self.parts[start:])
        if isinstance(node.parent, nodes.section) and "#footnote" in body and len(body) < _LONG:
            self.parts[start:] = [f"#together[{body}];"]
        self.add("\n\n")

    def visit_centered(self, node: addnodes.centered) -> None:
        self.block(f"#centered[{self.line(node)}];")
        raise nodes.SkipNode

    def visit_transition(self, node: nodes.transition) -> None:
        following = node.parent[node.parent.index(node) + 1 :]
        if not all(isinstance(other, nodes.footnote) for other in following):  # as MyST puts one
            self.block("#transition();")
        raise nodes.SkipNode

    def through(self, node: nodes.Element) -> None:
        """A node that only groups others."""
        self.add(self.anchors(node))

    def leave(self, node: nodes.Element) -> None:
        """The end of such a node."""

    visit_compound, depart_compound = through, leave
    visit_hlist, depart_hlist = through, leave
    visit_hlistcol, depart_hlistcol = through, leave
    visit_acks, depart_acks = through, leave
    visit_glossary, depart_glossary = through, leave
    visit_definition, depart_definition = through, leave
    visit_versionmodified, depart_versionmodified = through, leave

    def dropped(self, node: nodes.Node) -> None:
        """A node that print does not show."""
        raise nodes.SkipNode

    visit_comment = visit_substitution_definition = dropped
    visit_tabular_col_spec = visit_meta = visit_system_message = dropped
    visit_highlightlang = dropped

    def visit_raw(self, node: nodes.raw) -> None:
        """Show MyST's line ends and boxes of task lists; what else is raw is for other formats."""
        html = node.astext() if node["format"] == "html" else ""
        if html == "<br />\n":
            self.add("#linebreak();")
        elif 'type="checkbox"' in html:
            self.add(markup.text("☑ " if "checked=" in html else "☐ "))
        raise nodes.SkipNode

    # -- lists ---------------------------------------------------------------------------------
    def visit_bullet_list(self, node: nodes.bullet_list) -> None:
        self.block(f"#bullets({self._items(node, 'list')});")
        raise nodes.SkipNode

    def visit_enumerated_list(self, node: nodes.enumerated_list) -> None:
        kind = _NUMBERING[node["enumtype"]]
        pattern = markup.string(f"{node.get('prefix', '')}{kind}{node.get('suffix', '.')}")
        start = node.get("start", 1)
        items = self._items(node, "enum")
        self.block(f"#numbers({pattern}, {start}, {items});")
        raise nodes.SkipNode

    def _items(self, node: nodes.Element, kind: str) -> str:
        return "".join(
            f"({self.place(item)}, [{self.place_mark(item)}{self.anchors(item)}"
            f"{self.indented(kind, item.children)}]), "
            for item in node
        )

    def visit_definition_list(self, node: nodes.definition_list) -> None:
        items = []
        for item in node:
            terms = [child for child in item if isinstance(child, nodes.term)]
            head = "".join(self.anchors(term) for term in terms)
            head += markup.text("、").join(self.line(term) for term in terms)
            for child in item:
                if isinstance(child, nodes.classifier):
                    head += f"#classifier[{self.line(child)}];"
            body = self.indented(
                "definition", [child for child in item if isinstance(child, nodes.definition)]
            )
            items.append(f"({self.place(item)}, [{self.place_mark(item)}{head}], [{body}])")
        self.block(f"#definitions({markup.array(items)});")
        raise nodes.SkipNode

    def visit_option_list(self, node: nodes.option_list) -> None:
        items = []
        for group, description in node:
            options = markup.text(", ").join(
                f"#lit({breaking(option.astext(), self.room)});" for option in group
            )
            body = self.indented("definition", description.children)
            items.append(f"(none, [{options}], [{body}])")
        self.block(f"#definitions({markup.array(items)});")
        raise nodes.SkipNode

    def visit_field_list(self, node: nodes.field_list) -> None:
        rows = [
            f"({self.place(field)}, [{self.place_mark(field)}{self._field_name(field[0])}], "
            f"[{self.indented('field', field[1].children)}])"
            for field in node
        ]
        in_glossary = isinstance(node.parent, nodes.definition) and isinstance(
            node.parent.parent.parent.parent, addnodes.glossary
        )
        self.block(f"#{'term-fields' if in_glossary else 'fields'}({markup.array(rows)});")
        raise nodes.SkipNode

    def _field_name(self, name: nodes.field_name) -> str:
        self._look_around(name)
        return self.within(self.builder.indents["field"] - 1, name.children)

    def visit_line_block(self, node: nodes.line_block) -> None:
        self.block(f"#lines({markup.array(list(self._lines(node)))});")
        raise nodes.SkipNode

    def _lines(self, block: nodes.line_block, depth: int = 0) -> Iterator[str]:
        for child in block:
            if isinstance(child, nodes.line_block):
                yield from self._lines(child, depth + 1)
            else:
                yield f"({depth}, [{self.line(child)}])"

    def visit_block_quote(self, node: nodes.block_quote) -> None:
        self.block(f"#quotation[{self.indented('quotation', node.children)}];")
        raise nodes.SkipNode

    def visit_attribution(self, node: nodes.attribution) -> None:
        self.block(f"#attribution[{self.line(node)}];")
        raise nodes.SkipNode

    # -- boxes ---------------------------------------------------------------------------------
    def visit_admonition(self, node: nodes.Element) -> None:
        title = next((child for child in node if isinstance(child, nodes.title)), None)
        rest = [child for child in node if child is not title]
        self.boxed(node, self.line(title) if title is not None else "", rest)

    visit_topic = visit_sidebar = visit_admonition

    def _visit_named(self, node: nodes.Element) -> None:
        label = admonitionlabels[node.tagname]
        self.boxed(node, markup.text(str(label)), node.children)

    visit_note = visit_warning = visit_tip = visit_hint = visit_important = _visit_named
    visit_caution = visit_danger = visit_attention = visit_error = visit_seealso = _visit_named

    def boxed(self, node: nodes.Element, head: str, content: list[nodes.Node]) -> None:
        body = self.indented("note", content)
        self.block(self.anchors(node), f"#note[{head}][{body}];")
        raise nodes.SkipNode


# The kinds of nodes that print does not show
DROPPED = frozenset(
    name.removeprefix("visit_")
    for name, visit in vars(BlockVisitor).items()
    if visit is BlockVisitor.dropped
)
