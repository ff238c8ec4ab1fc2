"""The parts of the PDF builder by themselves: code, index, escaping, blanks, tables, formulas."""

from __future__ import annotations

import re
from itertools import chain
from pathlib import Path

import pytest
from conftest import Book
from docutils import nodes
from docutils.core import publish_doctree
from hypothesis import given, settings
from hypothesis import strategies as st
from pygments.styles import get_style_by_name
from pygments.token import Token
from reading import ROOT

from extensions.edition import edition
from extensions.formulas import MATHML, TYPST, Formula, Formulas, MathError
from extensions.readings import collation_key, groups
from extensions.readings import head as head_of
from extensions.typst import code, markup, tables
from extensions.typst.pdf import CompileError, Compiler
from extensions.typst.spacing import breakable, spaced

MIXED = st.text(
    alphabet="abc xyz_.,/()[]{}#「」（）、。ーゃゅょっッァ々・？！日本語機械学習がぎ", max_size=300
)


# -- code ------------------------------------------------------------------------------------
def rows(text: str, width: int) -> list[tuple[int, str]]:
    """The rows of a line of code, with their indents."""
    wrapped = code.wrap([code.Piece(Token.Text, text)] if text else [], width)
    return [(indent, "".join(piece.text for piece in pieces)) for indent, pieces in wrapped]


@settings(derandomize=True, deadline=None)
@given(text=MIXED, width=st.integers(20, 90))
def test_wrapped_code_is_whole_and_fits(text: str, width: int) -> None:
    wrapped = rows(text, width)
    assert "".join(row for _, row in wrapped) == text
    assert all(indent + code.columns(row) <= width for indent, row in wrapped)
    assert all(row for _, row in wrapped) or not text


@settings(derandomize=True, deadline=None)
@given(text=MIXED, width=st.integers(40, 90))
def test_wrapped_code_breaks_where_it_may(text: str, width: int) -> None:
    """Where there is such a place at all: not in a long run of signs."""
    if re.search(r"[、。ーゃゅょっッァ々・？！」）「（(\[{]{6}", text):
        return
    wrapped = [row for _, row in rows(text, width)]
    assert not any(row[0] in code.NOT_AT_START for row in wrapped[1:])
    assert not any(row[-1] in code.NOT_AT_END for row in wrapped[:-1])


def test_code_wraps_after_a_blank_or_a_comma() -> None:
    text = "    result = function(first_argument, second_argument)"
    assert rows(text, 40) == [
        (0, "    result = function(first_argument, "),
        (6, "second_argument)"),
    ]


def test_a_run_of_signs_is_still_whole() -> None:
    assert "".join(row for _, row in rows("ー" * 100, 40)) == "ー" * 100


def test_combining_marks_stay_with_their_letters() -> None:
    assert not any(row.startswith("\u3099") for _, row in rows("か\u3099" * 60, 41))


def test_lines_are_kept_with_their_numbers_and_stress() -> None:
    source = code.typst_block(
        iter([(Token.Text, "a\n\nb" * 2)]),
        get_style_by_name("default"),
        80,
        first_number=8,
        emphasized=frozenset({2}),
    )
    found = re.findall(r"\), (\d+|none), (true|false), 0, false\)", source)
    assert found == [(str(n), "true" if n == 9 else "false") for n in (8, 9, 10, 11, 12)]


# -- index -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("はは", "ばば"),  # voiced after plain
        ("ばば", "ぱぱ"),
        ("ばあ", "はい"),  # but only where all else is equal
        ("きょう", "きよく"),  # small kana as large ones
        ("かあど", "がーどれーる"),
        ("さーば", "さあび"),  # ー as the vowel before it
        ("ていあん", "でーた"),
        ("こーひー", "こおん"),
    ],
)
def test_readings_are_in_order(earlier: str, later: str) -> None:
    assert collation_key(earlier) < collation_key(later)


@pytest.mark.parametrize(
    ("reading", "head"),
    [
        ("あい", "あ行"),
        ("ゔぃ", "あ行"),
        ("がくしゅう", "か行"),
        ("ぱいぷ", "は行"),
        ("ゃ", "や行"),
        ("んー", "わ行"),
        ("s3", "英数字"),
        ("学習", "その他"),
    ],
)
def test_each_reading_has_its_head(reading: str, head: str) -> None:
    assert head_of(reading) == head


def test_terms_stand_under_their_heads_in_order() -> None:
    readings = {
        "推論": "すいろん",
        "学習": "がくしゅう",
        "API": "えーぴーあい",
        "S3": "s3",
        "漢": "漢",
    }
    assert groups(readings) == [
        ("英数字", ["S3"]),
        ("あ行", ["API"]),
        ("か行", ["学習"]),
        ("さ行", ["推論"]),
        ("その他", ["漢"]),
    ]


def test_the_glossary_is_in_the_order_of_the_index() -> None:
    """Its sources are sorted by hand; here is what by."""
    glossary = (ROOT / "docs/glossary.rst").read_text(encoding="utf-8")
    readings = re.findall(r"^ +:読み: (.+)$", glossary, re.MULTILINE)
    assert len(readings) > 50
    assert readings == sorted(readings, key=collation_key)


# -- escaping and blanks ---------------------------------------------------------------------
def test_strings_end_where_they_should() -> None:
    assert markup.string('a"b\\c\n\t\x00') == r'"a\"b\\c\n\t\u{0}"'
    assert markup.text("") == ""
    assert markup.text("#") == '#"#";'


def test_calls_leave_out_what_is_not_given() -> None:
    assert markup.call("f", "1", a_b="2", c=None) == "#f(1, a-b: 2);"
    assert markup.call("f", body="x") == "#f()[x];"
    assert markup.array(["1", "2"]) == "(1, 2, )"
    assert markup.label("05-a", "節") == 'label("05-a/節")'


