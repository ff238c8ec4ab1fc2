"""The builder for Typst: every construct is printed, every fault is told in one line."""

from __future__ import annotations

import datetime
import inspect
import pickle
import re
from pathlib import Path

import pikepdf
import pytest
import typesetting
from article import ADDED, Article, body, note_marks, notes, squeezed, wrong_blanks
from conftest import Book, Result

from extensions.typst.pdf import Compiler
from extensions.typst.writer import TypstTranslator

# The width of the text block, in points, and the pages before which no text is set
MEASURES = {"b5": 40 * 9.5, "a4": 43 * 10.5, "phone": 25 * 9.5}
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>'


@pytest.fixture(scope="session")
def site_of_sample(sample: Book) -> Path:
    result = sample.build("html")
    assert result.code == 0, result.output
    return result.folder


@pytest.fixture(scope="session")
def pdfs_of_sample(sample: Book) -> dict[str, Path]:
    """The folder of the sample's PDFs on each paper."""
    folders = {}
    for paper in MEASURES:
        result = sample.build(f"typst.{paper}", "-D", f"typst_paper={paper}")
        assert result.code == 0, result.output
        folders[paper] = result.folder / "pdf"
    return folders


def fault(result: Result) -> str:
    """The one line that tells the author what to mend."""
    assert result.code == 1, result.output
    assert "Traceback" not in result.output
    assert not list(result.folder.glob("pdf/*.pdf"))
    (line,) = [line for line in result.output.splitlines() if " → " in line]
    return line


# -- the sample ------------------------------------------------------------------------------
def test_the_sample_holds_every_construct(sample: Book, pdfs_of_sample: dict[str, Path]) -> None:
    """Whatever the writer has a visitor for, what it drops on purpose as well."""
    used = set()
    for file in (sample.folder / "_build/typst.b5.doctrees").glob("*.doctree"):
        used |= {type(node).__name__ for node in pickle.loads(file.read_bytes()).findall()}
    members = inspect.getmembers(TypstTranslator, inspect.isfunction)
    visited = {name.removeprefix("visit_") for name, _ in members if name.startswith("visit_")}
    # what references and toctrees become, and what is in a document with faults alone
    elsewhere = {"number_reference", "problematic", "subdocuments", "system_message"}
    assert visited - used == elsewhere


def test_nothing_is_lost_and_nothing_added(
    pdfs_of_sample: dict[str, Path], site_of_sample: Path
) -> None:
    for folder in pdfs_of_sample.values():
        for path in sorted(folder.glob("[0-9]*.pdf")):
            pdf, article = typesetting.read(path), Article(site_of_sample / f"{path.stem}.html")
            printed = body(pdf)
            assert "".join(glyph.text for glyph in printed) == squeezed(article.text), path
            assert wrong_blanks(article, printed) == [], path
            own = [note for note in notes(pdf) if not note.startswith("http")]
            assert own == article.footnotes(), path
            assert note_marks(pdf) == article.note_marks(), path


def test_what_is_no_installment_is_printed_too(
    pdfs_of_sample: dict[str, Path], site_of_sample: Path
) -> None:
    book = typesetting.read(pdfs_of_sample["b5"] / "book.pdf")
    printed = "".join(glyph.text for glyph in book.all_glyphs(book.root, without=ADDED))
    for name in ("glossary", "notes"):
        lines = Article(site_of_sample / f"{name}.html").text.splitlines()
        assert [line for line in lines if squeezed(line) not in printed] == [], name
    rows = [row for _, glyphs in book.blocks() for row in typesetting.lines(glyphs)]
    ends = ["".join(glyph.text for glyph in row[-4:]) for row in rows]
    assert "この行は" in ends  # where MyST's backslash ends the line


@pytest.mark.parametrize("paper", MEASURES)
def test_every_page_is_well_set(pdfs_of_sample: dict[str, Path], paper: str) -> None:
    for path in sorted(pdfs_of_sample[paper].glob("*.pdf")):
        pdf = typesetting.read(path)
        # a short line is not filled, and cannot be stretched
        bounds = (0.12, 0.65) if paper != "phone" else (0.02, 0.65)
        assert typesetting.line_faults(pdf, *bounds) == [], path
        assert typesetting.outside(pdf, MEASURES[paper], path.stem == "book") == [], path
        assert typesetting.parted(pdf) == [], path
        assert paper == "phone" or typesetting.note_faults(pdf) == [], path


