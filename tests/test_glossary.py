"""The glossary of the site stands under the rows of 五十音, with a way to each."""

from __future__ import annotations

from pathlib import Path

from conftest import Book
from reading import parse, read, text

from extensions.readings import head

ENTRIES = """\
用語集
======

.. glossary::

   モデル
      :読み: もでる

      予測の規則です。

   S3
      :読み: えすすりー

      置き場所です。
"""


def test_each_term_stands_under_its_row(site: Path) -> None:
    row, rows, terms = "", [], 0
    for node in read(site / "glossary.html").iter():
        if node.tag == "h2":
            row = text(node)
            rows.append(row)
        elif node.tag == "dd" and node.get("class") == "field-odd":
            terms += 1
            assert head(text(node)) == row
    assert terms > 40
    assert len(rows) == len(set(rows)) > 5


def test_the_rows_are_offered_at_the_head(site: Path) -> None:
    page = read(site / "glossary.html")
    (links,) = [each for each in page.iter("p") if "rows" in each.get("class", "").split()]
    found = {text(link): link.get("href") for link in links.iter("a")}
    assert [*found] == [text(heading) for heading in page.iter("h2")]
    ids = {each.get("id") for each in page.iter()}
    assert {address.removeprefix("#") for address in found.values()} <= ids


def test_one_row_needs_no_heading(book: Book) -> None:
    book.installment()
    one, _, _ = ENTRIES.partition("   S3")
    book.write("docs/glossary.rst", f":orphan:\n\n{one}")
    result = book.build()
    assert result.code == 0, result.output
    assert [*parse(result.page("glossary")).iter("h2")] == []
    book.write("docs/glossary.rst", f":orphan:\n\n{ENTRIES}")
    headings = [text(each) for each in parse(book.build().page("glossary")).iter("h2")]
    assert headings == ["ま行", "あ行"]
