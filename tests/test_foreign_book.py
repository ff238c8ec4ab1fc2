"""A book that nobody here wrote is printed whole, in its order, by ``extensions.typst`` alone."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import typesetting
from foreign_book import foreign_book
from plain_project import build


def test_nothing_of_a_foreign_book_is_lost(tmp_path: Path) -> None:
    book = foreign_book()
    documents = [name for name in book.files if name.endswith((".rst", ".md"))]
    assert len(documents) == 61  # the root as well
    result = build(tmp_path, book.files, str(book.files["conf.py"]))
    assert result.code == 0, result.output
    pdf = typesetting.Pdf(result.folder / "pdf/book.pdf")
    printed = "".join(glyph.text for glyph in pdf.all_glyphs(pdf.root))
    body = printed[printed.index(book.texts[1]) :]  # after the contents
    running = [text for text in book.texts if text not in book.titles]
    times = {text: printed.count(text) for text in [*running, *book.notes]}
    assert [text for text, count in times.items() if count == 0] == []
    position, misplaced = 0, []
    for text in book.texts[1:]:
        found = body.find(text, position)
        misplaced += [text] if found < 0 else []
        position = max(position, found)
    assert misplaced == []
    assert [text for text in book.absent if text in printed] == []
    alts = [element.alt for element in pdf.root.walk() if element.kind == "Figure"]
    assert Counter(alts) == Counter(book.alts)
