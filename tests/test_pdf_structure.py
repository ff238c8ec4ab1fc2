"""The PDF of any Sphinx project: all its documents in order, and all its faults at once."""

from __future__ import annotations

import datetime
import re
import struct
import zlib
from pathlib import Path

import pikepdf
import pypdfium2
from plain_project import CONF, build, faults, pages

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="{0}" height="{0}">'
    '<rect width="5" height="5"/></svg>'
)


def document(title: str, body: str = "") -> str:
    return f"{title}\n{'=' * 40}\n\n{title}の本文。\n\n{body}\n"


def toctree(*entries: str, options: str = "") -> str:
    lines = [".. toctree::", *(f"   :{option}" for option in options.split()), "", *entries]
    return "\n".join(line if line.startswith("..") else f"   {line.strip()}" for line in lines)


def outline(path: Path) -> list[tuple[int, str]]:
    """The depth and the title of each bookmark."""
    with pypdfium2.PdfDocument(path) as pdf:
        return [(mark.level, "".join(mark.get_title().split())) for mark in pdf.get_toc()]


# -- documents -------------------------------------------------------------------------------
NESTED = {
    "index.rst": document(
        "根",
        ".. toctree::\n   :caption: 甲部\n   :numbered:\n   :glob:\n\n"
        "   book\n   self\n   pdf/*\n   100% 章+い\n   外 <https://example.com/toc>\n\n"
        ".. toctree::\n   :hidden:\n   :caption: 乙部\n\n   01_intro\n   pdf/deep\n   look\n",
    ),
    # one below the other, at every depth; two toctrees name one document, and one names the root
    "book.rst": document(
        "書", ".. toctree::\n\n   palette/index\n\n書の後。\n\n節\n----\n\n節の本文。\n"
    ),
    "palette/index.rst": document("色", ".. toctree::\n\n   /pdf/deep\n   /index\n"),
    "pdf/deep.rst": document(
        "深み", ".. toctree::\n\n   /deeper\n\n.. only:: html\n\n   .. toctree::\n\n      /web\n"
    ),
    "deeper.rst": document("底", "底の節\n------\n\n底の節の本文。\n"),
    "pdf/a.rst": document("紙", ":doc:`/100% 章+い` と :doc:`/deeper` を見る。\n"),
    "100% 章+い.rst": document("百"),
    "01_intro.rst": "題のない頁の文。\n",
    "look.rst": document("看"),
    "web.rst": document("網"),
    "orphan.rst": ":orphan:\n\n" + document("孤児", ".. describe:: f(x)\n"),
}


def test_every_document_is_printed_once_in_order(tmp_path: Path) -> None:
    result = build(tmp_path, NESTED)
    book = "".join(pages(result)[2:])
    order = "書の本文。 書の後。 色の本文。 深みの本文。 底の本文。 底の節の本文。 節の本文。"
    order += " 紙の本文。 百の本文。"
    order += " 題のない頁の文。 看の本文。"
    places = [book.index(text) for text in order.split()]
    assert places == sorted(places)
    assert all(book.count(f"{name}の本文。") == 1 for name in "書色紙百看")
    assert "網の本文" not in book
    assert "孤児" not in book
    assert outline(result.folder / "pdf/book.pdf") == [
        (0, "根"),
        (0, "目次"),
        (0, "甲部"),
        (1, "1.書"),
        (2, "1.1.色"),
        (3, "1.1.1.深み"),
        (4, "1.1.1.1.底"),
        (5, "1.1.1.1.1.底の節"),
        (2, "1.2.節"),
        (1, "2.紙"),
        (1, "3.百"),
        (0, "乙部"),
        (1, "看"),
    ]
    assert "https://example.com/toc" in "".join(pages(result))


def test_one_document_is_a_book(tmp_path: Path) -> None:
    """Without a title of the project, without a toctree; dated today, since no commit dates it."""
    conf = 'extensions = ["extensions.typst"]\nlanguage = "ja"\n'
    result = build(tmp_path, {"index.rst": document("一つ")}, conf)
    first, *_, last = pages(result)
    assert first.startswith("一つ")
    today = datetime.datetime.now(datetime.UTC).date()
    assert f"{today.year}年{today.month}月{today.day}日" in last
    assert "notset" not in last


