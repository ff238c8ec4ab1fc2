"""One palette: what cannot read it writes the same colours."""

from __future__ import annotations

import re

import pytest
from conftest import ROOT

from extensions.palette import PALETTE
from tools.proof.colours import HEX, contrast

PLOTS = sorted((ROOT / "listings").glob("*/book.mplstyle"))
PROGRAMS = sorted((ROOT / "listings").glob("*/*.py"))
DRAWINGS = [*sorted((ROOT / "images").glob("*.svg")), *sorted((ROOT / "listings").glob("*/*.svg"))]


@pytest.mark.parametrize("path", DRAWINGS, ids=lambda path: path.name)
def test_every_figure_is_painted_from_it(path) -> None:
    used = {colour.lower() for colour in HEX.findall(path.read_text(encoding="utf-8"))}
    assert used
    assert used <= set(PALETTE.values()), "images/palette.toml の色を使ってください"


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_the_programs_plot_with_it(path) -> None:
    used = {colour.lower() for colour in HEX.findall(path.read_text(encoding="utf-8"))}
    assert used <= set(PALETTE.values()), "images/palette.toml の色を使ってください"


def test_the_style_of_plots_is_the_same_in_each_folder_and_of_it() -> None:
    """Three copies, since each folder goes to the reader alone."""
    (style,) = {path.read_text(encoding="utf-8") for path in PLOTS}
    used = re.findall(r"\b[0-9a-f]{6}\b", style)
    assert {f"#{colour}" for colour in used} <= set(PALETTE.values())
    assert PALETTE["main"][1:] in used


def test_the_site_has_its_accent() -> None:
    style = (ROOT / "docs/_theme/static/page.css").read_text(encoding="utf-8")
    named = dict(re.findall(r"--(accent|panel|back): light-dark\((#[0-9a-f]{6}),", style))
    assert named == {
        "accent": PALETTE["main"],
        "panel": PALETTE["panel"],
        "back": PALETTE["paper"],
    }


def test_no_colour_of_it_is_written_where_it_can_be_read() -> None:
    readers = [
        *(ROOT / "extensions").rglob("*.typ"),
        *(ROOT / "extensions").rglob("*.py"),
        *(ROOT / "images").glob("*.py"),
        *(ROOT / "tools").rglob("*.py"),
    ]
    for path in readers:
        written = {colour.lower() for colour in HEX.findall(path.read_text(encoding="utf-8"))}
        assert not written & set(PALETTE.values()), path


@pytest.mark.parametrize("name", ["ink", "main", "faint", "signal"])
def test_the_colours_of_lines_stand_out(name: str) -> None:
    assert contrast(PALETTE[name], PALETTE["paper"]) >= 3
