"""Figures with a slider: with and without scripts, in print, and bad data."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree.ElementTree import Element

import form
import pytest
from browsing import DESKTOP, PHONE, Opener, overflow
from conftest import Book, Result
from form import faults, with_class
from reading import text
from test_access import violations


@pytest.fixture
def chapter(formats: dict[str, Result]) -> Element:
    return form.chapter(formats)


@pytest.fixture
def pdf(formats: dict[str, Result]) -> Path:
    return form.pdf(formats)


@pytest.fixture
def printed(pdf: Path) -> str:
    return form.printed(pdf)


STILL = ["0.20", "2,000件", "35.0%", "19,000円"]


def test_the_figure_stands_still_in_print_and_epub(chapter: Element, printed: str) -> None:
    (figure,) = with_class(chapter, "explore")
    assert [text(cell) for cell in figure.iter("td")] == STILL
    assert [image.get("src") for image in figure.iter("img")] == ["_images/choose.svg"]
    assert "しきい値と利益横の線は利益です。しきい値電話適合率利益" + "".join(STILL) in printed


def test_the_slider_moves_the_mark_and_the_numbers(
    formats: dict[str, Result], open_page: Opener
) -> None:
    page = open_page(viewport=PHONE)
    page.goto(form.address(formats))
    slider = page.get_by_role("slider", name="しきい値")
    table = page.locator(".explore table")
    mark = page.locator("#fig-explore-mark")
    before = mark.bounding_box()["x"]
    assert (table.get_attribute("aria-live"), slider.get_attribute("aria-valuetext")) == (
        "polite",
        "0.20",
    )
    slider.focus()
    page.keyboard.press("ArrowRight")
    assert table.locator("tbody").inner_text().split() == ["0.30", "1,000件", "40.0%", "8,500円"]
    assert slider.get_attribute("aria-valuetext") == "0.30"
    scale = page.locator(".explore svg").bounding_box()["width"] / 400
    assert mark.bounding_box()["x"] - before == pytest.approx(150 * scale, abs=0.5)
    page.keyboard.press("Home")
    assert table.locator("tbody").inner_text().split()[0] == "0.10"
    assert overflow(page) == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_axe_finds_nothing(
    scheme: str, screen: dict, formats: dict[str, Result], open_page: Opener
) -> None:
    page = open_page(viewport=screen, color_scheme=scheme)
    page.goto(form.address(formats))
    page.evaluate("for (const details of document.querySelectorAll('details')) details.open = true")
    assert violations(page) == []


def test_two_figures_of_one_drawing_move_each_their_own_mark(book: Book, open_page: Opener) -> None:
    explored(book)
    result = book.build()
    assert result.code == 0, result.output
    page = open_page()
    page.goto((result.folder / "05-slug.html").as_uri())
    page.get_by_role("slider").first.press("ArrowRight")
    moved = page.locator("figure.explore [transform]").evaluate_all(
        "marks => marks.map(mark => mark.getAttribute('transform').trim())"
    )
    assert moved == ["translate(5 0)", "translate(0 0)"]


RIGHT = {
    "slider": {"name": "周", "values": [1, 2], "start": 0},
    "columns": [{"name": "AUC", "format": ".3f"}],
    "rows": [[0.7], [0.8]],
    "mark": {"id": "mark", "x": [1, 6]},
}
FIGURES = """:numref:`fig-a` と :numref:`fig-b`

.. explore:: ../listings/05/x.svg
   :name: fig-a
   :alt: 線。

   一つ目

.. explore:: ../listings/05/x.svg
   :name: fig-b
   :alt: 線。

   二つ目
"""


def explored(book: Book) -> None:
    """Write an installment with two figures of one drawing."""
    shape = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path id="mark"/></svg>'
    book.write("listings/05/x.svg", shape)
    book.write("listings/05/x.explore.json", json.dumps(RIGHT, ensure_ascii=False))
    book.installment(5, FIGURES)


BAD_DATA = {
    "a part is missing": ({"mark": None}, "slider、columns、rows、mark の4つがそろっていません"),
    "one position": ({"slider": {"name": "周", "values": [1]}}, "slider の values が2個から101個"),
    "start outside": (
        {"slider": RIGHT["slider"] | {"start": 2}},
        "slider の start が0から1の番号ではありません",
    ),
    "a column without a name": ({"columns": [{}]}, "slider か columns に name のない項目が"),
    "too few rows": ({"rows": [[0.7]]}, "rows が1行、values が2個です"),
    "a row too short": ({"rows": [[0.7], []]}, "rows の2行目が columns の1列と合いません"),
    "no number": ({"rows": [[0.7], [None]]}, "AUC の None を「.3f」の形にできません"),
    "not a number": ({"rows": [[0.7], [float("nan")]]}, "AUC の nan を「.3f」の形にできません"),
    "a wrong format": ({"columns": [{"name": "AUC", "format": "d"}]}, "AUC の 0.7 を「d」の形に"),
    "no such mark": ({"mark": {"id": "x", "x": [1, 6]}}, "mark の id「x」が図にありません"),
    "too few places": ({"mark": {"id": "mark", "x": [1]}}, "mark の x が2個の数ではありません"),
    "too large": (
        {"columns": [{"name": "AUC", "format": ".3f", "about": "x" * 9000}]},
        "バイトあり、8,192 を超えています",
    ),
}


def test_bad_data_of_figures_are_refused(book: Book) -> None:
    shape = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path id="mark"/></svg>'
    text = ""
    for number, (wrong, _) in enumerate(BAD_DATA.values(), 1):
        book.write(f"listings/05/x{number}.svg", shape)
        data = json.dumps(RIGHT | wrong, ensure_ascii=False)
        book.write(f"listings/05/x{number}.explore.json", data)
        text += f".. explore:: ../listings/05/x{number}.svg\n   :alt: 線。\n\n"
    book.installment(5, text)
    told = faults(book)
    for number, (name, (_, words)) in enumerate(BAD_DATA.items(), 1):
        start = f"listings/05/x{number}.explore.json:1: "
        assert [words in line for line in told if line.startswith(start)] == [True], name


def test_data_that_cannot_be_read_are_refused(book: Book) -> None:
    explored(book)
    book.write("listings/05/x.explore.json", '{\n"slider": }')
    assert faults(book) == [
        "listings/05/x.explore.json:2: JSON ではありません（11文字目）"
        " → extensions/form/explore.py の初めにある形にする"
    ]
    (book.folder / "listings/05/x.explore.json").unlink()
    told = faults(book)
    assert [line.split(": ")[1] for line in told] == [
        "x.explore.json がありません → make listings で作るか、名前を直す"
    ] * 2
