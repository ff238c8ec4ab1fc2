"""Editions and errata come from one file of data, are shown in every format, or stop the build."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
import typesetting
from conftest import ROOT, Book, Result
from reading import parse, text

EDITION = """\
[[edition]]
version = "2026.11"
summary = '最初の版です。'
changes = [
  ':installment:`5`\\ を公開しました。',
]
"""
ERRATUM = """
[[erratum]]
installment = 5
place = "「ログを読む」の表"
wrong = '``a`` は8です。'
right = '``a`` は9です。'
mended = 2026-11-20
"""
OLDER = """
[[erratum]]
installment = 5
place = "最初の段落"
wrong = '古い誤り'
right = '''
古い誤りの
正しい内容'''
mended = 2026-11-02
"""


@pytest.fixture
def book(book: Book) -> Book:
    """Two installments, and the page of the book that shows the changes."""
    book.write("docs/changes.rst", (ROOT / "docs/changes.rst").read_text(encoding="utf-8"))
    index = (
        "題名\n====\n\n段落です。\n\n.. series-index::\n\n.. toctree::\n   :hidden:\n\n   changes\n"
    )
    book.write("docs/index.rst", index)
    book.installment(5)
    book.installment(6, name="06-other")
    record(book, ERRATUM)
    return book


def record(book: Book, *entries: str) -> None:
    """Write the data: the edition and *entries*."""
    book.write("docs/changes.toml", EDITION + "".join(entries))


def words(result: Result, name: str) -> str:
    """The words of a page's article."""
    assert result.code == 0, result.output
    page = next(result.folder.glob(f"{name}.*html"))
    tree = parse(page.read_text(encoding="utf-8"))
    return text(next(tree.iter("article"), tree))


def printed(result: Result, name: str) -> str:
    """The text of a PDF without blanks."""
    assert result.code == 0, result.output
    pdf = typesetting.read(result.folder / f"pdf/{name}.pdf")
    glyphs = "".join(glyph.text for glyph in pdf.all_glyphs(pdf.root))
    return "".join(glyphs.split())


ROW = "第5回、「ログを読む」の表 a は8です。 a は9です。 2026年11月20日"
NOTE = "この回には訂正が1件あります（正誤表）。"


@pytest.mark.parametrize("builder", ["html", "epub"])
def test_editions_and_errata_are_shown(book: Book, builder: str) -> None:
    result = book.build(builder)
    shown = words(result, "changes")
    assert "2026.11 最初の版です。 第5回を公開しました。" in shown.replace("¶", "").replace("#", "")
    assert ROW in shown
    assert NOTE in words(result, "05-slug")
    assert "訂正" not in words(result, "06-other")


def test_editions_and_errata_are_printed(book: Book) -> None:
    result = book.build("typst")
    shown = printed(result, "book")
    assert "最初の版です。" in shown
    assert "".join(ROW.split()) in shown
    assert "この回には訂正が1件あります（正誤表" in shown
    assert "この回には訂正が1件あります（正誤表" in printed(result, "05-slug")


def test_the_note_leads_to_the_table(book: Book) -> None:
    page = parse(book.build().page("05-slug"))
    (note,) = (p for p in page.iter("p") if p.get("class") == "errata-note")
    (link,) = note.iter("a")
    name, _, place = link.get("href", "").partition("#")
    assert name == "changes.html"
    html = (book.folder / "_build/html" / name).read_text(encoding="utf-8")
    heading = re.search(r"<h2>(<[^>]+>)*正誤表<", html).start()
    assert html.index(f'id="{place}"') < heading < html.index("<table")


def test_the_last_mended_comes_first_and_all_are_counted(book: Book) -> None:
    record(book, OLDER, ERRATUM)
    result = book.build()
    shown = words(result, "changes")
    assert shown.index("2026年11月20日") < shown.index("2026年11月2日")
    assert "古い誤りの正しい内容" in shown
    assert "訂正が2件あります" in words(result, "05-slug")


def test_without_errata_the_page_says_so(book: Book) -> None:
    record(book)
    result = book.build()
    assert "公開後に見つかった誤りは、まだありません。" in words(result, "changes")
    assert "訂正" not in words(result, "05-slug")


def test_a_new_erratum_reaches_its_installment_at_the_next_build(book: Book) -> None:
    assert NOTE in words(book.build(), "05-slug")
    record(book)
    assert "訂正" not in words(book.build(), "05-slug")
    record(book, ERRATUM, ERRATUM.replace("installment = 5", "installment = 6"))
    assert NOTE in words(book.build(), "06-other")


def test_faulty_markup_is_told_in_the_file_of_the_data(book: Book) -> None:
    record(book, ERRATUM.replace("``a`` は9", ":installment:`99` は9"))
    result = book.build()
    assert result.code == 1
    assert "docs/changes.toml:8: " in result.output
    assert "第99回はありません。" in result.output


