"""What a published installment may not hold: each rule fires where it must and only there."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from conftest import Book, Result
from reading import parse, text

from extensions import listings
from extensions.rules import RULES

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>'
IMAGE = ".. image:: ../images/x.svg\n   :alt: 四角がある。\n"
FIGURE = ".. figure:: ../images/x.svg\n   :alt: 四角がある。\n"

HANDS_ON = ":summary: わかること。\n:status: published\n:verified: 2026-11-21\n:hands-on: 40\n"


# Parts of an installment: titles at the second level, and with a ~ in front at the third
def parts(*titles: str) -> str:
    return "".join(
        f"{title.removeprefix('~')}\n{'~' * 20 if title.startswith('~') else '-' * 20}\n\nあ\n\n"
        for title in titles
    )


# The rule, what the author writes, and the line that is to be named
BROKEN = [
    ("memo", "あ\n\n.. memo::\n\n   あとで。\n", ".. memo::"),
    ("memo", "- あ\n\n  .. memo:: あとで。\n", "  .. memo:: あとで。"),
    ("leftover", "ここは\nまだ\nTODO です。\n", "TODO です。"),
    ("leftover", "これはTODOです。\n", "これはTODOです。"),
    ("leftover", "``TODO`` という印。\nそして XXX です。\n", "そして XXX です。"),
    ("leftover", "(メモ) あとで書く。\n", "(メモ) あとで書く。"),
    ("leftover", "あ（備忘）い\n", "あ（備忘）い"),
    ("leftover", "あ\n\nTODO の節\n----------\n\nい\n", "TODO の節"),
    ("leftover", "あ\n\n.. rubric:: TODO\n\nい\n", ".. rubric:: TODO"),
    ("leftover", "あ\n\n.. あとで\n   TODO 直す\n\nい\n", "   TODO 直す"),
    ("leftover", ".. note::\n\n   あ\n   TODO い\n", "   TODO い"),
    ("leftover", "- あ\n- TODO\n- い\n", "- TODO"),
    ("leftover", "用語\n  TODO 書く\n", "  TODO 書く"),
    ("leftover", "注 [#a]_\n\n.. [#a] あ\n   TODO\n", "   TODO"),
    (
        "leftover",
        ".. list-table::\n\n   * - あ\n     - い\n   * - う\n     - TODO\n",
        "     - TODO",
    ),
    ("leftover", ".. csv-table::\n\n   あ,い\n   う,TODO\n", "   う,TODO"),
    ("leftover", "== ====\nあ い\n== ====\nう TODO\n== ====\n", "う TODO"),
    (
        "leftover",
        f":numref:`f`\n\n{FIGURE}   :name: f\n\n   構成 TODO\n",
        "   構成 TODO",
    ),
    ("markdown-link", "あ\n[文](https://a.example/b) です\n", "[文](https://a.example/b) です"),
    ("markdown-link", "あ\n[文](../b.md) です\n", "[文](../b.md) です"),
    ("markdown-link", "あ\n![](b.png) です\n", "![](b.png) です"),
    ("code-fence", "あ\n\n```python\nx = 1\n```\n", "```python"),
    ("code-fence", "``x`` と\n次です\n```python\nx = 1\n```\n", "```python"),
    ("bullet-in-lines", "| 材料\n| * 米\n", "| * 米"),
    ("bullet-in-lines", "| 材料\n| ・米\n", "| ・米"),
    ("lines-as-paragraph", "あ\n\n| 長い文を、\n| 折り返す。\n", "| 長い文を、"),
    ("quoted-list", "あ\n\n  - い\n  - う\n", "  - い"),
    ("quoted-list", "あ\n\n  1. い\n  2. う\n", "  1. い"),
    ("strong-marker", "**強い** 語\nと**弱い**語\n", "と**弱い**語"),
    ("strong-marker", "あ\n**「か」**\\ き\nと**「く」**け\n", "と**「く」**け"),
    ("strong-marker", "``x`` と\n**太い ``x`` 語**と**細い**語\n", "**太い ``x`` 語**と**細い**語"),
    ("emphasis-marker", "あ\nこれは*斜め*です\n", "これは*斜め*です"),
    ("emphasis-marker", "あ\n*「か」*\\ きと*「``く``」*け\n", "*「か」*\\ きと*「``く``」*け"),
    ("emphasis-marker", ":用語: あ\n   い*値*う\n", "   い*値*う"),
    ("backquote", "あ\n設定は``config``行です\n", "設定は``config``行です"),
    ("backquote", "あ\n設定は`config`行です\n", "設定は`config`行です"),
    ("backquote", "あ\n**太い``x``語** です\n", "**太い``x``語** です"),
    (
        "backquote",
        "あ\nこれは`文 <https://a.example/>`__です\n",
        "これは`文 <https://a.example/>`__です",
    ),
    ("backquote", "あ\n名前は_`的`です\n", "名前は_`的`です"),
    ("backquote", ".. list-table::\n\n   * - あ\n     - 値``x``は\n", "     - 値``x``は"),
    ("role-marker", "あ\n変数:math:`x`\\ です\n", "変数:math:`x`\\ です"),
    ("role-marker", "あ\n変数は `x`:math:です\n", "変数は `x`:math:です"),
    ("reference-marker", "あ [1]_\n注です[1]_。\n\n.. [1] 注\n", "注です[1]_。"),
    ("reference-marker", "あ [#a]_\n注です[#a]_。\n\n.. [#a] 注\n", "注です[#a]_。"),
    ("reference-marker", "あ\n版は|version|です\n", "版は|version|です"),
    ("reference-marker", "あ\nこれは|s|です\n\n.. |s| replace:: い\n", "これは|s|です"),
    ("reference-marker", "あ\nこれはdoc_です\n\n.. _doc: https://a.example/\n", "これはdoc_です"),
    ("bare-address", "あ\n詳しくはhttps://a.example/b を\n", "詳しくはhttps://a.example/b を"),
    ("bare-address", "あ\nhttps://a.example/bを見る\n", "https://a.example/bを見る"),
    ("bare-address", "あ\nhttps://a.example/b/（注）\n", "https://a.example/b/（注）"),
    ("bare-address", "あ\nhttps://a.example/b?q=あ です\n", "https://a.example/b?q=あ です"),
    ("bare-address", "あ\nhttps://a.example/道 です\n", "https://a.example/道 です"),
    ("bare-address", "あ\nメールはa@a.exampleへ\n", "メールはa@a.exampleへ"),
    ("markdown-mark", "あ\nこれは~~消す~~語\n", "これは~~消す~~語"),
    ("markdown-mark", "あ\nこれは$x^2$です\n", "これは$x^2$です"),
    ("markdown-mark", "- あ\n- [x] い\n", "- [x] い"),
    ("markdown-mark", ":::{note}\nあ\n", ":::{note}"),
    ("markdown-mark", "あ<br>い\n", "あ<br>い"),
    ("image-alt", "あ\n\n.. image:: ../images/x.svg\n", ".. image:: ../images/x.svg"),
    ("image-alt", "あ\n\n.. figure:: ../images/x.svg\n", ".. figure:: ../images/x.svg"),
    (
        "image-alt",
        ".. list-table::\n\n   * - あ\n     - .. image:: ../images/x.svg\n",
        "     - .. image:: ../images/x.svg",
    ),
    ("image-missing", f"あ\n\n{IMAGE.replace('x.svg', 'y.svg')}", ".. image:: ../images/y.svg"),
    ("image-missing", f"あ\n\n{FIGURE.replace('x.svg', 'y.svg')}", ".. figure:: ../images/y.svg"),
    ("file-name", f"あ\n\n{IMAGE.replace('x.svg', 'x?.svg')}", ".. image:: ../images/x?.svg"),
    ("raw-output", "あ\n\n.. raw:: latex\n\n   い\n", ".. raw:: latex"),
    ("pixel-width", f"{IMAGE}   :width: 300px\n", ".. image:: ../images/x.svg"),
    ("pixel-width", f"{FIGURE}   :height: 300\n", ".. figure:: ../images/x.svg"),
    ("empty-section", "あ\n\n空の節\n------\n\n次の節\n------\n\nあ\n", "空の節"),
    ("empty-section", "あ\n\n空の節\n------\n\n.. 理由\n\n次の節\n------\n\nあ\n", "空の節"),
    ("empty-section", "あ\n\n最後の節\n--------\n", "最後の節"),
    ("work-below-one-section", parts("はじめに", "~前提と費用", "~作る", "まとめ"), "作る"),
    ("work-below-one-section", parts("はじめに", "使う", "~作る", "~消す", "次回"), "使う"),
    ("wide-space", "あ\n文の後ろ。\u3000\nい\n", "文の後ろ。\u3000"),
    ("wide-space", "あ\n文の後ろ。\u3000 \nい\n", "文の後ろ。\u3000 "),
    ("unnamed", f"あ\n\n{FIGURE}\n   構成\n", ".. figure:: ../images/x.svg"),
    ("unnamed", "あ\n\n.. list-table:: 料金\n\n   * - 円\n", ".. list-table:: 料金"),
    ("unnamed", "あ\n\n.. csv-table:: 料金\n\n   円\n", ".. csv-table:: 料金"),
    (
        "unnamed",
        "あ\n\n.. code-block:: python\n   :caption: 学習\n\n   x\n",
        ".. code-block:: python",
    ),
    ("unmentioned", f"あ\n\n{FIGURE}   :name: f\n\n   構成\n", ".. figure:: ../images/x.svg"),
    ("unmentioned", ".. list-table:: 料金\n   :name: t\n\n   * - 円\n", ".. list-table:: 料金"),
    ("direction", "構成は\n下図の通りです。\n", "下図の通りです。"),
    ("direction", "構成は\n上記の通りです。\n", "上記の通りです。"),
    ("direction", "構成は\nこの上\n図の通りです。\n", "この上"),
    ("direction", "構成は **下** の\n``下図`` でなく\n下図です。\n", "下図です。"),
    ("direction", ".. list-table::\n\n   * - あ\n   * - 下表を見る\n", "   * - 下表を見る"),
]
# The rule, and what looks like its fault and is none
CLEAN = [
    ("memo", ".. note:: 覚え書きです。\n"),
    ("leftover", "印は ``TODO`` です。\n"),
    ("leftover", ".. code-block:: python\n\n   x = 1  # TODO\n"),
    ("leftover", "AUTODOC と メモ(覚え)と XXXL です。\n"),
    ("markdown-link", "``[文](https://a.example/b)`` は Markdown です。\n"),
    ("markdown-link", ".. code-block:: markdown\n\n   [文](https://a.example/b)\n"),
    ("markdown-link", "配列[1](注)と関数 f[x](y) と `文 <https://a.example/>`__ です。\n"),
    ("code-fence", ".. code-block:: markdown\n\n   ```python\n   x\n   ```\n"),
    ("bullet-in-lines", "| 1-2-3 番地\n| -5 度\n"),
    ("lines-as-paragraph", "| 東京都港区\n| 六本木 1-2-3\n"),
    ("quoted-list", "- い\n\n  - う\n"),
    ("quoted-list", "書いてある。\n\n   料金は次の通り。\n\n   - い\n"),
    ("strong-marker", "``a ** b`` と **強い** と あ\\ **強い**\\ い です。\n"),
    ("strong-marker", ">>> 2 ** 3\n8\n"),
    ("strong-marker", ":math:`a ** b` です。\n"),
    ("strong-marker", "引数は \\*\\*kwargs と「**」です。\n"),
    ("emphasis-marker", "式 2*3*4 と a*b と (job-*) と (log-*) と「*」と（*）、引数*argsを。\n"),
    ("emphasis-marker", "\\*あ\\*い、job-*とlog-*を、あ\\ *い*\\ う。\n"),
    ("backquote", "「`」と ``a`b`` と \\`あ\\`い。\n"),
    ("role-marker", "鍵:値:\\ ``x`` と arn:aws:\\ ``x`` と :math:`x` です。\n"),
    ("reference-marker", "変数 __init__と snake_case_と配列 a[1]_b と絶対値|x|と「|」。\n"),
    (
        "bare-address",
        "https://a.example/b_(c) と（https://a.example/d）と「https://a.example/」、"
        "https://a.example/e、https://a.example/f?g=h#i。https://a.example/j です。\n"
        "https://a.example/k\\ と\\ https://a.example/l。a@a.example へ。\n"
        "``https://a.example/あ`` と `https://a.example/m <https://a.example/>`__\\ です。\n",
    ),
    ("bare-address", ".. code-block:: text\n\n   https://a.example/bを\n"),
    ("markdown-mark", "値段は$100と$200、$HOME/$USER、10~20、a == b == c、1 < 2 > 0 です。\n"),
    ("markdown-mark", ".. code-block:: text\n\n   ~~あ~~ $x$\n"),
    ("image-alt", IMAGE),
    ("image-missing", IMAGE),
    ("file-name", IMAGE.replace("x.svg", "図+1%&.svg")),
    ("raw-output", ".. raw:: html\n\n   <p>あ<br>い&nbsp;\n"),
    ("pixel-width", f"{IMAGE}   :width: 80%\n\n次\n\n{IMAGE}   :width: 20em\n"),
    ("empty-section", "親の節\n------\n\n子の節\n~~~~~~\n\n本文\n"),
    ("empty-section", f"図の節\n------\n\n{IMAGE}"),
    ("work-below-one-section", parts("はじめに", "~前提と費用", "作る", "消す", "まとめ")),
    ("work-below-one-section", parts("はじめに", "使う", "~作る", "参考資料")),
    ("wide-space", "\u3000字下げと、間の\u3000空白\n"),
    (
        "unnamed",
        f"あ\n\n{FIGURE}\n.. list-table::\n\n   * - 円\n\n.. code-block:: python\n\n   x\n",
    ),
    ("unmentioned", f":numref:`f` です。\n\n{FIGURE}   :name: f\n\n   構成\n"),
    ("unmentioned", f":ref:`構成 <f>` です。\n\n.. _f:\n\n{FIGURE}\n   構成\n"),
    ("unmentioned", f":numref:`図 %s <F>` です。\n\n{FIGURE}   :name: F\n\n   構成\n"),
    (
        "direction",
        "以下の図、以下図5.1、以上、地上図、売上表、上下図形、上表現、以上記録、下記述\n",
    ),
    ("direction", "次の図と ``下図`` です。\n"),
]


@pytest.fixture
def book(book: Book) -> Book:
    for name in ("x", "x?", "図+1%&"):
        book.write(f"images/{name}.svg", SVG)
    return book


def findings(result: Result) -> list[str]:
    """What the rules told of one build."""
    return [line for line in result.output.splitlines() if " → " in line]


def line_of(path: Path, words: str) -> int:
    """The line of *path* that reads *words*, from 1."""
    return path.read_text(encoding="utf-8").split("\n").index(words) + 1


def test_every_rule_is_tried_both_ways() -> None:
    names = {rule.name for rule in RULES}
    assert {name for name, *_ in BROKEN} == names
    assert {name for name, _ in CLEAN} == names


@pytest.mark.parametrize(("name", "body", "line"), BROKEN, ids=[name for name, *_ in BROKEN])
def test_a_fault_stops_the_build_with_its_line_and_mend(
    book: Book, name: str, body: str, line: str
) -> None:
    path = book.installment(5, body, fields=HANDS_ON)
    result = book.build()
    (rule,) = (rule for rule in RULES if rule.name == name)
    assert result.code == 1
    told = re.escape(f"docs/05-slug.rst:{line_of(path, line)}: ")
    assert len(findings(result)) == 1, result.output
    assert re.fullmatch(f"{told}.* {re.escape(f'{rule.fault} → {rule.mend}')}", findings(result)[0])
    assert not list(result.folder.rglob("*.html"))


@pytest.mark.parametrize(("name", "body"), CLEAN, ids=[name for name, _ in CLEAN])
def test_what_is_no_fault_passes(book: Book, name: str, body: str) -> None:
    book.installment(5, body, fields=HANDS_ON)
    result = book.build()
    assert result.code == 0, f"{name}: {result.output}"
    assert findings(result) == []


def test_a_fence_with_a_blank_line_is_told_beside_sphinx_own_warning(book: Book) -> None:
    book.installment(5, "あ\n\n```python\nx = 1\n\ny = 2\n```\n")
    result = book.build()
    assert result.code == 1
    assert "docs/05-slug.rst:10: 「```」 Markdown のコード枠です → " in result.output


def test_all_faults_of_a_build_are_told_in_order(book: Book) -> None:
    book.installment(9, "下図です。\n")
    book.installment(5, "TODO です。\nまた TODO です。\n\n下記です。\n")
    places = [finding.split(": ")[0] for finding in findings(book.build())]
    assert places == [
        "docs/05-slug.rst:8",
        "docs/05-slug.rst:9",
        "docs/05-slug.rst:11",
        "docs/09-slug.rst:8",
    ]


def test_faults_in_markdown_have_their_lines(book: Book) -> None:
    book.write("docs/index.rst", "題名\n====\n\n本文\n\n.. toctree::\n\n   about\n")
    about = "# この本\n\n本文は\n続き、TODO です。\n\n- ![](x.png)\n\n| あ |\n|----|\n| 下図 |\n"
    book.write("docs/about.md", about)
    places = [finding.split(" ")[0] for finding in findings(book.build())]
    assert places == [f"docs/about.md:{line}:" for line in (4, 6, 6, 10)]


@pytest.mark.parametrize("builder", ["epub", "typst"])
def test_html_stands_on_the_site_alone(book: Book, builder: str) -> None:
    """Print cannot show it, and in an EPUB it would have to be XHTML."""
    toctree = ".. toctree::\n\n   about\n"
    book.write("docs/index.rst", f"題名\n====\n\n本文\n\n.. series-index::\n\n{toctree}")
    book.write("docs/about.md", "# 題\n\n行<br>と\n<b>太字</b>\n\n<img src='x.png'>\n\n改\\\n行\n")
    book.installment(5, "あ\n\n.. raw:: html\n\n   <p>あ<br>い\n")
    result = book.build(builder)
    assert result.code == 1
    places = [finding.split(" ")[0] for finding in findings(result)]
    assert places == ["docs/05-slug.rst:10:", *["docs/about.md:3:"] * 3, "docs/about.md:6:"]
    book.write("docs/about.md", "# 題\n\n```{only} builder_html\n<img src='x'>\n```\n\n改\\\n行\n")
    book.installment(5, "あ\n\n.. only:: builder_html\n\n   .. raw:: html\n\n      <p>あ<br>い\n")
    result = book.build(builder)
    assert result.code == 0, result.output


def test_pictures_in_markdown_may_have_any_name(book: Book) -> None:
    book.write("docs/index.rst", "題名\n====\n\n本文\n\n.. toctree::\n\n   about\n")
    book.write(
        "docs/about.md", "# 題\n\n![絵](../images/図+1%&.svg)\n\n![絵](../images/ない図.svg)\n"
    )
    assert "../images/ない図.svg 画像がありません" in findings(book.build())[0]
    book.write("docs/about.md", "# 題\n\n![絵](../images/図+1%&.svg)\n")
    result = book.build()
    assert result.code == 0, result.output
    images = [image.get("src") for image in parse(result.page("about")).iter("img")]
    assert unquote(images[0]) == "_images/図+1%&.svg"
    assert (result.folder / "_images/図+1%&.svg").is_file()


def test_comments_in_markdown_are_in_no_page(book: Book) -> None:
    book.write("docs/index.rst", "題名\n====\n\n本文\n\n.. toctree::\n\n   about\n")
    book.write("docs/about.md", "# 題\n\nあ<!-- 秘密 -->い\n\n<!-- 秘密\nです -->\n\n% 秘密\n")
    result = book.build()
    assert result.code == 0, result.output
    assert "秘密" not in result.page("about")
    assert "あい" in result.page("about")


def test_a_name_that_an_epub_cannot_hold_is_refused(book: Book) -> None:
    book.write("docs/index.rst", "題名\n====\n\n本文\n\n.. toctree::\n   :glob:\n\n   *\n")
    for name in ("q?", "a b", "覚え書き", "c+d&e", "割合%"):
        book.write(f"docs/{name}.rst", f"{name} の題\n============\n\n文\n")
    result = book.build()
    assert result.code == 1
    assert [finding.split(": ")[0] for finding in findings(result)] == [
        "docs/a b.rst:1",
        "docs/q?.rst:1",
    ]


MARKDOWN = """# この本

