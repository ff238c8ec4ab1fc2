"""Lines of Japanese join without a space, in every format and wherever text stands."""

from __future__ import annotations

import re

import pytest
from conftest import Book, Result
from reading import parse, searched, text

from extensions.cjk import joins

JOINED = [
    ("あ", "い"),
    ("漢", "字"),
    ("カ", "ナ"),
    ("ー", "ｶ"),
    ("𠮷", "野"),
    ("々", "Ａ"),
    ("。", "次"),
    ("。", "A"),
    ("、", "1"),
    ("A", "（"),
    ("）", "A"),
    ("1", "「"),
    ("・", "A"),
    ("］", "A"),
    ("～", "6"),
    ("…", "と"),
    ("—", "と"),
    ("①", "②"),
    ("あ", "→"),
    ("”", "う"),
]
KEPT = [
    ("a", "b"),
    ("a", "あ"),
    ("あ", "1"),
    (".", "A"),
    (")", "あ"),
    ("…", "a"),
    ("a", "“"),
    ("é", "x"),
    ("한", "글"),
]


@pytest.mark.parametrize(("before", "after"), JOINED)
def test_japanese_joins(before: str, after: str) -> None:
    assert joins(before, after)


@pytest.mark.parametrize(("before", "after"), KEPT)
def test_latin_words_stay_apart(before: str, after: str) -> None:
    assert not joins(before, after)


def said(result: Result, name: str = "05-slug") -> list[str]:
    """The paragraphs, cells, captions and code of a page, with their newlines."""
    suffix = "xhtml" if result.folder.name == "epub" else "html"
    page = parse((result.folder / f"{name}.{suffix}").read_text(encoding="utf-8"))
    return ["".join(element.itertext()) for element in page.iter() if element.tag in ("p", "pre")]


# What the author writes, and the text of the paragraph that the reader sees
PARAGRAPHS = {
    "two lines": ("春の海\n終日", "春の海終日"),
    "three lines": ("春の\n海\n終日", "春の海終日"),
    "blanks around the newline": ("春の海 \t\n終日", "春の海終日"),
    "Latin words": ("Amazon\nSageMaker", "Amazon\nSageMaker"),
    "Japanese and Latin": ("海は\nAmazon\nの", "海は\nAmazon\nの"),
    "full stop before Latin": ("海です。\nAmazon の", "海です。Amazon の"),
    "Latin before a bracket": ("Amazon\n（通販）\nS3", "Amazon（通販）S3"),
    "literal of Latin": ("海は\n``x = 1``\nの", "海は\nx = 1\nの"),
    "literal over two lines": ("海は ``春の\n海`` の", "海は 春の\n海 の"),
    "strong": ("海は\n**広い**\nもの", "海は広いもの"),
    "strong over two lines": ("**春の\n海**", "春の海"),
    "strong Latin": ("海は\n**Amazon**\nの", "海は\nAmazon\nの"),
    "link": ("海は\n`春の\n海 <https://a.example/>`__\nもの", "海は春の海もの"),
    "escaped blanks": ("海は\\ **広い**\\ もの\nだ", "海は広いものだ"),
    "escaped newline": ("海は\\\n広い", "海は広い"),
    "escaped newline after Latin": ("sea\\\n海", "sea海"),
    "escape at the end of a line": ("**海**\\ \nは", "海は"),
    "escape at the beginning of a line": ("海は\n\\広い", "海は広い"),
    "escape in strong": ("海は\n**\\広い**", "海は広い"),
    "written backslash": ("海は\\\\\n広い", "海は\\\n広い"),
    "substitution": ("海は\n|s|\nだ\n\n.. |s| replace:: 広い\n   もの", "海は広いものだ"),
    "mathematics": ("海は\n:math:`x`\nの", "海は\nx\nの"),
    "section's title": ("海は\n:ref:`s`\nの\n\n.. _s:\n\n節\n----\n\n本文", "海は節の"),
    "figure's number": (
        "海は\n:numref:`t`\nの\n\n.. list-table:: 表題\n   :name: t\n\n   * - あ",
        "海は表5.1\nの",
    ),
    "mention": ("海は\n:installment:`5`\nの", "海は第5回の"),
}


