"""The form of an installment, as readers of the site, the PDF and the EPUB meet it."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from xml.etree.ElementTree import Element

import pikepdf
import pytest
from article import squeezed
from browsing import DESKTOP, PHONE, Opener, overflow
from conftest import ROOT, Book, Result
from reading import parse, text
from test_access import violations
from typesetting import Pdf

from extensions import listings

PAGE = "08-form"  # of the sample, which holds every construct


@pytest.fixture(scope="session")
def built(sample: Book) -> dict[str, Result]:
    """The sample in all formats."""
    results = {name: sample.build(f"{name}.form") for name in ("html", "epub", "typst")}
    for result in results.values():
        assert result.code == 0, result.output
    return results


@pytest.fixture(scope="session")
def article(built: dict[str, Result]) -> Element:
    """The article of the page on the site."""
    return parse(built["html"].page(PAGE)).find(".//article")


@pytest.fixture(scope="session")
def chapter(built: dict[str, Result]) -> Element:
    """The page in the EPUB."""
    return parse((built["epub"].folder / f"{PAGE}.xhtml").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def pdf(built: dict[str, Result]) -> Path:
    """The PDF of the page."""
    return built["typst"].folder / "pdf" / f"{PAGE}.pdf"


@pytest.fixture(scope="session")
def printed(pdf: Path) -> str:
    """All that the PDF says, without blanks."""
    read = Pdf(pdf)
    return "".join(glyph.text for glyph in read.all_glyphs(read.root))


def with_class(tree: Element, name: str) -> list[Element]:
    """The elements of *tree* that have a class."""
    return [element for element in tree.iter() if name in element.get("class", "").split()]


# -- the opening -----------------------------------------------------------------------------
OPENING = (
    "読む時間: 約2分 手を動かす: ラボで約40分 先に終える回: 第5回、第6回 "
    "AWS での課金: ml.t3.medium 1時間、Amazon S3 11 MB 事実の確認日: 2026年11月21日"
)


def test_the_opening_says_what_it_takes(article: Element, chapter: Element, printed: str) -> None:
    for page in (article, chapter):
        (costs,) = with_class(page, "costs")
        assert text(costs) == OPENING
    assert OPENING.replace(": ", "").replace(" ", "") in printed
    links = [link.get("href") for link in with_class(article, "costs")[0].iter("a")]
    assert links == ["05-blocks.html", "06-tables.html"]


def test_the_place_in_the_series_is_drawn(article: Element, chapter: Element) -> None:
    for page in (article, chapter):
        (drawing,) = with_class(page, "series-place")[0].iter("svg")
        assert (drawing.get("role"), drawing.get("aria-label")) == ("img", "全16回の第8回")
        dots = [dot.get("class") for dot in drawing.iter("circle")]
        assert (len(dots), dots.index("here")) == (16, 7)


def test_the_topic_is_the_subtitle_everywhere(built: dict[str, Result], pdf: Path) -> None:
    title = "[第8回] 形の見本 予測を費用で選ぶ"
    site = built["html"]
    page = parse(site.page(PAGE))
    assert text(page.find(".//h1")).removesuffix("#") == title
    assert title in text(page.find(".//nav[@id='menu']"))
    assert title.replace("[第8回]", "第8回") in text(parse(site.page("index")).find(".//article"))
    for name in ("nav.xhtml", "toc.ncx"):
        assert title in (built["epub"].folder / name).read_text(encoding="utf-8")
    for path in (pdf, pdf.with_name("book.pdf")):
        with pikepdf.open(path) as file, file.open_outline() as outline:
            marks = [item.title for root in outline.root for item in (root, *root.children)]
        assert squeezed(title) in map(squeezed, marks)


# -- programs --------------------------------------------------------------------------------
ESSENTIAL = """rows = []
for threshold in THRESHOLDS:
    called = [score for score in scores if score > threshold]
    rows.append([len(called), 5000 * len(called)])