これは**「大事」**です。
費用は*2026年（東京）*に、_斜め_です。
`x`と~~消した~~字と$x^2$です。
- [ ] まだ

アドレスは https://a.example/b です。
:term:`語`と`文 <https://a.example/>`__です。
"""
MARKDOWN_CLEAN = """# この本

**大事**です。「**大事**」、 **（大事）** です。\\*あ\\*い、\\*\\*kwargs、\\~~あ~~。
`**x**`と<https://a.example/>です。価格は$100と$200、2*3*4、snake_case_name です。

:::{note}
囲み
:::

語
: 説明
"""


def test_raw_markup_in_markdown_has_its_own_mend(book: Book) -> None:
    book.write("docs/index.rst", "題名\n====\n\n本文\n\n.. toctree::\n\n   about\n")
    book.write("docs/about.md", MARKDOWN)
    told = findings(book.build())
    assert [finding.split(" ")[0] for finding in told] == [
        f"docs/about.md:{line}:" for line in (3, 4, 4, 5, 5, 6, 8, 9, 9)
    ]
    assert not any("\\ " in finding for finding in told)
    assert all("かっこと句読点を印の外に出す" in finding for finding in told[:3])


def test_markdown_that_is_understood_passes(book: Book) -> None:
    book.write("docs/index.rst", "題名\n====\n\n本文\n\n.. toctree::\n\n   about\n")
    book.write("docs/about.md", MARKDOWN_CLEAN)
    result = book.build()
    assert result.code == 0, result.output
    page = parse(result.page("about"))
    assert text(page.find(".//div[@class='admonition note']")) == "注釈 囲み"
    assert text(page.find(".//dd")) == "説明"


def test_faults_of_an_included_file_name_that_file(book: Book) -> None:
    """And once, however many installments include it."""
    part = "あ\nTODO い\u3000\n\n.. memo:: う\n\n.. image:: ../images/x.svg\n"
    book.write("docs/parts/notice.txt", part)
    for number in (5, 9):
        book.installment(number, "あ\n\n.. include:: parts/notice.txt\n")
    result = book.build()
    assert result.code == 1
    places = [finding.split(" ")[0] for finding in findings(result)]
    assert places == [f"docs/parts/notice.txt:{line}:" for line in (2, 2, 4, 6)]


def test_a_wide_space_in_an_included_rst_is_told_with_its_file(book: Book) -> None:
    (book.folder / "author/author.rst").unlink()
    book.write("author/author.rst", ".. rubric:: 著者\n\n執筆者です。\u3000\n")
    book.installment(5)
    book.installment(9)
    result = book.build()
    assert result.code == 1
    assert [finding.split(" ")[0] for finding in findings(result)] == ["author/author.rst:3:"]


def test_captured_output_may_end_in_any_space(book: Book) -> None:
    """It is what a program printed, and not the author's to mend."""
    book.write("listings/05/train.py", "print()\n")
    digest = listings.digest(book.folder / "listings/05/train.py")
    book.write("listings/captured.json", json.dumps({"05/train.py": {"sha256": digest}}))
    book.write("listings/05/train.out.txt", "結果\u3000\n下図 TODO **\n")
    book.installment(5, ".. literalinclude:: ../listings/05/train.out.txt\n   :language: text\n")
    assert book.build().code == 0


