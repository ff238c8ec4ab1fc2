"""What a figure may not be: too small to read, too pale to see, ambiguous without its colours."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, pairwise
from pathlib import Path

from extensions.palette import PALETTE
from tools.proof.colours import contrast
from tools.proof.painted import Drawing, Point, Shape, Words, read

PAPER = PALETTE["paper"]
SMALLEST = 8  # points, in print
MEASURE = 390  # points: the widest that a figure is printed
TEXT = 7  # contrast of words with what is behind them (WCAG 2.2, level AAA)
LINES = 3  # contrast of lines and shapes with what is behind them (WCAG 2.2, 1.4.11)
APART = 1.2  # contrast of two tones that grey leaves different


def faults(path: Path) -> list[str]:
    """What is wrong with the drawing in *path*, a line each."""
    drawing = read(path)
    return list(dict.fromkeys([*_small(drawing), *_pale(drawing), *_alike(drawing)]))


def smallest(drawing: Drawing) -> float:
    """The size of the smallest type in points, where the drawing is as wide as the text."""
    sizes = [part.size for part in drawing.parts if isinstance(part, Words)]
    return min(sizes, default=0) / drawing.width * MEASURE


def _small(drawing: Drawing) -> Iterator[str]:
    for part in drawing.parts:
        if isinstance(part, Words) and part.size / drawing.width * MEASURE < SMALLEST:
            yield f"「{part.text}」の字が {SMALLEST} pt より小さい"


def _pale(drawing: Drawing) -> Iterator[str]:
    """Words and shapes that do not stand out from what is painted under them."""
    for number, part in enumerate(drawing.parts):
        under = drawing.parts[:number]
        if isinstance(part, Words):
            worst = min(contrast(part.fill, ground(point, under)) for point in part.points)
            if worst < TEXT:
                yield f"「{part.text}」の明暗の差が {worst:.1f}:1（{TEXT}:1 以上にする）"
            continue
        colours = [colour for colour in (part.stroke, part.fill) if colour]
        if not colours or set(colours) == {PAPER}:  # the panel that all stands on
            continue
        worst, (x, y) = min(
            (max(contrast(colour, ground(point, under)) for colour in colours), point)
            for point in _along(part)
        )
        if worst < LINES:
            named = "と".join(dict.fromkeys(colours))
            place = f"({x:.0f}, {y:.0f})"
            yield f"{named} の明暗の差が {place} で {worst:.1f}:1（{LINES}:1 以上にする）"


def _along(shape: Shape) -> Iterator[Point]:
    """Points along the outline of *shape*."""
    for (x, y), (to_x, to_y) in pairwise(shape.points):
        for part in (0.1, 0.5, 0.9):
            yield x + (to_x - x) * part, y + (to_y - y) * part


def ground(point: Point, under: tuple[Shape | Words, ...]) -> str:
    """The colour at *point* of what is painted so far."""
    for part in reversed(under):
        if isinstance(part, Shape) and part.fill and _inside(point, part.points):
            return part.fill
    return PAPER


def _inside(point: Point, corners: tuple[Point, ...]) -> bool:
    """Whether *point* lies within *corners*: an odd number of edges lies to its right."""
    x, y = point
    crossings = 0
    for (x1, y1), (x2, y2) in pairwise((*corners, corners[0])):  # a fill closes its outline
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) / (y2 - y1) * (x2 - x1):
            crossings += 1
    return crossings % 2 == 1


def _alike(drawing: Drawing) -> Iterator[str]:
    """Pairs of looks that differ in colour and in nothing that grey leaves."""
    looks = {
        (part.fill, part.stroke, part.width, part.dash)
        for part in drawing.parts
        if isinstance(part, Shape)
    }
    for one, other in combinations(sorted(looks), 2):
        colours = list(zip(one[:2], other[:2], strict=True))
        if one[2:] != other[2:] or any(bool(a) != bool(b) for a, b in colours):
            continue
        if all(not a or contrast(a, b) < APART for a, b in colours):
            named = " と ".join(" ".join(filter(None, look[:2])) for look in (one, other))
            yield f"{named} が、色を除くと同じに見える"
