"""Layout of the PDF: nothing is cut off, sizes and sides are obeyed, notes are by their marks."""

from __future__ import annotations

import math
import re
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
import typesetting
from conftest import Book, Result
from PIL import Image
from pypdfium2 import raw as pdfium
from typesetting import Pdf

from extensions.typst import sizes, tables

LEFT, WIDTH = (182 / 25.4 * 72 - 380) / 2, 380  # of the text block, in points
TOP, BOTTOM = 26 / 25.4 * 72, 24 / 25.4 * 72
SENTENCE = "この文は長さを足すための文です。"


def indented(by: int, text: str) -> str:
    return textwrap.indent(text, " " * by)


def listed(*rows: list[str], **options: object) -> str:
    """A ``list-table`` of *rows*."""
    lines = [f"   :{name.replace('_', '-')}: {value}" for name, value in options.items()]
    for row in rows:
        for column, cell in enumerate(row):
            mark = "   * - " if column == 0 else "     - "
            lines.append(mark + indented(7, cell).strip())
    return ".. list-table::\n" + "\n".join([*lines[: len(options)], "", *lines[len(options) :], ""])


def paragraphs(count: int, name: str) -> str:
    return "\n\n".join(f"{name}{number}段。{SENTENCE * 4}" for number in range(count))


def figure(name: str, picture: str, legend: str = "") -> str:
    head = f".. figure:: ../images/{picture}\n   :alt: 絵\n   :name: {name}\n\n   {name}の題\n"
    return head + "\n" + indented(3, legend) + "\n"


def spanning(count: int) -> str:
    """A table whose first cell is as high as all its *count* rows."""
    rule, part = "+------+----------+", "|      +----------+"
    lines = [rule]
    for number in range(count):
        lines += [f"| {'束' if number == 0 else '  '}   | 行{number:03}の  |", part]
    return "\n".join([*lines[:-1], rule]) + "\n"


def png(book: Book, name: str, width: int, height: int) -> None:
    Image.new("RGB", (width, height), "green").save(book.folder / "images" / name)


def letters(pdf: Pdf) -> str:
    return "".join(glyph.text for page in pdf.pages for glyph in page)


def pictures(path: Path) -> list[tuple[float, float, float, float]]:
    """Left, bottom, right and top of each picture, in points."""
    with pypdfium2.PdfDocument(path) as document:
        return [
            picture.get_bounds()
            for page in document
            for picture in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE])
        ]


def printed(result: Result, name: str = "05-slug") -> Path:
    assert result.code == 0, result.output
    return result.folder / "pdf" / f"{name}.pdf"


def refs(*names: str) -> str:
    return "、".join(rf":numref:`{name}`\ " for name in names) + " です。\n\n"


# -- what is higher than a page --------------------------------------------------------------
CODE = ".. code-block:: python\n\n" + "".join(f"   x{number}=1\n" for number in range(120))
TALL = "\n\n".join(
    (
        refs("fig-cell", "fig-long", "fig-list"),
        listed(["頭", "頭2"], ["見出し", paragraphs(60, "表")], ["次", "次の行"], header_rows=1),
        listed(["あ", CODE], ["次", "コードの次"]),
        listed(["頭" * 900, "頭2"], ["あ", "高い頭の次"], header_rows=1),
        spanning(80),
        ".. note::\n\n"
        + indented(3, listed(["あ", paragraphs(40, "囲み")]) + "\n\n"
                   ".. image:: ../images/tall.png\n   :alt: 縦\n"),
        listed(["外", listed(["内", paragraphs(40, "入れ子")])], ["次", "入れ子の次"]),
        listed(["あ", "- 項目\n\n" + indented(2, figure("fig-cell", "tall.png", "凡例。"))]),
        figure("fig-long", "tall.png", "\n\n".join(f"凡例{n}行。" for n in range(60))),
        "- 項目\n\n" + indented(2, figure("fig-list", "tall.png")),
        "長い脚注です\\ [#long]_。\n\n.. [#long] 注です。\n\n" + indented(3, paragraphs(40, "注")),
    )
)  # fmt: skip


