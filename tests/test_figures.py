"""Figures: each SVG is what its script draws, says what it shows, and can be read."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pypdfium2
import pytest
from conftest import ROOT

from extensions.palette import PALETTE
from tools import figures
from tools.proof import __main__ as proof
from tools.proof.checks import faults
from tools.proof.colours import contrast, grey, luminance

IMAGES = ROOT / "images"
SVG = "{http://www.w3.org/2000/svg}"
SCRIPTS = sorted(IMAGES.glob("[0-9]*.py"))
FIGURES = sorted(IMAGES.glob("[0-9]*.svg"))


def test_every_figure_has_its_script() -> None:
    assert [path.stem for path in SCRIPTS] == [path.stem for path in FIGURES]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_the_figure_is_what_its_script_draws(script: Path, tmp_path: Path) -> None:
    place = tmp_path / "images"
    place.mkdir()
    for name in (script.name, "drawing.py", "palette.toml"):
        (place / name).write_bytes((IMAGES / name).read_bytes())
    (tmp_path / "listings").symlink_to(ROOT / "listings")  # figures of what programs printed
    subprocess.run([sys.executable, script.name], cwd=place, check=True, capture_output=True)
    drawn = (place / script.name).with_suffix(".svg").read_bytes()
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


@pytest.mark.parametrize("figure", proof.figures(), ids=lambda path: path.stem)
def test_it_can_be_read_in_print_and_without_colours(figure: Path) -> None:
    """Type of 8 pt, words with a contrast of 7:1, lines of 3:1, no two tones alike in grey."""
    assert faults(figure) == [], "見るには: make proof"


# What is painted on a drawing 540 units wide, and the fault that is found
FAULTS = {
    "small type": ('<text x="9" y="50" font-size="11" fill="#000000">字</text>', "8 pt より小さい"),
    "grey words": ('<text x="9" y="50" font-size="16" fill="#777777">字</text>', "「字」の明暗の"),
    "words on a box": (
        '<rect x="0" y="0" width="90" height="90" fill="#1d4f7c" stroke="#000000"/>'
        '<text x="9" y="50" font-size="16" fill="#1f2a37">字</text>',
        "「字」の明暗の差が 1.",
    ),
    "words half on a box": (
        '<rect x="40" y="0" width="90" height="90" fill="#1d4f7c" stroke="#000000"/>'
        '<text x="9" y="50" font-size="16" fill="#1f2a37">長い長い字</text>',
        "「長い長い字」の明暗の差が 1.",
    ),
    "turned words": (
        '<rect x="0" y="0" width="90" height="40" fill="#1d4f7c" stroke="#000000"/>'
        '<text x="50" y="60" font-size="16" fill="#1f2a37" '
        'transform="rotate(-90 50 60)">字字字</text>',
        "「字字字」の明暗の差が 1.",
    ),
    "pale line": (
        '<path d="M9 9 L90 9" fill="none" stroke="#f3bd5b"/>',
        "#f3bd5b の明暗の差が (17, 9) で 1.7:1（3:1 以上にする）",
    ),
    "line over a shape": (
        '<circle cx="50" cy="50" r="40" fill="#1d4f7c"/>'
        '<path d="M0 50 L100 50" style="fill: none; stroke: #8a4b00"/>',
        "#8a4b00 の明暗の差が (50, 50) で 1.3:1（3:1 以上にする）",
    ),
    "pale area": ('<polygon points="9,9 90,9 90,90" fill="#dbe7f3"/>', "#dbe7f3 の明暗の差が"),
    "alike in grey": (
        '<rect x="9" y="9" width="90" height="90" fill="#dbe7f3" stroke="#000000"/>'
        '<rect x="9" y="100" width="90" height="9" fill="#e4e4e4" stroke="#000000"/>',
        "#dbe7f3 #000000 と #e4e4e4 #000000 が、色を除くと同じに見える",
    ),
}


def drawn(content: str, folder: Path) -> Path:
    """A figure 540 units wide that holds *content*."""
    path = folder / "5th-drawn.svg"
    head = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 540 200">'
    path.write_text(f"{head}{content}</svg>", encoding="utf-8")
    return path


@pytest.mark.parametrize(("content", "told"), FAULTS.values(), ids=FAULTS.keys())
def test_what_cannot_be_read_is_found(content: str, told: str, tmp_path: Path) -> None:
    (found,) = faults(drawn(content, tmp_path))
    assert told in found


@pytest.mark.parametrize(
    "content",
    [
        '<rect width="540" height="200" rx="8" fill="#ffffff"/>',
        '<rect x="9" y="9" width="90" height="90" fill="#dbe7f3" stroke="#000000"/>'
        '<rect x="9" y="100" width="90" height="9" fill="#e4e4e4" stroke="#000000" '
        'stroke-dasharray="6 4"/>',
        '<rect x="0" y="0" width="90" height="90" fill="#1d4f7c" stroke="#000000"/>'
        '<text x="9" y="50" font-size="16" fill="#ffffff">字</text>',
        '<path d="M9 9 L90 9" fill="none" stroke="#1f2a37"/>'
        '<text x="9" y="14" font-size="16" fill="#1f2a37">線の上の字</text>',
    ],
    ids=["panel", "dashes tell them apart", "white on dark", "words on a line"],
)
def test_what_can_be_read_is_not_complained_of(content: str, tmp_path: Path) -> None:
    assert faults(drawn(content, tmp_path)) == []


def test_the_proof_sheet_shows_all_figures_in_grey() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tools.proof"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    sheet = pypdfium2.PdfDocument(ROOT / "_build/proof/figures.pdf")
    words = "".join(page.get_textpage().get_text_bounded() for page in sheet)
    for figure in proof.figures():
        assert figure.relative_to(ROOT).as_posix() in words
    for page in sheet:
        red, green, blue = page.render().to_pil().convert("RGB").split()
        assert red.tobytes() == green.tobytes() == blue.tobytes()
        assert len(red.getcolors()) > 10


def test_the_greys_are_as_light_as_the_colours() -> None:
    for colour in PALETTE.values():
        assert luminance(grey(colour)) == pytest.approx(luminance(colour), abs=0.005)


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


def test_a_figure_that_cannot_be_drawn_is_told_in_a_line(tmp_path: Path) -> None:
    """And the others are drawn all the same."""
    images = tmp_path / "images"
    images.mkdir()
    for path in (*IMAGES.glob("drawing.py"), *IMAGES.glob("palette.*"), SCRIPTS[0], SCRIPTS[1]):
        (images / path.name).write_bytes(path.read_bytes())
    wide, other = images / SCRIPTS[0].name, images / SCRIPTS[1].name
    wide.write_text(
        "from drawing import Figure\n\nfigure = Figure('題名', '説明', height=100)\n"
        "figure.box(0, 0, 60, 40, '長すぎる文字です')\nfigure.save()\n",
        encoding="utf-8",
    )
    (fault,) = figures.draw(figures.scripts(images), tmp_path)
    assert str(fault).startswith(f"images/{wide.name}:4: 題名: 文字が入りません: 長すぎる文字です")
    assert " → " in str(fault)
    assert not wide.with_suffix(".svg").exists()
    assert other.with_suffix(".svg").exists()
