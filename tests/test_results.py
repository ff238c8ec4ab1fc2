"""Numbers in the text come out of captured outputs, and no build passes with a stale one."""

from __future__ import annotations

import json
import re

import pytest
import typesetting
from conftest import ROOT, Book, Result
from reading import parse, run_order, text

from extensions import listings

LISTINGS = ROOT / "listings"
PROGRAM = 'print("件数: 12,357")\n'
OUTPUT = "件数: 12,357\n正解率: 0.8963\n状態: InService\ntrain:auc: 0.7880\n正解率: 0.8961\n"
# Programs that only others import; several installments may hold the same one
MODULES = {
    "connection.py",
    "work_folder.py",
    "jobs.py",
    "training_log.py",
    "slider.py",
    "auc_error.py",
    "predictions.py",
    "profit.py",
    "lambda_function.py",
}


@pytest.fixture
def book(book: Book) -> Book:
    """A book with one program and what it printed."""
    book.write("listings/05/count.py", PROGRAM)
    book.write("listings/05/count.out.txt", OUTPUT)
    capture(book, "05/count.py")
    return book


def capture(book: Book, *names: str) -> None:
    """Record that the outputs of *names* are of their programs as they are."""
    folder = book.folder / "listings"
    known = {name: {"sha256": listings.digest(folder / name), "data": "UCI"} for name in names}
    book.write("listings/captured.json", json.dumps(listings.record(folder) | known))


def article(result: Result, name: str = "05-slug") -> str:
    """The words of a page's article."""
    assert result.code == 0, result.output
    (found,) = parse(result.page(name)).iter("article")
    return text(found)


def fault(result: Result) -> str:
    """The one line of a build that is refused."""
    assert result.code == 1, result.output
    assert "Traceback" not in result.output
    assert not list(result.folder.rglob("*.html"))
    (line,) = [line for line in result.output.splitlines() if " → " in line]
    return line


# -- values ----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("role", "shown"),
    [
        ("05/count | 件数", "12,357"),
        ("05/count|件数", "12,357"),
        ("05/count | 件数 | d", "12357"),
        ("05/count | 件数 | ,d", "12,357"),
        ("05/count | 件数 | .1f", "12357.0"),
        ("05/count | 正解率", "0.8961"),  # printed twice: the last counts
        ("05/count | 正解率 | .1%", "89.6%"),
        ("05/count | 正解率 | .3f", "0.896"),
        ("05/count | 状態", "InService"),
        ("05/count | train:auc | .2f", "0.79"),
    ],
)
def test_a_value_is_shown_as_printed_or_by_its_format(book: Book, role: str, shown: str) -> None:
    book.installment(5, f"値は「\\ :result:`{role}`\\ 」です。\n")
    assert f"値は「{shown}」です。" in article(book.build())


TABLE = """\
.. list-table::
   :header-rows: 1

   * - 何
     - 値
   * - 正解率
     - :result:`05/count | 正解率 | .1%`
   * - 件数
     - :result:`05/count | 件数`
"""


def test_values_stand_in_the_cells_of_a_table_in_every_format(book: Book) -> None:
    book.installment(5, TABLE)
    words = article(book.build())
    assert "何 値 正解率 89.6% 件数 12,357" in words
    epub = book.build("epub")
    assert "正解率 89.6% 件数 12,357" in text(
        parse((epub.folder / "05-slug.xhtml").read_text(encoding="utf-8"))
    )
    printed = book.build("typst")
    assert printed.code == 0, printed.output
    pdf = typesetting.read(printed.folder / "pdf/05-slug.pdf")
    glyphs = "".join(glyph.text for glyph in pdf.all_glyphs(pdf.root))
    assert "正解率89.6%件数12,357" in glyphs.replace(" ", "")


def test_a_changed_output_is_shown_and_only_its_users_are_read_again(book: Book) -> None:
    book.installment(5, "値は :result:`05/count | 件数` です。\n")
    book.installment(6, "ほかの回です。\n", name="06-other")
    assert book.build().code == 0
    trees = book.folder / "_build/html.doctrees"
    before = {path.name: path.stat().st_mtime_ns for path in trees.glob("*.doctree")}
    book.write("listings/05/count.out.txt", "件数: 99\n")
    assert "値は 99 です。" in article(book.build())
    after = {path.name: path.stat().st_mtime_ns for path in trees.glob("*.doctree")}
    assert {name for name in after if after[name] != before[name]} == {"05-slug.doctree"}


# -- faults ----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("role", "told"),
    [
        (
            "05/missing | 件数",
            "05/missing.py の出力がありません → make listings で動かし直してください",
        ),
        (
            "05/count | 行数",
            "count.out.txt に「行数」の行がありません"
            " → 「値の名前: 値」の行を count.out.txt で確かめてください",
        ),
        (
            "05/count",
            "count.out.txt に「」の行がありません"
            " → 「値の名前: 値」の行を count.out.txt で確かめてください",
        ),
        (
            "05/count | 状態 | .1%",
            "「状態」の値「InService」を「.1%」の形にできません"
            " → 形を消すか、.1%、.3f、,d などに直してください",
        ),
        (
            "05/count | 正解率 | ,d",
            "「正解率」の値「0.8961」を「,d」の形にできません"
            " → 形を消すか、.1%、.3f、,d などに直してください",
        ),
    ],
)
@pytest.mark.parametrize(
    "place", ["段落の一行目、\n{}\n三行目。\n", ".. list-table::\n\n   * - {}\n"]
)
def test_a_fault_is_told_in_one_line_with_its_place_and_mend(
    book: Book, role: str, told: str, place: str
) -> None:
    path = book.installment(5, "本文。\n\n" + place.format(f"値 :result:`{role}`"))
    source = path.read_text(encoding="utf-8").split("\n")
    line = next(n for n, words in enumerate(source, 1) if ":result:" in words)
    assert fault(book.build()) == f"docs/05-slug.rst:{line}: {told}"


