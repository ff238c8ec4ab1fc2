"""The pictures that other sites show with a link: a card for each installment, else the cover."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Book, Result
from PIL import Image, ImageChops
from reading import ROOT, parse

from extensions.series.heads import Installment, scan
from extensions.site.pictures import draw

BASE = "https://example.com/book"
BLUE, GOLD = (0x1D, 0x4F, 0x7C), (0xF3, 0xBD, 0x5B)
RIM = 60  # pixels on every side that hold nothing
SIGNS = '"\\ #let x = 1 $ @ <x>& *印* _印_'
HARD = {
    "signs": SIGNS,
    "short": "短い",
    "many phrases": "とても長い題名" * 12,
    "many words": "A " * 60,
    "one long word": "SageMakerPipelinesExecutionParametersWithoutAnyBlankInside",
    "digits": "0123456789" * 20,
}


def pictured(result: Result, name: str) -> dict[str, str]:
    """What page *name* says of its picture."""
    return {
        meta.get("property", ""): meta.get("content", "")
        for meta in parse(result.page(name)).iter("meta")
        if meta.get("property", "").startswith("og:image")
    }


def shown(result: Result, name: str) -> Image.Image:
    """The picture that page *name* names, of the size that it states."""
    about = pictured(result, name)
    place = about["og:image"].removeprefix(f"{BASE}/")
    picture = Image.open(result.folder / place).convert("RGB")
    stated = int(about["og:image:width"]), int(about["og:image:height"])
    assert picture.size == stated
    return picture


def written(picture: Image.Image) -> tuple[int, int, int, int]:
    """The rectangle that holds all that stands on the card's ground."""
    assert picture.getpixel((0, 0)) == BLUE
    return ImageChops.difference(picture, Image.new("RGB", picture.size, BLUE)).getbbox()


def within_rim(picture: Image.Image) -> bool:
    left, top, right, bottom = written(picture)
    width, height = picture.size
    return left > RIM and top > RIM and right < width - RIM and bottom < height - RIM


@pytest.fixture
def published(book: Book) -> Result:
    book.installment(5, title=f"[第5回] {SIGNS}")
    book.installment(9)
    book.installment(10, fields=":summary: 未完。\n:status: draft\n")
    result = book.build("html", "-D", f"html_baseurl={BASE}")
    assert result.code == 0, result.output
    return result


def test_each_installment_has_a_card_of_its_own(published: Result) -> None:
    fifth, ninth = shown(published, "05-slug"), shown(published, "09-slug")
    assert fifth.size == ninth.size == (1200, 630)
    assert written(fifth) != written(ninth)
    red, green, blue = GOLD
    assert any(
        abs(r - red) + abs(g - green) + abs(b - blue) < 4  # Typst rounds
        for _, (r, g, b) in fifth.getcolors(1 << 16)
    )
    assert pictured(published, "05-slug")["og:image:alt"] == f"第5回 {SIGNS}"
    held = {path.name for path in (published.folder / "_static/cards").iterdir()}
    assert held == {"05-slug.png", "09-slug.png"}


def test_every_other_page_shows_the_cover(published: Result) -> None:
    for page in ("index", "404"):
        about = pictured(published, page)
        assert about["og:image"] == f"{BASE}/_static/cover.png"
        assert about["og:image:alt"] == "『Amazon SageMaker ではじめる機械学習』の表紙"
        assert shown(published, page).size == (1000, 1600)


def test_without_an_address_there_are_no_cards(book: Book) -> None:
    book.installment(5)
    result = book.build()
    assert pictured(result, "05-slug") == {}
    assert not (result.folder / "_static/cards").exists()


def test_no_title_of_the_book_leaves_its_card(tmp_path: Path) -> None:
    """The drafts' as well, which will be published."""
    items = scan(ROOT / "docs", ROOT, [("", 1, 99)])
    draw(items, "Amazon SageMaker ではじめる機械学習", tmp_path)
    pictures = sorted(tmp_path.glob("*.png"))
    assert len(pictures) == len(items) >= 16
    spilt = [path.name for path in pictures if not within_rim(Image.open(path).convert("RGB"))]
    assert spilt == []


@pytest.mark.parametrize("title", HARD.values(), ids=HARD.keys())
def test_any_title_fits(title: str, tmp_path: Path) -> None:
    item = Installment(99, "99-x", title, "", "published", None, "")
    draw([item], "本の名前", tmp_path)
    assert within_rim(Image.open(tmp_path / "99-x.png").convert("RGB"))