@pytest.mark.parametrize(("written", "seen"), PARAGRAPHS.values(), ids=PARAGRAPHS.keys())
def test_a_paragraph_reads_so(book: Book, written: str, seen: str) -> None:
    book.installment(5, f"{written}\n")
    result = book.build()
    assert result.code == 0, result.output
    assert seen in said(result)


PLACES = {
    "list": "- 春の\n  海\n",
    "quotation": "あ\n\n   春の\n   海\n",
    "definition": "用語\n  春の\n  海\n",
    "field": ":用語: 春の\n   海\n",
    "note": ".. note:: 春の\n   海\n",
    "table cell": ".. list-table::\n\n   * - 春の\n       海\n",
    "footnote": "あ [#f]_\n\n.. [#f] 春の\n   海\n",
}


@pytest.mark.parametrize("body", PLACES.values(), ids=PLACES.keys())
def test_lines_join_wherever_text_stands(book: Book, body: str) -> None:
    book.installment(5, body)
    assert "春の海" in said(book.build())


def test_lines_of_a_caption_and_of_an_alternative_text_join(book: Book) -> None:
    book.write("images/x.svg", '<svg xmlns="http://www.w3.org/2000/svg"/>')
    book.installment(
        5,
        ":numref:`f`\n\n.. figure:: ../images/x.svg\n   :name: f\n   :alt: 春の\n"
        "     海と sea\n     water\n\n   図の\n   見出し\n",
    )
    page = parse(book.build().page("05-slug"))
    assert text(page.find(".//figcaption//span[@class='caption-text']")) == "図の見出し"
    alternatives = [image.get("alt") for image in page.iter("img")]
    assert "春の海と sea water" in alternatives


def test_a_summary_over_two_lines_joins_on_the_index(book: Book) -> None:
    fields = ":summary: 春の\n   海と sea\n   water\n:status: published\n:verified: 2026-11-21\n"
    book.installment(5, fields=fields)
    assert "春の海と sea\nwater" in said(book.build(), "index")


def test_code_keeps_its_lines(book: Book) -> None:
    book.installment(
        5,
        ".. code-block:: text\n\n   春の\n   海\n\n::\n\n   春の\n   海\n\n"
        ".. literalinclude:: ../listings/05/a.txt\n   :language: text\n",
    )
    book.write("listings/05/a.txt", "春の\n海\n")
    code = [code for code in said(book.build()) if code.startswith("春")]
    assert code == ["春の\n海\n"] * 3


def test_lines_of_verse_stay_lines(book: Book) -> None:
    book.installment(5, "| 春の\n| 海\n")
    lines = parse(book.build().page("05-slug")).iterfind(".//div[@class='line']")
    assert [text(line) for line in lines] == ["春の", "海"]


def test_the_epub_reads_the_same(book: Book) -> None:
    book.installment(
        5, "春の\n海、**広い**\n海です。\nAmazon\nS3 は\n:ref:`s`\nへ\n\n.. _s:\n\n節\n----\n\n文\n"
    )
    assert "春の海、広い海です。Amazon\nS3 は節へ" in said(book.build("epub"))


def test_a_word_broken_by_a_newline_is_found(book: Book) -> None:
    book.installment(5, "ここで機械\n学習を始めます。\n")
    assert "ここで機械学習を始めます。" in searched(book.build().folder)


def test_markdown_joins_too(book: Book) -> None:
    book.write("docs/index.rst", "題名\n====\n\n本文\n\n.. toctree::\n\n   about\n")
    book.write(
        "docs/about.md",
        "# この本\n\n春の\n**海**\nと Amazon\nS3 の\n`x`\n[海の\n本](https://a.example/)\nです。\n\n"
        "空白で  \n改行\n\n```text\n春の\n海\n```\n",
    )
    result = book.build()
    assert result.code == 0, result.output
    paragraphs = said(result, "about")
    assert "春の海と Amazon\nS3 の\nx\n海の本です。" in paragraphs
    assert "春の\n海\n" in paragraphs
    assert re.search(r"空白で<br ?/>\n改行", result.page("about"))
