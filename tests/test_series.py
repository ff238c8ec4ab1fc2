"""What an installment is: refused heads, drafts kept out, numbers, menus and mentions."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from conftest import Book
from reading import parse, searched, text

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>'
DRAFT = ":summary: 下書きの要約。\n:status: draft\n"
# A figure, a table and a listing, each mentioned
CAPTIONED = """:numref:`fig-{0}` と :numref:`tab-{0}` と :numref:`lst-{0}`

.. figure:: ../images/x.svg
   :alt: 四角がある。
   :name: fig-{0}

   構成

.. list-table:: 料金
   :name: tab-{0}

   * - 円

.. code-block:: python
   :caption: 学習
   :name: lst-{0}

   x = 1
"""


def head(**fields: str) -> str:
    """A field list that is right but for *fields*; an empty one is left out."""
    right = {"summary": "わかること。", "status": "published", "verified": "2026-11-21"}
    return "".join(f":{name}: {value}\n" for name, value in (right | fields).items() if value)


TOMORROW_BUT_ONE = (date.today() + timedelta(days=2)).isoformat()
# What Book.installment is given, and the file, line, fault and mend that the author is told
REFUSED = {
    "title without a number": (
        {"title": "題名"},
        "docs/05-slug.rst:5: 題名に番号がありません → 「[第9回] 題名」の形で書き、",
    ),
    "number in full-width digits": ({"title": "[第５回] 題名"}, "docs/05-slug.rst:5: 題名に番号"),
    "number with a zero": ({"title": "[第05回] 題名"}, "docs/05-slug.rst:5: 題名に番号"),
    "title and file disagree": (
        {"title": "[第6回] 題名"},
        "docs/05-slug.rst:5: 題名は第6回、ファイル名は 05 です → どちらかの番号に合わせる",
    ),
    "file with one digit": (
        {"name": "5-slug"},
        "docs/5-slug.rst:1: ファイル名が「2桁の番号-英小文字」ではありません → 09-slug.rst の形",
    ),
    "file without a number": ({"name": "slug"}, "docs/slug.rst:1: ファイル名が「2桁の番号-"),
    "file with capitals": ({"name": "05-Slug"}, "docs/05-Slug.rst:1: ファイル名が「2桁の番号-"),
    "no summary": (
        {"fields": head(summary="")},
        "docs/05-slug.rst:1: 項目 :summary: がありません → 先頭に「:summary: この回で",
    ),
    "empty summary": (
        {"fields": ":status: published\n:summary:\n:verified: 2026-11-21\n"},
        "docs/05-slug.rst:2: 項目 :summary: がありません → 先頭に「:summary: この回で",
    ),
    "no status": (
        {"fields": head(status="")},
        "docs/05-slug.rst:1: 項目 :status: がありません → 先頭に「:status: draft」を書く",
    ),
    "unknown status": (
        {"fields": head(status="done")},
        "docs/05-slug.rst:2: status が「done」です → draft か published のどちらかにする",
    ),
    "published and never verified": (
        {"fields": head(verified="")},
        "docs/05-slug.rst:1: 項目 :verified: がありません → 先頭に「:verified: 2026-11-21」を書く",
    ),
    "no date": (
        {"fields": head(verified="先週")},
        "docs/05-slug.rst:3: 確認日「先週」は日付ではありません → 2026-11-21 の形で実在の日を書く",
    ),
    "date with slashes": (
        {"fields": head(verified="2026/11/21")},
        "docs/05-slug.rst:3: 確認日「2026/11/21」は日付ではありません → ",
    ),
    "impossible date": (
        {"fields": head(verified="2026-02-30")},
        "docs/05-slug.rst:3: 確認日「2026-02-30」は日付ではありません → ",
    ),
    "future date": (
        {"fields": head(verified=TOMORROW_BUT_ONE)},
        f"docs/05-slug.rst:3: 確認日「{TOMORROW_BUT_ONE}」は未来です → 事実を最後に確かめた日を",
    ),
    "no such folder of listings": (
        {"fields": head(lab="listings/05")},
        "docs/05-slug.rst:4: フォルダ listings/05 がありません → 作るか :lab: の行を消す",
    ),
    "hands-on without a number": (
        {"fields": head(**{"hands-on": "40分"})},
        "docs/05-slug.rst:4: hands-on が「40分」です → 手を動かす時間を分で書く（例 40）",
    ),
    "need that is no number": (
        {"fields": head(needs="第4回")},
        "docs/05-slug.rst:4: needs に「第4回」があります → 回の番号を空白で区切って書く",
    ),
    "need that comes later": (
        {"fields": head(needs="5")},
        "docs/05-slug.rst:4: needs の第5回は、この回より前ではありません → 前の回の番号だけ",
    ),
    "need that does not exist": (
        {"fields": head(needs="4")},
        "docs/05-slug.rst:4: needs の第4回はありません → docs/ にある回の番号を書く",
    ),
    "charge without a unit": (
        {"fields": head(charges="ml.t3.medium 1h, ml.m5.large")},
        "docs/05-slug.rst:4: charges の「ml.m5.large」を読めません → 「名前 量」をコンマで",
    ),
    "misspelt field": (
        {"fields": head(charge="ml.t3.medium 1h")},
        "docs/05-slug.rst:4: 項目 :charge: は知らない名前です → :charges: に直す",
    ),
    "no author": (
        {"end": ""},
        "docs/05-slug.rst:9: 著者欄の取り込みで終わっていません"
        " → 最終行を .. include:: ../author/author.rst にする",
    ),
    "text after the author": (
        {"end": ".. include:: ../author/author.rst\n\n追伸\n"},
        "docs/05-slug.rst:12: 著者欄の取り込みで終わっていません → ",
    ),
    "number outside all parts": (
        {"number": 999},
        "docs/999-slug.rst:1: 第999回はどの部にも入っていません → conf.py の series_parts に範囲を",
    ),
}


@pytest.mark.parametrize(("given", "told"), REFUSED.values(), ids=REFUSED.keys())
def test_a_faulty_head_is_refused_with_its_line_and_mend(book: Book, given, told: str) -> None:
    book.installment(**given)
    result = book.build()
    assert result.code == 1
    faults = [line for line in result.output.splitlines() if line.startswith("docs/")]
    assert len(faults) == 1
    assert faults[0].startswith(told)
    assert not list(result.folder.rglob("*.html"))


def test_a_number_used_twice_is_refused(book: Book) -> None:
    book.installment(5, name="05-a")
    book.installment(5, name="05-b")
    result = book.build()
    assert result.code == 1
    assert (
        "docs/05-b.rst:1: 第5回が2つあります(もう1つは 05-a.rst) → 空いている番号に改める"
        in result.output
    )


def test_the_faults_of_all_heads_are_told_at_once(book: Book) -> None:
    book.installment(5, fields="")
    book.installment(6, end="")
    output = book.build().output
    for fault in ("05-slug.rst:1: 項目 :summary:", "05-slug.rst:1: 項目 :status:", "06-slug.rst:9"):
        assert f"docs/{fault}" in output


def test_a_file_in_another_encoding_is_named_with_its_line(book: Book) -> None:
    path = book.installment(5)
    path.write_bytes(path.read_bytes().replace("本文".encode(), "本文".encode("cp932")))
    result = book.build()
    assert result.code == 1
    assert "docs/05-slug.rst:8: UTF-8 ではありません → UTF-8 で保存し直す" in result.output
    assert "Traceback" not in result.output


HEADS = {
    "another order": ":verified: 2026-11-21\n:status: published\n:summary: わかること。\n",
    "value on the next line": ":summary:\n   わかること。\n" + head(summary=""),
    "value over two lines": ":summary: わかる\n   こと。\n" + head(summary=""),
    "a comment first": ".. 編集の覚え\n   二行目\n\n" + head(),
    "a label before the title": head() + "\n.. _basics:\n",
    "a field of Sphinx's own": head() + ":og-image: x.png\n",
    "today": head(verified=date.today().isoformat()),
}


@pytest.mark.parametrize("fields", HEADS.values(), ids=HEADS.keys())
def test_a_head_may_be_written_so(book: Book, fields: str) -> None:
    book.installment(5, fields=fields)
    result = book.build()
    assert result.code == 0, result.output
    assert "わかること。" in result.page("index")


@pytest.mark.parametrize(
    ("before", "newline"), [(b"", b"\r\n"), (b"\xef\xbb\xbf", b"\n"), (b"\xef\xbb\xbf", b"\r\n")]
)
def test_a_file_may_come_from_windows(book: Book, before: bytes, newline: bytes) -> None:
    path = book.installment(5)
    path.write_bytes(before + path.read_bytes().replace(b"\n", newline))
    result = book.build()
    assert result.code == 0, result.output
    assert "第5回 題名" in result.page("index")


def around(page: str) -> list[tuple[str, str]]:
    """The previous and the next page that *page* names."""
    links = parse(page).findall(".//head/link")
    return [
        (link.get("rel", ""), link.get("href", ""))
        for link in links
        if link.get("rel") in ("prev", "next")
    ]


def menu(page: str) -> list[str]:
    """The entries of the side menu."""
    entries = [text(entry) for entry in parse(page).iterfind(".//nav[@id='menu']//a")]
    assert entries.pop() == "索引"
    return entries


@pytest.fixture
def series(book: Book) -> Book:
    """第5回 and 第9回, and the draft of 第7回 between them."""
    book.write("images/x.svg", SVG)
    book.installment(5, CAPTIONED.format("a") + "\n:installment:`7` を見ます。\n")
    book.installment(7, "Unfinishedword を書く。\n", title="[第7回] 未完", fields=DRAFT)
    book.installment(9, CAPTIONED.format("b"))
    return book


def test_the_index_shows_parts_and_installments(series: Book) -> None:
    index = text(parse(series.build().page("index")))
    second, third = index.index("第2部 作り、評価し、片付ける"), index.rindex("第3部")
    entry = "第5回 題名 2026年11月21日確認 わかること。"
    assert second < index.rindex(entry) < third < index.rindex("第9回 題名 2026年11月21日確認")


def test_a_draft_is_announced_and_otherwise_absent(series: Book) -> None:
    result = series.build()
    assert result.code == 0, result.output
    assert not list(result.folder.rglob("07*"))
    index = result.page("index")
    assert "第7回 未完 準備中 下書きの要約。" in text(parse(index))
    assert "07-slug" not in index
    assert menu(result.page("05-slug")) == ["[第5回] 題名", "[第9回] 題名"]
    assert around(result.page("05-slug")) == [("prev", "index.html"), ("next", "09-slug.html")]
    assert around(result.page("09-slug")) == [("prev", "05-slug.html")]
    assert "Unfinishedword" not in searched(result.folder)
    assert "07-slug" not in searched(result.folder)


def test_a_draft_is_absent_from_the_epub(series: Book) -> None:
    result = series.build("epub")
    assert result.code == 0, result.output
    assert not list(result.folder.rglob("07*"))
    assert "07-slug" not in (result.folder / "content.opf").read_text(encoding="utf-8")


def test_a_draft_build_holds_drafts_and_marks_them(series: Book) -> None:
    result = series.build(draft=True)
    assert result.code == 0, result.output
    page = result.page("07-slug")
    assert "[第7回] 未完" in text(parse(page).find(".//h1"))
    assert "下書き この回は準備中です。" in text(parse(page))
    assert "第7回 未完 下書き" in text(parse(result.page("index")))
    assert menu(page) == ["[第5回] 題名", "(下書き) 第7回 未完", "[第9回] 題名"]
    assert around(page) == [("prev", "05-slug.html"), ("next", "09-slug.html")]
    assert "Unfinishedword" in searched(result.folder)


def test_only_a_draft_is_marked(series: Book) -> None:
    assert "この回は準備中です" not in series.build(draft=True).page("05-slug")


@pytest.mark.parametrize(("builder", "suffix"), [("html", "html"), ("epub", "xhtml")])
def test_figures_tables_and_listings_bear_the_installment(
    series: Book, builder: str, suffix: str
) -> None:
    """第5回 is the first in the build, and its figure 図5.1 all the same, wherever it is named."""
    result = series.build(builder)
    for number in (5, 9):
        page = parse((result.folder / f"{number:02}-slug.{suffix}").read_text(encoding="utf-8"))
        names = [f"図{number}.1", f"表{number}.1", f"リスト{number}.1"]
        mentions = [text(item) for item in page.iterfind(".//span[@class='std std-numref']")]
        captions = [text(item) for item in page.iterfind(".//span[@class='caption-number']")]
        assert mentions == captions == names


def test_numbers_stay_right_through_edits(series: Book) -> None:
    """Another figure in 第5回 moves its second one, and nothing in 第9回."""
    series.build()
    another = CAPTIONED.format("c") + "\n" + CAPTIONED.format("a")
    series.installment(5, another)
    result = series.build()
    assert re.findall(r">(図\d+\.\d+) ?<", result.page("05-slug")) == ["図5.1"] * 2 + ["図5.2"] * 2
    assert re.findall(r">(図\d+\.\d+) ?<", result.page("09-slug")) == ["図9.1"] * 2
    series.installment(5, "図はもうありません。\n")
    assert "図9.1" in series.build().page("09-slug")


def written(folder: Path) -> dict[str, int]:
    """When each installment's page was last written."""
    return {page.name: page.stat().st_mtime_ns for page in folder.glob("0*.html")}


