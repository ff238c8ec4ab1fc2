"""Every page in a real browser: it opens without a fault, fits the screen, and needs no script."""

from __future__ import annotations

from pathlib import Path

import pytest
from browsing import DESKTOP, PHONE, Opener, listen, overflow
from conftest import Book
from reading import leftovers, parse

from tools.server import serve


def test_pages_open_without_a_fault(pages: list[Path], origin: str, open_page: Opener) -> None:
    view = open_page(viewport=DESKTOP)
    faults = listen(view, origin)
    for page in pages:
        view.goto(origin + page.name, wait_until="networkidle")
    assert faults == []


@pytest.mark.parametrize("width", [320, 390, 768, 1440])
def test_no_page_scrolls_sideways(
    width: int, pages: list[Path], origin: str, open_page: Opener
) -> None:
    view = open_page(viewport={"width": width, "height": 844})
    wide = {}
    for page in pages:
        view.goto(origin + page.name)
        if overflow(view) > 0:
            wide[page.name] = overflow(view)
    assert wide == {}


LONG = "a" * 90
FORMULA = " + ".join(f"a_{{{number}}} x_{{{number}}}" for number in range(1, 12))
UNBROKEN = f"""文の {LONG} と ``{LONG}`` と https://example.com/{LONG} と :math:`{FORMULA}` です。

:短い: 値
:長い項目 {LONG}: https://example.com/{LONG}
:式: :math:`{FORMULA}`

- 入れ子

  - ``{LONG}``

    :項目 {LONG}: :math:`{FORMULA}`

.. note:: {LONG}

   :項目{LONG}: ``{LONG}``

.. sidebar:: {LONG}

   :項目: :math:`{FORMULA}`

.. list-table::

   * - {LONG}
     - ``{LONG}``
     - :math:`{FORMULA}`

用語 {LONG}
   説明 ``{LONG}``

| {LONG}

-x, --{LONG}  説明

注\\ [#n]_ と\\ [{LONG}]_。

.. [#n] https://example.com/{LONG}
.. [{LONG}] 文献

{LONG}
{"-" * 90}

:math:`x` です。
"""


def test_what_cannot_be_broken_leaves_the_page_as_wide_as_the_screen(
    book: Book, open_page: Opener
) -> None:
    book.installment(5, UNBROKEN)
    result = book.build()
    assert result.code == 0, result.output
    view = open_page()
    for width in (320, 390, 768):
        view.set_viewport_size({"width": width, "height": 844})
        view.goto((result.folder / "05-slug.html").as_uri())
        assert overflow(view) == 0, width
    formulas = view.locator("article .math")
    reachable = formulas.evaluate_all("all => all.map((each) => each.tabIndex)")
    assert reachable == [0] * (formulas.count() - 1) + [-1]  # the short one does not scroll


def test_faults_are_found(tmp_path: Path, open_page: Opener) -> None:
    """Were the page not listened to, the tests above would pass whatever the book holds."""
    (tmp_path / "index.html").write_text(
        """<!DOCTYPE html><link rel="icon" href="data:,"><title>悪</title>
        <script>console.error("logged"); undefinedFunction();</script>
        <script src="http://127.0.0.2:9/outside.js"></script>
        <img src="nai.png"><div style="width: 2000px">広い</div>""",
        encoding="utf-8",
    )
    view = open_page(viewport=PHONE)
    with serve(tmp_path) as origin:
        faults = listen(view, origin)
        view.goto(f"{origin}index.html", wait_until="networkidle")
    assert "logged" in faults
    assert "script: undefinedFunction is not defined" in faults
    assert "outside: http://127.0.0.2:9/outside.js" in faults
    assert "failed: http://127.0.0.2:9/outside.js" in faults
    assert f"404: {origin}nai.png" in faults
    assert overflow(view) > 1500


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_pages_can_be_read_without_scripts(
    viewport: dict[str, int], pages: list[Path], origin: str, open_page: Opener
) -> None:
    """Text, figures and footnotes of the article, what opens in it, every link that leads on."""
    view = open_page(java_script_enabled=False, viewport=viewport)
    hidden = {}
    for page in pages:
        view.goto(origin + page.name)
        closed = view.locator("article details:not([open]) > summary")
        while closed.count():
            closed.first.click()
        parts = view.locator("article").locator(
            "h1, h2, h3, p:not(.control), li, td, pre, img, aside"  # a slider needs scripts
        )
        assert parts.count() > 0, page.name
        ways = view.locator("#menu a, .neighbours a, .downloads a")
        assert ways.count() > 3, page.name
        unseen = [
            text
            for found in (parts, ways)
            for text in found.filter(visible=False).all_inner_texts()
        ]
        if unseen:
            hidden[page.name] = unseen
    assert hidden == {}


def test_what_needs_scripts_is_not_offered_without_them(origin: str, open_page: Opener) -> None:
    view = open_page(java_script_enabled=False, viewport=PHONE)
    view.goto(f"{origin}glossary.html")
    assert view.locator("button").filter(visible=True).count() == 0
    view.get_by_role("link", name="目次", exact=True).click()
    assert view.url.endswith("glossary.html#menu")
    view.locator("#menu").get_by_role("link", name="索引").click()
    assert view.url == f"{origin}genindex.html"


def test_scripts_bring_no_english(pages: list[Path], origin: str, open_page: Opener) -> None:
    """Copy buttons and the like are not in the files; a reader meets them all the same."""
    view = open_page(viewport=DESKTOP)
    found = {}
    for page in pages:
        view.goto(origin + page.name, wait_until="networkidle")
        if words := leftovers(parse(view.content())):
            found[page.name] = words
    assert found == {}