SOON = (date.today() + timedelta(days=2)).isoformat()
# What replaces what in the data, and the line that the author is told
FAULTS = {
    "unknown installment": ("installment = 5", "installment = 99", "9: 第99回はありません → docs/"),
    "number as text": ("installment = 5", 'installment = "5"', "9: 第5回はありません → docs/"),
    "draft": ("installment = 5", "installment = 7", "9: 第7回は公開していません → 公開した回の"),
    "no date": ("2026-11-20", '"先週"', "13: 直した日「先週」は日付ではありません → 「mended ="),
    "moment": ("2026-11-20", "2026-11-20T10:00:00", "13: 直した日「2026-11-20 10:00:00」は日付"),
    "future": ("2026-11-20", SOON, f"13: 直した日 {SOON} は未来です → 直した日を書く"),
    "impossible date": ("2026-11-20", "2026-02-30", "13: TOML として読めません("),
    "not TOML": ("mended = ", "mended ", "13: TOML として読めません("),
    "missing key": ("wrong = '``a`` は8です。'\n", "", "8: 項目 wrong がありません → 「wrong = '"),
    "empty": ("'``a`` は8です。'", "' '", "11: 項目 wrong に文字がありません → 「wrong ="),
    "unknown key": ("place =", "plase =", "10: 項目 plase は使いません → installment、place、"),
    "unknown entry": ("[[erratum]]", "[[errata]]", "8: 「errata」は使いません → [[edition]] か"),
    "single brackets": (
        "[[erratum]]",
        "[erratum]",
        "8: 「[erratum]」は使いません → [[edition]] か",
    ),
    "changes no list": (
        "[\n  ':installment:`5`\\ を公開しました。',\n]",
        "'一'",
        "4: 項目 changes",
    ),
    "other version": ('"2026.11"', '"2026.10"', "1: 2026.11版の記録がありません → [[edition]] を"),
}


@pytest.mark.parametrize(("old", "new", "told"), FAULTS.values(), ids=FAULTS.keys())
def test_faulty_data_is_refused_with_its_line_and_mend(
    book: Book, old: str, new: str, told: str
) -> None:
    book.installment(7, name="07-draft", fields=":summary: 要約\n:status: draft\n")
    data = EDITION + ERRATUM
    assert old in data
    book.write("docs/changes.toml", data.replace(old, new))
    result = book.build()
    assert result.code == 1
    lines = [line for line in result.output.splitlines() if line.startswith("docs/")]
    assert any(line.startswith(f"docs/changes.toml:{told}") for line in lines), lines
    assert all(" → " in line for line in lines)
    assert "Traceback" not in result.output
    assert not list(result.folder.rglob("*.html"))


# -- where to report -------------------------------------------------------------------------
MAIL = "mailto:errata@example.com"
FORM = "https://example.com/form?book=1"
REPOSITORY = "https://example.com/book/repository/"
PAGE = "%3A%2005-slug%E3%80%812026.11%E7%89%88"  # 「: 05-slug、2026.11版」
# report_address, repository_url; the address that the book names, and that of the page 05-slug
ADDRESSES = {
    "mail": (
        MAIL,
        "",
        MAIL,
        f"{MAIL}?subject=%E8%AA%A4%E3%82%8A%E3%81%AE%E7%9F%A5%E3%82%89%E3%81%9B{PAGE}",
    ),
    "form": (FORM, "", FORM, f"{FORM}&page=05-slug&edition=2026.11%E7%89%88"),
    "both": (FORM, REPOSITORY, FORM, f"{FORM}&page=05-slug&edition=2026.11%E7%89%88"),
    "repository": (
        "",
        REPOSITORY,
        f"{REPOSITORY}issues/new",
        f"{REPOSITORY}issues/new?title=%E8%AA%A4%E3%82%8A%E3%81%AE%E7%9F%A5%E3%82%89%E3%81%9B{PAGE}",
    ),
}


def links(page: str, words: str) -> list[str]:
    """The addresses of the links of *page* that say *words*."""
    found = [link.get("href", "") for link in parse(page).iter("a") if text(link) == words]
    return [address.replace("%40", "@") for address in found]  # as Sphinx hides mail addresses


@pytest.mark.parametrize(
    ("report", "repository", "named", "of_page"), ADDRESSES.values(), ids=ADDRESSES.keys()
)
def test_every_format_says_where_to_report(
    book: Book, report: str, repository: str, named: str, of_page: str
) -> None:
    options = ("-D", f"report_address={report}", "-D", f"repository_url={repository}")
    shown = named.removeprefix("mailto:")
    site = book.build("html", *options)
    assert links(site.page("05-slug"), "誤りを知らせる") == [of_page]
    assert bool(links(site.page("05-slug"), "このページを直す")) == bool(repository)
    assert links(site.page("changes"), shown) == [named]
    epub = book.build("epub", *options)
    changes = (epub.folder / "changes.xhtml").read_text(encoding="utf-8")
    assert links(changes, shown) == [named]
    pdf = printed(book.build("typst", *options), "05-slug")
    assert f"誤りの知らせ先:{shown}" in pdf


def test_without_an_address_nothing_asks_for_reports(book: Book) -> None:
    site = book.build()
    assert "知らせ" not in site.page("05-slug")
    assert "知らせ" not in words(site, "changes")
    assert "知らせ" not in printed(book.build("typst"), "book")


@pytest.mark.parametrize(
    "address", ["errata@example.com", "http://example.com", "mailto:", "mailto:a@b?subject=x", "x"]
)
def test_an_address_that_leads_nowhere_is_refused(book: Book, address: str) -> None:
    result = book.build("html", "-D", f"report_address={address}")
    assert result.code == 1
    (line,) = (line for line in result.output.splitlines() if " → " in line)
    assert line.startswith(f"conf.py:1: report_address が「{address}」です → mailto:")


def test_the_books_own_record_is_on_its_page(site: Path) -> None:
    shown = text(parse((site / "changes.html").read_text(encoding="utf-8")))
    assert "最初の版です。 第5回から第9回までを公開しました。" in shown
