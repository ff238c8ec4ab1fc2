"""What stands under the title of an installment: its subtitle, its place in the series, its costs.

All of it comes from the head fields (extensions/series/heads.py) and from the length of the text.
"""

from __future__ import annotations

import math
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.writers.html5 import HTML5Translator

from extensions.series.catalog import catalog, installment_at
from extensions.series.contents import mention
from extensions.series.heads import Installment

# Characters a minute of silent reading of Japanese prose; common estimates run from 400 to 600.
READING_SPEED = 500
_STEP, _GAP, _RADIUS = 16, 10, 5  # of the dots and between the parts, in pixels


class head_topic(nodes.inline):
    """The subtitle, at the end of the title of the document."""


class opening(nodes.container):
    """The place in the series and what it takes to read and to run."""


class series_place(nodes.General, nodes.Element):
    """The place in the series: ``number`` of the installment, ``parts`` as (first, last) each."""

    @property
    def label(self) -> str:
        """「全16回の第5回」."""
        count = sum(last - first + 1 for first, last in self["parts"])
        return f"全{count}回の第{self['number']}回"


def add_opening(app: Sphinx, doctree: nodes.document) -> None:
    """Put the opening of an installment under its title, and say so if this is a draft."""
    item = installment_at(app.env, app.env.docname)
    section = doctree.next_node(nodes.section)
    if item is None or section is None:
        return
    minutes = math.ceil(_prose_length(doctree) / READING_SPEED)
    if item.topic:
        # now that Sphinx has taken the title for its menus, which stays as it is
        section[0] += [nodes.Text(" "), head_topic("", item.topic, classes=["topic"])]
    ranges = [(first, last) for _, first, last in app.config.series_parts]
    head = opening(classes=["series-opening"])  # no text of the authors, to tools/prose
    head += series_place(number=item.number, parts=ranges)
    head += _costs(app.env, item, minutes)
    section.insert(1, head)
    if not item.published:
        draft = nodes.admonition("", classes=["draft"])
        draft += nodes.title("", "下書き")
        draft += nodes.paragraph("", "この回は準備中です。公開する版には入りません。")
        section.insert(2, draft)


def _prose_length(node: nodes.Node) -> int:
    """Characters of running text, without code and comments.

    Nor messages, which nobody reads: docutils leaves some once in each process.
    """
    if isinstance(node, nodes.Text):
        return len(node)
    if isinstance(node, nodes.literal_block | nodes.comment | nodes.raw | nodes.system_message):
        return 0
    return sum(map(_prose_length, node.children))


def _costs(env: BuildEnvironment, item: Installment, minutes: int) -> nodes.field_list:
    """What it takes to read *item* and to run its programs, and the day of its facts."""
    rows: list[tuple[str, list[nodes.Node]]] = [("読む時間", [nodes.Text(f"約{minutes}分")])]
    if item.hands_on:
        rows.append(("手を動かす", [nodes.Text(f"ラボで約{item.hands_on}分")]))
    if item.needs:
        links: list[nodes.Node] = []
        for number in item.needs:
            links += [nodes.Text("、"), mention(env, catalog(env)[number])]
        rows.append(("先に終える回", links[1:]))
    if item.charges:
        rows.append(("AWS での課金", [nodes.Text("、".join(item.charges))]))
    if item.published and item.verified:
        day = item.verified
        rows.append(("事実の確認日", [nodes.Text(f"{day.year}年{day.month}月{day.day}日")]))
    fields = nodes.field_list(classes=["costs"])
    for name, content in rows:
        body = nodes.field_body("", nodes.paragraph("", "", *content))
        fields += nodes.field("", nodes.field_name(name, name), body)
    return fields


# -- how the place is drawn --------------------------------------------------------------------
def _visit_html(self: HTML5Translator, node: series_place) -> None:
    dots, x = [], 0
    for first, last in node["parts"]:
        for number in range(first, last + 1):
            here = ' class="here"' if number == node["number"] else ""
            fill = "currentColor" if here else "none"
            dots.append(f'<circle{here} cx="{x + 8}" cy="8" r="{_RADIUS}" fill="{fill}"/>')
            x += _STEP
        x += _GAP
    width = x - _GAP
    self.body.append(
        f'<p class="series-place"><svg xmlns="http://www.w3.org/2000/svg" role="img" '
        f'aria-label="{node.label}" width="{width}" height="16" viewBox="0 0 {width} 16" '
        f'stroke="currentColor" stroke-width="1.5">{"".join(dots)}</svg></p>\n'
    )
    raise nodes.SkipNode


def _visit_typst(self: Any, node: series_place) -> None:
    parts = "".join(f"({first}, {last}), " for first, last in node["parts"])
    self.block(f"#series-place({node['number']}, ({parts}));")
    raise nodes.SkipNode


def _visit_opening(self: Any, node: opening) -> None:
    self.block(f"#opening[{self.inside(node.children)}];")
    raise nodes.SkipNode


def _visit_topic(self: Any, node: head_topic) -> None:
    self.add("#subtitle[")


def _depart_topic(self: Any, node: head_topic) -> None:
    self.add("];")


def setup(app: Sphinx) -> None:
    app.add_node(series_place, html=(_visit_html, None), typst=(_visit_typst, None))
    app.add_node(opening, typst=(_visit_opening, None))
    app.add_node(head_topic, typst=(_visit_topic, _depart_topic))
    app.connect("doctree-read", add_opening)