def test_an_english_book_has_english_words(tmp_path: Path) -> None:
    conf = CONF.replace('"ja"', '"en"') + 'version = "2"\nauthor = "A. U. Thor"\nnumfig = True\n'
    body = """See :numref:`f` and an :index:`entry`.

.. index:: see: word; entry

.. _f:

.. figure:: x.svg
   :alt: A square.

   A caption.
"""
    filler = "\n\n".join(["Some words."] * 80)
    files = {
        "index.rst": document("Book", toctree("a")),
        "a.rst": document("Chapter", f"See :numref:`f`.\n\n{filler}\n\n{body}"),
        "x.svg": SVG.format(10),
    }
    result = build(tmp_path, files, conf)
    printed = "".join(pages(result)).replace("の本文。", "")
    for words in ("TableofContents", "Index", "IndexEentry", "seeentry", "AuthorA.U.Thor", "Fig."):
        assert words.lower() in printed.lower().replace(".....", ""), words
    assert not re.search("[ぁ-ん一-龠]", printed.replace("見本", ""))
    with pikepdf.open(result.folder / "pdf/book.pdf") as pdf:
        assert str(pdf.Root.Lang) == "en"


# -- pictures --------------------------------------------------------------------------------
def test_pictures_keep_their_own_names(tmp_path: Path) -> None:
    image = "\n.. image:: x.svg\n   :alt: 図\n"
    png = small_png()
    files = {
        "index.rst": document("本", toctree("a/a", "b/b", "c")),
        "a/a.rst": document("甲", image),
        "b/b.rst": document("乙", image),
        "a/x.svg": SVG.format(10),
        "b/x.svg": SVG.format(20),
        "c.md": "# 丙\n\n![図](<図/写真 1.jpg>)\n",
        "図/写真 1.jpg": png,  # whatever its name says
    }
    result = build(tmp_path, files)
    assert result.code == 0, result.output
    copies = {path.read_bytes() for path in (result.folder / "images").iterdir()}
    assert copies == {SVG.format(10).encode(), SVG.format(20).encode(), png}