def test_formulas_are_read_aloud(pdfs_of_sample: dict[str, Path]) -> None:
    pdf = typesetting.read(pdfs_of_sample["b5"] / "07-inline.pdf")
    alts = [element.alt for element in pdf.root.walk() if element.kind == "Formula"]
    assert r"\alpha + \beta = \frac{1}{2}" in alts
    assert len(alts) == 5


def test_addresses_are_ascii_and_shown_as_written(pdfs_of_sample: dict[str, Path]) -> None:
    path = pdfs_of_sample["b5"] / "07-inline.pdf"
    with pikepdf.open(path) as file:
        links = [note for page in file.pages for note in page.get("/Annots", [])]
        addresses = {str(link.A.URI) for link in links if "/URI" in link.get("/A", {})}
    wanted = "https://ja.wikipedia.org/wiki/%E6%A9%9F%E6%A2%B0%E5%AD%A6%E7%BF%92"
    assert wanted in addresses
    assert "mailto:mail@example.com" in addresses
    assert all(address.isascii() for address in addresses)
    assert "https://ja.wikipedia.org/wiki/機械学習" in notes(typesetting.read(path))


def test_an_address_is_noted_once(pdfs_of_sample: dict[str, Path]) -> None:
    printed = notes(typesetting.read(pdfs_of_sample["b5"] / "07-inline.pdf"))
    assert printed.count("https://example.com/a?b=1&c=2#d") == 1


# -- faults ----------------------------------------------------------------------------------
WIDE_TABLE = """.. list-table::
   :widths: {widths}

   * - {cells}
"""
# What the author writes, the line to be named (from 1, in the body), and what is to be said
FAULTS = [
    (
        ".. productionlist::\n   a: b\n",
        1,
        "PDF には書けない要素「productionlist」です → 別の書き方にする",
    ),
    (
        "あ\n\n.. image:: ../images/nai.svg\n   :alt: あ\n",
        3,
        "nai.svg 画像がありません → images/ に置く",
    ),
    ("あ\n\n.. image:: ../images/x.svg\n", 3, "代替テキストがありません → :alt: に図の言うこと"),
    (
        WIDE_TABLE.format(
            widths=" ".join(["1"] * 12), cells="\n     - ".join(["incomprehensible"] * 12)
        ),
        4,
        "表の1列目に「incomprehensible」が入りません → :widths: でその列を広げる",
    ),
    (r"あ :math:`\frac{1}` い" + "\n", 1, r"数式「\frac{1}」を読めません → LaTeX の書き方を直す"),
    (".. math::\n\n   \\nonsense{x}\n", 1, "を読めません → LaTeX の書き方を直す"),
    (
        "題 [#a]_\n^^^^^^^^^^^\n\nあ\n\n.. [#a] 注\n",
        1,
        "見出しに脚注があります → 脚注を本文に移す",
    ),
    ("あ\n\n笑う😀顔\n", 3, "PDF のフォントに「😀」の字がありません → 別の字で書く"),
    ("あ\n\n.. code-block:: text\n\n   x ꙮ\n", 5, "PDF のフォントに「ꙮ」の字がありません"),
]


@pytest.mark.parametrize(("text", "line", "said"), FAULTS)
def test_a_fault_is_told_in_one_line(book: Book, text: str, line: int, said: str) -> None:
    book.write("images/x.svg", SVG)
    source = book.installment(body=text)
    first = source.read_text(encoding="utf-8").split("\n").index(text.split("\n")[0]) + 1
    told = fault(book.build("typst"))
    assert re.match(r"docs/05-slug\.rst:\d+: ", told), told
    assert said in told
    assert int(told.split(":")[1]) == first + line - 1, told


def test_a_fault_in_an_included_file_names_that_file(book: Book) -> None:
    book.write("author/more.rst", "あ\n\n.. productionlist::\n   a: b\n")
    book.installment(body=".. include:: ../author/more.rst\n")
    assert fault(book.build("typst")).startswith("author/more.rst:3: ")


def test_a_missing_letter_is_found_in_a_listing(book: Book) -> None:
    book.write("listings/x.txt", "あ\n😀\n")
    book.installment(body=".. literalinclude:: ../listings/x.txt\n")
    assert fault(book.build("typst")).startswith("listings/x.txt:2: ")


def test_a_fault_is_told_in_one_line_by_parallel_builds(book: Book) -> None:
    for number in range(1, 10):
        book.installment(
            number, body=".. productionlist::\n   a: b\n" if number == 9 else "本文です。\n"
        )
    told = fault(book.build("typst", "-j", "2"))
    assert "「productionlist」" in told


