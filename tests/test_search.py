"""The search finds what a reader looks for: section by section, by keyboard, from a folder too."""

from __future__ import annotations

import json
import runpy
from pathlib import Path

import pytest
from browsing import DESKTOP, PHONE, Opener, focused, listen
from conftest import ROOT, Book
from playwright.sync_api import Locator, Page, expect
from reading import parse, read, searched, text

# Words of the body, compounds and parts of them, as a reader might type them
WORDS = [
    "エンドポイント",
    "課金",
    "課金される状態",
    "ノートブックインスタンス",
    "インスタンス",
    "実行ロール",
    "止め忘れ",
    "ml.t3.medium",
    "create_role.py",
    "SageMaker Studio",
    "sagemaker ロール",
]


def ask(page: Page, words: str) -> Locator:
    """Type *words* into the search and give what it finds, after it has answered."""
    if not page.locator("#search").is_visible():
        page.keyboard.press("/")
    page.locator("#search-input").fill("")
    expect(page.locator("#search-status")).to_contain_text("言葉を入れてください")
    page.locator("#search-input").fill(words)
    expect(page.locator("#search-status")).to_contain_text("見つかり")
    return page.locator("#search-results a")


def targets(found: Locator) -> list[str]:
    """The places that the results lead to, as 「page.html#id」."""
    return found.evaluate_all(
        "links => links.map(a => decodeURIComponent(a.href).split('/').pop())"
    )


@pytest.fixture
def desk(origin: str, open_page: Opener) -> Page:
    """The home page on a desktop."""
    page = open_page(viewport=DESKTOP)
    page.goto(f"{origin}index.html")
    return page


@pytest.mark.parametrize("words", WORDS)
def test_words_of_the_body_are_found(desk: Page, words: str) -> None:
    """In installments, not only in the glossary, and marked where they stand."""
    found = ask(desk, words)
    assert any(target.startswith(("05-", "09-")) for target in targets(found))
    marked = "".join(found.locator("mark").all_inner_texts()).lower()
    assert all(word.lower() in marked for word in words.split())


def test_every_term_of_the_glossary_leads_to_its_entry(desk: Page, site: Path) -> None:
    entries = [
        (term.text, term.attrib["id"])
        for term in read(site / "glossary.html").iter("dt")
        if term.get("id", "").startswith("term-")
    ]
    assert len(entries) > 40
    first = {term: targets(ask(desk, term))[:1] for term, _ in entries}
    assert first == {term: [f"glossary.html#{id_}"] for term, id_ in entries}


def test_any_phrase_of_the_text_leads_to_its_section(desk: Page, site: Path) -> None:
    """The first words of every paragraph and list item of the installments."""
    missing, asked = [], 0
    for page in site.glob("[0-9][0-9]-*.html"):
        for section in read(page).iter("section"):
            for paragraph in [*section.findall("p"), *section.findall("./*/li/p")]:
                phrase = (paragraph.text or "").strip()[:14]
                if len(phrase) > 7:
                    asked += 1
                    if f"{page.name}#{section.attrib['id']}" not in targets(ask(desk, phrase)):
                        missing.append(f"{page.name}: {phrase}")
    assert asked > 80
    assert missing == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ＳａｇｅＭａｋｅｒ　Ｓｔｕｄｉｏ", "SageMaker Studio"),
        ("sagemaker studio", "SageMaker Studio"),
        ("ｴﾝﾄﾞﾎﾟｲﾝﾄ", "エンドポイント"),
        ("エント\u3099ホ\u309aイント", "エンドポイント"),
        ("第５回", "第5回"),
        ("  課金  ", "課金"),
    ],
)
def test_width_case_and_blanks_do_not_matter(desk: Page, typed: str, meant: str) -> None:
    found = targets(ask(desk, typed))
    assert found
    assert found == targets(ask(desk, meant))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ('"学習ジョブ"', "学習ジョブ"),
        ("「学習ジョブ」", "学習ジョブ"),
        ("“学習ジョブ”", "学習ジョブ"),
        ("『学習』、『ジョブ』", "学習 ジョブ"),
        ("学習、ジョブ", "学習 ジョブ"),
        ("学習，ジョブ。", "学習 ジョブ"),
        ("'train' , 'job'", "train job"),
    ],
)
def test_quotation_marks_and_commas_are_no_words(desk: Page, typed: str, meant: str) -> None:
    found = targets(ask(desk, typed))
    assert found
    assert found == targets(ask(desk, meant))