def small_png() -> bytes:
    """A PNG of a few pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + check

    header = struct.pack(">IIBBBBB", 4, 4, 8, 2, 0, 0, 0)
    rows = b"".join(b"\0" + b"\x80" * 12 for _ in range(4))
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


# -- text ------------------------------------------------------------------------------------
def test_notes_have_the_labels_of_the_site(tmp_path: Path) -> None:
    body = """七 [7]_ 星 [*]_ 番 [#]_ 名 [#名]_ 再び [7]_ 先 `窓 <https://example.com/>`_ 。

.. [7] 七番の注。
.. [*] 印の注。
.. [#] 番号の注。
.. [#名] 名前の注 [8]_ 。
.. [8] 注の注。
"""
    files = {"index.rst": document("本", toctree("a")), "a.rst": document("甲", body)}
    (page,) = [page for page in pages(build(tmp_path, files)) if "甲の本文" in page]
    for note in ("7七番の注。", "*印の注。", "1番号の注。", "2名前の注8。", "8注の注。"):
        assert note in page
    assert page.startswith("甲甲の本文。七7星*番1名2再び7先窓a")
    assert "ahttps://example.com/" in page


def test_a_parsed_literal_keeps_what_is_marked(tmp_path: Path) -> None:
    body = """.. parsed-literal::

   命令 [#x]_ と `先 <https://example.com/lost>`_ と **太い** 字
     ``字下げ`` :math:`x` https://example.com/bare :doc:`index`

.. [#x] 命令の注。
"""
    files = {"index.rst": document("本", toctree("a")), "a.rst": document("甲", body)}
    result = build(tmp_path, files)
    (page,) = [page for page in pages(result) if "甲の本文" in page]
    assert "命令1と先aと太い字字下げ" in page
    assert "1命令の注。" in page
    with pikepdf.open(result.folder / "pdf/book.pdf") as pdf:
        links = [note for page in pdf.pages for note in page.get("/Annots", [])]
        addresses = {str(link.A.URI) for link in links if "/URI" in link.get("/A", {})}
    assert addresses == {"https://example.com/lost", "https://example.com/bare"}


def test_terms_keep_their_own_classifiers(tmp_path: Path) -> None:
    body = "外の語\n    内側。\n\n    内の語 : 分類\n        説明。\n"
    files = {"index.rst": document("本", toctree("a")), "a.rst": document("甲", body)}
    (page,) = [page for page in pages(build(tmp_path, files)) if "外の語" in page]
    assert "外の語内側。内の語分類説明。" in page


def test_index_entries_of_every_kind_have_their_pages(tmp_path: Path) -> None:
    body = """.. index:: 学習; 教師あり, ! ヰスキー
   pair: ループ; 輪
   see: 訓練; 学習
   seealso: 学習; 評価
"""
    first = document("甲", f"{'段落。' * 2000}\n\n.. index:: 前の見出し\n\n節\n----\n\n本文。\n")
    files = {
        "index.rst": document("本", toctree("a", "b")),
        "a.rst": first,
        "b.rst": f"{body}\n{document('乙')}",
    }
    book = pages(build(tmp_path, files))
    number = next(n for n, page in enumerate(book, 1) if "乙の本文" in page)
    index = re.sub(r"\.{2,}", " ", next(page for page in book if page.startswith("索引")))
    assert f"ら行ループ輪 {number}" in index
    assert f"わ行ヰスキー {number}" in index
    assert f"輪ループ {number}" in index
    assert f"学習教師あり {number}評価も参照" in index
    assert "訓練学習を参照" in index


def test_task_lists_show_what_is_done(tmp_path: Path) -> None:
    files = {"index.md": "# 本\n\n- [ ] まだ\n- [x] 済み\n"}
    (page, *_) = pages(build(tmp_path, files, f'{CONF}myst_enable_extensions = ["tasklist"]\n'))[1:]
    assert "☐まだ" in page
    assert "☑済み" in page


# -- faults ----------------------------------------------------------------------------------
def test_all_faults_of_all_documents_are_told_at_once(tmp_path: Path) -> None:
    files = {
        "index.rst": document("本", toctree("a", "b", "c")),
        "a.rst": document("甲", ".. describe:: f(x)\n\n字 ✅ と 😀 です。\n\n:math:`\\frac{1}`\n"),
        "b.rst": document(
            "乙",
            "".join(
                f".. image:: {name}\n   :alt: 図\n\n"
                for name in ("cut.png", "bad.svg", "out.svg", "no.png")
            )
            + ".. literalinclude:: nowhere.py\n\n.. include:: neither.rst\n\n字 ✅ 。\n",
        ),
        "c.md": "# 丙\n\n[😀](https://example.com/)\n",
        "cut.png": small_png()[:40],
        "bad.svg": SVG.format(1).replace("</svg>", ""),
        "out.svg": SVG.format(1).replace("<rect", '<image href="http://example.com/a.png"/><rect'),
    }
    told = faults(build(tmp_path, files))
    assert [re.match(r"(\S+:\d+): .*?(\S+?) ", line).group(1) for line in told] == [
        *("a.rst:6", "a.rst:8", "a.rst:8", "a.rst:10"),
        *("b.rst:6", "b.rst:9", "b.rst:12", "b.rst:15", "b.rst:22"),
        "c.md:3",
    ]
    for name, line in zip(("cut.png", "bad.svg", "out.svg", "no.png"), told[4:8], strict=True):
        assert name in line


def test_sources_in_other_encodings_are_told_at_once(tmp_path: Path) -> None:
    files = {
        "index.rst": document("本", toctree("a", "b")),
        "a.md": "# 甲\n\n".encode() + "本文".encode("cp932"),
        "b.rst": document("乙").encode("euc_jp"),
    }
    told = faults(build(tmp_path, files))
    assert [line.partition(" ")[0] for line in told] == ["a.md:3:", "b.rst:1:"]


def test_odd_documents_are_no_traceback(tmp_path: Path) -> None:
    files = {
        "index.rst": document("本", f"[#本]_ です。\n\n{toctree('empty', 'nai')}"),
        "empty.rst": "",
    }
    assert build(tmp_path, files).code == 0
    files["index.rst"] = document("本", "[#nai]_ と nai_ です。\n")
    told = faults(build(tmp_path, files))
    assert [line.partition(" →")[0] for line in told] == [
        "index.rst:6: 「[#nai]_」を読めません",
        "index.rst:6: 「nai_」を読めません",
    ]