@pytest.mark.parametrize("paper", ["b5", "phone"])
def test_what_is_higher_than_a_page_goes_on(book: Book, paper: str) -> None:
    png(book, "tall.png", 1000, 3000)
    book.installment(body=TALL)
    path = printed(book.build("typst", "-D", f"typst_paper={paper}"))
    text = letters(typesetting.read(path))
    wanted = [f"表{n}段。" for n in range(60)] + [f"x{n}=1" for n in range(120)]
    wanted += [f"行{n:03}の" for n in range(80)] + [f"囲み{n}段。" for n in range(40)]
    wanted += [f"入れ子{n}段。" for n in range(40)] + [f"凡例{n}行。" for n in range(60)]
    wanted += [f"注{n}段。" for n in range(40)]
    wanted += ["次の行", "コードの次", "高い頭の次", "入れ子の次", "fig-cellの題", "fig-longの題"]
    assert [words for words in wanted if words not in text] == []
    with pypdfium2.PdfDocument(path) as document:
        height = document[0].get_height()
    bounds = pictures(path)
    assert len(bounds) == 4
    for left, bottom, right, top in bounds:
        assert 0 < bottom < top < height
        assert (top - bottom) / (right - left) == pytest.approx(3, abs=0.01)


def test_a_row_of_a_few_lines_stays_on_one_page(book: Book) -> None:
    rows = [[f"行{n}の始め", f"{SENTENCE * 6}行{n}の終わり"] for n in range(40)]
    book.installment(body=listed(*rows, widths="20 80"))
    pages = [
        "".join(g.text for g in page)
        for page in typesetting.read(printed(book.build("typst"))).pages
    ]
    assert len(pages) > 3
    for n in range(40):
        (page,) = [text for text in pages if f"行{n}の始め" in text]
        assert f"行{n}の終わり" in page


# -- the check -------------------------------------------------------------------------------
def test_what_is_cut_off_stops_the_build(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "_KEPT_LINES", math.inf)  # as if a high row could not be broken
    png(book, "p.png", 200, 80)
    picture = "\n\n.. image:: ../images/p.png\n   :alt: 絵\n"
    source = book.installment(body=listed(["左", paragraphs(60, "段") + picture]))
    result = book.build("typst")
    lines = source.read_text(encoding="utf-8").split("\n")
    assert result.code == 1
    assert not list(result.folder.glob("pdf/*.pdf"))
    text, image = [line for line in result.output.splitlines() if " → " in line]
    found = re.match(r"docs/05-slug\.rst:(\d+): 「(段\d+段。).*」からが PDF のページに入らず", text)
    assert found, text
    assert lines[int(found[1]) - 1].strip().startswith(found[2])
    line = lines.index("       .. image:: ../images/p.png") + 1
    assert image.startswith(f"docs/05-slug.rst:{line}: ../images/p.png 画像が PDF のページに入らず")


def test_a_formula_that_cannot_fit_is_refused(book: Book) -> None:
    source = book.installment(
        body=f"あ\n\n.. math::\n\n   {'+'.join(f'x_{{{n}}}' for n in range(90))}\n"
    )
    result = book.build("typst")
    assert result.code == 1
    line = source.read_text(encoding="utf-8").split("\n").index(".. math::") + 1
    told = {line for line in result.output.splitlines() if " → " in line}
    assert any(text.startswith(f"docs/05-slug.rst:{line}: PDF の行の右に") for text in told), told


# -- sizes and sides -------------------------------------------------------------------------
# Options of a picture of 200 × 80 pixels, and its left side, width and height in points
SIZES = [
    ("", LEFT + 115, 150, 60),
    (":width: 4cm", LEFT + 190 - 56.7, 113.4, 45.4),
    (":width: 10em\n:align: left", LEFT, 95, 38),
    (":width: 50%\n:align: right", LEFT + 190, 190, 76),
    (":scale: 50%\n:align: left", LEFT, 75, 30),
    (":height: 2em\n:align: left", LEFT, 47.5, 19),
    (":width: 1in\n:height: 1in\n:align: left", LEFT, 72, 72),
    (":width: 4cm\n:scale: 50%\n:align: left", LEFT, 56.7, 22.7),
    (":width: 40cm", LEFT, 380, 152),
]


def test_pictures_have_the_sizes_they_are_given(book: Book) -> None:
    png(book, "p.png", 200, 80)
    body = "\n".join(
        ".. image:: ../images/p.png\n   :alt: 絵\n" + indented(3, options) + "\n"
        for options, *_ in SIZES
    )
    body += (
        "\n"
        + refs("fig-w")
        + figure("fig-w", "p.png").replace(
            "   :alt: 絵\n", "   :alt: 絵\n   :figwidth: 30%\n   :align: right\n   :width: 100%\n"
        )
    )
    path = printed(book.build("typst")) if book.installment(body=body) else None
    found = [(left, right - left, top - bottom) for left, bottom, right, top in pictures(path)]
    wanted = [tuple(place) for _, *place in SIZES] + [(LEFT + 380 * 0.7, 114, 45.6)]
    assert found == [pytest.approx(each, abs=0.3) for each in wanted]


