"""Boxes with a title of their own, and parts that may be skipped.

``.. checkpoint::`` says what must exist now, and the line that shows it; on the site it can be
ticked. ``.. unverified::`` holds what the authors did not verify. ``.. optional::``, the first
thing in a section, marks the section as one that no goal of the installment needs.
"""

from __future__ import annotations

import hashlib
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.writers.html5 import HTML5Translator

from extensions.form.faults import refuse_node

OPTIONAL = "読み飛ばしてよい"


class checkpoint(nodes.admonition):
    """A box that can be ticked; the browser keeps its ticks by the id, which is of its text."""


class optional_mark(nodes.paragraph):
    """The line under the heading of a section that may be skipped."""


class _Box(SphinxDirective):
    """A box with a fixed title."""

    has_content = True
    title: str
    kind: str
    node_class: type[nodes.admonition] = nodes.admonition

    def run(self) -> list[nodes.Node]:
        self.assert_has_content()
        node = self.node_class("\n".join(self.content), classes=[self.kind])
        self.set_source_info(node)
        node += nodes.title(self.title, self.title)
        node += self.parse_content_to_nodes(allow_section_headings=False)
        return [node]


class Unverified(_Box):
    """``.. unverified::``."""

    title, kind = "確かめていないこと", "unverified"


class Checkpoint(_Box):
    """``.. checkpoint::``."""

    title, kind, node_class = "ここまでの確認", "checkpoint", checkpoint

    def run(self) -> list[nodes.Node]:
        (node,) = super().run()
        ids = self.state.document.ids
        start = f"checkpoint-{hashlib.sha256(node.rawsource.encode()).hexdigest()[:8]}"
        id_ = next(
            id_ for n in range(len(ids) + 1) if (id_ := start + f"-{n}" * (n > 0)) not in ids
        )
        node["ids"].append(id_)
        ids[id_] = node
        return [node]


class Optional(SphinxDirective):
    """``.. optional::``."""

    def run(self) -> list[nodes.Node]:
        words = " この節は、この回の目標に入っていません。"
        node = optional_mark("", "", nodes.strong("", OPTIONAL), nodes.Text(words))
        node["classes"].append("optional")
        self.set_source_info(node)
        return [node]


def _check(app: Sphinx, doctree: nodes.document) -> None:
    for node in doctree.findall(optional_mark):
        if not isinstance(node.parent, nodes.section) or node.parent.index(node) != 1:
            text = ".. optional:: が見出しの直後にありません"
            refuse_node(app.env, node, text, "読み飛ばしてよい節の、見出しのすぐ下に書く")


def _visit(self: HTML5Translator, node: checkpoint) -> None:
    self.visit_admonition(node)


def _depart(self: HTML5Translator, node: checkpoint) -> None:
    self.depart_admonition(node)


def _visit_typst(self: Any, node: checkpoint) -> None:
    title, *content = node.children
    self.boxed(node, f"#tick-box();{self.line(title)}", content)


def setup(app: Sphinx) -> None:
    app.add_directive("checkpoint", Checkpoint)
    app.add_directive("unverified", Unverified)
    app.add_directive("optional", Optional)
    app.add_node(checkpoint, html=(_visit, _depart), typst=(_visit_typst, None))
    app.connect("doctree-read", _check, priority=400)
