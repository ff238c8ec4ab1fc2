"""Headings and terms are addressed by their own words, which no insertion changes."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote, urldefrag

import pytest
from conftest import Book
from reading import parse

from extensions.anchors import slug

SLUGS = {
    "はじめに": "はじめに",
    "この回でわかること": "この回でわかること",
    "S3 バケットを作る": "s3-バケットを作る",
    "[第7回] 基本 (3)": "第7回-基本-3",
    "ＡＵＣ と ﾛｽ": "auc-と-ロス",
    "A/B テスト": "a-b-テスト",
    "train.py を書く": "train-py-を書く",
    "1. 準備": "s-1-準備",
    "❶ 準備": "準備",
    "① 準備": "s-1-準備",
    "-準備-": "準備",
    "_name_": "_name_",
    "か\u3099": "が",
    "…": "section",
    "": "section",
}
# https://www.w3.org/TR/xml-names/#NT-NCName
_START = (
    "A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
XML_NAME = re.compile(f"[{_START}][{_START}\\-.0-9\u00b7\u0300-\u036f\u203f-\u2040]*")


@pytest.mark.parametrize(("heading", "id_"), SLUGS.items())
def test_a_heading_becomes_its_words(heading: str, id_: str) -> None:
    assert slug(heading) == id_


def test_any_heading_becomes_a_valid_name() -> None:
    """Every character there is, at the beginning and after it; EPUB wants XML's names."""
    codes = [code for code in range(0x110000) if not 0xD800 <= code < 0xE000]
    invalid = [hex(c) for c in codes if not XML_NAME.fullmatch(slug(chr(c) + "a" + chr(c)))]
    assert invalid == []


def ids(html: str) -> list[str]:
    """The ids of the article on a page."""
    page = parse(html)
    article = page.find(".//article")
    article = page if article is None else article
    return [part.attrib["id"] for part in article.iter() if "id" in part.attrib]


def broken(folder: Path, suffix: str = "html") -> list[str]:
    """The links between and within pages of *folder* whose place does not exist."""
    pages = {
        page.name: parse(page.read_text(encoding="utf-8")) for page in folder.glob(f"*.{suffix}")
    }
    places = {
        (name, part.attrib["id"])
        for name, page in pages.items()
        for part in page.iter()
        if "id" in part.attrib
    }
    missing = []
    for name, page in pages.items():
        for link in page.iter("a"):
            address, fragment = urldefrag(unquote(link.get("href", "")))
            if fragment and "://" not in address and (address or name, fragment) not in places:
                missing.append(f"{name}: {link.get('href')}")
    return missing


HEADINGS = "本文\n\nデータを集める\n--------------\n\n本文\n\nS3 に置く\n~~~~~~~~~~~~~~\n\n本文\n"


@pytest.mark.parametrize(("builder", "suffix"), [("html", "html"), ("epub", "xhtml")])
def test_headings_have_their_words(book: Book, builder: str, suffix: str) -> None:
    book.installment(5, HEADINGS)
    result = book.build(builder)
    assert result.code == 0, result.output
    page = (result.folder / f"05-slug.{suffix}").read_text(encoding="utf-8")
    assert {"第5回-題名", "データを集める", "s3-に置く"} <= set(ids(page))
    assert not [id_ for id_ in ids(page) if re.fullmatch(r"id\d+", id_)]
    assert broken(result.folder, suffix) == []


def test_a_new_section_changes_no_other(book: Book) -> None:
    book.installment(5, HEADINGS)
    before = ids(book.build().page("05-slug"))
    new = "新しい節\n--------\n\n本文\n\nその中の節\n~~~~~~~~~~\n\n本文\n\n"
    book.installment(5, HEADINGS.replace("データ", f"{new}データ", 1))
    after = ids(book.build().page("05-slug"))
    assert set(after) - set(before) == {"新しい節", "その中の節"}
    assert set(before) <= set(after)


def test_headings_of_one_page_that_read_the_same_are_told_apart(book: Book) -> None:
    part = "{0}\n--------\n\n本文\n\nまとめ\n~~~~~~~~\n\n本文\n\n"
    book.installment(5, part.format("前編") + part.format("後編") + "まとめ\n~~~~~~~~\n\n本文\n")
    result = book.build()
    assert result.code == 0, result.output
    found = ids(result.page("05-slug"))
    assert len(found) == len(set(found))
    assert {"まとめ", "後編-まとめ", "後編-まとめ-2"} <= set(found)
    assert broken(result.folder) == []


def test_a_label_stays_and_links(book: Book) -> None:
    """The heading's words are the first id, the one that a reader copies."""
    book.installment(5, "本文\n\n.. _store:\n\nS3 に置く\n---------\n\n本文\n")
    book.installment(9, ":ref:`store` と :ref:`ここ <store>`\n")
    result = book.build()
    assert result.code == 0, result.output
    assert {"s3-に置く", "store"} <= set(ids(result.page("05-slug")))
    links = [link.get("href") for link in parse(result.page("09-slug")).iterfind(".//p/a")]
    assert links.count("05-slug.html#store") == 2
    heading = parse(result.page("05-slug")).find(".//h2/a[@class='headerlink']")
    assert unquote(heading.attrib["href"]) == "#s3-に置く"
    assert broken(result.folder) == []


def test_a_label_that_reads_like_its_heading_is_its_id(book: Book) -> None:
    book.installment(5, ":ref:`overview`\n\n.. _overview:\n\nOverview\n--------\n\n本文\n")
    found = ids(book.build().page("05-slug"))
    assert [id_ for id_ in found if "overview" in id_] == ["overview"]