def test_a_pixel_is_a_96th_of_an_inch() -> None:
    assert sizes.points("100px", 9.5, 380) == sizes.points("100", 9.5, 380) == 75
    assert sizes.points("2 em", 9.5, 380) == 19
    assert sizes.points("10mm", 9.5, 380) == pytest.approx(28.35, abs=0.01)


@pytest.mark.parametrize("option", [":width: 50vw", ":height: 20vh"])
def test_sizes_of_a_window_are_refused(book: Book, option: str) -> None:
    png(book, "p.png", 200, 80)
    book.installment(body=f".. image:: ../images/p.png\n   :alt: 絵\n   {option}\n")
    result = book.build("typst")
    assert result.code == 1
    size = option.split()[1]
    assert (
        f"PDF に書けない大きさ「{size}」です → cm、mm、pt、px、em、% のどれかにする"
        in result.output
    )


SIDES = """# 題

| 左 | 中 | 右 |
| :-- | :-: | --: |
| あ | い | う |

```{list-table}
:stub-columns: 1
:width: 40%
:align: right

* - 見出しの列
  - 値
```
"""


def test_tables_have_their_sides_and_stubs(book: Book) -> None:
    book.installment()
    book.write("docs/sides.md", SIDES)
    book.write(
        "docs/index.rst", "題名\n====\n\nあ\n\n.. series-index::\n\n.. toctree::\n\n   sides\n"
    )
    pdf = typesetting.read(printed(book.build("typst"), "book"))
    cells = {
        element.kind + "".join(g.text for g in pdf.all_glyphs(element)): pdf.all_glyphs(element)
        for element in pdf.root.walk()
        if element.kind in ("TH", "TD")
    }
    column = WIDTH / 3
    for kind, names in (("TH", "左中右"), ("TD", "あいう")):
        left, centre, right = (cells[kind + name][0] for name in names)
        assert left.left == pytest.approx(LEFT, abs=6)
        assert (centre.left + centre.right) / 2 == pytest.approx(LEFT + column * 1.5, abs=2)
        assert right.right == pytest.approx(LEFT + WIDTH, abs=6)
    assert cells["TD見出しの列"][0].left == pytest.approx(LEFT + WIDTH * 0.6, abs=6)


# -- figures that move -----------------------------------------------------------------------
def test_only_paragraphs_pass_a_figure(book: Book) -> None:
    png(book, "p.png", 400, 400)
    filling = "\n\n".join(f"前の段落{n}です。" for n in range(20))
    after = "\n\n".join(f"後の段落{n}です。" for n in range(12))
    one = refs("fig-a", "fig-b") + filling + "\n\n" + figure("fig-a", "p.png")
    one += "\n" + figure("fig-b", "p.png").replace("絵\n", "絵\n   :width: 3cm\n") + "\n" + after
    book.installment(5, body=f"節一\n----\n\n{one}\n\n節二\n----\n\n二の文です。\n")
    two = refs("fig-c") + filling + "\n\n" + figure("fig-c", "p.png")
    two += "\n短い文です。\n\n- 表か箇条書き\n\n" + after
    book.installment(6, body=f"節三\n----\n\n{two}\n")
    folder = book.build("typst").folder / "pdf"
    text = letters(typesetting.read(folder / "05-slug.pdf"))
    # the text goes on below, and the figures stand in their order at the head of the next page
    assert text.index("後の段落1で") < text.index("fig-aの題") < text.index("fig-bの題")
    assert text.index("fig-bの題") < text.index("節二")
    assert text.index("節一") < text.index("fig-aの題")
    text = letters(typesetting.read(folder / "06-slug.pdf"))
    assert text.index("短い文です") < text.index("fig-cの題") < text.index("表か箇条書き")


# -- words that are longer than a line -------------------------------------------------------
WORD = "Abcdefghijklmnopqrstuvwxyz" * 5
ADDRESS = "https://example.com/" + "a1b2c3d4" * 14
LONG = f"""文 {WORD} と ``{WORD}`` と {ADDRESS} です\\ [#n]_ [{WORD[:60]}]_。

強調 **{WORD}** とキー :kbd:`{WORD}` です。

- 項目 {WORD}

  - ``{WORD}``

{WORD}
   説明 ``{WORD}``

:{WORD}: 値 {WORD}

--{WORD[:60]}  説明 {WORD}

| 行 {WORD}

.. admonition:: 題 {WORD} ``{WORD}``

   囲み {ADDRESS}

.. parsed-literal::

   {WORD}{WORD}

.. rubric:: {WORD}

.. list-table::

   * - 一
     - ``{WORD}``
   * - {ADDRESS}
     - 三

.. math::

   f(x) = {"+".join(f"a_{{{n}}} x^{{{n}}}" for n in range(7))}

{"…" * 60}と{"ー" * 60}と{"！" * 60}。

.. index:: {WORD}

節 {WORD}
{"-" * 140}

文です。

.. [#n] 注 {WORD} ``{WORD}`` {ADDRESS}
.. [{WORD[:60]}] 文献 {WORD}
"""