def test_a_memo_is_read_in_a_draft_build(book: Book) -> None:
    book.installment(5, "あ\n\n.. memo::\n\n   あとで確かめる。\n")
    result = book.build(draft=True)
    assert result.code == 0, result.output
    memo = parse(result.page("05-slug")).find(".//div[@class='memo admonition']")
    assert text(memo) == "執筆メモ あとで確かめる。"
    assert "公開する前に直すもの: docs/05-slug.rst:10: memo 執筆メモが残っています" in result.output


def test_a_draft_may_hold_anything(book: Book) -> None:
    """It is not read at all in a published build."""
    book.installment(5, ".. memo:: あとで。\n", fields=":summary: 要約。\n:status: draft\n")
    assert book.build().code == 0


def test_a_failed_build_fails_again_until_mended(book: Book) -> None:
    """The second build has read the file before, and must not take that for a pass."""
    book.installment(5, "TODO です。\n")
    book.installment(9)
    first, second = book.build(), book.build()
    assert first.code == second.code == 1
    assert findings(first) == findings(second) != []
    book.installment(9, "関わりのない直し。\n")
    assert findings(book.build()) == findings(first)
    book.installment(5, "書き上げました。\n")
    mended = book.build()
    assert mended.code == 0, mended.output
    assert "書き上げました" in mended.page("05-slug")


