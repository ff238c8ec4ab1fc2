"""The prose lint: each rule fires where it must and only there, at the line of the source."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT, Book

from tools.prose import rules, terms, textlint

FIELDS = ":summary: 表を読めるようになります。\n:status: {}\n:verified: 2026-11-21\n"
# The rule, what it must find and what it must leave
EXAMPLES = [
    ("sentence-length", f"{'長い文を書き続けて、' * 10}終わります。", "文は短くします。"),
    (
        "max-ten",
        "箱を開け、紙を出し、線を引き、字を書き、色を塗り、終わります。",
        "箱を開け、紙を出し、線を引き、字を書き、終わります。",
    ),
    ("max-kanji-continuous-len", "本番稼働環境以外です。", "統合開発環境です。"),
    ("no-mix-dearu-desumasu", "学習は終わったのである。", "学習は終わりました。"),
    ("ja-no-mixed-period", "文が終わりません", "次のとおりです："),
    ("no-doubled-conjunction", "しかし、動きません。しかし、直せます。", "しかし、動きません。"),
    (
        "no-doubled-conjunctive-particle-ga",
        "試しましたが、動きませんでしたが、直しました。",
        "試しましたが、動きませんでした。",
    ),
    ("no-double-negative-ja", "動かないことはないです。", "動きます。"),
    ("no-doubled-joshi", "箱に紙に書きます。", "画面からでもコードからでも開けます。"),
    ("no-dropping-the-ra", "今日は見れます。", "今日は見られます。"),
    ("no-nfd", "ホ\u309aケットです。", "ポケットです。"),
    ("no-exclamation-question-mark", "できました！", "できますか？"),
    ("no-hankaku-kana", "ﾃﾞｰﾀを足します。", "データを足します。"),
    ("no-invalid-control-character", "字\u0008の間です。", "字の間です。"),
    ("ja-no-weak-phrase", "動くかもしれません。", "動きます。"),
    ("ja-no-successive-word", "これがが本です。", "これが本です。"),
    ("ja-no-abusage", "値を適応します。", "値を適用します。"),
    ("ja-no-redundant-expression", "利用することができます。", "利用できます。"),
    ("ja-unnatural-alphabet", "リイr−スです。", "リリースです。"),
    ("no-unmatched-pair", "表（図を見ます。", "表（図）を見ます。"),
    ("no-zero-width-spaces", "字\u200bの間です。", "字の間です。"),
    ("ja-no-space-around-parentheses", "表 （図）を見ます。", "表（図）を見ます。"),
    ("ja-no-space-between-full-width", "表 を見ます。", "表\\ **を**\\ 見ます。"),
    (
        "ja-space-between-half-and-full-width",
        "今回はAmazonです。",
        "今回は Amazon、「Amazon」、3つ目です。",
    ),
    ("1.2.1.句点(。)と読点(、)", "図, 表です。", "図、表です。"),
    ("1.2.2.ピリオド(.)とカンマ(,)", "1，000円です。", "1,000円です。"),
    ("2.1.8.算用数字", "１件です。", "1件です。"),
    ("2.1.9.アルファベット", "ＡＷＳ です。", "AWS です。"),
    ("2.2.2.算用数字と漢数字の使い分け", "十回動かします。", "10回動かします。"),
    ("2.2.3.一部の助数詞の表記", "1ヶ月です。", "1か月です。"),
    ("4.2.4.中黒(・)", "図･表です。", "図・表です。"),
    ("4.2.6.ハイフン(-)", "図-表です。", "図と表です。"),
    ("4.2.8.セミコロン(;)", "図;表です。", "図と表です。"),
    ("4.2.9.ダッシュ(-)", "図—表です。", "図と表です。"),
    ("4.3.1.丸かっこ（）", "図(表)です。", "図（表）です。"),
    ("4.3.3.かぎかっこ「」", "図「表です。", "図「表」です。"),
    ("4.3.4.二重かぎかっこ『』", "『図です。", "『図』です。"),
    ("terms", "ユーザを足します。", "``ユーザ`` とユーザーです。"),
    ("no-chain", "本番の環境の利用の状況です。", "その中の環境のうち、本番の方です。"),
    (
        "repeated-heading",
        "見出し\n------\n\n本文です。\n\n見出し\n------\n\n本文です。",
        "文です。",
    ),
    ("unlinked-term", "本文のラベルです。", "ラベルプリンターです。"),
]
GLOSSARY = "用語集\n======\n\n.. glossary::\n\n   ラベル\n      モデルに当てさせる値です。\n"


def lint(book: Book, *arguments: str, allowed: str = "") -> tuple[int, list[str]]:
    """The exit code of the lint over *book*, and the lines it prints.

    :param allowed: what its allowed.toml holds
    """
    exceptions = book.write("allowed.toml", allowed)
    command = [sys.executable, "-m", "tools.prose", "--root", book.folder]
    command += ["--allowed", exceptions, *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.returncode, (done.stdout + done.stderr).splitlines()


def rule(line: str) -> str:
    """The rule that a printed finding names at its end."""
    return line[line.rindex(" (") + 2 : -1]


@pytest.fixture(scope="module")
def make(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Book]:
    return lambda: Book(tmp_path_factory.mktemp("prose"))


@pytest.fixture(scope="module")
def planted(make: Callable[[], Book]) -> tuple[Book, int, list[str]]:
    """A book with every fault in the fifth installment and what looks like it in the sixth."""
    book = make()
    fields = FIELDS.format("published")
    book.write("docs/glossary.rst", GLOSSARY)
    book.write("docs/index.rst", "題名\n====\n\n.. series-index::\n\n.. toctree::\n\n   glossary\n")
    wrong = "\n\n".join(text for _, text, _ in EXAMPLES)
    right = "\n\n".join(text for _, _, text in EXAMPLES)
    book.installment(5, f"{wrong}\n", fields=fields)
    book.installment(6, f"{right}\n", fields=fields)
    return book, *lint(book)


@pytest.mark.parametrize(("name", "wrong"), [example[:2] for example in EXAMPLES])
def test_a_fault_is_told_with_its_line_and_its_mend(
    name: str, wrong: str, planted: tuple[Book, int, list[str]]
) -> None:
    book, code, printed = planted
    assert code == 1
    lines = (book.folder / "docs/05-slug.rst").read_text(encoding="utf-8").split("\n")
    # of a heading that repeats, the second
    number = max(n for n, line in enumerate(lines, 1) if line == wrong.split("\n")[0])
    found = [line for line in printed if line.startswith(f"docs/05-slug.rst:{number}: ")]
    assert name in [rule(line) for line in found], printed
    assert all(" → " in line for line in found)


def test_what_only_looks_like_a_fault_is_left(planted: tuple[Book, int, list[str]]) -> None:
    assert [line for line in planted[2] if "06-slug" in line] == []


def test_every_rule_of_the_presets_is_decided_and_those_in_use_have_an_example() -> None:
    names = "ja-technical-writing ja-spacing jtf-style".split()
    script = (
        "const { moduleInterop } = require('@textlint/module-interop');"
        "const names = process.argv.slice(1); console.log(JSON.stringify(names.map(name => "
        "Object.keys(moduleInterop(require('textlint-rule-preset-' + name)).rules))))"
    )
    node = shutil.which("node")
    done = subprocess.run(
        [node, "-e", script, *names], cwd=ROOT / "tools", capture_output=True, check=True
    )
    there = {name: set(found) for name, found in zip(names, json.loads(done.stdout), strict=True)}
    settings = tomllib.loads(textlint.FILE.read_text(encoding="utf-8"))
    assert {preset: set(members) for preset, members in settings.items()} == there
    used = {name for m in settings.values() for name, entry in m.items() if "off" not in entry}
    used |= {own.name for own in rules.RULES} | {textlint.TERMS}
    assert {name for name, _, _ in EXAMPLES} == used


def test_every_example_of_a_term_holds(make: Callable[[], Book]) -> None:
    book = make()
    known = terms.load()
    texts = [text for term in known for text in (*term.wrong, *term.right)]
    body = "".join(f"{text}\n\n" for text in texts)
    book.write("docs/notes.md", f"# 題名\n\n{body}")
    book.write("docs/index.rst", "題名\n====\n\n.. toctree::\n\n   notes\n")
    _, printed = lint(book)
    found = {line.split(":")[1] for line in printed if line.endswith("(terms)")}
    lines = (book.folder / "docs/notes.md").read_text(encoding="utf-8").split("\n")
    told = {lines[int(number) - 1] for number in found}
    assert told == {text for term in known for text in term.wrong}


PLACES = [
    ("- ユーザです。\n", "- ユーザです。"),
    ("用語\n  ユーザです。\n", "  ユーザです。"),
    ("長い文です。\n次の行です。\nユーザです。\n", "ユーザです。"),
    ("これは ``ユーザ`` と\nユーザです。\n", "ユーザです。"),
    (":numref:`f` です。\nユーザです。\n\n.. _f:\n\n文です。\n", "ユーザです。"),
    ("節のユーザ\n----------\n\n文です。\n", "節のユーザ"),
    (".. note::\n\n   文です。\n   ユーザです。\n", "   ユーザです。"),
    (".. list-table::\n\n   * - 文\n     - 値\n   * - 図\n     - ユーザ\n", "     - ユーザ"),
    (".. csv-table::\n\n   文,値\n   図,ユーザ\n", "   図,ユーザ"),
    ("== ======\n文 値\n== ======\n図 ユーザ\n== ======\n", "図 ユーザ"),
    (".. image:: ../images/x.svg\n   :alt: ユーザがいる。\n", "   :alt: ユーザがいる。"),
    (".. figure:: ../images/x.svg\n   :alt: 図。\n\n   ユーザの図\n", "   ユーザの図"),
    (".. list-table:: ユーザの表\n\n   * - 値\n", ".. list-table:: ユーザの表"),
    (
        ".. code-block:: python\n   :caption: ユーザの数\n\n   users = 1\n",
        "   :caption: ユーザの数",
    ),
    ("注 [#a]_ です。\n\n.. [#a] 文です。\n   ユーザです。\n", "   ユーザです。"),
    ("| 一行目\n| ユーザです。\n", "| ユーザです。"),
    (".. rubric:: ユーザ\n\n文です。\n", ".. rubric:: ユーザ"),
]


@pytest.fixture(scope="module")
def places(make: Callable[[], Book]) -> tuple[Book, list[str]]:
    book = make()
    book.write("images/x.svg", '<svg xmlns="http://www.w3.org/2000/svg"/>')
    book.write("docs/index.rst", "題名\n====\n\n.. toctree::\n   :glob:\n\n   page*\n")
    for number, (body, _) in enumerate(PLACES):
        book.write(f"docs/page{number}.rst", f"題名{number}\n======\n\n文です。\n\n{body}")
    return book, lint(book)[1]


@pytest.mark.parametrize("number", range(len(PLACES)))
def test_the_line_is_that_of_the_words(number: int, places: tuple[Book, list[str]]) -> None:
    book, printed = places
    name = f"docs/page{number}.rst"
    lines = (book.folder / name).read_text(encoding="utf-8").split("\n")
    found = [line for line in printed if line.startswith(f"{name}:") and rule(line) == "terms"]
    assert [int(line.split(":")[1]) for line in found] == [lines.index(PLACES[number][1]) + 1]


def test_summaries_included_files_and_myst_pages_are_read(book: Book) -> None:
    (book.folder / "author/author.rst").unlink()
    book.write("author/author.rst", ".. rubric:: 著者\n\n執筆者のユーザです。\n")
    book.write("docs/notes.md", "# 題名\n\n文です。\n\n- 次の\n  ユーザです。\n")
    book.write("docs/index.rst", "題名\n====\n\n.. series-index::\n\n.. toctree::\n\n   notes\n")
    fields = FIELDS.format("published").replace("表", "ユーザ")
    book.installment(5, fields=fields)
    book.installment(9, fields=FIELDS.format("published"))
    _, printed = lint(book)
    assert [line.split(" ")[0] for line in printed if line.endswith("(terms)")] == [
        "author/author.rst:3:",
        "docs/05-slug.rst:1:",
        "docs/notes.md:6:",
    ]


def test_a_draft_is_told_and_does_not_fail(book: Book) -> None:
    book.installment(5, "ユーザです。\n", fields=FIELDS.format("draft"))
    book.installment(6, "文です。\n\n.. memo:: ユーザを調べる。\n", fields=FIELDS.format("draft"))
    code, printed = lint(book)
    assert code == 0
    assert [line.split(" 「")[0] for line in printed] == [
        "下書き: docs/05-slug.rst:8:",
        printed[-1],
    ]


def test_a_clean_book_is_told_in_one_line(book: Book) -> None:
    book.installment(5, fields=FIELDS.format("published"))
    code, printed = lint(book)
    assert (code, len(printed)) == (0, 1), printed
    assert "2 ページ" in printed[0]
    assert "指摘 0" in printed[0]


def test_one_file_alone_is_linted(book: Book) -> None:
    for number in (5, 6):
        book.installment(number, "ユーザです。\n", fields=FIELDS.format("published"))
    code, printed = lint(book, str(book.folder / "docs/06-slug.rst"))
    assert code == 1
    assert [line.split(" ")[0] for line in printed if " → " in line] == ["docs/06-slug.rst:8:"]
    code, printed = lint(book, "docs/07-none.rst")
    assert (code, len(printed)) == (1, 1)


ALLOWED = "[[allowed]]\nrule = '{}'\ntext = '{}'\nreason = '画面の文字'\n"


def test_an_exception_covers_its_words_alone(book: Book) -> None:
    body = "ユーザ一覧を開きます。\n\nユーザを足します。\n"
    book.installment(5, body, fields=FIELDS.format("published"))
    code, printed = lint(book, allowed=ALLOWED.format("terms", "ユーザ一覧"))
    assert code == 1
    assert [line.split(" ")[0] for line in printed if " → " in line] == ["docs/05-slug.rst:10:"]


def test_an_exception_that_allows_nothing_any_more_fails(book: Book) -> None:
    book.installment(5, "ユーザー一覧です。\n", fields=FIELDS.format("published"))
    code, printed = lint(book, allowed=f"# なぜ\n{ALLOWED.format('terms', 'ユーザ一覧')}")
    assert code == 1
    assert printed[0].split(" ")[0] == "allowed.toml:2:"
    assert "項目を消す" in printed[0]
    # one file cannot tell whether another needs it
    one = str(book.folder / "docs/05-slug.rst")
    assert lint(book, one, allowed=ALLOWED.format("terms", "ユーザ一覧"))[0] == 0


def test_an_exception_without_a_reason_is_refused(book: Book) -> None:
    book.installment(5, fields=FIELDS.format("published"))
    code, printed = lint(book, allowed="[[allowed]]\nrule = 'terms'\ntext = 'ユーザ'\n")
    assert (code, len(printed)) == (1, 1)
    assert printed[0].startswith("allowed.toml:1: ")
    assert "reason" in printed[0]


def test_a_term_is_linked_where_the_series_first_uses_it(book: Book) -> None:
    book.write("docs/glossary.rst", GLOSSARY)
    book.write("docs/index.rst", "題名\n====\n\n.. series-index::\n\n.. toctree::\n\n   glossary\n")
    published = FIELDS.format("published")
    book.installment(5, "- :term:`ラベル`\\ です。\n\nラベルです。\n", fields=published)
    book.installment(6, "ラベルです。\n", fields=published)
    assert lint(book)[0] == 0
    book.installment(5, "ラベルです。\n\n:term:`ラベル`\\ です。\n", fields=published)
    _, printed = lint(book)
    assert [line.split(" ")[0] for line in printed if " → " in line] == ["docs/05-slug.rst:8:"]
    book.installment(5, "ラベルです。\n", fields=FIELDS.format("draft"))
    _, printed = lint(book)
    assert [line.split(" ")[0] for line in printed if " → " in line] == ["docs/06-slug.rst:8:"]


def test_without_node_one_line_says_what_to_install(book: Book, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tools.prose", "--root", book.folder]
    done = subprocess.run(
        command, cwd=ROOT, env={"PATH": str(tmp_path)}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "Node.js がありません → Node.js 20 以上と npm を入れ、make lint で動かす"
    ]