"""


def test_a_program_is_shown_by_its_essential_part(article: Element, chapter: Element) -> None:
    for page in (article, chapter):
        (listing,) = (e for e in page.iter("div") if e.get("id") == "lst-essential")
        code = listing.find(".//pre")
        numbers = [number.text.strip() for number in with_class(code, "linenos")]
        assert numbers == ["12", "13", "14", "15"]
        assert [text(line) for line in with_class(code, "hll")] == [
            "13for threshold in THRESHOLDS:",
            "15 rows.append([len(called), 5000 * len(called)])",
        ]
    rest = "プログラムの全体: リスト一式の 08/choose.py（20行）"
    (whole,) = with_class(article, "whole")
    assert (whole.tag, text(whole.find("summary"))) == ("details", rest)
    assert [text(line)[:2] for line in with_class(whole, "hll")] == ["13", "15"]
    assert "main()" in text(whole.find(".//pre"))
    (note,) = with_class(chapter, "whole")
    assert (note.tag, text(note)) == ("p", rest)
    assert "THRESHOLDS=[0.1" not in "".join(chapter.itertext()).replace(" ", "")


def test_print_shows_the_essential_part_and_says_where_the_rest_is(printed: str) -> None:
    assert "rows=[]forthresholdinTHRESHOLDS:" in printed
    assert "プログラムの全体:リスト一式の08/choose.py（20行）" in printed
    assert "main()" not in printed


def test_no_reader_sees_the_marks(built: dict[str, Result], printed: str) -> None:
    html, epub = built["html"].folder, built["epub"].folder
    readings = [*html.rglob("*.html"), *html.rglob("*.js"), *html.rglob("*.ipynb")]
    for path in (*readings, *epub.glob("*.xhtml")):
        assert "# -- e" not in path.read_text(encoding="utf-8"), path
        assert "-- essential" not in path.read_text(encoding="utf-8"), path
    assert "--essential--" not in printed
    assert len([path for path in readings if path.suffix == ".ipynb"]) == 2
    with zipfile.ZipFile(html / f"downloads/{PAGE}-listings.zip") as archive:
        assert "\n\nmain()\n" in archive.read("08/choose.py").decode()


MARKED = "x = 1\n# -- essential --\ny = 2\n# -- end --\nz = 3\n"
SHOWN = ".. literalinclude:: ../listings/05/{}\n"
BAD_PROGRAMS = {
    "no end": (MARKED.replace("# -- end --\n", ""), "", "listings/05/{1}:2: 要点の印が1組では"),
    "no beginning": (MARKED.replace("# -- essential --\n", ""), "", "listings/05/{1}:3: 要点の"),
    "two": (MARKED * 2, "", "listings/05/{1}:9: 要点の印が1組ではありません"),
    "the wrong way round": (
        "# -- end --\nx = 1\n# -- essential --\n",
        "",
        "listings/05/{1}:1: 要点の印が1組ではありません → 「# -- essential --」の行と",
    ),
    "nothing between": (MARKED.replace("y = 2", ""), "", "listings/05/{1}:2: 印の間に行が"),
    "written otherwise": (
        MARKED.replace("# -- end --", "#--- End ---"),
        "",
        "listings/05/{1}:4: 印「#--- End ---」の書き方が違います",
    ),
    "lines chosen as well": (
        MARKED,
        "   :lines: 1-2\n",
        "docs/{0}:8: {1} には要点の印があり、:lines: とは一緒に使えません",
    ),
    "stress on a line that is not shown": (
        MARKED,
        "   :emphasize-lines: 2\n",
        "docs/{0}:8: emphasize-lines が要点の1行を超えています → 印のある部分の",
    ),
}


def faults(book: Book) -> list[str]:
    """The lines that tell the author of a failed build what to mend."""
    result = book.build()
    assert result.code == 1, result.output
    assert "Traceback" not in result.output
    assert not list(result.folder.rglob("*.html"))
    return [line for line in result.output.splitlines() if " → " in line]


def test_bad_marks_are_refused(book: Book) -> None:
    for number, (source, options, _) in enumerate(BAD_PROGRAMS.values(), 1):
        name = f"x{number}.py"
        book.write(f"listings/05/{name}", source)
        book.installment(number, SHOWN.format(name) + options)
    told = faults(book)
    for number, (name, (_, _, words)) in enumerate(BAD_PROGRAMS.items(), 1):
        expected = words.format(f"{number:02}-slug.rst", f"x{number}.py")
        assert any(line.startswith(expected) for line in told), name
    assert len(told) == len(BAD_PROGRAMS)


def test_marks_leave_the_captured_output_valid(tmp_path: Path) -> None:
    plain, marked = tmp_path / "plain.py", tmp_path / "marked.py"
    plain.write_text("x = 1\ny = 2\nz = 3\n")
    marked.write_text(MARKED)
    assert listings.digest(plain) == listings.digest(marked)


def test_the_marks_of_every_listing_are_a_pair() -> None:
    for path in sorted((ROOT / "listings").glob("*/*.py")):
        listings.program(path.read_text(encoding="utf-8"))


# -- exercises -------------------------------------------------------------------------------
def test_an_answer_opens_where_it_stands_on_the_site(article: Element) -> None:
    exercises = with_class(article, "exercise")
    titles = [text(with_class(each, "admonition-title")[0]) for each in exercises]
    change = "練習問題8.2 しきい値を 0.1 に変える"
    assert titles == ["練習問題8.1", change, "練習問題8.3 自分の仕事に移す"]
    answers = [[text(answer) for answer in each.iter("details")] for each in exercises]
    assert answers[0][0].startswith("答えを見る 題名のない問題の答えです。")
    assert answers[1] == ["答えを見る 3行です。 $ python choose.py"]
    assert answers[2] == []
    (mention,) = (link for link in article.iter("a") if link.get("href") == "#ex-change")
    assert text(mention) == "練習問題8.2"


def test_the_answers_stand_at_the_end_of_the_epub_linked_both_ways(chapter: Element) -> None:
    exercises = with_class(chapter, "exercise")
    (answers,) = with_class(chapter, "answers")
    assert text(answers).startswith("練習問題の答え 練習問題8.1 題名のない問題の答えです。")
    there = [link.get("href") for each in exercises for link in each.iter("a")]
    assert there == [f"#{answer.get('id')}" for answer in with_class(answers, "answer")]
    ids = {element.get("id") for each in exercises for element in each.iter()}
    back = [link.get("href")[1:] for link in answers.iter("a") if "exercise" in link.get("href")]
    assert (back, set(back) <= ids) == (["exercise-1", "exercise-2"], True)
    assert "題名のない問題の答えです" not in text(exercises[0])


def test_print_has_the_answers_after_the_summary_with_pages_both_ways(pdf: Path) -> None:
    pages = ["".join(glyph.text for glyph in page) for page in Pdf(pdf).pages]
    asked, solved = (
        next(number for number, page in enumerate(pages, 1) if words in page)
        for words in ("題名のない練習問題です。", "題名のない問題の答えです。")
    )
    printed = "".join(pages)
    assert f"題名のない練習問題です。答えは{solved}ページ" in printed
    begin = printed.index("見本でした。練習問題の答え")
    first = printed.index(f"練習問題8.1（問題は{asked}ページ）題名のない問題の答えです。")
    assert begin < first < printed.index("3行です。") < printed.index("次回次はありません")


PLACES = {
    "no summary": ("次回\n----\n\n次です。\n", "練習問題の答え", "次です。"),
    "neither": ("付け足し\n--------\n\n足します。\n", "足します。", "練習問題の答え"),
    "a place": ("前の段落です。\n\n.. answers::\n\n後の段落です。\n", "練習問題の答え", "後の段落"),
}


@pytest.mark.parametrize(("end", "first", "second"), PLACES.values(), ids=PLACES.keys())
def test_answers_stand_somewhere_without_a_summary(
    book: Book, end: str, first: str, second: str
) -> None:
    asked = "問う\n----\n\n.. exercise::\n\n   問いです。\n\n   .. answer::\n\n      解です。\n\n"
    book.installment(5, asked + end)
    result = book.build("typst")
    assert result.code == 0, result.output
    read = Pdf(result.folder / "pdf/05-slug.pdf")
    printed = "".join(glyph.text for glyph in read.all_glyphs(read.root))
    assert printed.index(first) < printed.index(second)
    assert printed.count("解です。") == 1


def test_answers_without_an_exercise_and_two_answers_are_refused(book: Book) -> None:
    answer = "   .. answer::\n\n      一。\n\n"
    two = f".. exercise::\n\n   問いです。\n\n{answer * 2}"
    book.installment(5, f".. answer::\n\n   解です。\n\n{two}")
    assert faults(book) == [
        "docs/05-slug.rst:8: .. answer:: が .. exercise:: の中にありません"
        " → 練習問題の中に、同じ深さで字下げして書く",
        "docs/05-slug.rst:12: 練習問題に答えが2つあります → 1つの .. answer:: にまとめる",
    ]


# -- boxes -----------------------------------------------------------------------------------
def test_boxes_have_their_titles_in_all_formats(
    article: Element, chapter: Element, printed: str
) -> None:
    for page in (article, chapter):
        boxes = [with_class(page, kind)[0] for kind in ("checkpoint", "unverified", "optional")]
        assert [text(box)[:12] for box in boxes] == [
            "ここまでの確認 choo",
            "確かめていないこと AW",
            "読み飛ばしてよい この節",
        ]
    assert "ここまでの確認choose.explore.jsonがあり、次の行が出ます。" in printed
    assert "確かめていないこと・AWSでは動かしていません。" in printed
    assert "ほかの方法読み飛ばしてよいこの節は、この回の目標に入っていません。" in printed


def test_a_section_may_be_skipped_only_as_a_whole(book: Book) -> None:
    book.installment(5, "節\n--\n\n段落です。\n\n.. optional::\n")
    assert faults(book) == [
        "docs/05-slug.rst:13: .. optional:: が見出しの直後にありません"
        " → 読み飛ばしてよい節の、見出しのすぐ下に書く"
    ]


def test_a_checkpoint_can_be_ticked_and_stays_so(
    built: dict[str, Result], open_page: Opener
) -> None:
    page = open_page()
    page.goto((built["html"].folder / f"{PAGE}.html").as_uri())
    tick = page.get_by_role("checkbox", name="ここまでの確認")
    tick.focus()
    page.keyboard.press("Space")
    page.reload()
    assert tick.is_checked()
    tick.uncheck()
    page.reload()
    assert not tick.is_checked()


def test_without_scripts_all_can_be_read(built: dict[str, Result], open_page: Opener) -> None:
    page = open_page(java_script_enabled=False)
    page.goto((built["html"].folder / f"{PAGE}.html").as_uri())
    assert page.locator(".checkpoint .admonition-title").inner_text() == "ここまでの確認"
    assert page.get_by_role("checkbox").count() == page.get_by_role("slider").count() == 0
    assert page.get_by_role("img", name="しきい値と利益の折れ線").is_visible()
    assert page.locator(".explore tbody").inner_text().split() == STILL
    page.get_by_text("答えを見る").first.click()
    assert page.get_by_text("題名のない問題の答えです。").is_visible()
    page.get_by_text("プログラムの全体").click()
    assert page.locator("details.whole pre").is_visible()


# -- figures with a slider -------------------------------------------------------------------
STILL = ["0.20", "2,000件", "35.0%", "19,000円"]


def test_the_figure_stands_still_in_print_and_epub(chapter: Element, printed: str) -> None:
    (figure,) = with_class(chapter, "explore")
    assert [text(cell) for cell in figure.iter("td")] == STILL
    assert [image.get("src") for image in figure.iter("img")] == ["_images/choose.svg"]
    assert "しきい値と利益横の線は利益です。しきい値電話適合率利益" + "".join(STILL) in printed


def test_the_slider_moves_the_mark_and_the_numbers(
    built: dict[str, Result], open_page: Opener
) -> None:
    page = open_page(viewport=PHONE)
    page.goto((built["html"].folder / f"{PAGE}.html").as_uri())
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
    scheme: str, screen: dict, built: dict[str, Result], open_page: Opener
) -> None:
    page = open_page(viewport=screen, color_scheme=scheme)
    page.goto((built["html"].folder / f"{PAGE}.html").as_uri())
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