@pytest.mark.parametrize(("builder", "suffix"), [("html", "html"), ("epub", "xhtml")])
def test_what_index_and_modules_link_to_stays(book: Book, builder: str, suffix: str) -> None:
    """Entries and modules before headings, labels among them, and in the text."""
    book.installment(
        5,
        "本文\n\n.. index:: 学習\n\n節\n--\n\n本文\n\n"
        ".. index:: 評価\n.. _mark:\n.. py:module:: mod\n\n次の節\n------\n\n"
        "本文。\\ :index:`推論`\\ と\\ :py:mod:`mod`\\ 。\n\n.. index:: 配布\n\n本文\n",
    )
    result = book.build(builder)
    assert result.code == 0, result.output
    page = (result.folder / f"05-slug.{suffix}").read_text(encoding="utf-8")
    assert {"節", "次の節", "mark", "module-mod", *(f"index-{n}" for n in range(4))} <= set(
        ids(page)
    )
    assert not [id_ for id_ in ids(page) if re.fullmatch(r"id\d+", id_)]
    assert broken(result.folder, suffix) == []


def test_links_within_a_page_arrive(book: Book) -> None:
    """The list of contents, a heading named in the text, and a footnote."""
    book.installment(
        5, f".. contents::\n   :local:\n\n`データを集める`_ と 注 [#f]_\n\n{HEADINGS}\n.. [#f] 注\n"
    )
    result = book.build()
    assert result.code == 0, result.output
    fragments = [unquote(link.get("href", "")) for link in parse(result.page("05-slug")).iter("a")]
    assert fragments.count("#データを集める") >= 2
    assert broken(result.folder) == []


GLOSSARY = """用語集
======

.. glossary::

   過学習
      覚えすぎること。:term:`AUC` で確かめます。

   S3 バケット
   バケット
      入れ物。

   S3 オブジェクト
      中身。

   AUC
      面積。
"""


@pytest.fixture
def glossary(book: Book) -> Book:
    """A book with a glossary and an installment that uses its terms."""
    index = "題名\n====\n\n本文\n\n.. series-index::\n\n.. toctree::\n\n   glossary\n"
    book.write("docs/index.rst", index)
    book.write("docs/glossary.rst", GLOSSARY)
    terms = ("過学習", "S3 バケット", "バケット", "S3 オブジェクト", "AUC", "面積 <auc>")
    book.installment(5, " と ".join(f":term:`{term}`" for term in terms) + "\n")
    return book


TERMS = {"term-過学習", "term-s3-バケット", "term-バケット", "term-s3-オブジェクト", "term-auc"}


def test_terms_have_their_words(glossary: Book) -> None:
    result = glossary.build()
    assert result.code == 0, result.output
    found = ids(result.page("glossary"))
    assert {id_ for id_ in found if id_.startswith("term")} == TERMS
    assert len(found) == len(set(found))


def test_links_to_terms_arrive(glossary: Book) -> None:
    """From the text, from the glossary itself and from the index."""
    result = glossary.build()
    for page in ("05-slug", "genindex"):
        links = {unquote(link.get("href", "")) for link in parse(result.page(page)).iter("a")}
        assert {f"glossary.html#{term}" for term in TERMS} <= links
    assert broken(result.folder) == []


def test_links_to_terms_arrive_in_the_epub(glossary: Book) -> None:
    result = glossary.build("epub")
    assert result.code == 0, result.output
    page = (result.folder / "05-slug.xhtml").read_text(encoding="utf-8")
    links = {unquote(link.get("href", "")) for link in parse(page).iter("a")}
    assert {f"glossary.xhtml#{term}" for term in TERMS} <= links
    assert broken(result.folder, "xhtml") == []


def test_the_order_of_terms_does_not_change_their_ids(glossary: Book) -> None:
    """Sphinx gives the first of S3 バケット and S3 オブジェクト the id term-S3, whichever it is."""
    first = "   S3 バケット\n   バケット\n      入れ物。\n\n"
    second = "   S3 オブジェクト\n      中身。\n\n"
    assert first + second in GLOSSARY
    glossary.write("docs/glossary.rst", GLOSSARY.replace(first + second, second + first))
    result = glossary.build()
    assert set(ids(result.page("glossary"))) >= TERMS
    assert broken(result.folder) == []


def test_an_edited_glossary_leaves_no_old_link(glossary: Book) -> None:
    glossary.build()
    new = "   精度\n      当たる割合。\n\n   過学習\n"
    glossary.write("docs/glossary.rst", GLOSSARY.replace("   過学習\n", new))
    result = glossary.build()
    assert result.code == 0, result.output
    assert {*TERMS, "term-精度"} <= set(ids(result.page("glossary")))
    assert broken(result.folder) == []


def test_markdown_headings_have_their_words(book: Book) -> None:
    book.write("docs/index.rst", "題名\n====\n\n本文\n\n.. toctree::\n\n   about\n")
    book.write(
        "docs/about.md",
        "# この本\n\n{ref}`読み方 <reading>`\n\n(reading)=\n## 1. 読み方\n\n本文\n\n"
        "## 直し方\n\n本文\n",
    )
    result = book.build()
    assert result.code == 0, result.output
    assert {"この本", "s-1-読み方", "reading", "直し方"} <= set(ids(result.page("about")))
    assert broken(result.folder) == []
