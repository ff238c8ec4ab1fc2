"""A figure with one slider over a table of numbers: ``.. explore:: ../listings/08/threshold.svg``.

The directive takes what ``figure`` takes. Beside the drawing lies ``threshold.explore.json``, which
a listing computed along with it::

    {"slider": {"name": "しきい値", "values": [0.1, 0.2], "start": 1, "format": ".2f"},
     "columns": [{"name": "電話", "unit": "件", "format": ",d"},
                 {"name": "適合率", "format": ".1%"}],
     "rows": [[1200, 0.35], [800, 0.42]],
     "mark": {"id": "mark", "x": [60.5, 112.0]}}

``values`` are the positions of the slider, ``rows`` has one row for each. ``start`` is the index of
the row that is shown at first, and the only one without JavaScript, in print and in the EPUB.
``format`` is a format specification of Python, ``unit`` follows the number; both may be left out.
``mark`` is the id of the element of the SVG that moves, drawn where ``start`` is, and its place for
each row, in units of the SVG.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.directives.patches import Figure
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective
from sphinx.writers.html5 import HTML5Translator

from extensions.form.faults import refuse

SUFFIX = ".explore.json"
MOST_ROWS, MOST_BYTES = 101, 8192
_SVG = "http://www.w3.org/2000/svg"
_METADATA = f"{{{_SVG}}}metadata"
_NUMBERS = (int, float)
Data = dict[str, Any]


class explorer(nodes.General, nodes.Element):
    """The drawing with its slider, on the site: ``svg``, ``data``, ``name``."""


class Explore(Figure, SphinxDirective):
    """The figure with the row ``start`` as a table below its caption."""

    def run(self) -> list[nodes.Node]:
        drawing = Path(self.env.relfn2path(self.arguments[0])[1])
        path = drawing.with_suffix(SUFFIX)
        self.env.note_dependency(str(path))
        self.env.note_dependency(str(drawing))
        mend = "extensions/form/explore.py の初めにある形にする"
        try:
            source = path.read_bytes()
            data = json.loads(source)
            svg = ElementTree.parse(drawing).getroot()
        except OSError as error:
            name = Path(error.filename).name
            return refuse(self, f"{name} がありません", "make listings で作るか、名前を直す")
        except json.JSONDecodeError as error:
            text = f"JSON ではありません（{error.colno}文字目）"
            return refuse(self, text, mend, (path, error.lineno))
        except (UnicodeDecodeError, ElementTree.ParseError):
            return refuse(self, f"{drawing.name} の図かデータを読めません", "作り直す")
        problems = [*_problems(data, svg)]
        if len(source) > MOST_BYTES:
            problems.append(f"{len(source):,} バイトあり、{MOST_BYTES:,} を超えています")
        for text in problems:
            refuse(self, text, mend, (path, 1))
        (figure, *messages) = super().run()
        if problems or not isinstance(figure, nodes.figure):
            return messages if problems else [figure, *messages]
        figure["classes"].append("explore")
        legend = next((child for child in figure if isinstance(child, nodes.legend)), None)
        if legend is None:
            figure += (legend := nodes.legend())
        legend += _table(data)
        image = figure.next_node(nodes.image)
        image["explore"] = data | {"drawing": str(drawing)}
        return [figure, *messages]


# -- the data ------------------------------------------------------------------------------------
def _problems(data: Any, svg: ElementTree.Element) -> Iterator[str]:
    """What is wrong with *data*, each in a few words."""
    parts = {"slider": dict, "columns": list, "rows": list, "mark": dict}
    if not isinstance(data, dict) or {name: type(part) for name, part in data.items()} != parts:
        yield "slider、columns、rows、mark の4つがそろっていません"
        return
    slider, columns, rows, mark = (data[name] for name in parts)
    values = slider.get("values")
    if not isinstance(values, list) or not 2 <= len(values) <= MOST_ROWS:
        yield f"slider の values が2個から{MOST_ROWS}個の並びではありません"
        return
    start = slider.get("start")
    if type(start) is not int or not 0 <= start < len(values):
        yield f"slider の start が0から{len(values) - 1}の番号ではありません"
    for column in (slider, *columns):
        if not isinstance(column, dict) or not isinstance(column.get("name"), str):
            yield "slider か columns に name のない項目があります"
            return
    if len(rows) != len(values):
        yield f"rows が{len(rows)}行、values が{len(values)}個です"
    for number, row in enumerate(rows, 1):
        if not isinstance(row, list) or len(row) != len(columns):
            yield f"rows の{number}行目が columns の{len(columns)}列と合いません"
            return
    cells = [(slider, value) for value in values]
    cells += [cell for row in rows for cell in zip(columns, row, strict=True)]
    for column, value in cells:
        try:
            _written(column, value)
        except (TypeError, ValueError):
            yield f"{column['name']} の {value!r} を「{column.get('format', '')}」の形にできません"
            break
    ids = {element.get("id") for element in svg.iter()}
    if not isinstance(mark.get("id"), str) or mark["id"] not in ids:
        yield f"mark の id「{mark.get('id')}」が図にありません"
    x = mark.get("x")
    if not isinstance(x, list) or len(x) != len(values) or not all(map(_is_finite, x)):
        yield f"mark の x が{len(values)}個の数ではありません"


def _is_finite(value: Any) -> bool:
    return type(value) in _NUMBERS and math.isfinite(value)


def _written(column: Data, value: Any) -> str:
    """*value* as readers see it.

    :raises ValueError, TypeError: if it is no finite number or text, or has not that format
    """
    if not isinstance(value, str) and not _is_finite(value):
        raise ValueError(value)
    text = format(value, column.get("format", ""))
    unit = column.get("unit", "")
    return f"{text} {unit}" if unit[:1].isascii() and unit else f"{text}{unit}"


def _table(data: Data) -> nodes.table:
    """The row that is shown at first, under the names of the columns."""
    slider, columns = data["slider"], data["columns"]
    start = slider["start"]
    names = [column["name"] for column in (slider, *columns)]
    texts = [_written(slider, slider["values"][start])]
    texts += [_written(*cell) for cell in zip(columns, data["rows"][start], strict=True)]
    group = nodes.tgroup("", *(nodes.colspec(colwidth=1) for _ in names), cols=len(names))
    for part, content in ((nodes.thead(), names), (nodes.tbody(), texts)):
        entries = [nodes.entry("", nodes.paragraph(text, text)) for text in content]
        part += nodes.row("", *entries)
        group += part
    return nodes.table("", group)


# -- the site ------------------------------------------------------------------------------------
class DrawOnSite(SphinxPostTransform):
    """Put the drawing itself into the page, where a script can move its mark."""

    default_priority = 5  # before Sphinx copies images
    builders = ("html",)

    def run(self, **kwargs: Any) -> None:
        for image in list(self.document.findall(nodes.image)):
            if "explore" not in image:
                continue
            data = image["explore"]
            slider, columns, mark = data["slider"], data["columns"], data["mark"]
            prefix = next(iter(image.parent["ids"]), "explore")
            shown = {
                "values": [_written(slider, value) for value in slider["values"]],
                "rows": [
                    [_written(*cell) for cell in zip(columns, row, strict=True)]
                    for row in data["rows"]
                ],
                "start": slider["start"],
                "mark": f"{prefix}-{mark['id']}",
                "x": mark["x"],
            }
            svg = _inline(Path(data["drawing"]), prefix, image.get("alt", ""), mark["id"])
            # the region that the table scrolls in
            image.parent.next_node(nodes.table)["label"] = f"{slider['name']}ごとの値"
            image.replace_self(explorer(svg=svg, data=shown, name=slider["name"]))


def _inline(drawing: Path, prefix: str, alt: str, mark: str) -> str:
    """The SVG as part of a page: named, without metadata, and with ids that are its own."""
    ElementTree.register_namespace("", _SVG)
    ElementTree.register_namespace("xlink", "http://www.w3.org/1999/xlink")
    root = ElementTree.parse(drawing).getroot()
    for parent in root.iter():
        for child in parent.findall(_METADATA):
            parent.remove(child)
    source = ElementTree.tostring(root, encoding="unicode")
    used = {*re.findall(r'(?:url\(|href=")#([\w.-]+)', source), mark}
    for element in root.iter():
        if (id_ := element.attrib.pop("id", None)) in used:
            element.set("id", f"{prefix}-{id_}")
        for name, value in element.items():
            if name.endswith("href") or "url(#" in value:
                element.set(name, re.sub(r"^#|(?<=url\()#", f"#{prefix}-", value))
        if element.tag == f"{{{_SVG}}}style":  # for this drawing alone
            element.text = f"#{prefix} svg {{ {element.text} }}"
    root.attrib.pop("aria-labelledby", None)
    root.attrib |= {"role": "img", "aria-label": alt}
    return re.sub(r"\s*\n\s*", "\n", ElementTree.tostring(root, encoding="unicode"))


def _visit_html(self: HTML5Translator, node: explorer) -> None:
    data = node["data"]
    # </ would end the script element that carries it
    carried = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")
    self.body.append(
        f"{node['svg']}\n"
        f'<p class="control" hidden><label>{self.encode(node["name"])} <input type="range" min="0" '
        f'max="{len(data["values"]) - 1}" value="{data["start"]}"></label></p>\n'
        f'<script type="application/json">{carried}</script>\n'
    )
    raise nodes.SkipNode


def setup(app: Sphinx) -> None:
    app.add_directive("explore", Explore)
    app.add_node(explorer, html=(_visit_html, None))
    app.add_post_transform(DrawOnSite)
