"""What helps while reading: menu, colours, copy buttons, zoom, hints, skip link, print."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
from browsing import DESKTOP, PHONE, Opener, focused
from playwright.sync_api import Page, expect

CHAPTER = "05-sagemaker-basics-1.html"
BACKGROUND = "element => getComputedStyle(element).backgroundColor"


@pytest.fixture
def chapter(origin: str, open_page: Opener) -> Page:
    """An installment on a desktop, without the scrolling that takes its time."""
    page = open_page(
        viewport=DESKTOP,
        permissions=["clipboard-read", "clipboard-write"],
        reduced_motion="reduce",
    )
    page.goto(origin + CHAPTER)
    return page


@pytest.fixture
def phone(origin: str, open_page: Opener) -> Page:
    """The same on a phone."""
    page = open_page(viewport=PHONE, has_touch=True, is_mobile=True)
    page.goto(origin + CHAPTER)
    return page


# -- Colours -----------------------------------------------------------------------------------
@pytest.mark.parametrize("system", ["light", "dark"])
def test_the_chosen_colours_survive(system: str, origin: str, open_page: Opener) -> None:
    """A reload and the next page; text, code and the button follow."""
    page = open_page(viewport=DESKTOP, color_scheme=system)
    page.goto(origin + CHAPTER)
    body, code = page.locator("body"), page.locator(".highlight").first
    before = [part.evaluate(BACKGROUND) for part in (body, code)]
    words = {"light": ("暗くする", "明るくする"), "dark": ("明るくする", "暗くする")}[system]
    page.get_by_role("button", name=words[0]).click()
    after = [part.evaluate(BACKGROUND) for part in (body, code)]
    assert before[0] != after[0] and before[1] != after[1]
    page.goto(f"{origin}glossary.html")
    assert body.evaluate(BACKGROUND) == after[0]
    page.goto(origin + CHAPTER)
    page.reload()
    assert [part.evaluate(BACKGROUND) for part in (body, code)] == after
    page.get_by_role("button", name=words[1]).click()
    assert [part.evaluate(BACKGROUND) for part in (body, code)] == before


def test_without_a_choice_colours_follow_the_system(chapter: Page) -> None:
    shown = []
    for system in ("light", "dark"):
        chapter.emulate_media(color_scheme=system)
        places = (chapter.locator("body"), chapter.locator(".highlight").first)
        shown.append([place.evaluate(BACKGROUND) for place in places])
    assert shown[0][0] != shown[1][0] and shown[0][1] != shown[1][1]
    expect(chapter.get_by_role("button", name="明るくする")).to_be_visible()


# -- Menu --------------------------------------------------------------------------------------
def test_the_menu_of_a_phone_opens_and_leads_on(phone: Page) -> None:
    button, menu = phone.get_by_role("button", name="目次"), phone.locator("#menu")
    expect(menu).to_be_hidden()
    expect(button).to_have_attribute("aria-expanded", "false")
    phone.locator("#まとめ").scroll_into_view_if_needed()
    button.tap()
    expect(menu).to_be_in_viewport()
    expect(menu.get_by_role("link", name="[第9回]")).to_be_in_viewport(ratio=1)
    expect(button).to_have_attribute("aria-expanded", "true")
    menu.get_by_role("link", name="[第9回]").tap()
    phone.wait_for_url("**/09-sagemaker-studio-1.html")
    expect(menu).to_be_hidden()


def test_the_menu_closes_by_key_and_gives_the_focus_back(phone: Page) -> None:
    phone.get_by_role("button", name="目次").focus()
    phone.keyboard.press("Enter")
    phone.keyboard.press("Tab")
    phone.keyboard.press("Escape")
    expect(phone.locator("#menu")).to_be_hidden()
    assert focused(phone) == "menu-button"


def test_the_menu_makes_way_for_the_text(phone: Page) -> None:
    """When the keyboard leaves it, it must not cover what comes next."""
    phone.get_by_role("button", name="目次").tap()
    phone.locator("#menu").get_by_role("link", name="索引").focus()
    phone.keyboard.press("Tab")
    expect(phone.locator("#menu")).to_be_hidden()
    expect(phone.locator(":focus")).to_be_in_viewport()


def test_the_menu_says_where_the_reader_is(chapter: Page) -> None:
    expect(chapter.locator("#menu [aria-current='page']")).to_have_text(re.compile(r"^\[第5回\]"))


# -- Copying -----------------------------------------------------------------------------------
def test_commands_are_copied_without_their_prompts(chapter: Page) -> None:
    block = chapter.locator("div.highlight").filter(has_text="$ python3 create_role.py").first
    block.get_by_role("button", name="コードをコピーする").click()
    copied = chapter.evaluate("navigator.clipboard.readText()")
    assert "python3 create_role.py" in copied.splitlines()
    assert not any(line.startswith("$ ") for line in copied.splitlines())


def test_the_mouse_selects_commands_without_their_prompts(
    origin: str, epub: Path, tmp_path: Path, open_page: Opener
) -> None:
    """On the site and in the EPUB, as a browser shows it."""
    with zipfile.ZipFile(epub) as archive:
        archive.extractall(tmp_path)
    view = open_page(viewport=DESKTOP)
    book = (tmp_path / CHAPTER).with_suffix(".xhtml").as_uri()
    for address in (origin + CHAPTER, book):
        view.goto(address)
        selected = view.locator(".highlight-console pre").evaluate_all(
            "blocks => blocks.map(block => {"
            " getSelection().selectAllChildren(block); return getSelection().toString(); })"
        )
        lines = "\n".join(selected).split("\n")
        assert "make lab" in lines
        assert [line for line in lines if line.startswith("$")] == []


def test_a_listing_is_copied_whole(chapter: Page) -> None:
    whole = chapter.locator("details.whole-program").filter(has_text="import boto3").first
    whole.locator("summary").click()
    block = whole.locator("div.highlight").first
    block.get_by_role("button", name="コードをコピーする").click()
    copied = chapter.evaluate("navigator.clipboard.readText()")
    assert copied.strip() == block.locator("pre").text_content().strip()


def test_what_a_program_printed_is_not_offered_for_copying(chapter: Page) -> None:
    output = chapter.locator(".highlight-text").filter(has_text="状態: InService")
    expect(output).to_be_visible()
    expect(output.locator("button")).to_have_count(0)


def test_the_button_says_that_it_copied(origin: str, open_page: Opener) -> None:
    """For two seconds, which the test lets pass itself."""
    page = open_page(viewport=DESKTOP)
    page.clock.install(time=0)
    page.goto(origin + CHAPTER)
    page.clock.pause_at(60_000)
    block = page.locator("div.highlight").first
    block.get_by_role("button", name="コードをコピーする").click()
    expect(block.get_by_role("button", name="コピーしました")).to_be_visible()
    page.clock.run_for(3000)
    expect(block.get_by_role("button", name="コードをコピーする")).to_be_visible()


# -- Zoom --------------------------------------------------------------------------------------
@pytest.mark.parametrize("key", ["Enter", ""], ids=["key", "click"])
def test_a_figure_can_be_enlarged(key: str, chapter: Page) -> None:
    button = chapter.get_by_role("button", name="図を拡大する").first
    small = button.locator("img").bounding_box()
    if key:
        button.focus()
        chapter.keyboard.press(key)
    else:
        button.click()
    large = chapter.get_by_role("dialog", name="図の拡大").locator("img")
    expect(large).to_be_visible()
    assert large.get_attribute("alt") == button.locator("img").get_attribute("alt")
    assert large.bounding_box()["width"] > small["width"]
    chapter.keyboard.press("Escape")
    expect(chapter.locator("#zoom")).to_be_hidden()
    expect(button).to_be_focused()


def test_a_click_beside_the_figure_closes_it(chapter: Page) -> None:
    chapter.get_by_role("button", name="図を拡大する").first.click()
    chapter.mouse.click(5, 5)
    expect(chapter.locator("#zoom")).to_be_hidden()


def test_a_finger_sees_more_of_a_figure_and_its_caption(phone: Page) -> None:
    figure = phone.locator("figure").filter(has_text="第5回から第8回で作るもの")
    button = figure.get_by_role("button", name="図を拡大する")
    small = button.locator("img").bounding_box()
    button.tap()
    large = phone.locator("#zoom img")
    expect(large).to_be_visible()
    assert large.bounding_box()["width"] > 1.8 * small["width"]
    expect(phone.locator("#zoom p")).to_have_text("図5.2 第5回から第8回で作るもの")


# -- The headings of the page ------------------------------------------------------------------
def test_a_phone_opens_the_headings_of_the_page(phone: Page) -> None:
    phone.locator(".local summary").tap()
    phone.locator(".local").get_by_role("link", name="ノートブックをコードで作る").tap()
    expect(phone.get_by_role("heading", name="ノートブックをコードで作る")).to_be_in_viewport()


def test_the_heading_that_is_read_is_marked(chapter: Page) -> None:
    link = chapter.locator(".local").get_by_role("link", name="ノートブックをコードで作る")
    expect(link).not_to_have_attribute("aria-current", "location")
    link.click()
    expect(link).to_have_attribute("aria-current", "location")
    expect(chapter.locator(".local [aria-current='location']")).to_have_count(2)  # and its part


# -- Tables ------------------------------------------------------------------------------------
def test_four_columns_stay_readable_on_a_phone(phone: Page) -> None:
    """They scroll in their box beside the first column, which stays in sight."""
    table = phone.locator("table").filter(has_text="プラットフォーム識別子")
    narrowest = table.evaluate(
        "table => Math.min(...[...table.rows[1].cells].map(cell => cell.clientWidth))"
    )
    assert narrowest >= 5 * 16
    table.evaluate("table => table.parentElement.scrollLeft = 500")
    first, last = table.locator("tr").nth(1).locator("td"), table.locator("tr").nth(1)
    assert first.first.bounding_box()["x"] >= 0
    assert last.bounding_box()["x"] < 0


def test_the_head_of_the_column_that_stays_is_one_with_the_others(phone: Page) -> None:
    heads = phone.locator("table").filter(has_text="プラットフォーム識別子").locator("th")
    grounds = heads.evaluate_all("cells => cells.map(th => getComputedStyle(th).backgroundColor)")
    assert len(grounds) > 3 and len(set(grounds)) == 1
    assert "rgba" not in grounds[0]  # what passes under it does not show


# -- Lines -------------------------------------------------------------------------------------
def test_no_line_begins_with_what_must_not_begin_one(phone: Page) -> None:
    """Neither ー nor a small kana nor a closing mark, in text and tables."""
    begins = """article => {
      const found = [], range = document.createRange();
      const top = (node, at) => {
        range.setStart(node, at);
        range.setEnd(node, at + 1);
        return range.getBoundingClientRect().top;
      };
      const walker = document.createTreeWalker(article, NodeFilter.SHOW_TEXT);
      for (let node; (node = walker.nextNode());) {
        if (node.parentElement.closest("pre, code")) continue;
        const late = /(?<=\\S)[ーッャュョァィゥェォっゃゅょ、。」）]/g;
        for (const { index: at } of node.data.matchAll(late)) {
          const falls = top(node, at) > top(node, at - 1) + 4;
          if (falls) found.push(node.data.slice(at - 4, at + 3));
        }
      }
      return found;
    }"""
    assert phone.locator("article").evaluate(begins) == []


def test_the_head_of_a_phone_says_which_page_this_is(phone: Page) -> None:
    title = phone.locator(".site-title")
    expect(title).to_have_text("第5回 ノートブックを作る", use_inner_text=True)
    title.tap()
    phone.wait_for_url("**/index.html")
    expect(title).to_contain_text("Amazon SageMaker", use_inner_text=True)


# -- Hints -------------------------------------------------------------------------------------
def test_a_hint_shows_under_the_pointer_and_stays_there(chapter: Page) -> None:
    term, hint = (
        chapter.locator("article a[href$='#term-実行ロール']").first,
        chapter.locator("#hint"),
    )
    expect(hint).to_be_hidden()
    term.hover()
    expect(hint).to_contain_text("実行ロール（じっこうろーる）")
    expect(hint).to_contain_text("権限の束")
    expect(term).to_have_attribute("aria-describedby", "hint")
    hint.hover()
    chapter.mouse.move(*[value + 3 for value in list(hint.bounding_box().values())[:2]])
    expect(hint).to_be_visible()
    chapter.mouse.move(1, 300)
    expect(hint).to_be_hidden()
    expect(term).not_to_have_attribute("aria-describedby", "hint")


def test_a_hint_shows_on_focus_and_closes_by_key(chapter: Page) -> None:
    note, hint = chapter.locator("article a.footnote-reference").nth(1), chapter.locator("#hint")
    note.focus()
    expect(hint).to_have_text("AWS, Amazon SageMaker AI の料金")
    expect(hint).to_be_in_viewport(ratio=1)
    chapter.keyboard.press("Escape")
    expect(hint).to_be_hidden()
    expect(note).to_be_focused()


def test_a_hint_shows_on_the_first_tap_and_the_second_follows(phone: Page) -> None:
    terms, hint = phone.locator("article a[href*='#term-']"), phone.locator("#hint")
    one, other = terms.first, terms.last  # far apart: a hint may cover the term next to it
    one.tap()
    expect(hint).to_contain_text(one.inner_text())
    other.tap()
    expect(hint).to_contain_text(other.inner_text())
    assert phone.url.endswith(CHAPTER)
    phone.locator("h1").tap()
    expect(hint).to_be_hidden()
    other.tap()
    expect(hint).to_be_visible()
    other.tap()
    phone.wait_for_url("**/glossary.html#*")


def test_a_hint_leads_on_to_the_glossary(phone: Page) -> None:
    phone.locator("article a[href*='#term-']").first.tap()
    phone.locator("#hint").get_by_role("link", name="用語集で読む").tap()
    phone.wait_for_url("**/glossary.html#*")
    expect(phone.locator(":target")).to_be_in_viewport()


def test_a_note_at_the_edge_stays_on_the_screen(phone: Page) -> None:
    notes = phone.locator("article a.footnote-reference")
    for place in range(notes.count()):
        notes.nth(place).focus()
        box = phone.locator("#hint").bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= PHONE["width"], place


def test_no_mark_of_a_note_begins_a_line(phone: Page) -> None:
    begins = """marks => marks.filter(mark =>
      mark.getClientRects()[0].left - mark.closest("p").getBoundingClientRect().left < 4).length"""
    assert phone.locator("p > a.footnote-reference").evaluate_all(begins) == 0


def test_a_note_leads_back_to_each_of_its_places(chapter: Page) -> None:
    note = chapter.locator("aside.footnote").filter(has=chapter.locator(".backrefs a")).first
    ways = note.locator(".backrefs a")
    assert ways.count() > 1
    for place in range(ways.count()):
        ways.nth(place).click()
        expect(chapter.locator(":target")).to_be_in_viewport()


# -- Keyboard, print ---------------------------------------------------------------------------
def test_the_first_key_offers_to_skip_to_the_text(chapter: Page) -> None:
    chapter.keyboard.press("Tab")
    skip = chapter.get_by_role("link", name="本文へ進む")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport(ratio=1)
    chapter.keyboard.press("Enter")
    assert focused(chapter) == "main"


def test_the_focus_can_always_be_seen(chapter: Page) -> None:
    """Each stop of the first eighty is on the screen, has an outline, and nothing covers it."""
    unseen = []
    for _ in range(80):
        chapter.keyboard.press("Tab")
        seen = chapter.evaluate(
            """() => {
              const stop = document.activeElement;
              const box = stop.getClientRects()[0];
              const top = document.elementFromPoint(box.x + box.width / 2, box.y + 3);
              const outlined = getComputedStyle(stop).outlineStyle !== "none";
              return outlined && (stop.contains(top) || top?.contains(stop));
            }"""
        )
        if not seen:
            unseen.append(focused(chapter))
    assert unseen == []


def test_a_heading_that_is_jumped_to_is_not_covered(chapter: Page) -> None:
    header = chapter.locator(".site-header").bounding_box()["height"]
    assert header < 64
    chapter.locator(".local").get_by_role("link", name="まとめ").click()
    heading = chapter.locator("#まとめ > h2")
    expect(heading).to_be_in_viewport()
    assert heading.bounding_box()["y"] >= header


def test_print_leaves_out_what_paper_cannot_do(chapter: Page) -> None:
    chapter.emulate_media(media="print")
    expect(chapter.locator("h1")).to_be_visible()
    for part in (".site-header", "#menu", ".local", ".neighbours", ".copybtn", ".site-footer"):
        expect(chapter.locator(part).first).to_be_hidden()


def test_dark_colours_are_not_printed(chapter: Page) -> None:
    colours = "nodes => [...new Set(nodes.map(node => getComputedStyle(node).color))]"
    parts = [chapter.locator(f"article {part}") for part in ("p", ".highlight span")]
    light = [part.evaluate_all(colours) for part in parts]
    chapter.get_by_role("button", name="暗くする").click()
    assert [part.evaluate_all(colours) for part in parts] != light
    chapter.emulate_media(media="print")
    assert [part.evaluate_all(colours) for part in parts] == light