@pytest.mark.parametrize(("code", "during"), [(229, True), (229, False), (13, True)])
def test_enter_that_ends_a_conversion_goes_nowhere(desk: Page, code: int, during: bool) -> None:
    """Chromium says that it is part of one, Safari gives its key the code 229 after the end."""
    ask(desk, "学習").first.wait_for()
    before = desk.url
    press = """([keyCode, isComposing]) => document.querySelector("#search-input").dispatchEvent(
        new KeyboardEvent("keydown", { key: "Enter", keyCode, isComposing, bubbles: true,
        cancelable: true }))"""
    stays = desk.evaluate(press, [code, during])
    assert stays  # the browser may end the conversion
    expect(desk.locator("#search")).to_be_visible()
    assert desk.url == before


def test_a_result_shows_what_the_page_shows(book: Book) -> None:
    """Titles, numbers and formulas, which are known only when all pages are read."""
    book.write("images/x.svg", '<svg xmlns="http://www.w3.org/2000/svg"/>')
    book.write("docs/notes.md", "# 覚え書き\n\n[](05-slug.rst)と{ref}`mark`と<b>太字</b>。\n")
    index = "題名\n====\n\n本文\n\n.. series-index::\n\n.. toctree::\n\n   notes\n"
    book.write("docs/index.rst", index)
    book.installment(6, "ほかの文。\n")
    book.installment(
        5,
        "本文\n\n.. _mark:\n\n節の題\n------\n\n"
        ":ref:`mark`\\ と\\ :doc:`06-slug`\\ と\\ :ref:`別の題 <mark>`\\ と\\ :installment:`6`\\ 、"
        ":numref:`f`\\ と\\ :numref:`図の%s <f>`\\ 、:eq:`e`\\ 、:math:`\\beta`\\ 。\n\n"
        ".. math:: y = \\beta\n   :label: e\n\n"
        ".. figure:: ../images/x.svg\n   :alt: 絵。\n   :name: f\n\n   図の題\n\n"
        ":ref:`mark`\\ の続き\n--------------------\n\n文\n",
    )
    result = book.build()
    assert result.code == 0, result.output
    found = searched(result.folder).replace("\\n", "\n")
    page = parse(result.page("05-slug"))
    section = page.find(".//section/section")
    shown = [text(part) for part in (section.find("p"), section.find(".//figcaption/p"))]
    assert shown[0].startswith("節の題と[第6回] 題名と別の題と第6回、図5.1と図の5.1、(5.1)、")
    assert [line.rstrip("#") in found for line in shown] == [True, True], (shown, found)
    assert '"節の題の続き"' in found  # a heading
    assert "[第5回] 題名と節の題と太字。" in found
    assert "β" in found and "beta" not in found


