"""Formulas on the site and in the EPUB: MathML that stands there when the page comes."""

from __future__ import annotations

import zipfile
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest
from browsing import PHONE, Opener, listen, overflow
from conftest import Book, Result
from reading import parse, searched, text
from test_epub import NAMES, faults
from test_html import invalid

from tools.server import serve

MATHML = "{http://www.w3.org/1998/Math/MathML}"
LONG = "+".join(f"x_{{{n}}}" for n in range(60))
BODY = rf"""見出し :math:`\beta^2` つき
^^^^^^^^^^^^^^^^^^^^^^^^^^^^

平均 :math:`\bar{{x}} = \frac{{1}}{{n}}\sum_{{i=1}}^{{n}} x_i` と、
\ :math:`a < b \text{{ "と" }} c`\ です。
式は :eq:`eq-sigmoid` です。

.. math::
   :label: eq-sigmoid

   \sigma(x) = \frac{{1}}{{1 + e^{{-x}}}}

.. math::

   \lim_{{n \to \infty}} {LONG}

.. math::

   a &= b + c \\
   d &= e_{{\text{{文}}}} + f
"""


@pytest.fixture(scope="module")
def mathematical(tmp_path_factory: pytest.TempPathFactory) -> Book:
    book = Book(tmp_path_factory.mktemp("mathematical"))
    book.installment(5, BODY)
    return book


@pytest.fixture(scope="module")
def built(mathematical: Book) -> Result:
    result = mathematical.build("html")
    assert result.code == 0, result.output
    return result


def formulas(page: Element) -> list[Element]:
    """Every formula of the article."""
    return list(page.find(".//article").iter("math"))


def test_every_formula_is_there_without_a_script(built: Result) -> None:
    page = parse(built.page("05-slug"))
    found = formulas(page)
    assert [formula.get("display") for formula in found] == ["inline"] * 3 + ["block"] * 3
    assert found[1].get("alttext") == r"\bar{x} = \frac{1}{n}\sum_{i=1}^{n} x_i"
    assert all(found[1].find(f".//{tag}") is not None for tag in ("mover", "mfrac"))
    assert text(found[3]) == "σ(x)=11+e−x"
    assert len(list(found[5].iter("mtr"))) == 2
    article = text(page.find(".//article"))
    assert "\\" not in article and "$" not in article
    assert invalid(built.folder / "05-slug.html") == []


def test_limits_stand_where_there_is_room(built: Result) -> None:
    """Beside the sign in a line of text, under it in a block."""
    found = formulas(parse(built.page("05-slug")))
    assert found[1].find(".//msubsup") is not None
    assert found[4].find(".//munder") is not None


def test_a_number_leads_to_its_formula(built: Result) -> None:
    page = parse(built.page("05-slug"))
    (link,) = [a for a in page.iter("a") if a.get("href") == "#equation-eq-sigmoid"][:1]
    (target,) = [div for div in page.iter("div") if div.get("id") == "equation-eq-sigmoid"]
    assert text(link) in text(target)
    assert text(link).startswith("(5.1)")


def test_headings_and_menus_show_their_formulas(built: Result) -> None:
    page = parse(built.page("05-slug"))
    for place in (page.find(".//h2"), page.find(".//nav[@class='local']")):
        assert "見出し β2 つき" in text(place)


def test_words_beside_formulas_are_found(built: Result) -> None:
    assert "平均" in searched(built.folder)
    assert "<math" not in searched(built.folder)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_shows_formulas_and_asks_nobody(
    scheme: str, built: Result, open_page: Opener
) -> None:
    with serve(built.folder) as origin:
        page = open_page(viewport=PHONE, color_scheme=scheme, java_script_enabled=False)
        wrong = listen(page, origin)
        page.goto(f"{origin}05-slug.html")
        fraction = page.locator("#equation-eq-sigmoid mfrac")
        above, below = [fraction.locator("> *").nth(n).bounding_box() for n in (0, 1)]
        assert above["y"] + above["height"] <= below["y"] + 1
        assert overflow(page) == 0
        long = page.locator(".formula").nth(1)
        assert long.evaluate("box => box.scrollWidth > box.clientWidth")
        long.focus()
        page.keyboard.press("End")
        number = page.locator(".eqno").bounding_box()
        assert number["x"] + number["width"] <= PHONE["width"]
        assert wrong == []


def test_the_epub_is_valid_and_names_its_pages_with_formulas(mathematical: Book) -> None:
    result = mathematical.build("epub")
    assert result.code == 0, result.output
    epub = result.folder / "book.epub"
    assert faults(epub) == []
    with zipfile.ZipFile(epub) as packed:
        package = ElementTree.fromstring(packed.read("content.opf"))
        page = ElementTree.fromstring(packed.read("05-slug.xhtml"))
    items = package.iterfind("opf:manifest/opf:item", NAMES)
    named = [item.get("href") for item in items if "mathml" in item.get("properties", "").split()]
    assert named == ["05-slug.xhtml"]
    assert len(list(page.iter(f"{MATHML}math"))) == 6
    assert list(page.iter("{http://www.w3.org/1999/xhtml}script")) == []


@pytest.mark.parametrize("builder", ["html", "epub"])
def test_broken_formulas_are_told_together(builder: str, book: Book) -> None:
    source = book.installment(
        5, "あ :math:`x` と :math:`\\frac{1}` です。\n\n.. math::\n\n   \\nonsense{x}\n"
    )
    book.installment(9)
    lines = source.read_text(encoding="utf-8").split("\n")
    first = next(n for n, line in enumerate(lines, 1) if line.startswith("あ"))
    result = book.build(builder)
    assert result.code == 1
    assert "Traceback" not in result.output
    assert [line for line in result.output.splitlines() if " → " in line] == [
        rf"docs/05-slug.rst:{first}: 数式「\frac{{1}}」を読めません → LaTeX の書き方を直す",
        rf"docs/05-slug.rst:{first + 2}: 数式「\nonsense{{x}}」を読めません → LaTeX の書き方を直す",
    ]


def test_a_changed_formula_is_shown_by_the_next_build(book: Book) -> None:
    for latex in ("a + b", r"\sqrt{z}"):
        book.installment(5, f"式 :math:`{latex}` と :math:`y` です。\n")
        result = book.build()
        assert result.code == 0, result.output
        found = formulas(parse(result.page("05-slug")))
        assert [formula.get("alttext") for formula in found] == [latex, "y"]
