"""``:as-of:`` in every format, what is wrong with a date, and ``make freshness``."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
import typesetting
from conftest import ROOT, Book
from reading import parse, searched, text

from tools import freshness

TODAY = date.today()
OLD = "2020-02-03"
HEAD = ":summary: わかること。\n:status: published\n:verified: {}\n"
FACTS = f"""\
節
----

古い文です\\ [#one]_\\ （:as-of:`{OLD}`）。

新しい文です\\ [#two]_\\ （:as-of:`{TODAY}`）。

.. admonition:: 変わったこと（:as-of:`{OLD}`）

   - 囲みの1つ目です\\ [#two]_。
   - 囲みの2つ目は\\ `直に <https://example.com/direct>`__\\ 指します（:as-of:`{TODAY}`）。
   - 囲みの3つ目です。

.. list-table:: 比べる表（:as-of:`{OLD}`）
   :name: tab-5-compare
   :header-rows: 1

   * - 何
     - 値
   * - 行の名前
     - 行の値\\ [#one]_
   * - 新しい行
     - 値（:as-of:`{TODAY}`）

:numref:`tab-5-compare` を見ます。

ほかの節
--------

日付のない文です\\ [#three]_。

- 項目の文です（:as-of:`{OLD}`）。

  - 入れ子の文です。

.. [#one] `一 <https://example.com/one>`__
.. [#two] `二 <https://example.com/two>`__、`三 <https://example.com/three>`__
.. [#three] `四 <https://example.com/four>`__
"""


def line_of(path: Path, words: str) -> int:
    """The line of *path* that holds *words*."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if words in line)


# -- what a reader sees ----------------------------------------------------------------------
SHOWN = """\
本文です（:as-of:`2026-11-21`）。

.. admonition:: 囲み（:as-of:`2026-11-21`）

   中です。

.. list-table:: 表（:as-of:`2026-11-21`）
   :name: tab-5-dated

   * - 値

:numref:`tab-5-dated`\\ です。

.. figure:: ../images/a.svg
   :name: fig-5-dated
   :alt: 図の言うこと。

   図（:as-of:`2026-11-21`）

:numref:`fig-5-dated`\\ です。

見出し（:as-of:`2026-11-21`）
-----------------------------

:term:`言葉`\\ です。
"""
GLOSSARY = """\
用語集
======

.. glossary::

   言葉
      説明です（:as-of:`2026-11-21`）。

      :読み: ことば
"""
PLACES = ["本文です", "囲み", "表", "図", "見出し", "説明です"]


@pytest.fixture
def shown(book: Book) -> Book:
    """A book with dates wherever they may stand."""
    shutil.copy(ROOT / "tests/fixtures/sample/images/6th-square.svg", book.folder / "images/a.svg")
    book.write("docs/glossary.rst", GLOSSARY)
    book.write(
        "docs/index.rst",
        "題名\n====\n\nはじめ。\n\n.. series-index::\n\n.. toctree::\n\n   glossary\n",
    )
    book.installment(5, SHOWN)
    return book


def test_the_site_says_the_month_and_on_the_pointer_the_day(shown: Book) -> None:
    built = shown.build()
    assert built.code == 0, built.output
    pages = [parse(built.page(name)) for name in ("05-slug", "glossary")]
    (body, other) = (next(page.iter("article")) for page in pages)
    words = text(body) + text(other)
    assert [f"{place}（2026年11月確認）" in words for place in PLACES] == [True] * len(PLACES)
    times = [*body.iter("time"), *other.iter("time")]
    assert len(times) == len(PLACES)
    assert {time.get("datetime") for time in times} == {"2026-11-21"}
    assert {time.get("title") for time in times} == {"2026年11月21日に確認"}
    (table,) = (box for box in body.iter("div") if box.get("class") == "table-scroll")
    assert table.get("aria-label") == "表（2026年11月確認）"
    found = searched(built.folder)
    assert [f"{place}（2026年11月確認）" in found for place in PLACES] == [True] * len(PLACES)
    assert "説明です（2026年11月確認）。" in text(
        next(each for each in pages[0].iter("script") if "ことば" in "".join(each.itertext()))
    )


def test_the_epub_and_the_pdf_say_the_same(shown: Book) -> None:
    epub = shown.build("epub")
    assert epub.code == 0, epub.output
    page = text(parse((epub.folder / "05-slug.xhtml").read_text(encoding="utf-8")))
    assert all(f"{place}（2026年11月確認）" in page for place in PLACES[:-1])
    printed = shown.build("typst")
    assert printed.code == 0, printed.output
    pdf = typesetting.read(printed.folder / "pdf/book.pdf")
    words = "".join(glyph.text for glyph in pdf.all_glyphs(pdf.root))
    assert all(f"{place}（2026年11月確認）" in words for place in PLACES)


# -- what is wrong ---------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("2026-13-01", "は日付ではありません → 2026-11-21 の形で実在の日を書く"),
        ("2026年11月", "は日付ではありません → 2026-11-21 の形で実在の日を書く"),
        ("20261121", "は日付ではありません → 2026-11-21 の形で実在の日を書く"),
        (str(TODAY + timedelta(days=9)), "は未来です → 事実を最後に確かめた日を書く"),
    ],
)
@pytest.mark.parametrize(
    "place",
    [
        "一行目の、\n二行目です（{}）。\n",
        ".. admonition:: 囲み（{}）\n\n   中です。\n",
        ".. list-table::\n\n   * - 一\n   * - 二（{}）\n",
    ],
    ids=["paragraph", "title", "cell"],
)
def test_a_bad_date_stops_the_build_with_one_line(
    book: Book, written: str, told: str, place: str
) -> None:
    path = book.installment(5, "本文。\n\n" + place.format(f":as-of:`{written}`"))
    for built in (book.build(), book.build()):  # again until it is mended
        assert built.code == 1
        assert "Traceback" not in built.output
        assert not list(built.folder.rglob("*.html"))
        (line,) = [line for line in built.output.splitlines() if " → " in line]
        assert line == f"docs/05-slug.rst:{line_of(path, ':as-of:')}: 確認日「{written}」{told}"
    book.installment(5)
    assert book.build().code == 0


def test_a_bad_date_in_markdown_is_told_too(book: Book) -> None:
    book.write("docs/about.md", "---\norphan: true\n---\n\n# 題\n\n文です（{as-of}`きょう`）。\n")
    built = book.build()
    assert built.code == 1
    assert "docs/about.md:7: 確認日「きょう」は日付ではありません" in built.output


# -- make freshness --------------------------------------------------------------------------
@pytest.fixture
def run(book: Book, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Run the command on the book: exit code, what it prints, and the report."""

    def run(*arguments: str) -> tuple[int, str, str]:
        code = freshness.main(["--root", str(book.folder), *arguments])
        report = book.folder / "_build/freshness/report.md"
        return code, capsys.readouterr().out, report.read_text("utf-8") if report.exists() else ""

    return run


def test_nothing_old_is_good(book: Book, run: Callable[..., tuple[int, str, str]]) -> None:
    book.installment(5, f"文です（:as-of:`{TODAY}`）。\n", fields=HEAD.format(TODAY))
    book.installment(6, fields=HEAD.format(OLD).replace("published", "draft"))
    code, printed, report = run()
    assert code == 0
    assert printed.splitlines() == [
        "180日より古い確認日は 0 個です。確かめるものの一覧: _build/freshness/report.md"
    ]
    assert "- [ ]" not in report


def test_what_is_old_is_listed_with_its_place_and_its_sources(
    book: Book, run: Callable[..., tuple[int, str, str]]
) -> None:
    path = book.installment(5, FACTS, fields=HEAD.format(TODAY))
    code, printed, report = run()
    assert code == 1
    assert "180日より古い確認日は 4 個です。" in printed
    age = f"{OLD}（{(TODAY - date.fromisoformat(OLD)).days}日前）"

    def at(words: str) -> str:
        return f"docs/05-slug.rst:{line_of(path, words)}"

    one = "      https://example.com/one"
    both = ["      https://example.com/two", "      https://example.com/three"]
    assert printed.splitlines()[:-1] == [
        "第5回 題名",
        f"  {at('古い文')}: {age}",
        f"    {at('古い文')}: 古い文です。",
        one,
        f"  {at('変わったこと')}: 「変わったこと」{age}",
        f"    {at('1つ目')}: 囲みの1つ目です。",
        *both,
        f"    {at('3つ目')}: 囲みの3つ目です。",
        "    出典のないものは、この節の出典で:",
        one,
        *both,
        "      https://example.com/direct",
        f"  {at('比べる表')}: 「比べる表」{age}",
        f"    {at('行の名前')}: 行の名前 行の値",
        one,
        f"  {at('項目')}: {age}",
        f"    {at('項目')}: 項目の文です。",
        "    出典のないものは、この節の出典で:",
        "      https://example.com/four",
        "",
    ]
    items = [line for line in report.splitlines() if line.lstrip().startswith("- [ ]")]
    assert items == [
        f"- [ ] `{at('古い文')}` {age}",
        f"  - [ ] `{at('古い文')}` 古い文です。",
        f"- [ ] `{at('変わったこと')}` 「変わったこと」{age}",
        f"  - [ ] `{at('1つ目')}` 囲みの1つ目です。",
        f"  - [ ] `{at('3つ目')}` 囲みの3つ目です。",
        f"- [ ] `{at('比べる表')}` 「比べる表」{age}",
        f"  - [ ] `{at('行の名前')}` 行の名前 行の値",
        f"- [ ] `{at('項目')}` {age}",
        f"  - [ ] `{at('項目')}` 項目の文です。",
    ]
    assert report.count("<https://example.com/") == printed.count("https://example.com/")
    assert ":as-of:" in report.partition("## 確かめ終えたら")[2]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (
            ".. list-table::\n   :header-rows: 1\n\n"
            "   * - 列（DATE）\n   * - 一行目\n   * - 二行目\n",
            ["「列」", "一行目", "二行目"],
        ),
        (
            '.. csv-table:: 表（DATE）\n   :name: tab-5-csv\n\n   "一行目"\n   "二行目"\n\n'
            ":numref:`tab-5-csv` です。\n",
            ["「表」", "一行目", "二行目"],
        ),
        (
            "見出し（DATE）\n--------------\n\n文です。\n\n::\n\n  code\n",
            ["「見出し」", "文です。"],
        ),
        ("文です\\ [#n]_。\n\n.. [#n] 脚注の文です（DATE）。\n", ["", "脚注の文です。"]),
        ("言葉\n   説明です（DATE）。\n", ["", "言葉 説明です。"]),
        (
            "前の文（DATE）。後の文（:as-of:`2020-03-04`）。\n",
            ["", "前の文。後の文。", "", "前の文。後の文。"],
        ),
    ],
    ids=["head", "csv", "section", "note", "term", "twice"],
)
def test_what_a_date_is_that_of(
    book: Book, run: Callable[..., tuple[int, str, str]], body: str, told: list[str]
) -> None:
    book.installment(5, body.replace("DATE", f":as-of:`{OLD}`"), fields=HEAD.format(TODAY))
    code, printed, _ = run()
    assert code == 1
    said = []
    for line in printed.splitlines()[1:]:
        if match := re.match(r"  docs/05-slug\.rst:\d+: (「.*」)?2020-", line):
            said.append(match[1] or "")
        elif match := re.match(r"    docs/05-slug\.rst:\d+: (.*)", line):
            said.append(match[1])
    assert said == told


def test_an_installment_is_old_by_its_own_date(
    book: Book, run: Callable[..., tuple[int, str, str]]
) -> None:
    path = book.installment(5, FACTS, fields=HEAD.format(OLD))
    code, printed, report = run()
    assert code == 1
    place = f"docs/05-slug.rst:{line_of(path, ':verified:')}"
    assert f"  {place}: 回の確認日 {OLD}" in printed
    assert f"- [ ] `{place}` 回の確認日 {OLD}" in report
    for name in ("one", "two", "three", "four", "direct"):
        assert f"  - [ ] <https://example.com/{name}>" in report


def test_the_days_are_counted(book: Book, run: Callable[..., tuple[int, str, str]]) -> None:
    """Two days off the edge, since a day may end while the test runs."""
    for days, code in ((178, 0), (182, 1)):
        day = TODAY - timedelta(days=days)
        book.installment(5, f"文です（:as-of:`{day}`）。\n", fields=HEAD.format(TODAY))
        assert run()[0] == code
        assert run("--days", str(days - 2))[0] == 1
        assert run("--days", str(days + 2))[0] == 0


def test_other_pages_have_facts_too(book: Book, run: Callable[..., tuple[int, str, str]]) -> None:
    book.write(
        "docs/about.md",
        f"---\norphan: true\n---\n\n# 説明\n\n[出典](https://example.com/md)です（{{as-of}}`{OLD}`）。\n",
    )
    code, printed, _ = run()
    assert code == 1
    assert printed.splitlines()[0] == "説明"
    assert "    docs/about.md:7: 出典です。" in printed
    assert "      https://example.com/md" in printed


def test_faulty_sources_are_told_and_no_report_is_written(
    book: Book, run: Callable[..., tuple[int, str, str]]
) -> None:
    book.installment(5, ":as-of:`きのう`\n")
    code, printed, report = run()
    assert (code, report) == (2, "")
    assert "docs/05-slug.rst:8: 確認日「きのう」は日付ではありません" in printed


# -- the book --------------------------------------------------------------------------------
def test_the_book_has_no_date_written_by_hand() -> None:
    for path in (ROOT / "docs").glob("[0-9g]*.rst"):
        found = re.search(r"\d月(に)?確認", path.read_text(encoding="utf-8"))
        assert not found, f"{path.name}: {found[0]} → :as-of:`2026-11-21` で書く"


def test_make_passes_the_days_on() -> None:
    shown = subprocess.run(
        ["make", "-n", "freshness", "DAYS=30"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "-m tools.freshness --days" in shown
    assert "30" in shown
