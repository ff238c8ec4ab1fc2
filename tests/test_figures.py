"""Figures: each SVG is what its script draws, says what it shows, and can be read."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from conftest import ROOT

IMAGES = ROOT / "images"
SVG = "{http://www.w3.org/2000/svg}"
SCRIPTS = sorted(IMAGES.glob("[0-9]*.py"))
FIGURES = sorted(IMAGES.glob("[0-9]*.svg"))
# 8 pt in print at the full measure of 390 pt
SMALLEST = 8 / 390


def test_every_figure_has_its_script() -> None:
    assert [path.stem for path in SCRIPTS] == [path.stem for path in FIGURES]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_the_figure_is_what_its_script_draws(script: Path, tmp_path: Path) -> None:
    for name in (script.name, "drawing.py"):
        (tmp_path / name).write_bytes((IMAGES / name).read_bytes())
    subprocess.run([sys.executable, script.name], cwd=tmp_path, check=True, capture_output=True)
    drawn = (tmp_path / script.name).with_suffix(".svg").read_bytes()
    assert drawn == script.with_suffix(".svg").read_bytes(), "直すには: make figures"


@pytest.mark.parametrize("figure", FIGURES, ids=lambda path: path.stem)
def test_figures_tell_what_they_show_and_keep_text_as_text(figure: Path) -> None:
    root = ElementTree.parse(figure).getroot()
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None and title.text
    assert description is not None and len(description.text or "") > 40
    texts = [node.text for node in root.iter(f"{SVG}text")]
    assert any(re.search(r"[ぁ-んァ-ヶ一-龠]", text or "") for text in texts)
    assert not list(root.iter(f"{SVG}image"))


@pytest.mark.parametrize("figure", FIGURES, ids=lambda path: path.stem)
def test_the_type_is_large_enough_in_print(figure: Path) -> None:
    root = ElementTree.parse(figure).getroot()
    width = float(root.attrib["width"])
    for node in root.iter(f"{SVG}text"):
        assert float(node.attrib["font-size"]) / width >= SMALLEST, node.text


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb``, 0 to 1 (WCAG 2.2)."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.fixture
def drawing(monkeypatch: pytest.MonkeyPatch):
    """The module that the scripts draw with."""
    monkeypatch.syspath_prepend(str(IMAGES))
    import drawing

    return drawing


def test_the_palette_survives_greyscale(drawing) -> None:
    tones = [drawing.PLAIN, drawing.SOFT, drawing.MAIN, drawing.ACCENT, drawing.MUTED]
    for tone in tones:
        assert contrast(tone.text, tone.fill) >= 7
    # Two tones must differ in lightness, or else in their outline.
    for number, one in enumerate(tones):
        for other in tones[number + 1 :]:
            outlines = (one.width, one.dash) != (other.width, other.dash)
            assert outlines or contrast(one.fill, other.fill) >= 1.2


def test_text_that_does_not_fit_is_refused(drawing) -> None:
    figure = drawing.Figure("題名", "説明", height=100)
    with pytest.raises(ValueError, match="題名: 文字が入りません"):
        figure.box(0, 0, 60, 40, "長すぎる文字です")
    with pytest.raises(ValueError, match="題名: 枠が図からはみ出します"):
        figure.box(500, 0, 60, 40, "枠")
