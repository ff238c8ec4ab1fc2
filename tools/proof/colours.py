"""Colours as light: luminance, contrast, and the grey that a printer makes of them (WCAG 2.2)."""

from __future__ import annotations

import re

HEX = re.compile(r"#[0-9a-fA-F]{6}\b")


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb``, 0 to 1."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def grey(colour: str) -> str:
    """The grey that is as light as ``#rrggbb``."""
    light = luminance(colour)
    channel = 12.92 * light if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055
    return "#" + f"{round(channel * 255):02x}" * 3


def in_grey(svg: str) -> str:
    """The source of a drawing with every colour as its grey."""
    return HEX.sub(lambda match: grey(match[0]), svg)
