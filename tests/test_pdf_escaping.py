"""Any text comes out of the PDF as it went in, whatever it would mean to Typst."""

from __future__ import annotations

import datetime
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pygments.styles import get_style_by_name
from pygments.token import Token
from reading import ROOT
from typesetting import Pdf, lines

from extensions.typst import code, markup
from extensions.typst.builder import TEMPLATES
from extensions.typst.pdf import Compiler
from extensions.typst.spacing import breaking, collapsed, spaced

# The letters of JIS X 0208, which all the book's fonts have, and ASCII. EUC-JP writes them.
JAPANESE = [
    bytes([row, cell]).decode("euc_jp")
    for row in (*range(0xA1, 0xA9), *range(0xB0, 0xF5))
    for cell in range(0xA1, 0xFF)
    if bytes([row, cell]).decode("euc_jp", "ignore")
]
# What has a meaning in Typst, alone and together
MARKUP = [
    *("#", "$", "*", "_", "`", "@", "<", ">", "~", "\\", "/", '"', "'", "[", "]", "{", "}", ";"),
    *("//", "/*", "*/", "--", "---", "...", "- ", "+ ", "= ", "/ a: b", "1. ", "10. ", "$x$"),
    *("#let x = 1", "#x;", "#[a]", "<label>", "@label", "\\u{41}", "\\n", '\\"', "](", "```"),
    *("https://example.com/a?b=1&c=2#d", "e.g. http://x.example/", "_a_", "*a*", "a\u3000b"),
]
LETTERS = st.one_of(
    st.characters(min_codepoint=0x20, max_codepoint=0x7E),
    st.sampled_from(JAPANESE),
    st.sampled_from(MARKUP),
)
STRINGS = st.lists(LETTERS, min_size=1, max_size=25).map("".join)
START = """#import "/book.typ": *
#show: style.with((title: "t", author: "a", description: "d"), 1)
#heading(depth: 1)[#"題";]
"""
PLAIN = get_style_by_name("default")
CREATED = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)


@pytest.fixture(scope="module")
def compiler(tmp_path_factory: pytest.TempPathFactory) -> Compiler:
    folder = tmp_path_factory.mktemp("escaping")
    for template in TEMPLATES:
        (folder / template.name).symlink_to(template)
    return Compiler(folder, "b5", CREATED)


def printed(compiler: Compiler, sources: list[str]) -> list[str]:
    """The text of each of *sources*, set as paragraphs of one document, without blanks.

    In a process of its own: after many other PDFs in the same process, one letter of a fallback
    font (⇒) was now and then read as another, and never when the same PDF was made afresh. Whether
    Typst or PDFium remembers too much is not known.
    """
    folder = Path(compiler.root)
    paragraphs = "".join(f"\n\n#paragraphs[{source}]\n\n" for source in sources)
    (folder / "text.typ").write_text(START + paragraphs, encoding="utf-8")
    script = "import sys, test_pdf_escaping as t; t.print_texts(sys.argv[1])"
    done = subprocess.run(
        [sys.executable, "-c", script, str(folder)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"},
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def print_texts(folder: str) -> None:
    """Make and read ``text.typ`` in *folder*; print the text of its paragraphs as JSON."""
    source = Path(folder) / "text.typ"
    target = source.with_suffix(".pdf")
    target.write_bytes(Compiler(source.parent, "b5", CREATED).pdf(source))
    pdf = Pdf(target)
    texts = [
        "".join(glyph.text for glyph in pdf.all_glyphs(part))
        for part in pdf.root.parts
        if part.kind in ("P", "Div")
    ]
    print(json.dumps(texts))


def squeezed(text: str) -> str:
    return "".join(text.split())


def visible(texts: list[str]) -> list[str]:
    """Those of *texts* that are not blank, which make no paragraph."""
    return [text for text in texts if text.strip()]


BATCH = settings(
    max_examples=10,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@BATCH
@given(texts=st.lists(STRINGS, min_size=30, max_size=60).map(visible))
@example(texts=MARKUP)
@example(texts=["".join(JAPANESE[n : n + 100]) for n in range(0, len(JAPANESE), 100)])
def test_text_comes_out_as_it_went_in(compiler: Compiler, texts: list[str]) -> None:
    sources = [spaced(collapsed(text), "", "") for text in texts]
    assert printed(compiler, sources) == [squeezed(text) for text in texts]


@BATCH
@given(texts=st.lists(STRINGS, min_size=30, max_size=60).map(visible))
@example(texts=MARKUP)
def test_literals_come_out_as_they_went_in(compiler: Compiler, texts: list[str]) -> None:
    sources = [f"#lit({breaking(text, 40)});" for text in texts]
    assert printed(compiler, sources) == [squeezed(text) for text in texts]


@BATCH
@given(texts=st.lists(STRINGS, min_size=10, max_size=40).map(visible))
@example(texts=MARKUP)
def test_code_comes_out_as_it_went_in(compiler: Compiler, texts: list[str]) -> None:
    block = code.typst_block(iter([(Token.Text, "\n".join(texts))]), PLAIN, 60)
    assert "".join(printed(compiler, [block])) == squeezed("".join(texts))


@BATCH
@given(text=st.text(st.characters(exclude_categories=["Cs"])))
def test_any_string_is_one_literal(compiler: Compiler, text: str) -> None:
    """Even what no font has: control characters, private ones."""
    assert compiler.value(markup.string(text)) == text


def test_lost_letters_are_found(compiler: Compiler) -> None:
    """Were the text not read back from the page, the tests above would pass whatever is set."""
    assert printed(compiler, ["*a*", "b -- c", markup.text("*a*")]) == ["a", "b–c", "*a*"]


def test_blanks_of_code_keep_their_room(compiler: Compiler) -> None:
    block = code.typst_block(iter([(Token.Text, "a  b\n    c")]), PLAIN, 60)
    printed(compiler, [block])
    pdf = Pdf(Path(compiler.root) / "text.pdf")
    (div,) = [part for part in pdf.root.parts if part.kind == "Div"]
    (a, b), (c,) = lines(pdf.all_glyphs(div))
    column = a.right - a.left
    assert b.left - a.left == pytest.approx(3 * column, abs=0.1)
    assert c.left - a.left == pytest.approx(4 * column, abs=0.1)