def test_width_in_the_text_does_not_matter(book: Book, open_page: Opener) -> None:
    """What is marked is the text as it is written, with its voicing marks and blanks."""
    book.installment(5, "ここで ﾃﾞﾌﾟﾛｲ し、ＸＹＺ を Studio で呼ぶ。1〜3 と 4～6、葛\U000e0100城。\n")
    page = open_page(viewport=DESKTOP)
    page.goto((book.build().folder / "index.html").as_uri())
    for typed, marked in {
        "デプロイ": "ﾃﾞﾌﾟﾛｲ",
        "xyz": "ＸＹＺ",
        "xyzをstudioで": "ＸＹＺ を Studio で",
        "1～3": "1〜3",
        "4〜6": "4～6",
        "葛城": "葛\U000e0100城",
    }.items():
        assert ask(page, typed).locator("mark").all_inner_texts() == [marked]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("サーバレス", "サーバーレス推論"),
        ("ハイパーパラメーター", "ハイパーパラメータ"),
        ("推論エンドポイント", "エンドポイント"),
        ("ｴﾝﾄﾞﾎﾟｲﾝﾄ", "エンドポイント"),
    ],
)
def test_what_is_spelt_otherwise_or_is_a_compound_is_found(
    desk: Page, typed: str, found: str
) -> None:
    """With or without ー; and a compound that the book has not as one is searched by its parts."""
    headings = ask(desk, typed).locator("strong").all_inner_texts()
    assert found in headings


def test_the_parts_of_a_compound_are_named(desk: Page) -> None:
    ask(desk, "推論エンドポイント").first.wait_for()
    expect(desk.locator("#search-status")).to_contain_text(
        "言葉を「推論」と「エンドポイント」に分けて"
    )


@pytest.mark.parametrize("word", ["もdel", "お墓"])
def test_a_word_is_not_cut_at_a_lone_kana(desk: Page, word: str) -> None:
    """It is no compound, and its pieces would be found everywhere."""
    assert ask(desk, word).count() == 0


def test_a_particle_is_no_part_of_a_compound(desk: Page) -> None:
    assert ask(desk, "モデルの評価").count() > 0
    expect(desk.locator("#search-status")).to_contain_text("言葉を「モデル」と「評価」に分けて")


def test_what_is_counted_has_all_of_the_words(desk: Page, site: Path) -> None:
    """Sections of the same page that have some of them come after, apart, with their own number."""
    script = (site / "_static/search-data.js").read_text(encoding="utf-8")
    data = json.loads(script.partition("=")[2].rstrip(";\n"))
    both = [
        f"{data['pages'][page][0]}#{id_}"
        for page, id_, heading, words in data["sections"]
        if all(word in f"{heading} {words}" for word in ("エンドポイント", "削除"))
    ]
    ask(desk, "エンドポイント 削除")
    counted = desk.locator("#search-results li:not(.divider ~ li, .divider)")
    assert sorted(targets(counted.locator("a"))) == sorted(both)
    expect(desk.locator("#search-status")).to_have_text(f"{len(both)}件の節が見つかりました。")
    rest = desk.locator("#search-results .divider ~ li").count()
    expect(desk.locator("#search-results .divider")).to_contain_text(f"（{rest}件）")


OTHER_WORDS = runpy.run_path(str(ROOT / "conf.py"))["search_words"]


@pytest.mark.parametrize("word", OTHER_WORDS)
def test_what_the_book_calls_otherwise_is_found(desk: Page, word: str) -> None:
    found = ask(desk, word)
    assert found.count() > 0
    for other in OTHER_WORDS[word]:
        expect(desk.locator("#search-status")).to_contain_text(f"「{other}」")
    marked = {mark.removesuffix("ー") for mark in found.locator("mark").all_inner_texts()}
    assert marked <= {other.removesuffix("ー") for other in OTHER_WORDS[word]}


def test_other_words_are_words_of_the_book(site: Path) -> None:
    """And the book has not the word itself, or the other is never asked for."""
    data = (site / "_static/search-data.js").read_text(encoding="utf-8").partition('"words"')[0]
    wanted = {other for others in OTHER_WORDS.values() for other in others}
    assert [word for word in wanted if word not in data] == []
    assert [word for word in OTHER_WORDS if word in data] == []


