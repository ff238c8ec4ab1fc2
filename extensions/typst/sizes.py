"""Sizes of pictures and tables as docutils and MyST have them, in what print knows."""

from __future__ import annotations

import re

# Points of each unit; a CSS pixel is 1/96 inch. Those of a window (vw, vh) mean nothing on paper.
_POINTS = {
    "": 0.75,
    "px": 0.75,
    "pt": 1,
    "pc": 12,
    "in": 72,
    "cm": 72 / 2.54,
    "mm": 7.2 / 2.54,
    "Q": 1.8 / 2.54,
}
_EMS = {"em": 1, "rem": 1, "ex": 0.5, "ch": 0.5}
UNITS = "cm、mm、pt、px、em、% のどれかにする"


class UnknownSize(ValueError):
    """A size with a unit that print does not know; carries the size as it is written."""


def points(size: str, em: float, room: float) -> float:
    """*size* in points.

    :param em: the size of body text, in points
    :param room: what 100 % are, in points
    :raises UnknownSize: if it is no number with a unit of print
    """
    match = re.fullmatch(r"([\d.]+) *([a-zA-Z]*|%)", str(size).strip())
    units = {unit: ems * em for unit, ems in _EMS.items()} | _POINTS | {"%": room / 100}
    if match is None or match[2] not in units:
        raise UnknownSize(size)
    return float(match[1]) * units[match[2]]