@pytest.mark.parametrize(
    ("text", "before", "after", "expected"),
    [
        ("日 a", "", "", '#"日";#"a";'),
        ("a 日", "", "", '#"a";#"日";'),
        ("a b", "", "", '#"a b";'),
        ("日 本", "", "", '#"日 本";'),
        ("日 (a) 本", "", "", '#"日";#quad-space();#"(a)";#quad-space();#"本";'),
        ("、 a", "", "", '#"、";#"a";'),
        (" a", "日", "", '#"a";'),
        ("日 ", "", "a", '#"日";'),
        ("a ", "", "b", '#"a ";'),
        ("日\u3000本", "", "", '#"日\u3000本";'),
    ],
)
def test_blanks_between_scripts_are_the_typesetter_s(
    text: str, before: str, after: str, expected: str
) -> None:
    assert spaced(text, before, after) == expected


def test_long_names_may_be_broken() -> None:
    assert breakable("listings/05/trust.json", 40) == ["listings/", "05/", "trust.", "json"]
    assert breakable("PlatformIdentifier", 40) == ["Platform", "Identifier"]
    assert breakable("ml.t3.medium", 40) == ["ml.t3.medium"]
    assert breakable("ml.t3.medium", 8) == ["ml.", "t3.", "medium"]
    assert breakable("/home/ec2-user/", 40)[-1] == "user/"  # and not after its end


# -- tables ----------------------------------------------------------------------------------
def group(source: str) -> nodes.tgroup:
    """The table of an RST source."""
    return publish_doctree(source).next_node(nodes.tgroup)


GRID = """
+----+----+----+
| a  | b       |
|    +----+----+
|    | c  | d  |
+----+----+----+
| e       | f  |
+---------+----+
"""


def test_cells_know_their_columns_below_spans() -> None:
    body = group(GRID).next_node(nodes.tbody)
    cells = chain.from_iterable(tables.placed(body))
    found = {entry.astext(): column for column, entry in cells}
    assert found == {"a": 0, "b": 1, "c": 1, "d": 2, "e": 0, "f": 2}


def listed(widths: str, *cells: str) -> nodes.tgroup:
    lines = "\n     - ".join(cells)
    return group(f".. list-table::\n   :widths: {widths}\n\n   * - {lines}\n")


def test_a_table_that_fits_is_as_its_source_has_it() -> None:
    layout = tables.fit(listed("1 3", "short", "also short"), 40)
    assert (layout.shares, layout.size) == ([0.25, 0.75], 0.9)


def test_type_becomes_smaller_before_columns_move() -> None:
    layout = tables.fit(listed("1 3", "Considerable", "b"), 28)
    assert layout.size < 0.9
    assert layout.shares == [0.25, 0.75]


def test_a_narrow_column_takes_from_the_others() -> None:
    layout = tables.fit(listed("1 9", "Considerable", "b"), 30)
    assert layout.shares[0] > 0.1
    assert sum(layout.shares) == pytest.approx(1)


def test_a_table_that_cannot_fit_names_the_word() -> None:
    with pytest.raises(tables.TableTooWide) as caught:
        tables.fit(listed("1 1", "ok", "Incomprehensibilities" * 3), 20)
    assert (caught.value.column, caught.value.word[:8]) == (2, "Incompre")


# -- formulas and the compiler ---------------------------------------------------------------
@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        (r"\frac{1}{2}", "1 / 2"),
        ("a &= b \\\\\nc &= d", "a & = b\\\nc & = d"),
        ("a\n\nb", "a\\\nb"),
        (r"\begin{cases}1 & x>0\\0\end{cases}", 'cases(delim: "{", 1 & x > 0, 0)'),
    ],
)
def test_formulas_become_typst(latex: str, expected: str) -> None:
    assert Formulas(TYPST)[Formula(latex, True)] == expected


@pytest.mark.parametrize("latex", [r"\frac{1}", r"\nonsense{x}", "x $ y", "", "x\n\n---\n\ny$$"])
def test_what_is_no_formula_is_refused(latex: str) -> None:
    for target in (TYPST, MATHML):
        formulas = Formulas(target)
        formulas.read([Formula(latex, True), Formula("x", True)])  # does not spoil those beside it
        assert re.fullmatch("(<mi>)?x(</mi>)?", formulas[Formula("x", True)])
        with pytest.raises(MathError):
            formulas[Formula(latex, True)]


@pytest.fixture
def compiler(book: Book) -> Compiler:
    folder = book.build("typst").folder
    return Compiler(folder, "b5", edition(ROOT).moment)


# Has two pages if it had one, and one if it had two
RESTLESS = """#context if query(<end>).len() > 0 and query(<end>).first().location().page() == 1 [
  #pagebreak()
]
#metadata(none)<end>
"""


@pytest.mark.parametrize("settled", ["", "always", "never"])
def test_page_references_come_to_rest(compiler: Compiler, settled: str) -> None:
    source = Path(compiler.root) / "restless.typ"
    calm = f'#if sys.inputs.pages == "{settled}" [{settled or "rest"}] else [{RESTLESS}]'
    source.write_text(f'#set document(title: "t")\n{calm}', encoding="utf-8")
    assert compiler.pdf(source).startswith(b"%PDF")


def test_what_never_rests_is_refused(compiler: Compiler) -> None:
    source = Path(compiler.root) / "restless.typ"
    source.write_text(f'#set document(title: "t")\n{RESTLESS}', encoding="utf-8")
    with pytest.raises(CompileError) as caught:
        compiler.pdf(source)
    assert "\n" not in str(caught.value)
