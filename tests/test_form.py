"""The form of an installment, as readers of the site, the PDF and the EPUB meet it."""

from __future__ import annotations

import zipfile
from pathlib import Path
from xml.etree.ElementTree import Element

import pikepdf
import pytest
from article import squeezed
from conftest import ROOT, Book, Result
from reading import parse, text
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
    "読む時間: 約1分 手を動かす: ラボで約40分 先に終える回: 第5回、第6回 "
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
SHOWN = ".. literalinclude:: ../listings/05/x.py\n"
BAD_PROGRAMS = {
    "no end": (MARKED.replace("# -- end --\n", ""), "", "listings/05/x.py:2: 要点の印が1組では"),
    "no beginning": (MARKED.replace("# -- essential --\n", ""), "", "listings/05/x.py:3: 要点の"),
    "two": (MARKED * 2, "", "listings/05/x.py:9: 要点の印が1組ではありません"),
    "the wrong way round": (
        "# -- end --\nx = 1\n# -- essential --\n",
        "",
        "listings/05/x.py:1: 要点の印が1組ではありません → 「# -- essential --」の行と",
    ),
    "nothing between": (MARKED.replace("y = 2", ""), "", "listings/05/x.py:2: 印の間に行が"),
    "written otherwise": (
        MARKED.replace("# -- end --", "#--- End ---"),
        "",
        "listings/05/x.py:4: 印「#--- End ---」の書き方が違います",
    ),
    "lines chosen as well": (
        MARKED,
        "   :lines: 1-2\n",
        "docs/05-slug.rst:8: x.py には要点の印があり、:lines: とは一緒に使えません",
    ),
    "stress on a line that is not shown": (
        MARKED,
        "   :emphasize-lines: 2\n",
        "docs/05-slug.rst:8: emphasize-lines が要点の1行を超えています → 印のある部分の",
    ),
}


def faults(book: Book) -> list[str]:
    """The lines that tell the author of a failed build what to mend."""
    result = book.build()
    assert result.code == 1, result.output
    assert "Traceback" not in result.output
    assert not list(result.folder.rglob("*.html"))
    return [line for line in result.output.splitlines() if " → " in line]


@pytest.mark.parametrize(
    ("source", "options", "told"), BAD_PROGRAMS.values(), ids=BAD_PROGRAMS.keys()
)
def test_bad_marks_are_refused(book: Book, source: str, options: str, told: str) -> None:
    book.write("listings/05/x.py", source)
    book.installment(5, SHOWN + options)
    (line,) = faults(book)
    assert line.startswith(told)


def test_marks_leave_the_captured_output_valid(tmp_path: Path) -> None:
    plain, marked = tmp_path / "plain.py", tmp_path / "marked.py"
    plain.write_text("x = 1\ny = 2\nz = 3\n")
    marked.write_text(MARKED)
    assert listings.digest(plain) == listings.digest(marked)


def test_the_marks_of_every_listing_are_a_pair() -> None:
    for path in sorted((ROOT / "listings").glob("*/*.py")):
        listings.program(path.read_text(encoding="utf-8"))