def test_a_result_says_where_it_is(desk: Page) -> None:
    """Section, number of the installment, words around the hit."""
    found = ask(desk, "実行ロール 作る").filter(has_text="第5回")
    assert found.locator("strong").first.inner_text()
    expect(found.locator("small").first).to_have_text("第5回 ノートブックを作る")
    snippet = found.filter(has_text="コードで作る").locator("span").first  # some have no text
    assert snippet.locator("mark").count() > 0
    assert 20 < len(snippet.inner_text()) < 130


def test_a_result_shows_the_place_with_most_of_the_terms(desk: Page) -> None:
    found = ask(desk, "停止 課金").filter(has_text="第5回")
    marked = found.first.locator("mark").all_inner_texts()
    assert set(marked) == {"停止", "課金"}


def test_the_whole_search_goes_by_keyboard(desk: Page, origin: str) -> None:
    desk.keyboard.press("/")
    expect(desk.locator("#search-input")).to_be_focused()
    desk.keyboard.type("実行ロール/")
    expect(desk.locator("#search-input")).to_have_value("実行ロール/")
    desk.keyboard.press("Backspace")
    results = desk.locator("#search-results a")
    expect(results.nth(1)).to_be_visible()
    for key, place in (("ArrowDown", 0), ("ArrowDown", 1), ("ArrowUp", 0)):
        desk.keyboard.press(key)
        expect(results.nth(place)).to_be_focused()
    desk.keyboard.press("ArrowUp")
    expect(desk.locator("#search-input")).to_be_focused()
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/glossary.html#*")
    expect(desk.locator(":target")).to_be_in_viewport()


def test_a_result_on_the_same_page_closes_the_search(desk: Page, origin: str) -> None:
    desk.goto(f"{origin}glossary.html")
    ask(desk, "実行ロール").first.click()
    expect(desk.locator("#search")).to_be_hidden()
    expect(desk.locator(":target")).to_be_in_viewport()


def test_escape_closes_the_search_and_gives_the_focus_back(desk: Page) -> None:
    desk.locator("#search-button").focus()
    desk.keyboard.press("Enter")
    ask(desk, "実行ロール")
    desk.keyboard.press("Escape")
    expect(desk.locator("#search")).to_be_hidden()
    assert focused(desk) == "search-button"


def test_without_a_result_it_says_what_to_try(desk: Page) -> None:
    assert ask(desk, "存在しない言葉").count() == 0
    expect(desk.locator("#search-status")).to_have_text(
        "見つかりませんでした。言葉を短くするか、別の言い方"
        "（例:「デプロイ」「エンドポイント」）を試してください。"
    )
    for example in ("デプロイ", "エンドポイント"):
        assert ask(desk, example).count() > 0


def test_terms_of_one_page_are_found_though_no_section_has_them_all(desk: Page) -> None:
    assert ask(desk, "参考資料 アイドルシャットダウン").count() > 0


def test_the_data_is_loaded_when_it_is_needed(desk: Page) -> None:
    asked: list[str] = []
    desk.on("request", lambda request: asked.append(request.url))
    desk.reload(wait_until="networkidle")
    assert not any("search-data" in url for url in asked)
    ask(desk, "課金")
    desk.keyboard.press("Escape")
    ask(desk, "料金")
    assert sum("search-data" in url for url in asked) == 1


def test_search_fits_a_phone(origin: str, open_page: Opener) -> None:
    page = open_page(viewport=PHONE, has_touch=True, is_mobile=True)
    page.goto(f"{origin}index.html")
    page.get_by_role("button", name="検索").tap()
    page.locator("#search-input").fill("エンドポイント")
    expect(page.locator("#search-results a").first).to_be_visible()
    box = page.locator("#search").bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= PHONE["width"]


def test_it_works_from_a_folder(site: Path, open_page: Opener) -> None:
    page = open_page(viewport=DESKTOP)
    faults = listen(page, "file://")
    page.goto((site / "index.html").as_uri())
    ask(page, "課金").first.click()
    page.wait_for_url("**/*.html#*")
    assert faults == []