STALE = "出力を取った後に書き換わっています → make listings で動かし直してください"


@pytest.mark.parametrize(
    "use",
    [
        "値は :result:`05/count | 件数` です。\n",
        ".. literalinclude:: ../listings/05/count.out.txt\n   :language: text\n",
    ],
    ids=["value", "output"],
)
@pytest.mark.parametrize("edit", [PROGRAM + "# 直した\n", "print(\n"], ids=["edited", "broken"])
def test_a_program_edited_after_its_run_stops_the_build(book: Book, use: str, edit: str) -> None:
    book.installment(5, use)
    assert book.build("html.before").code == 0
    book.write("listings/05/count.py", edit)
    assert fault(book.build()) == f"listings/05/count.py:1: {STALE}"


@pytest.mark.parametrize(
    "imports", ["import helper\n", "from helper import x\n", "if True:\n    import near\n"]
)
def test_an_edited_module_that_a_program_imports_stops_the_build_too(
    book: Book, imports: str
) -> None:
    book.write("listings/05/helper.py", "x = 1\n")
    book.write("listings/05/near.py", "from helper import x\n")
    book.write("listings/05/count.py", imports + PROGRAM)
    capture(book, "05/count.py")
    book.installment(5, "値は :result:`05/count | 件数` です。\n")
    assert book.build("html.before").code == 0
    book.write("listings/05/helper.py", "x = 2\n")
    assert fault(book.build()) == f"listings/05/count.py:1: {STALE}"


def test_a_program_that_was_never_captured_stops_the_build(book: Book) -> None:
    book.write("listings/captured.json", "{}")
    book.installment(5, "値は :result:`05/count | 件数` です。\n")
    assert fault(book.build()) == f"listings/05/count.py:1: {STALE}"


def test_an_output_without_its_program_stops_the_build(book: Book) -> None:
    (book.folder / "listings/05/count.py").unlink()
    book.installment(5, "値は :result:`05/count | 件数` です。\n")
    assert fault(book.build()) == (
        "listings/05/count.py:1: 出力だけがあり、プログラムがありません"
        " → make listings で動かし直してください"
    )


def test_every_fault_is_told_once_and_again_until_mended(book: Book) -> None:
    book.installment(5, ":result:`05/a | 値`\n\n:result:`05/count | 値`\n")
    book.installment(6, ":result:`05/count | 値`\n", name="06-other")
    first, second = book.build("html", "-j", "2"), book.build("html", "-j", "2")
    assert first.code == second.code == 1
    places = [
        [line.split(" ")[0] for line in result.output.splitlines() if " → " in line]
        for result in (first, second)
    ]
    expected = ["docs/05-slug.rst:8:", "docs/05-slug.rst:10:", "docs/06-other.rst:8:"]
    assert places == [expected, expected]
    book.installment(5)
    book.installment(6, name="06-other")
    assert book.build().code == 0


# -- the book --------------------------------------------------------------------------------
def test_every_listing_was_captured_as_it_is_on_the_real_data() -> None:
    record = listings.record(LISTINGS)
    assert set(run_order()) <= set(record) <= set(listings.order(LISTINGS))
    for name in run_order():
        known = record[name]
        assert known["sha256"] == listings.digest(LISTINGS / name), f"{name}: make listings"
        assert known["data"].startswith("UCI"), name
        assert listings.output(LISTINGS / name).is_file(), name


def test_every_program_is_in_the_order_once() -> None:
    names = listings.order(LISTINGS)
    files = set(LISTINGS.glob("[0-9]*/*.py"))
    modules = {path for path in files if path.name in MODULES}
    assert len(names) == len(set(names))
    assert set(names) == {path.relative_to(LISTINGS).as_posix() for path in files - modules}
    assert {path.name for path in modules} == MODULES
    for module in modules:
        others = files & set(module.parent.iterdir()) - {module}
        imported = "".join(path.read_text(encoding="utf-8") for path in others)
        assert re.search(rf"^(import|from) {module.stem}\b", imported, re.MULTILINE), module


def test_nothing_captured_lies_there_without_its_program() -> None:
    outputs = set(LISTINGS.rglob(f"*{listings.SUFFIX}"))
    made = {listings.output(LISTINGS / name) for name in listings.order(LISTINGS)}
    assert {listings.output(LISTINGS / name) for name in run_order()} <= outputs <= made
    for drawing in LISTINGS.rglob("*.svg"):
        sources = [path.read_text(encoding="utf-8") for path in drawing.parent.glob("*.py")]
        # slider.py is given the name without the ending.
        names = (f'"{drawing.name}"', f'"{drawing.stem}"')
        assert any(name in source for name in names for source in sources), drawing
    for data in LISTINGS.rglob("*.explore.json"):
        assert data.with_name(data.name.replace(".explore.json", ".svg")).is_file(), data


def test_what_the_book_quotes_of_data_names_the_real_data() -> None:
    for path in LISTINGS.rglob(f"*{listings.SUFFIX}"):
        assert "合成" not in path.read_text(encoding="utf-8"), path
