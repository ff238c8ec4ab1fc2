"""Each glossary entry leads on to the installments that use its term."""

from __future__ import annotations

from conftest import Book
from reading import parse, text

GLOSSARY = """\
用語集
======

.. glossary::

   ロール
      :読み: ろーる

      権限の束です。

   鍵
      :読み: かぎ

      まだ使いません。
"""


def links(page: str) -> list[str]:
    return [
        link.get("href", "")
        for paragraph in parse(page).iter("p")
        if paragraph.get("class") == "mentions"
        for link in paragraph.iter("a")
    ]


def test_a_term_leads_to_the_section_that_first_uses_it(book: Book) -> None:
    book.write("docs/glossary.rst", f":orphan:\n\n{GLOSSARY}")
    book.installment(5, "本文です。\n\n準備\n----\n\n:term:`ロール` と :term:`ロール` です。\n")
    book.installment(6, "ここでは :term:`役 <ロール>` と言います。\n", name="06-other")
    page = book.build().page("glossary")
    assert links(page) == ["05-slug.html#準備", "06-other.html#第6回-題名"]
    assert "使う回: 第5回、第6回" in text(parse(page))
    assert "まだ使いません。" in text(parse(page))


def test_a_new_use_shows_without_an_edit_of_the_glossary(book: Book) -> None:
    book.write("docs/glossary.rst", f":orphan:\n\n{GLOSSARY}")
    book.installment(5, "本文です。\n")
    assert links(book.build().page("glossary")) == []
    book.installment(5, "本文の :term:`鍵` です。\n")
    assert links(book.build().page("glossary")) == ["05-slug.html#第5回-題名"]
    book.installment(5, "本文です。\n")
    assert links(book.build().page("glossary")) == []


def test_drafts_are_not_named(book: Book) -> None:
    book.write("docs/glossary.rst", f":orphan:\n\n{GLOSSARY}")
    book.installment(5, "本文の :term:`鍵` です。\n", fields=":summary: 要約。\n:status: draft\n")
    assert links(book.build().page("glossary")) == []