def test_a_fault_added_later_stops_the_build(book: Book) -> None:
    book.installment(5)
    assert book.build().code == 0
    book.installment(5, "下図です。\n")
    assert book.build().code == 1


def test_the_faults_of_a_draft_build_are_told_every_time(book: Book) -> None:
    book.installment(5, "TODO です。\n")
    first, second = book.build(draft=True), book.build(draft=True)
    assert findings(first) == findings(second) != []
    book.installment(5)
    assert findings(book.build(draft=True)) == []


def test_faults_in_a_removed_file_are_forgotten(book: Book) -> None:
    index = "題名\n====\n\n本文\n\n.. toctree::\n   :glob:\n\n   page*\n"
    book.write("docs/index.rst", index)
    book.write("docs/page1.rst", "頁\n====\n\n本文\n")
    path = book.write("docs/page2.rst", "頁\n====\n\nTODO\n")
    assert book.build(draft=True).output.count("docs/page2.rst:4") == 1
    path.unlink()
    assert findings(book.build(draft=True)) == []


def test_no_fault_is_lost_among_many_processes(book: Book) -> None:
    for number in range(1, 13):
        book.installment(number, "下図です。\n")
    result = book.build("html", "-j", "2")
    assert result.code == 1
    assert [finding.split(" ")[0] for finding in findings(result)] == [
        f"docs/{number:02}-slug.rst:8:" for number in range(1, 13)
    ]