def test_a_second_build_writes_no_page(series: Book) -> None:
    before = written(series.build().folder)
    assert written(series.build().folder) == before


def test_an_edit_rewrites_its_page_alone(series: Book) -> None:
    before = written(series.build().folder)
    series.installment(5, CAPTIONED.format("a") + "\n書き足しました。\n")
    result = series.build()
    after = written(result.folder)
    assert [name for name in after if after[name] != before[name]] == ["05-slug.html"]
    assert "図5.1" in result.page("05-slug")


def test_a_mention_of_a_published_installment_is_a_link(book: Book) -> None:
    book.installment(5, ":installment:`9` を見ます。\n")
    book.installment(9)
    link = parse(book.build().page("05-slug")).find(".//p/a[@href='09-slug.html']")
    assert text(link) == "第9回"


def test_a_mention_of_a_draft_is_plain_text(series: Book) -> None:
    page = parse(series.build().page("05-slug"))
    assert "第7回（準備中） を見ます。" in [text(paragraph) for paragraph in page.iter("p")]


def test_a_topic_tells_installments_of_one_title_apart(book: Book) -> None:
    fields = ":summary: わかること。\n:status: published\n:verified: 2026-11-21\n"
    for number, topic in ((5, "S3 と<データ>"), (6, "学習")):
        title = f"[第{number}回] 使い方 ({number - 4})"
        book.installment(number, title=title, fields=f"{fields}:topic: {topic}\n")
    page = parse(book.build().page("05-slug"))
    (menu,) = (nav for nav in page.iter("nav") if nav.get("id") == "menu")
    assert "[第5回] 使い方 (1) S3 と<データ> [第6回] 使い方 (2) 学習" in text(menu)
    (beside,) = (nav for nav in page.iter("nav") if nav.get("class") == "neighbours")
    assert "次へ: 学習 [第6回] 使い方 (2)" in text(beside)


