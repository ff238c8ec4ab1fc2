"""The form of an installment: opening, programs, boxes."""

from __future__ import annotations

import zipfile
from pathlib import Path
from xml.etree.ElementTree import Element

import form
import pikepdf
import pytest
from article import squeezed
from browsing import Opener
from conftest import ROOT, Book, Result
from form import PAGE, faults, with_class
from reading import parse, text
from test_epub import faults as epub_faults

from extensions import listings


@pytest.fixture
def article(formats: dict[str, Result]) -> Element:
    return form.article(formats)


@pytest.fixture
def chapter(formats: dict[str, Result]) -> Element:
    return form.chapter(formats)


@pytest.fixture
def pdf(formats: dict[str, Result]) -> Path:
    return form.pdf(formats)


@pytest.fixture
def printed(pdf: Path) -> str:
    return form.printed(pdf)


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


def test_the_topic_is_the_subtitle_everywhere(formats: dict[str, Result], pdf: Path) -> None:
    title = "[第8回] 形の見本 予測を費用で選ぶ"
    site = formats["html"]
    page = parse(site.page(PAGE))
    assert text(page.find(".//h1")).removesuffix("#") == title
    assert title in text(page.find(".//nav[@id='menu']"))
    assert title.replace("[第8回]", "第8回") in text(parse(site.page("index")).find(".//article"))
    for name in ("nav.xhtml", "toc.ncx"):
        assert title in (formats["epub"].folder / name).read_text(encoding="utf-8")
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
    (whole,) = with_class(article, "whole-program")
    assert (whole.tag, text(whole.find("summary"))) == ("details", rest)
    assert [text(line)[:2] for line in with_class(whole, "hll")] == ["13", "15"]
    assert "main()" in text(whole.find(".//pre"))
    (note,) = with_class(chapter, "whole-program")
    assert (note.tag, text(note)) == ("p", rest)
    assert "THRESHOLDS=[0.1" not in "".join(chapter.itertext()).replace(" ", "")


def test_print_shows_the_essential_part_and_says_where_the_rest_is(printed: str) -> None:
    assert "rows=[]forthresholdinTHRESHOLDS:" in printed
    assert "プログラムの全体:リスト一式の08/choose.py（20行）" in printed
    assert "main()" not in printed


def test_no_reader_sees_the_marks(formats: dict[str, Result], printed: str) -> None:
    html, epub = formats["html"].folder, formats["epub"].folder
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


# -- boxes -----------------------------------------------------------------------------------
def test_boxes_have_their_titles_in_all_formats(
    article: Element, chapter: Element, printed: str
) -> None:
    for page in (article, chapter):
        boxes = [with_class(page, kind)[0] for kind in ("checkpoint", "unverified", "optional")]
        assert [text(box)[:12] for box in boxes] == [
            "ここまでの確認 choo",
            "確かめていないこと AW",
            "読み飛ばしてよい節です。",
        ]
    assert "ここまでの確認choose.explore.jsonがあり、次の行が出ます。" in printed
    assert "確かめていないこと・AWSでは動かしていません。" in printed
    assert "ほかの方法読み飛ばしてよい節です。この回の目標に入っていません。" in printed


def test_a_section_may_be_skipped_only_as_a_whole(book: Book) -> None:
    book.installment(5, "節\n--\n\n段落です。\n\n.. optional::\n")
    assert faults(book) == [
        "docs/05-slug.rst:13: .. optional:: が見出しの直後にありません"
        " → 読み飛ばしてよい節の、見出しのすぐ下に書く"
    ]


def test_a_checkpoint_can_be_ticked_and_stays_so(
    formats: dict[str, Result], open_page: Opener
) -> None:
    page = open_page()
    page.goto(form.address(formats))
    tick = page.get_by_role("checkbox", name="ここまでの確認")
    tick.focus()
    page.keyboard.press("Space")
    page.reload()
    assert tick.is_checked()
    tick.uncheck()
    page.reload()
    assert not tick.is_checked()


def test_without_scripts_all_can_be_read(formats: dict[str, Result], open_page: Opener) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(form.address(formats))
    assert page.locator(".checkpoint .admonition-title").inner_text() == "ここまでの確認"
    assert page.get_by_role("checkbox").count() == page.get_by_role("slider").count() == 0
    assert page.get_by_role("img", name="しきい値と利益の折れ線").is_visible()
    assert page.locator(".explore tbody").inner_text().split()[:2] == ["0.20", "2,000件"]
    page.get_by_text("答えを見る").first.click()
    assert page.get_by_text("題名のない問題の答えです。").is_visible()
    page.get_by_text("プログラムの全体").click()
    assert page.locator("details.whole-program pre").is_visible()


def test_the_epub_is_valid(formats: dict[str, Result]) -> None:
    found = epub_faults(formats["epub"].folder / "book.epub")
    assert [fault for fault in found if PAGE in fault or "errors" in fault] == []
