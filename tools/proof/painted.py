"""What an SVG paints, in order: shapes, lines and words, as images/drawing.py and Matplotlib write.

Of SVG it knows what these two use: straight paths (curves by their points), rectangles, circles,
polygons, text, ``use``, styles as attributes or in ``style``, and text turned about its own place.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

Point = tuple[float, float]
_SVG = "{http://www.w3.org/2000/svg}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e-?\d+)?")
_TURN = re.compile(r"rotate\((\S+) (\S+) (\S+)\)")
_INHERITED = ("fill", "stroke", "stroke-width", "stroke-dasharray", "font-size", "text-anchor")
_HIDDEN = {"defs", "title", "desc", "metadata", "clipPath", "style"}
_UNITS = 0.58  # width of a Latin letter, in em


@dataclass(frozen=True)
class Shape:
    """An area or a line; an empty colour paints nothing.

    :param points: its corners, or the points of a line
    :param dash: the pattern of its outline, as it is written
    """

    points: tuple[Point, ...]
    fill: str
    stroke: str
    width: float
    dash: str


@dataclass(frozen=True)
class Words:
    """A line of text.

    :param points: places along its middle
    :param size: of its type, in units of the drawing
    """

    points: tuple[Point, ...]
    text: str
    fill: str
    size: float


@dataclass(frozen=True)
class Drawing:
    """A drawing: its width and height in its own units, and what it paints, the lowest first."""

    width: float
    height: float
    parts: tuple[Shape | Words, ...]


def read(path: Path) -> Drawing:
    """The drawing in the file *path*."""
    root = ElementTree.parse(path).getroot()
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    known = {element.get("id", ""): element for element in root.iter()}
    return Drawing(width, height, tuple(_parts(root, {}, (0, 0), known)))


def _parts(
    element: ElementTree.Element,
    above: dict[str, str],
    offset: Point,
    known: dict[str, ElementTree.Element],
) -> Iterator[Shape | Words]:
    """What *element* and those in it paint; *above* is the style that it inherits."""
    kind = element.tag.removeprefix(_SVG)
    if kind in _HIDDEN:
        return
    style = above | {name: element.attrib[name] for name in _INHERITED if name in element.attrib}
    for declaration in element.get("style", "").split(";"):
        name, _, value = declaration.partition(":")
        style[name.strip()] = value.strip()
    x, y = (float(element.get(name, 0)) for name in ("x", "y"))
    if kind == "use":
        used = known[element.attrib[_HREF].removeprefix("#")]
        yield from _parts(used, style, (offset[0] + x, offset[1] + y), known)
    elif kind == "text":
        yield _words(element, style, (x, y))
    elif points := _points(kind, element):
        moved = tuple((px + offset[0], py + offset[1]) for px, py in points)
        width = float(style.get("stroke-width", 1))
        stroke = style.get("stroke", "none")
        yield Shape(
            moved,
            _colour(style.get("fill", "#000000")),
            _colour(stroke) if width else "",
            width,
            style.get("stroke-dasharray", ""),
        )
    for child in element:
        yield from _parts(child, style, offset, known)


def _colour(value: str) -> str:
    return "" if value == "none" else value


def _points(kind: str, element: ElementTree.Element) -> list[Point]:
    """The corners of a shape; none if it is no shape."""
    number = {name: float(value) for name, value in element.items() if _NUMBER.fullmatch(value)}
    if kind == "rect":
        x, y = number.get("x", 0.0), number.get("y", 0.0)
        right, bottom = x + number["width"], y + number["height"]
        return [(x, y), (right, y), (right, bottom), (x, bottom), (x, y)]
    if kind == "circle":
        turns = [2 * math.pi * step / 24 for step in range(25)]
        return [
            (number["cx"] + number["r"] * math.cos(t), number["cy"] + number["r"] * math.sin(t))
            for t in turns
        ]
    if kind in ("path", "polygon"):
        values = list(map(float, _NUMBER.findall(element.get("d") or element.get("points", ""))))
        points = list(zip(values[::2], values[1::2], strict=True))
        closed = kind == "polygon" or element.get("d", "").strip().lower().endswith("z")
        return [*points, points[0]] if closed else points
    return []


def _words(element: ElementTree.Element, style: dict[str, str], place: Point) -> Words:
    text = "".join(element.itertext())
    size = float(style["font-size"].removesuffix("px"))
    width = size * sum(1 if ord(letter) > 0x2E7F else _UNITS for letter in text)
    left = {"start": 0, "middle": -width / 2, "end": -width}[style.get("text-anchor", "start")]
    along = [(left + width * part, -0.36 * size) for part in (0.1, 0.3, 0.5, 0.7, 0.9)]
    turned = _TURN.search(element.get("transform", ""))
    angle = math.radians(float(turned[1])) if turned else 0
    points = tuple(
        (
            place[0] + x * math.cos(angle) - y * math.sin(angle),
            place[1] + x * math.sin(angle) + y * math.cos(angle),
        )
        for x, y in along
    )
    return Words(points, text, _colour(style.get("fill", "#000000")), size)
