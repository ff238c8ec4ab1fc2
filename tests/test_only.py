"""What ``.. only::`` excludes is nowhere in what readers get; what it includes is there."""

from __future__ import annotations

import re
import subprocess
import zipfile
import zlib
from pathlib import Path

import pytest
from conftest import Book
from reading import searched

INDEX = "題名\n====\n\n本文\n\n.. series-index::\n\n.. toctree::\n\n   glossary\n   notes\n"
GLOSSARY = """用語集
======

.. glossary::

   推論
      答えさせること。

      :読み: すいろん

.. only:: draft

   .. glossary::

      未公開の語
         秘密の説明。
"""
BODY = """本文

.. only:: draft

   秘密の値段。\\ :term:`推論`\\ です。\\ :download:`秘密 <secret.txt>`

   .. index:: 未公開の索引語

   .. _secret-label:

   .. figure:: ../images/secret.svg
      :alt: 秘密の図。
      :name: fig-secret

      秘密の図の題

   :numref:`fig-secret` です。

.. figure:: ../images/open.svg
   :alt: 公開の図。
   :name: fig-open

   公開の図の題

:numref:`fig-open` です。

.. only:: draft

   秘密の節
   --------

   秘密の文。

.. only:: not draft

   公開だけの文。
"""
NOTES = "# 覚え書き\n\n文\n\n```{only} draft\n秘密の文。\n```\n"
SECRET = re.compile("秘密|未公開|secret")


@pytest.fixture
def book(book: Book) -> Book:
    for name in ("open", "secret"):
        book.write(
            f"images/{name}.svg", '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
        )
    book.write("docs/secret.txt", "秘密")
    book.write("docs/index.rst", INDEX)
    book.write("docs/glossary.rst", GLOSSARY)
    book.write("docs/notes.md", NOTES)
    book.installment(5, BODY)
    return book


def held(path: Path) -> str:
    """The name and the text of a file that readers get."""
    content = path.read_bytes()
    if path.name == "objects.inv":
        content = zlib.decompress(content.partition(b"zlib.\n")[2])
    if path.suffix == ".pdf":
        done = subprocess.run(["pdftotext", path, "-"], capture_output=True, check=True)
        content = done.stdout
    if path.suffix == ".epub":
        with zipfile.ZipFile(path) as archive:
            content = b"".join(map(archive.read, archive.namelist()))
    return f"{path.name}\n{content.decode(errors='replace')}"


@pytest.mark.parametrize("builder", ["html", "epub", "typst"])
def test_what_is_excluded_is_in_no_file(book: Book, builder: str) -> None:
    result = book.build(builder, "-D", "html_baseurl=https://book.example/")
    assert result.code == 0, result.output
    files = [path for path in result.folder.rglob("*") if path.is_file()]
    leaks = {path.name: SECRET.findall(held(path)) for path in files if SECRET.search(held(path))}
    assert leaks == {}
    told = "".join(map(held, files))
    assert "公開だけの文" in told.replace("\n", "")
    assert "図5.1" in told
    assert "図5.2" not in told
    assert "使う回" not in told  # the only mention of the term is excluded


def test_a_draft_has_it_after_the_same_sources_were_published(book: Book) -> None:
    """In the same folder of doctrees."""
    assert book.build().code == 0
    result = book.build(draft=True)
    assert result.code == 0, result.output
    page = result.page("05-slug")
    assert "秘密の節" in page
    assert "図5.2" in page
    assert "公開だけの文" not in page
    assert "秘密の文。" in searched(result.folder)
    assert "秘密" not in book.build().page("05-slug")


def test_a_condition_that_cannot_be_read_is_told_with_its_line(book: Book) -> None:
    book.installment(5, "本文\n\n.. only:: draft and\n\n   文\n")
    result = book.build()
    assert result.code == 1
    assert re.search(r"05-slug\.rst:10: ERROR: 「draft and」は条件として読めません", result.output)
