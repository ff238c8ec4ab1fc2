"""Numbers that are to be compared stand with their digits below each other."""

from __future__ import annotations

from conftest import Book
from reading import parse, text

TABLE = """\
.. list-table:: 表
   :header-rows: 1
   :name: tab-5-x

   * - 名前
     - 件
     - 割合
     - 注
     - 混ざる
   * - 甲
     - 12,357
     - 20.2%
     - なし
     - 3
   * - 乙
     - -438
     - 4.0%
     - 2026年11月
     - 未定

:numref:`tab-5-x` です。
"""


def test_a_column_of_numbers_is_set_to_the_right(book: Book) -> None:
    book.installment(5, TABLE)
    result = book.build()
    assert result.code == 0, result.output
    cells = [cell for cell in parse(result.page("05-slug")).iter() if cell.tag in ("th", "td")]
    numbers = [text(cell) for cell in cells if "number" in cell.get("class", "").split()]
    assert numbers == ["件", "割合", "12,357", "20.2%", "-438", "4.0%"]


def test_in_the_pdf_too(book: Book) -> None:
    book.installment(5, TABLE)
    result = book.build("typst")
    assert result.code == 0, result.output
    source = (result.folder / "documents/05-slug.typ").read_text(encoding="utf-8")
    assert source.count("align: right + top") == 6


def test_the_numbers_of_the_rows_stay_before_them(book: Book) -> None:
    book.installment(5, TABLE.replace("   * - 甲", "   * - 1").replace("   * - 乙", "   * - 2"))
    cells = [cell for cell in parse(book.build().page("05-slug")).iter() if cell.tag == "td"]
    assert [text(cell) for cell in cells if not cell.get("class")][:1] == ["1"]


def test_one_number_alone_is_no_column(book: Book) -> None:
    short = TABLE.partition("   * - 乙")[0] + "\n:numref:`tab-5-x` です。\n"
    book.installment(5, short)
    assert "number" not in {
        name
        for cell in parse(book.build().page("05-slug")).iter("td")
        for name in cell.get("class", "").split()
    }
