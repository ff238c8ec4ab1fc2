"""The same text for other generators: stock Sphinx, and MkDocs Material through pandoc."""

from __future__ import annotations

import functools
import re
import shutil
from pathlib import Path

import pypandoc

from tools.bench.book import ROOT

VENV = ROOT / "_build/bench/venv"
SPHINX_CONF = """\
project = "book"
language = "ja"
extensions = ["myst_parser"]
html_theme = "sphinx_rtd_theme"
numfig = True
"""
MKDOCS_CONF = """\
site_name: book
theme: {name: material, language: ja}
plugins: [{search: {lang: ja}}]
markdown_extensions:
  [admonition, attr_list, footnotes, tables, pymdownx.highlight, pymdownx.superfences]
"""
_ROLE = re.compile(r":installment:`(\d+)`")
_LISTING = re.compile(r"^\.\. literalinclude:: (\S+)\n((?:   .*\n)*)", re.MULTILINE)
_LANGUAGE = {".py": "python", ".json": "json"}


def _plain(text: str, docs: Path) -> str:
    """*text* without what the extensions of this book add."""
    text = _ROLE.sub(r"第\1回", text)
    if ".. series-index::" in text:
        names = sorted(path.stem for path in docs.glob("[0-9]*.rst"))
        entries = "".join(f"   {name}\n" for name in names if _published(docs / f"{name}.rst"))
        text = text.replace(".. series-index::\n", f".. toctree::\n   :hidden:\n\n{entries}")
    return text


def _published(source: Path) -> bool:
    return ":status: published" in source.read_text(encoding="utf-8")


def _drop_drafts(docs: Path) -> None:
    for source in docs.glob("[0-9]*.rst"):
        if not _published(source):
            source.unlink()


def stock_sphinx(book: Path, folder: Path) -> None:
    """Write the trial *book* into *folder* for Sphinx and its theme as they come."""
    for name in ("images", "author", "listings"):
        (folder / name).symlink_to(ROOT / name)
    docs = folder / "docs"
    shutil.copytree(book / "docs", docs, ignore=shutil.ignore_patterns("_theme"))
    _drop_drafts(docs)
    for source in docs.glob("*.rst"):
        source.write_text(_plain(source.read_text(encoding="utf-8"), docs), encoding="utf-8")
    (docs / "conf.py").write_text(SPHINX_CONF, encoding="utf-8")


def material(book: Path, folder: Path) -> None:
    """Write the trial *book* into *folder* as Markdown for MkDocs Material."""
    docs = folder / "docs"
    docs.mkdir()
    shutil.copytree(ROOT / "images", docs / "images", ignore=shutil.ignore_patterns("*.py"))
    author = (ROOT / "author/author.rst").read_text(encoding="utf-8")
    for source in (book / "docs").glob("*.*"):
        text = source.read_text(encoding="utf-8")
        if source.suffix == ".rst" and (not source.name[0].isdigit() or _published(source)):
            text = _plain(text, book / "docs").replace(".. include:: ../author/author.rst", author)
            text = _LISTING.sub(lambda match: _inlined(match, book), text)
            text = _markdown(text, source.name[:-4].partition("-")[0])
        elif source.suffix != ".md":
            continue
        (docs / f"{source.stem}.md").write_text(text, encoding="utf-8")
    (folder / "mkdocs.yml").write_text(MKDOCS_CONF, encoding="utf-8")


def _markdown(text: str, number: str) -> str:
    """*text* as Markdown; copies of an installment, equal but for their *number*, in one go."""
    own = number.lstrip("0") if number.isdecimal() else ""
    if own:
        text = re.sub(rf"(?<=-){own}(?=-)|(?<=第){own}(?=回)", "0", text)
    text = _converted(text).replace("../images/", "images/")
    return re.sub(r"(?<=-)0(?=-)|(?<=第)0(?=回)", own, text) if own else text


@functools.cache
def _converted(text: str) -> str:
    return pypandoc.convert_text(text, "gfm", format="rst", extra_args=["--wrap=none"])


def _inlined(match: re.Match[str], book: Path) -> str:
    """The listing that a ``literalinclude`` shows, in its place."""
    path = book / "docs" / match[1]
    lines = path.read_text(encoding="utf-8").splitlines()
    code = "\n".join(f"   {line}".rstrip() for line in lines)
    return f".. code-block:: {_LANGUAGE.get(path.suffix, 'text')}\n\n{code}\n"
