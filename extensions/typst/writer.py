"""Doctree to Typst source: one visitor for each kind of node, an error for any other."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from docutils import nodes
from sphinx import addnodes
from sphinx.util.docutils import SphinxTranslator

from extensions.faults import Fault, FaultySources
from extensions.typst import code, markup, tables
from extensions.typst.maths import MathError, typst_math

if TYPE_CHECKING:
    from extensions.typst.builder import TypstBuilder

_WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\uff60\uffe0-\uffe6\U00020000-\U0003ffff]")
_LETTER = re.compile(r"[^\W_]")


def is_wide(char: str) -> bool:
    """Whether *char* is Japanese: set solid, and apart from Latin by a quarter em."""
    return bool(_WIDE.match(char))


class TypstTranslator(SphinxTranslator):
    """Writes the body of one document; the template ``book.typ`` decides how it looks."""

    def __init__(self, document: nodes.document, builder: TypstBuilder) -> None:
        super().__init__(document, builder)
        self.builder: TypstBuilder = builder
        self.docname: str = builder.env.path2doc(document["source"]) or ""
        self.parts: list[str] = []
        self.level = 0
        self.footnotes = {
            id_: note
            for note in document.findall(lambda n: isinstance(n, nodes.footnote | nodes.citation))
            for id_ in note["ids"]
        }
        self.noted: set[str] = set()  # footnotes and addresses already given on this document
        self.in_note = False
        # What stands beside each text inside its block, to decide on the space between scripts
        self.neighbours: dict[int, tuple[str, str]] = {}
        self.emphasis_depth = 0

    # -- tools ---------------------------------------------------------------------------------
    def add(self, *parts: str) -> None:
        self.parts.extend(parts)

    def block(self, *parts: str) -> None:
        """Add something that stands on lines of its own."""
        self.add("\n\n", *parts, "\n\n")

    def inside(self, children: list[nodes.Node]) -> str:
        """The Typst source of *children*."""
        saved, self.parts = self.parts, []
        for child in children:
            child.walkabout(self)
        result, self.parts = "".join(self.parts).strip("\n"), saved
        return re.sub(r"\n{3,}", "\n\n", result)

    def fail(self, node: nodes.Node, text: str, mend: str) -> None:
        """Stop with one line that names the file and line of *node*."""
        place: nodes.Node | None = node
        while place is not None and place.line is None:
            place = place.parent
        source = Path(self.builder.env.doc2path(self.docname))
        root = Path(self.builder.confdir)
        shown = source.relative_to(root).as_posix() if source.is_relative_to(root) else str(source)
        line = place.line if place is not None and place.line else 1
        raise FaultySources([Fault(shown, line, text, mend)])

    def anchors(self, node: nodes.Element, *, skip: int = 0) -> str:
        """Places that links to the ids of *node* lead to."""
        return "".join(f"#anchor({markup.label(self.docname, id_)});" for id_ in node["ids"][skip:])

    def unknown_visit(self, node: nodes.Node) -> None:
        name = type(node).__name__
        self.fail(
            node,
            f"PDF には書けない要素「{name}」です",
            f"別の書き方にするか、extensions/typst/writer.py に visit_{name} を足す",
        )

    # -- text ----------------------------------------------------------------------------------
    def dispatch_visit(self, node: nodes.Node) -> None:
        if isinstance(node, nodes.TextElement) and not isinstance(node, nodes.Inline):
            self._look_around(node)
        super().dispatch_visit(node)

    def _look_around(self, block: nodes.TextElement) -> None:
        """Note the characters before and after each text of *block*."""
        leaves = [leaf for leaf in block.findall(nodes.Text) if not self._apart(leaf)]
        texts = [leaf.astext() for leaf in leaves]
        for number, leaf in enumerate(leaves):
            before = "".join(texts[:number])[-1:]
            after = "".join(texts[number + 1 : number + 3])[:1]
            self.neighbours[id(leaf)] = (before, after)

    @staticmethod
    def _apart(leaf: nodes.Text) -> bool:
        """Whether *leaf* is no part of the line: raw output, or the number of a note."""
        return isinstance(leaf.parent, nodes.raw | nodes.footnote_reference)

    def visit_Text(self, node: nodes.Text) -> None:
        before, after = self.neighbours.get(id(node), ("", ""))
        self.add(spaced(re.sub(r"\s+", " ", node.astext()), before, after))

    def depart_Text(self, node: nodes.Text) -> None:
        pass

    def visit_literal(self, node: nodes.literal) -> None:
        self.add(f"#lit({markup.string(node.astext())});")
        raise nodes.SkipNode

    def _wrapped(function: str) -> Any:
        """A pair of visitors that put the content into *function*."""

        def visit(self: TypstTranslator, node: nodes.Element) -> None:
            self.add(f"#{function}[")

        def depart(self: TypstTranslator, node: nodes.Element) -> None:
            self.add("];")

        return visit, depart

    visit_strong, depart_strong = _wrapped("strong")
    visit_emphasis, depart_emphasis = _wrapped("emph")
    visit_literal_strong, depart_literal_strong = _wrapped("strong")
    visit_literal_emphasis, depart_literal_emphasis = _wrapped("emph")
    visit_subscript, depart_subscript = _wrapped("sub")
    visit_superscript, depart_superscript = _wrapped("super")
    visit_title_reference, depart_title_reference = _wrapped("emph")

    def visit_inline(self, node: nodes.Element) -> None:
        self.add(self.anchors(node))

    def depart_inline(self, node: nodes.Element) -> None:
        pass

    visit_abbreviation = visit_generated = visit_inline
    depart_abbreviation = depart_generated = depart_inline

    def visit_math(self, node: nodes.math) -> None:
        self.add(self._equation(node, block=False))
        raise nodes.SkipNode

    def visit_math_block(self, node: nodes.math_block) -> None:
        self.block(self.anchors(node), self._equation(node, block=True))
        raise nodes.SkipNode

    def _equation(self, node: nodes.Element, *, block: bool) -> str:
        latex = node.astext()
        try:
            body = typst_math(latex)
        except MathError:
            self.fail(node, f"数式「{latex}」を読めません", "LaTeX の書き方を直す")
        number = markup.string(f"({node['number']})") if node.get("number") else "none"
        return (
            f"#formula(block: {str(block).lower()}, alt: {markup.string(latex)}, "
            f"number: {number})[$ {body} $];"
            if block
            else f"#formula(block: false, alt: {markup.string(latex)})[${body}$];"
        )

    # -- links ---------------------------------------------------------------------------------
    def visit_reference(self, node: nodes.reference) -> None:
        uri = unquote(node.get("refuri", "")) if node.get("internal") else node.get("refuri", "")
        body = self.inside(node.children)
        if node.get("refid") is not None:
            self.add(self._internal(self.docname, node["refid"], body, node))
        elif uri.startswith("doc:"):
            docname, _, id_ = uri.removeprefix("doc:").partition("#")
            self.add(self._internal(docname, id_, body, node))
        else:
            self.add(self._external(uri, body, node.astext()))
        raise nodes.SkipNode

    visit_number_reference = visit_reference

    def _internal(self, docname: str, id_: str, body: str, node: nodes.Element) -> str:
        """A link within the book; numbered things get their page, which print needs."""
        numbered = isinstance(node, addnodes.number_reference) or any(
            "std-numref" in child.get("classes", ()) for child in node.findall(nodes.inline)
        )
        target = markup.label(docname, id_ or "")
        term = self.builder.terms.get((docname, id_))
        if term:
            self.add(f"#index-mark({markup.string(term)}, false);")
        return f"#xref({target}, page: {str(numbered).lower()})[{body}];"

    def _external(self, uri: str, body: str, shown: str) -> str:
        """A link out of the book; print gets the address as a note where it is first used."""
        link = f"#link({markup.string(uri)})[{body}];"
        if shown.strip() == uri:
            return link
        if self.in_note:
            return f"{link}{markup.text(' ')}#address({markup.string(uri)});"
        if uri in self.noted:
            return link
        self.noted.add(uri)
        return f"{link}#footnote[#address({markup.string(uri)});];"

    def visit_download_reference(self, node: nodes.Element) -> None:
        pass  # the file is on the site; print shows its name alone

    def depart_download_reference(self, node: nodes.Element) -> None:
        pass

    def visit_footnote_reference(self, node: nodes.Element) -> None:
        id_ = node["refid"]
        name = markup.label(self.docname, f"note-{id_}")
        if id_ in self.noted:
            self.add(f"#footnote({name});")
        else:
            self.noted.add(id_)
            note = self.footnotes[id_]
            content = [child for child in note if not isinstance(child, nodes.label)]
            self.in_note = True
            body = self.inside(content)
            self.in_note = False
            self.add(f"#footnote[{body}]{markup.text('')}#{name};")
        raise nodes.SkipNode

    def visit_footnote(self, node: nodes.Element) -> None:
        unused = [id_ for id_ in node["ids"] if id_ not in self.noted]
        if len(unused) == len(node["ids"]):
            self.fail(node, "本文から指していない脚注です", "本文に [#名前]_ を置くか、脚注を消す")
        raise nodes.SkipNode

    def visit_citation(self, node: nodes.citation) -> None:
        label, *content = node.children
        self.block(
            self.anchors(node), f"#citation[{self.inside([label])}][{self.inside(content)}];"
        )
        raise nodes.SkipNode

    def visit_label(self, node: nodes.label) -> None:
        pass

    def depart_label(self, node: nodes.label) -> None:
        pass

    def visit_citation_reference(self, node: nodes.Element) -> None:
        self.add(markup.text(f"[{node.astext()}]"))
        raise nodes.SkipNode

    def visit_target(self, node: nodes.target) -> None:
        self.add(self.anchors(node))

    def depart_target(self, node: nodes.target) -> None:
        pass

    def visit_index(self, node: addnodes.index) -> None:
        for kind, entry, _, main, _ in node["entries"]:
            if kind != "single":
                self.fail(node, f"索引の種類「{kind}」は PDF に書けません", "single を使う")
            self.add(f"#index-mark({markup.string(entry)}, {str(bool(main)).lower()});")
        raise nodes.SkipNode

    # -- structure -----------------------------------------------------------------------------
    def visit_document(self, node: nodes.document) -> None:
        self.add(f"#anchor({markup.label(self.docname, '')});")

    def depart_document(self, node: nodes.document) -> None:
        pass

    def visit_section(self, node: nodes.section) -> None:
        self.level += 1

    def depart_section(self, node: nodes.section) -> None:
        self.level -= 1

    def visit_title(self, node: nodes.title) -> None:
        body = self.inside(node.children)
        if isinstance(node.parent, nodes.section):
            ids = node.parent["ids"]
            label = markup.label(self.docname, ids[0])
            self.block(
                f"#heading(depth: {self.level})[{body}]#{label}; ",
                self.anchors(node.parent, skip=1),
            )
        raise nodes.SkipNode  # titles of figures, tables and notes are taken by their parents

    def visit_rubric(self, node: nodes.rubric) -> None:
        self.block(f"#rubric[{self.inside(node.children)}];")
        raise nodes.SkipNode

    def visit_paragraph(self, node: nodes.paragraph) -> None:
        self.add("\n\n", self.anchors(node))

    def depart_paragraph(self, node: nodes.paragraph) -> None:
        self.add("\n\n")

    visit_compact_paragraph, depart_compact_paragraph = visit_paragraph, depart_paragraph

    def visit_transition(self, node: nodes.transition) -> None:
        self.block("#transition();")
        raise nodes.SkipNode

    def _through(self, node: nodes.Element) -> None:
        """A node that only groups others."""
        self.add(self.anchors(node))

    def _leave(self, node: nodes.Element) -> None:
        pass

    visit_compound, depart_compound = _through, _leave
    visit_glossary, depart_glossary = _through, _leave
    visit_decoration, depart_decoration = _through, _leave

    def _dropped(self, node: nodes.Node) -> None:
        """A node that print does not show."""
        raise nodes.SkipNode

    visit_comment = visit_substitution_definition = visit_toctree = _dropped
    visit_tabular_col_spec = visit_meta = visit_system_message = visit_colspec = _dropped
    visit_raw = visit_pending = visit_highlightlang = _dropped

    # -- lists ---------------------------------------------------------------------------------
    def visit_bullet_list(self, node: nodes.bullet_list) -> None:
        items = [f"[{self.inside(item.children)}]" for item in node]
        self.block(f"#list({', '.join(items)});")
        raise nodes.SkipNode

    def visit_enumerated_list(self, node: nodes.enumerated_list) -> None:
        kinds = {"arabic": "1", "loweralpha": "a", "upperalpha": "A", "lowerroman": "i"}
        kind = kinds.get(node["enumtype"], "I")
        pattern = f"{node.get('prefix', '')}{kind}{node.get('suffix', '.')}"
        items = [f"[{self.inside(item.children)}]" for item in node]
        start = str(node.get("start", 1))
        self.block(
            f"#enum(numbering: {markup.string(pattern)}, start: {start}, {', '.join(items)});"
        )
        raise nodes.SkipNode

    def visit_definition_list(self, node: nodes.definition_list) -> None:
        items = []
        for item in node:
            terms = [child for child in item if isinstance(child, nodes.term)]
            anchors = "".join(self.anchors(term) for term in terms)
            heads = "、".join(self.inside(term.children) for term in terms)
            body = self.inside([child for child in item if isinstance(child, nodes.definition)])
            items.append(f"([{anchors}{heads}], [{body}])")
        self.block(f"#definitions({markup.array(items)});")
        raise nodes.SkipNode

    visit_term, depart_term = _through, _leave
    visit_definition, depart_definition = _through, _leave
    visit_classifier = _dropped

    def visit_field_list(self, node: nodes.field_list) -> None:
        rows = []
        for field in node:
            name, body = field.children
            rows.append(f"([{self.inside(name.children)}], [{self.inside(body.children)}])")
        self.block(f"#fields({markup.array(rows)});")
        raise nodes.SkipNode

    def visit_line_block(self, node: nodes.line_block) -> None:
        self.block(f"#lines({markup.array(list(self._lines(node)))});")
        raise nodes.SkipNode

    def _lines(self, block: nodes.line_block, depth: int = 0) -> Iterator[str]:
        for child in block:
            if isinstance(child, nodes.line_block):
                yield from self._lines(child, depth + 1)
            else:
                self._look_around(child)
                yield f"({depth}, [{self.inside(child.children)}])"

    def visit_block_quote(self, node: nodes.block_quote) -> None:
        self.block(f"#quotation[{self.inside(node.children)}];")
        raise nodes.SkipNode

    def visit_attribution(self, node: nodes.attribution) -> None:
        self.block(f"#attribution[{self.inside(node.children)}];")
        raise nodes.SkipNode

    # -- boxes ---------------------------------------------------------------------------------
    def visit_admonition(self, node: nodes.Element) -> None:
        title = node.next_node(nodes.title, descend=True)
        kind = next(iter(node["classes"]), "note")
        rest = [child for child in node if child is not title]
        head = self.inside(title.children) if title is not None else ""
        self.block(f"#note({markup.string(kind)}, [{head}])[{self.inside(rest)}];")
        raise nodes.SkipNode

    visit_topic = visit_sidebar = visit_admonition

    def _named_admonition(name: str) -> Any:
        def visit(self: TypstTranslator, node: nodes.Element) -> None:
            from sphinx.locale import admonitionlabels

            head = markup.text(admonitionlabels[name])
            body = self.inside(node.children)
            self.block(f"#note({markup.string(name)}, [{head}])[{body}];")
            raise nodes.SkipNode

        return visit

    visit_note = _named_admonition("note")
    visit_warning = _named_admonition("warning")
    visit_tip = _named_admonition("tip")
    visit_hint = _named_admonition("hint")
    visit_important = _named_admonition("important")
    visit_caution = _named_admonition("caution")
    visit_danger = _named_admonition("danger")
    visit_attention = _named_admonition("attention")
    visit_error = _named_admonition("error")
    visit_seealso = _named_admonition("seealso")

    # -- figures, tables, code -----------------------------------------------------------------
    def _float(self, kind: str, node: nodes.Element, caption: nodes.Node | None, body: str) -> str:
        """The template's ``float-``: *body* with its number and caption, and its anchors."""
        number, head = "none", "none"
        if caption is not None:
            self._look_around(caption)
            head = f"[{self.inside(caption.children)}]"
            if numbered := self.builder.number(self.docname, kind, node):
                number = markup.string(numbered)
        anchors = self.anchors(node)
        return f"#floating({markup.string(kind)}, {number}, {head})[{anchors}{body}];"

    def visit_figure(self, node: nodes.figure) -> None:
        caption = next((child for child in node if isinstance(child, nodes.caption)), None)
        rest = [child for child in node if child is not caption]
        self.block(self._float("figure", node, caption, self.inside(rest)))
        raise nodes.SkipNode

    def visit_legend(self, node: nodes.legend) -> None:
        self.block(f"#legend[{self.inside(node.children)}];")
        raise nodes.SkipNode

    def visit_image(self, node: nodes.image) -> None:
        alt = node.get("alt", "").strip()
        if not alt:
            self.fail(node, f"{node['uri']} 画像に代替テキストがありません", ":alt: を書く")
        path = self.builder.take_image(node["uri"])
        if path is None:
            self.fail(node, f"{node['uri']} 画像がありません", "images/ に置くか、名前を直す")
        inline = isinstance(node.parent, nodes.TextElement)
        width = node.get("width")
        width = width if width and width.endswith("%") else None
        self.add(
            markup.call(
                "inline-image" if inline else "block-image",
                markup.string(f"/{path}"),
                alt=markup.string(alt),
                width=width,
            )
        )
        raise nodes.SkipNode

    def visit_table(self, node: nodes.table) -> None:
        caption = next((child for child in node if isinstance(child, nodes.title)), None)
        group = next(child for child in node if isinstance(child, nodes.tgroup))
        try:
            tables.check_fit(group, self.builder.measure)
        except tables.TableTooWide as fault:
            self.fail(
                node,
                f"表の{fault.column}列目に「{fault.word}」が入りません",
                ":widths: でその列を広げるか、列を減らす",
            )
        head = next((child for child in group if isinstance(child, nodes.thead)), None)
        body = next(child for child in group if isinstance(child, nodes.tbody))
        source = tables.opening(group)
        if head is not None:
            source += f"table.header({self._cells(head)}),\n"
        source += self._cells(body) + ");"
        self.block(self._float("table", node, caption, source))
        raise nodes.SkipNode

    def _cells(self, rows: nodes.Element) -> str:
        return "".join(
            tables.cell(entry, self.inside(entry.children)) for row in rows for entry in row
        )

    def visit_container(self, node: nodes.container) -> None:
        if not node.get("literal_block"):
            self._through(node)
            return
        caption = next(child for child in node if isinstance(child, nodes.caption))
        rest = [child for child in node if child is not caption]
        self.block(self._float("code-block", node, caption, self.inside(rest)))
        raise nodes.SkipNode

    depart_container = _leave

    def visit_literal_block(self, node: nodes.Element) -> None:
        options = node.get("highlight_args", {})
        first = options.get("linenostart", 1) if node.get("linenos") else None
        text = node.rawsource if node.rawsource == node.astext() else node.astext()
        self.block(
            code.typst_block(
                self.builder.tokens(text, node.get("language", "default"), node),
                self.builder.highlight_style,
                self.builder.code_columns,
                first_number=first,
                emphasized=frozenset(options.get("hl_lines", ())),
            )
        )
        raise nodes.SkipNode

    visit_doctest_block = visit_literal_block


def spaced(text: str, before: str, after: str) -> str:
    """*text* with the spaces between Japanese and Latin left to the typesetter.

    The sources write them as blanks; print wants a quarter em, which Typst sets by itself between
    a Japanese and a Latin letter. Beside a sign (a bracket, a dot) it does not, so it is written.

    :param before: the character before *text* in its block, or nothing
    :param after: the character after it
    """
    result, run = [], ""
    line = before + text + after
    start = len(before)
    for position, char in enumerate(text, start):
        if char != " ":
            run += char
            continue
        left, right = line[position - 1 : position], line[position + 1 : position + 2]
        if not (left and right and is_wide(left) != is_wide(right)):
            run += char
            continue
        result.append(markup.text(run))
        run = ""
        latin = right if is_wide(left) else left
        wide = left if is_wide(left) else right
        if not _LETTER.match(latin) and unicodedata.category(wide)[0] != "P":
            result.append("#quad-space();")
    return "".join([*result, markup.text(run)])