@pytest.mark.parametrize(("paper", "measure"), [("b5", 380), ("phone", 25 * 9.5)])
def test_no_word_leaves_the_text_block(book: Book, paper: str, measure: float) -> None:
    book.installment(body=LONG)
    folder = printed(book.build("typst", "-D", f"typst_paper={paper}")).parent
    for path in sorted(folder.glob("*.pdf")):
        assert typesetting.outside(typesetting.read(path), measure, path.stem == "book") == [], path


def test_a_wave_begins_no_line(book: Book) -> None:
    book.installment(body="\n\n".join("あ" * n + "3～5～7～9～" * 16 for n in range(12)) + "\n")
    pdf = typesetting.read(printed(book.build("typst")))
    rows = [row for _, glyphs in pdf.blocks() for row in typesetting.lines(glyphs)[1:]]
    assert len(rows) > 20
    assert not [typesetting.shown(row) for row in rows if row[0].text == "～"]


def test_variants_of_kanji_survive_in_code(book: Book) -> None:
    text = "辻\U000e0100と葛\U000e0100と﨑と神\ufa19と𠮷"
    book.installment(
        body=f"文は {text} です。``{text}``\n\n"
        f".. code-block:: python\n\n   # {text}\n   x = 辻\U000e0100\n"
    )
    with pypdfium2.PdfDocument(printed(book.build("typst"))) as document:
        found = "".join(page.get_textpage().get_text_range() for page in document)
    assert found.count(text) == 3
    assert "x = 辻\U000e0100" in found


# -- notes -----------------------------------------------------------------------------------
LINE = "長い項目の文が続きます。" * 6


def marked(number: int) -> str:
    return f"{LINE}印{number}\\ [#n{number}]_\\ の後も続きます。{'さらに続きます。' * 6}"


NOTED = {
    "list": (f"- {marked(1)}\n- {marked(2)}", (16, 23)),
    "definition": (f"語\n   {marked(1)}\n\n語2\n   {marked(2)}", (15, 22)),
    "field": (f":項目: {marked(1)}\n:項目2: {marked(2)}", (16,)),
    "quotation": (f"    {marked(1)}\n\n    {marked(2)}", (17,)),
    "table": (listed([marked(1), "右"], [marked(2), "右"]), (12, 19)),
    "head": (listed(["印1\\ [#n1]_", "頭"], [marked(2), "右"], header_rows=1), (16,)),
    "box": (f".. note::\n\n   {marked(1)}\n\n   {marked(2)}", (13,)),
    "paragraph": (marked(1) + marked(2), (16,)),
}  # fmt: skip


def noted() -> Iterator[tuple[str, str]]:
    """The name and the text of a document for each kind of block, at several places of a page."""
    notes = "\n".join(
        f".. [#n{number}] 注{number}。{'注の文が続きます。' * 6}" for number in (1, 2)
    )
    for kind, (block, places) in NOTED.items():
        for place in places:
            filling = "\n\n".join(f"埋める段落{n}です。" for n in range(place))
            title = f"題 {kind}{place}\n{'=' * 40}\n\n文。\n\n節\n--"
            yield f"{kind}-{place}", f"{title}\n\n{filling}\n\n{block}\n\n終わり。\n\n{notes}\n"


def test_a_note_stands_on_the_page_of_its_mark(book: Book) -> None:
    names = []
    for name, text in noted():
        book.write(f"docs/{name}.rst", text)
        names.append(name)
    book.installment()
    listing = "\n".join(f"   {name}" for name in names)
    book.write(
        "docs/index.rst", f"題名\n====\n\nあ\n\n.. series-index::\n\n.. toctree::\n\n{listing}\n"
    )
    pdf = typesetting.read(printed(book.build("typst"), "book"))
    pages = ["".join(glyph.text for glyph in page) for page in pdf.pages]

    def places(words: str) -> list[int]:
        return [number for number, text in enumerate(pages) for _ in re.findall(words, text)]

    for number in (1, 2):
        marks = places(rf"印{number}")
        assert len(marks) == len(names)
        assert marks == places(rf"(?<!印)注{number}。")
