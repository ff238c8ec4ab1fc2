"""The one way to draw the book's figures: SVG with real text, in the palette of palette.toml.

Lengths are units of the drawing; a figure is 540 units wide unless it says otherwise. At the full
measure of the PDF (about 390 pt) 15 units are 10.8 pt, on a phone 350 px wide they are 9.7 px, so
nothing is set smaller. The tones differ in lightness and in their outline, never in hue alone, so
that the figures survive greyscale printing. No artwork of AWS is used: its licence forbids changes.

Each figure is a script beside its SVG, under the same stem; ``make figures`` runs them all.
"""

from __future__ import annotations

import sys
import tomllib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

PALETTE = tomllib.loads(Path(__file__).with_name("palette.toml").read_text(encoding="utf-8"))
INK, PAPER, FAINT = PALETTE["ink"], PALETTE["paper"], PALETTE["faint"]
FONTS = (
    "'Hiragino Sans','Hiragino Kaku Gothic ProN','Noto Sans JP','Noto Sans CJK JP',"
    "'BIZ UDPGothic','Yu Gothic Medium','Yu Gothic',Meiryo,sans-serif"
)
SIZE = 16
SMALL = 15
LEADING = 1.4


@dataclass(frozen=True)
class Tone:
    """A way to paint a shape: fill, colour and width of the outline, dashes, colour of text."""

    fill: str
    stroke: str = INK
    width: float = 1.5
    dash: str = ""
    text: str = INK


PLAIN = Tone(PAPER)
SOFT = Tone(PALETTE["soft"])
MAIN = Tone(PALETTE["main"], text=PAPER)
ACCENT = Tone(PALETTE["accent"], width=3)
MUTED = Tone(PALETTE["muted"], stroke=FAINT, dash="6 4")
FRAME = Tone("none", stroke=FAINT, dash="2 4")


def text_width(text: str, size: float) -> float:
    """Width of *text* in units: full-width characters are one em, others about 0.58 em."""
    wide = sum(unicodedata.east_asian_width(char) in "WFA" for char in text)
    return size * (wide + 0.58 * (len(text) - wide))


class Figure:
    """A drawing; ``save`` writes it beside the script that makes it.

    :param title: what the figure is, in a few words
    :param description: what it shows, for those who cannot see it
    :param height: in units
    :param width: in units
    """

    def __init__(self, title: str, description: str, height: float, width: float = 540) -> None:
        self.title = title
        self.description = description
        self.width = width
        self.height = height
        self._parts: list[str] = []

    def rect(
        self, x: float, y: float, width: float, height: float, tone: Tone, radius: float = 6
    ) -> None:
        """A rectangle whose upper left corner is (*x*, *y*)."""
        if x < 0 or y < 0 or x + width > self.width or y + height > self.height:
            raise ValueError(f"{self.title}: 枠が図からはみ出します ({x}, {y}, {width}, {height})")
        dash = f' stroke-dasharray="{tone.dash}"' if tone.dash else ""
        self._parts.append(
            f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="{radius:g}" '
            f'fill="{tone.fill}" stroke="{tone.stroke}" stroke-width="{tone.width:g}"{dash}/>'
        )

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        text: str | Sequence[str],
        tone: Tone = PLAIN,
        *,
        bold: bool = False,
        size: float = SIZE,
    ) -> None:
        """A rectangle with lines of text in its middle; the first is bold if *bold*."""
        self.rect(x, y, width, height, tone)
        lines = [text] if isinstance(text, str) else list(text)
        if len(lines) * size * LEADING > height + 4:
            raise ValueError(f"{self.title}: 行が枠に入りません: {lines}")
        top = y + height / 2 - (len(lines) - 1) * size * LEADING / 2
        for number, line in enumerate(lines):
            self.text(
                x + width / 2,
                top + number * size * LEADING,
                line,
                size=size,
                bold=bold and number == 0,
                colour=tone.text,
                room=width - 12,
            )

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = SIZE,
        anchor: str = "middle",
        bold: bool = False,
        colour: str = INK,
        room: float | None = None,
    ) -> None:
        """One line of text whose vertical middle is *y*; *room* is the width it may take."""
        taken = text_width(text, size)
        left = {"start": x, "middle": x - taken / 2, "end": x - taken}[anchor]
        if taken > (room or self.width) or left < -1 or left + taken > self.width + 1:
            raise ValueError(f"{self.title}: 文字が入りません: {text} ({taken:.0f})")
        if size < SMALL:
            raise ValueError(f"{self.title}: 文字が小さすぎます: {text} ({size:g})")
        weight = ' font-weight="700"' if bold else ""
        # 0.36 em below the middle is the baseline of Japanese type.
        self._parts.append(
            f'<text x="{x:g}" y="{y + 0.36 * size:g}" font-size="{size:g}" '
            f'text-anchor="{anchor}" fill="{colour}"{weight}>{escape(text)}</text>'
        )

    def line(
        self,
        *points: tuple[float, float],
        arrow: bool = True,
        dashed: bool = False,
        width: float = 2,
    ) -> None:
        """A line through *points*, with a head at its end if *arrow*."""
        path = "M" + " L".join(f"{x:g} {y:g}" for x, y in points)
        dash = ' stroke-dasharray="6 4"' if dashed else ""
        self._parts.append(
            f'<path d="{path}" fill="none" stroke="{INK}" stroke-width="{width:g}"{dash}/>'
        )
        if arrow:
            self._head(points[-2], points[-1])

    def _head(self, before: tuple[float, float], tip: tuple[float, float]) -> None:
        """The head of an arrow that comes from *before* and ends at *tip*."""
        dx, dy = tip[0] - before[0], tip[1] - before[1]
        length = (dx * dx + dy * dy) ** 0.5
        dx, dy = dx / length, dy / length
        back = (tip[0] - 11 * dx, tip[1] - 11 * dy)
        left = (back[0] - 5 * dy, back[1] + 5 * dx)
        right = (back[0] + 5 * dy, back[1] - 5 * dx)
        points = " ".join(f"{x:.4g},{y:.4g}" for x, y in (tip, left, right))
        self._parts.append(f'<polygon points="{points}" fill="{INK}"/>')

    def badge(self, x: float, y: float, text: str, tone: Tone = ACCENT) -> None:
        """A small circle with a number or a letter, its centre at (*x*, *y*)."""
        self._parts.append(
            f'<circle cx="{x:g}" cy="{y:g}" r="14" fill="{tone.fill}" stroke="{tone.stroke}" '
            f'stroke-width="2"/>'
        )
        self.text(x, y, text, size=SIZE, bold=True, colour=tone.text)

    def svg(self) -> str:
        """The drawing as SVG, on a white panel that stays readable on a dark page."""
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width:g} {self.height:g}" '
            f'width="{self.width:g}" height="{self.height:g}" role="img" '
            f'aria-labelledby="title desc" font-family="{FONTS}">'
        )
        panel = f'<rect width="{self.width:g}" height="{self.height:g}" rx="8" fill="{PAPER}"/>'
        title = f'<title id="title">{escape(self.title)}</title>'
        description = f'<desc id="desc">{escape(self.description)}</desc>'
        return "\n".join([head, title, description, panel, *self._parts, "</svg>"]) + "\n"

    def save(self) -> None:
        """Write the SVG beside the running script, under its stem."""
        path = Path(sys.argv[0]).resolve().with_suffix(".svg")
        path.write_text(self.svg(), encoding="utf-8")
        print(f"できました: images/{path.name}")