@pytest.mark.parametrize("number", ["8", "七"])
def test_a_mention_of_no_installment_stops_the_build(series: Book, number: str) -> None:
    series.installment(9, f"本文\n\n:installment:`{number}` です。\n")
    result = series.build()
    assert result.code == 1
    told = f"docs/09-slug.rst:10: ERROR: 第{number}回はありません。docs/ にある番号を書いて"
    assert told in result.output
    assert "(5〜9)" in result.output


def test_publishing_a_draft_shows_it_everywhere(series: Book) -> None:
    """The pages that name it are not edited, and must be made again all the same."""
    series.build()
    series.installment(7, title="[第7回] 完成")
    result = series.build()
    assert result.code == 0, result.output
    assert "第7回 完成 2026年11月21日確認" in text(parse(result.page("index")))
    for page in ("05-slug", "09-slug"):
        assert "[第7回] 完成" in menu(result.page(page))
    assert around(result.page("09-slug")) == [("prev", "07-slug.html")]
    assert parse(result.page("05-slug")).find(".//p/a[@href='07-slug.html']") is not None


def test_a_new_title_and_summary_show_everywhere(series: Book) -> None:
    series.build()
    series.installment(
        5, CAPTIONED.format("a"), title="[第5回] 改題", fields=head(summary="改稿。")
    )
    result = series.build()
    assert "第5回 改題 2026年11月21日確認 改稿。" in text(parse(result.page("index")))
    assert menu(result.page("09-slug")) == ["[第5回] 改題", "[第9回] 題名"]


def test_many_files_are_read_by_many_processes(book: Book) -> None:
    """Sphinx warns of extensions that cannot, and a warning stops the build."""
    book.write("images/x.svg", SVG)
    for number in range(1, 13):
        book.installment(number, CAPTIONED.format(f"n{number}"))
    result = book.build("html", "-j", "2")
    assert result.code == 0, result.output
    assert "リスト12.1" in result.page("12-slug")
