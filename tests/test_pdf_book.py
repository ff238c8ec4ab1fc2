"""The built PDFs: complete, accessible, and set as Japanese books are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
import typesetting
from article import ADDED, PAGE_REFERENCE, Article, body, note_marks, notes, squeezed, wrong_blanks
from conftest import ROOT
from reading import reading_order
from typesetting import Element, Glyph, Pdf

MEASURE = 40 * 9.5  # points; B5 holds 40 letters in a line
# What may be between two letters, in em: more between Japanese ones, or a wider blank between
# Latin words, is a stretched line. The mend is to reword the sentence.
JAPANESE, LATIN = 0.12, 0.65


@pytest.fixture(scope="session")
def book(pdfs: list[Path]) -> Pdf:
    return typesetting.read(pdfs[0])


@pytest.fixture(scope="session")
def installments(pdfs: list[Path]) -> list[Pdf]:
    return [typesetting.read(path) for path in pdfs[1:]]


def article(site: Path, pdf: Pdf) -> Article:
    """The page of the site that *pdf* prints."""
    return Article(site / f"{pdf.name}.html")


# -- text ------------------------------------------------------------------------------------
def test_every_installment_of_the_site_has_its_pdf(site: Path, pdfs: list[Path]) -> None:
    on_site = {path.stem for path in site.glob("[0-9][0-9]-*.html")}
    assert {path.stem for path in pdfs[1:]} == on_site
    assert on_site


def test_nothing_is_lost_and_nothing_added(site: Path, installments: list[Pdf]) -> None:
    for pdf in installments:
        printed = "".join(glyph.text for glyph in body(pdf))
        assert printed == squeezed(article(site, pdf).text), pdf.name


def test_latin_words_keep_their_blanks(site: Path, installments: list[Pdf]) -> None:
    for pdf in installments:
        assert wrong_blanks(article(site, pdf), body(pdf)) == [], pdf.name


def test_blanks_gone_wrong_are_found(site: Path, installments: list[Pdf]) -> None:
    pdf = installments[0]
    page, glyphs = article(site, pdf), body(pdf)
    first = re.search(r"[a-z] [a-z]", page.text)
    page.text = page.text[: first.start() + 1] + page.text[first.end() - 1 :]
    page.text = re.sub(r"boto3", "bo to3", page.text, count=1)
    assert len(wrong_blanks(page, glyphs)) == 2


def test_the_book_holds_every_installment_and_every_page(
    site: Path, book: Pdf, installments: list[Pdf]
) -> None:
    glyphs = book.all_glyphs(book.root, without=ADDED)
    printed = PAGE_REFERENCE.sub("", "".join(glyph.text for glyph in glyphs))
    for pdf in installments:
        assert "".join(glyph.text for glyph in body(pdf)) in printed, pdf.name
    for name in reading_order(site):
        for heading in Article(site / f"{name}.html").headings:
            assert heading in printed, name


def test_footnotes_are_complete_and_in_order(site: Path, installments: list[Pdf]) -> None:
    for pdf in installments:
        own = [note for note in notes(pdf) if not note.startswith("http")]
        assert own == article(site, pdf).footnotes(), pdf.name
        assert note_marks(pdf) == article(site, pdf).note_marks(), pdf.name


def test_every_address_is_a_link(site: Path, installments: list[Pdf]) -> None:
    for pdf in installments:
        assert set(addresses(pdf)) == article(site, pdf).addresses(), pdf.name


def test_only_text_is_in_the_text_layer(book: Pdf) -> None:
    """Names copied from the PDF work: no invisible characters are among their letters."""
    odd = {g.text for page in book.pages for g in page if not g.text.isprintable()}
    assert odd == set()


# -- figures, tables, listings, outline -------------------------------------------------------
def test_every_figure_and_caption_of_the_site_is_there(
    site: Path, installments: list[Pdf], book: Pdf
) -> None:
    alts = [element.alt for element in book.root.walk() if element.kind == "Figure"]
    for pdf in installments:
        page = article(site, pdf)
        printed = [element.alt for element in pdf.root.walk() if element.kind == "Figure"]
        assert [squeezed(alt) for alt in printed] == [squeezed(alt) for alt in page.figures]
        assert set(printed) <= set(alts)
        captions = [
            "".join(glyph.text for glyph in pdf.all_glyphs(element))
            for element in pdf.root.walk()
            if element.kind == "Caption"
        ]
        assert len(captions) == len(page.captions)
        for caption, number in zip(captions, page.captions, strict=True):
            assert caption.startswith(number), pdf.name


def test_outline_is_the_table_of_contents(site: Path, book: Pdf, installments: list[Pdf]) -> None:
    """Each heading of the site once, in its order; the book adds parts, contents and index."""
    for pdf in installments:
        assert outline(pdf) == article(site, pdf).headings, pdf.name
    pages = [Article(site / f"{name}.html").headings for name in reading_order(site)]
    expected = [heading for page in pages for heading in page]
    parts = {
        "".join(glyph.text for glyph in glyphs)
        for element, glyphs in book.blocks()
        if element.kind == "H1"
    }
    got = [title for title in outline(book) if title not in (*parts, "目次", "索引")]
    assert got == [title for title in expected if title not in parts]


def outline(pdf: Pdf) -> list[str]:
    """The titles of the bookmarks without blanks, each followed by those below it."""
    with pikepdf.open(pdf.path) as file, file.open_outline() as tree:
        return [squeezed(item.title) for root in tree.root for item in _bookmarks(root)]


def _bookmarks(item: pikepdf.OutlineItem) -> Iterator[pikepdf.OutlineItem]:
    yield item
    for child in item.children:
        yield from _bookmarks(child)


# -- the file --------------------------------------------------------------------------------
def links(file: pikepdf.Pdf) -> Iterator[pikepdf.Dictionary]:
    """Every link of *file*."""
    for page in file.pages:
        for note in page.get("/Annots", []):
            if note.Subtype == "/Link":
                yield note


def addresses(pdf: Pdf) -> list[str]:
    """Where the links out of *pdf* lead."""
    with pikepdf.open(pdf.path) as file:
        return [str(link.A.URI) for link in links(file) if "/A" in link and "/URI" in link.A]


def unresolved(path: Path) -> list[str]:
    """Links and bookmarks of the file at *path* that lead to no page of it."""
    with pikepdf.open(path) as file:
        pages = {page.objgen for page in file.pages}
        names = {}
        if "/Names" in file.Root and "/Dests" in file.Root.Names:
            names = dict(pikepdf.NameTree(file.Root.Names.Dests).items())

        def leads(target: pikepdf.Object | None) -> bool:
            if isinstance(target, pikepdf.String):
                target = names.get(str(target))
            if isinstance(target, pikepdf.Dictionary):
                target = target.get("/D")
            return target is not None and target[0].objgen in pages

        broken = [f"名前 {name}" for name in names if not leads(names[name])]
        for link in links(file):
            action = link.get("/A", {})
            if "/URI" not in action and not leads(link.get("/Dest", action.get("/D"))):
                broken.append(f"リンク {link.Rect}")
        with file.open_outline() as tree:
            for root in tree.root:
                for item in _bookmarks(root):
                    target = item.destination or (item.action or {}).get("/D")
                    if not leads(target):
                        broken.append(f"しおり {item.title}")
    return broken


def test_every_link_and_bookmark_leads_somewhere(pdfs: list[Path]) -> None:
    for path in pdfs:
        assert unresolved(path) == [], path.name


def test_links_that_lead_nowhere_are_found(pdfs: list[Path], tmp_path: Path) -> None:
    with pikepdf.open(pdfs[0]) as file:
        inside = [link for link in links(file) if "/URI" not in link.get("/A", {})]
        assert len(inside) > 50
        inside[0].Dest = pikepdf.String("nowhere")
        if "/A" in inside[0]:
            del inside[0].A
        with file.open_outline() as tree:
            tree.root[0].destination = pikepdf.Array([file.make_indirect({}), pikepdf.Name.Fit])
            tree.root[0].action = None
        file.save(tmp_path / "broken.pdf")
    assert len(unresolved(tmp_path / "broken.pdf")) == 2


def test_fonts_are_embedded_and_subset(pdfs: list[Path]) -> None:
    for path in pdfs:
        with pikepdf.open(path) as file:
            fonts = [
                obj
                for obj in file.objects
                if isinstance(obj, pikepdf.Dictionary) and obj.get("/Type") == "/Font"
            ]
            composite = [font for font in fonts if font.Subtype == "/Type0"]
            assert len(composite) >= 4
            for font in composite:
                descriptor = font.DescendantFonts[0].FontDescriptor
                assert re.match(r"/[A-Z]{6}\+", str(font.BaseFont)), font.BaseFont
                assert "/FontFile2" in descriptor or "/FontFile3" in descriptor, font.BaseFont
            simple = {str(font.Subtype) for font in fonts} - {"/Type0"}
            assert simple <= {"/CIDFontType0", "/CIDFontType2"}


def test_tagged_in_japanese_with_a_title(pdfs: list[Path]) -> None:
    for path in pdfs:
        with pikepdf.open(path) as file:
            assert str(file.Root.Lang).startswith("ja")
            assert file.Root.MarkInfo.Marked
            assert file.Root.ViewerPreferences.DisplayDocTitle
            with file.open_metadata() as metadata:
                assert metadata["pdfuaid:part"] == "1"
                assert metadata["dc:title"]
                assert metadata["dc:creator"]


def test_every_figure_has_its_words(book: Pdf) -> None:
    figures = [e for e in book.root.walk() if e.kind in ("Figure", "Formula")]
    assert figures
    assert all(figure.alt.strip() for figure in figures)


# -- the page --------------------------------------------------------------------------------
@pytest.fixture(scope="session")
def printed(book: Pdf, installments: list[Pdf]) -> list[Pdf]:
    return [book, *installments]


def test_lines_begin_end_and_are_filled_as_they_should(printed: list[Pdf]) -> None:
    found = {pdf.name: typesetting.line_faults(pdf, JAPANESE, LATIN) for pdf in printed}
    assert {name: faults for name, faults in found.items() if faults} == {}


def test_nothing_is_printed_beside_the_text(printed: list[Pdf]) -> None:
    found = {pdf.name: typesetting.outside(pdf, MEASURE, pdf is printed[0]) for pdf in printed}
    assert {name: faults for name, faults in found.items() if faults} == {}


def test_headings_and_captions_stay_with_what_they_belong_to(printed: list[Pdf]) -> None:
    found = {pdf.name: typesetting.parted(pdf) for pdf in printed}
    assert {name: faults for name, faults in found.items() if faults} == {}


def test_no_line_stands_alone_at_the_edge_of_a_page(printed: list[Pdf]) -> None:
    found = {pdf.name: typesetting.lonely_lines(pdf) for pdf in printed}
    assert not any(found.values()), found


def test_a_line_alone_is_found() -> None:
    """Of three lines the last is on the next page."""
    line = [Glyph("文", 10.0 * place, 10.0 * place + 10, 0.0, 10.0, 0) for place in range(5)]
    last = [Glyph("字", 0.0, 10.0, 0.0, 10.0, 1)]

    class Paragraph:
        def blocks(self) -> Iterator[tuple[Element, list[Glyph]]]:
            yield Element("P"), [*line, *line, *last]

    assert typesetting.lonely_lines(Paragraph()) == ["2ページ「字」"]


def test_notes_are_in_order_and_near_their_marks(printed: list[Pdf]) -> None:
    found = {pdf.name: typesetting.note_faults(pdf) for pdf in printed}
    assert {name: faults for name, faults in found.items() if faults} == {}


def test_running_heads_name_chapter_and_section(printed: list[Pdf]) -> None:
    for pdf in printed:
        level = 2 if pdf is printed[0] else 1
        starts, sections = heads(pdf, level), heads(pdf, level + 1)
        first = min(page for page, _ in starts)
        for number in range(first, len(pdf.pages)):
            chapter = [title for page, title in starts if page <= number][-1]
            begun = max(page for page, _ in starts if page <= number)
            section = [title for page, title in sections if begun <= page <= number][-1:]
            got = running_head(pdf, number)
            opening = number in {page for page, _ in heads(pdf, 1) + starts}
            last = pdf is printed[0] and number == len(pdf.pages) - 1  # the colophon
            chapter = without_topic(chapter)
            allowed = {"".join([chapter, *section]), chapter}
            assert got == "" if opening or last else got in allowed, (pdf.name, number + 1)


def without_topic(title: str) -> str:
    """The title of a chapter without the subtitle of an installment, which running heads lack."""
    for path in (ROOT / "docs").glob("[0-9]*.rst"):
        text = path.read_text(encoding="utf-8")
        topic = re.search(r"^:topic: *(.+)$", text, re.MULTILINE)
        if topic and title.startswith(f"[第{int(path.name[:2])}回]"):
            return title.removesuffix(squeezed(topic[1]))
    return title


def heads(pdf: Pdf, level: int) -> list[tuple[int, str]]:
    """The headings of a level, with their pages from 0."""
    return [
        (glyphs[0].page, "".join(glyph.text for glyph in glyphs))
        for element, glyphs in pdf.blocks()
        if element.kind == f"H{level}"
    ]


def running_head(pdf: Pdf, page: int) -> str:
    """What stands above the text of a page."""
    _, height = pdf.sizes[page]
    above = [glyph for glyph in pdf.pages[page] if glyph.base > height - 60]
    return "".join(glyph.text for glyph in above)


def test_every_page_but_the_cover_has_its_number(printed: list[Pdf]) -> None:
    for pdf in printed:
        for number, page in enumerate(pdf.pages):
            foot = "".join(glyph.text for glyph in page if glyph.base < 60)
            cover = pdf is printed[0] and number == 0
            assert foot.endswith("" if cover else str(number + 1)), (pdf.name, number + 1)


# -- the checks themselves -------------------------------------------------------------------
def line(text: str, *, base: float = 100, gap: float = 0) -> list[Glyph]:
    """A line of full-width letters of 10 points, *gap* em apart."""
    step = 10 * (1 + gap)
    return [Glyph(char, n * step, n * step + 10, base, 10, 0) for n, char in enumerate(text)]


@pytest.mark.parametrize("wrong", "、。）」ーょッ")
def test_a_wrong_beginning_is_found(wrong: str) -> None:
    assert typesetting.forbidden_breaks(line("あいう") + line(f"{wrong}えお", base=80))
    assert not typesetting.forbidden_breaks(line(f"あいう{wrong}") + line("えお", base=80))


@pytest.mark.parametrize("wrong", "（「『")
def test_a_wrong_end_is_found(wrong: str) -> None:
    assert typesetting.forbidden_breaks(line(f"あいう{wrong}") + line("えお", base=80))
    assert not typesetting.forbidden_breaks(line("あいう") + line(f"{wrong}えお", base=80))


def test_a_stretched_line_is_found() -> None:
    assert typesetting.stretch(line("あいうえおかき", gap=0.2))[0] == pytest.approx(0.2)
    assert typesetting.stretch(line("あいうえおかき"))[0] == 0


def test_lines_are_told_by_places() -> None:
    raised = [Glyph("2", 30, 35, 104, 6, 0)]
    rows = typesetting.lines(line("あいう") + raised + line("えお", base=80))
    assert ["".join(glyph.text for glyph in row) for row in rows] == ["あいう2", "えお"]


def test_a_block_is_one_element() -> None:
    """Notes stand within a paragraph's tag, but not in its lines."""
    note = Element("Note", [(0, 2)])
    paragraph = Element("P", [(0, 1), Element("Strong", [(0, 3)]), note])
    assert [element.kind for element in paragraph.walk()] == ["P", "Strong", "Note"]