def test_an_unknown_paper_is_refused(book: Book) -> None:
    book.installment()
    told = fault(book.build("typst", "-D", "typst_paper=b6"))
    assert "typst_paper が「b6」です → b5、a4、phone のどれかにする" in told


def test_a_failed_build_leaves_no_pdf_of_an_earlier_one(book: Book) -> None:
    book.installment()
    assert book.build("typst").code == 0
    book.installment(body=".. productionlist::\n   a: b\n")
    fault(book.build("typst"))


# -- the files -------------------------------------------------------------------------------
def test_an_edit_rewrites_only_what_it_changes(book: Book) -> None:
    book.installment(5)
    book.installment(6, body="前は\\ :doc:`05-slug`\\ です。\n")
    book.installment(7)
    folder = book.build("typst").folder

    def written() -> dict[str, int]:
        return {path.stem: path.stat().st_mtime_ns for path in folder.glob("documents/[0-9]*.typ")}

    def rewritten() -> set[str]:
        before = written()
        assert book.build("typst").code == 0
        return {name for name, moment in written().items() if moment != before[name]}

    assert rewritten() == set()
    book.installment(7, body="直した本文です。\n")
    assert rewritten() == {"07-slug"}
    book.installment(5, title="[第5回] 新しい題")  # 第6回 shows it
    assert rewritten() == {"05-slug", "06-slug"}
    printed = typesetting.Pdf(folder / "pdf/06-slug.pdf")
    assert "新しい題" in "".join(glyph.text for glyph in printed.pages[0])


def test_equal_sources_give_equal_bytes(
    tmp_path: Path, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    (tmp_path / "elsewhere").mkdir()
    other = Book(tmp_path / "elsewhere")
    made = []
    for one in (book, other):
        one.write("images/x.svg", SVG)
        one.installment(
            body="あ [#a]_\n\n.. image:: ../images/x.svg\n   :alt: 四角。\n\n.. [#a] い\n"
        )
        folder = one.build("typst").folder / "pdf"
        made.append({path.name: path.read_bytes() for path in sorted(folder.glob("*.pdf"))})
    assert set(made[0]) == {"book.pdf", "05-slug.pdf"}
    assert made[0] == made[1]


def test_the_date_is_that_of_the_sources(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    book.installment()
    path = book.build("typst").folder / "pdf/book.pdf"
    with pikepdf.open(path) as file, file.open_metadata() as metadata:
        assert metadata["xmp:CreateDate"].startswith("2023-11-14T22:13:20")
    assert "2023年11月14日" in "".join(glyph.text for glyph in typesetting.Pdf(path).pages[-1])


def test_drafts_are_not_printed(book: Book) -> None:
    book.installment(5)
    book.installment(6, fields=":summary: あ\n:status: draft\n")
    folder = book.build("typst").folder / "pdf"
    assert {path.name for path in folder.glob("*.pdf")} == {"book.pdf", "05-slug.pdf"}


# -- the checks themselves -------------------------------------------------------------------
PLANTED = """#set document(title: "t")
#set page(width: 400pt, height: 300pt, margin: (x: 100pt, y: 30pt))
#set text(font: "Noto Serif JP", size: 10pt, lang: "ja")
= 題
あいうえお#linebreak()、かきくけこ「#linebreak()さしすせそ

#text(tracking: 2pt)[たちつてとなにぬねの]

はひふへほ#place(dx: 190pt)[#box(width: 30pt)[まみむ]]

#v(1fr)
== 残る見出し
#pagebreak()
やゆよ
"""


def test_faults_on_a_page_are_found(tmp_path: Path) -> None:
    """Were glyphs or tags read wrongly, the checks of the pages would pass whatever is set."""
    (tmp_path / "planted.typ").write_text(PLANTED, encoding="utf-8")
    compiler = Compiler(tmp_path, "b5", datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC))
    (tmp_path / "planted.pdf").write_bytes(compiler.pdf(tmp_path / "planted.typ"))
    pdf = typesetting.Pdf(tmp_path / "planted.pdf")
    assert typesetting.line_faults(pdf, 0.12, 0.65) == [
        "行頭・行末 1ページ「、かきくけこ「」",
        "行頭・行末 1ページ「、かきくけこ「」",
        "字間 1ページ「たちつてとなにぬねの」",
    ]
    assert typesetting.outside(pdf, 200) == ["1ページ「みむ」"]
    assert typesetting.parted(pdf) == ["見出し 1ページ「残る見出し」"]
