"""The builder: one Typst file for each document, the book around them, and their PDFs."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import pygments
from docutils import nodes
from pygments.style import Style
from pygments.token import _TokenType as TokenType
from sphinx import addnodes
from sphinx.builders import Builder
from sphinx.highlighting import PygmentsBridge
from sphinx.util import logging
from sphinx.util.display import status_iterator

from extensions.edition import edition
from extensions.faults import Fault, FaultySources
from extensions.series import catalog
from extensions.typst import index
from extensions.typst.pdf import CompileError, Compiler
from extensions.typst.writer import TypstTranslator

logger = logging.getLogger(__name__)
TEMPLATE = Path(__file__).with_name("book.typ")
DATA = "book.json"


class TypstBuilder(Builder):
    """Writes ``NAME.typ`` for each document and ``pdf/book.pdf``, ``pdf/NN-slug.pdf`` of them."""

    name = "typst"
    format = "typst"
    epilog = "PDF: %(outdir)s/pdf"
    allow_parallel = True
    supported_image_types = ["image/svg+xml", "image/png", "image/jpeg"]  # noqa: RUF012
    default_translator_class = TypstTranslator

    def init(self) -> None:
        shutil.copyfile(TEMPLATE, self.outdir / TEMPLATE.name)
        self.edition = edition(Path(self.confdir))
        self.compiler = Compiler(self.outdir, self.config.typst_paper, self.edition.moment)
        paper = f'"{self.config.typst_paper}"'
        self.code_columns: int = self.compiler.value(f"code-columns({paper})")
        # the width of the text block in em of body text
        self.measure: float = self.compiler.value(f"papers.at({paper}).chars")
        self._bridge = PygmentsBridge("html", self.config.pygments_style)

    # -- what the writer asks ------------------------------------------------------------------
    def tokens(self, text: str, language: str, node: nodes.Node) -> Iterator[tuple[TokenType, str]]:
        """The Pygments tokens of a code block, by the lexer that the site uses."""
        lexer = self._bridge.get_lexer(text, language, force=True, location=node)
        return pygments.lex(text.rstrip("\n"), lexer)

    @property
    def highlight_style(self) -> type[Style]:
        """The colours of code on the site."""
        return self._bridge.get_style(self.config.pygments_style)

    def number(self, docname: str, kind: str, node: nodes.Element) -> str:
        """「図5.1」 and the like, as on the site; empty for what has no number."""
        numbers = self.env.toc_fignumbers.get(docname, {}).get(kind, {})
        number = next((numbers[id_] for id_ in node["ids"] if id_ in numbers), None)
        return self.config.numfig_format[kind] % ".".join(map(str, number)) if number else ""

    def take_image(self, uri: str) -> str | None:
        """Copy an image beside the sources; its path from there, or None if there is none."""
        source = Path(self.srcdir) / uri
        if not source.is_file():
            return None
        target = self.outdir / "images" / source.name
        target.parent.mkdir(exist_ok=True)
        if not target.exists() or target.read_bytes() != source.read_bytes():
            shutil.copyfile(source, target)
        return f"images/{source.name}"

    @cached_property
    def terms(self) -> dict[tuple[str, str], str]:
        """The glossary's terms by (document, id)."""
        return {
            (docname, id_): term
            for (kind, term), (docname, id_) in self.env.domains.standard_domain.objects.items()
            if kind == "term"
        }

    # -- Sphinx's part -------------------------------------------------------------------------
    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        return f"doc:{docname}"

    def get_relative_uri(self, from_: str, to: str, typ: str | None = None) -> str:
        return self.get_target_uri(to, typ)

    def get_outdated_docs(self) -> Iterator[str]:
        """Documents whose Typst file is missing or older than the source or the writer."""
        writer = max(path.stat().st_mtime for path in Path(__file__).parent.iterdir())
        for docname in self.env.found_docs:
            target = self.outdir / f"{docname}.typ"
            newest = max(Path(self.env.doc2path(docname)).stat().st_mtime, writer)
            if not target.exists() or target.stat().st_mtime < newest:
                yield docname

    def write_doc(self, docname: str, doctree: nodes.document) -> None:
        translator = self.create_translator(doctree, self)
        doctree.walkabout(translator)
        body = "".join(translator.parts)
        source = f'#import "/{TEMPLATE.name}": *\n{body}\n'
        (self.outdir / f"{docname}.typ").write_text(source, encoding="utf-8")

    def finish(self) -> None:
        """Write what the template needs to know, and compile the book and each installment."""
        data = self._data()
        (self.outdir / DATA).write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        published = [item for item in catalog(self.env).values() if self._held(item.docname)]
        jobs = {"book": f'#book(json("/{DATA}"))'}
        for item in published:
            title = json.dumps(f"{item.label} {item.title}", ensure_ascii=False)
            jobs[item.docname] = f'#single(json("/{DATA}") + (title: {title}), "{item.docname}")'
        folder = self.outdir / "pdf"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for name in status_iterator(jobs, "PDF を組んでいます... ", length=len(jobs)):
            source = self.outdir / f"main-{name}.typ"
            source.write_text(f'#import "/{TEMPLATE.name}": *\n{jobs[name]}\n', encoding="utf-8")
            try:
                data = self.compiler.pdf(source)
            except CompileError as error:
                place = TEMPLATE.relative_to(self.confdir).as_posix()
                raise FaultySources([Fault(place, 1, f"{name}: {error}", "型紙を直す")]) from error
            (folder / f"{name}.pdf").write_bytes(data)

    # -- the book around the documents ---------------------------------------------------------
    def _held(self, docname: str) -> bool:
        return docname in self.env.found_docs

    def _data(self) -> dict[str, Any]:
        """The template's data: titles, parts, index and colophon."""
        config = self.config
        moment = self.edition.moment
        day = f"{moment.year}年{moment.month}月{moment.day}日"
        edition_id = f"{config.version}版({self.edition.id})" if self.edition.id else config.version
        return {
            "title": config.project,
            "author": config.author,
            "description": config.epub_description,
            "paper": config.typst_paper,
            "version": f"{config.version}版",
            "front": config.root_doc,
            "parts": self._parts(),
            "index": index.groups(self._readings()),
            "colophon": [
                ["版", edition_id],
                ["日付", day],
                ["著者", config.author],
                ["ライセンス", config.copyright],
            ],
        }

    def _parts(self) -> list[dict[str, Any]]:
        """Title and documents of each part that holds any; what is no installment comes last."""
        installments = [item for item in catalog(self.env).values() if self._held(item.docname)]
        names = {item.docname for item in installments}
        parts = [
            (title, [item.docname for item in installments if first <= item.number <= last])
            for title, first, last in self.config.series_parts
        ]
        listed = self.env.toctree_includes[self.config.root_doc]
        parts.append(("付録", [name for name in listed if name not in names]))
        return [
            {
                "title": title,
                "documents": documents,
                "members": [self.env.titles[name].astext() for name in documents],
            }
            for title, documents in parts
            if documents
        ]

    def _readings(self) -> dict[str, str]:
        """The reading of each term of the index; a term without one is read as it is written."""
        readings: dict[str, str] = {}
        for entries in self.env.domains.index_domain.entries.values():
            readings |= {entry[1]: entry[1].lower() for entry in entries}
        for docname in {docname for docname, _ in self.terms}:
            for item in self.env.get_doctree(docname).findall(nodes.definition_list_item):
                reading = next(
                    (
                        field[1].astext()
                        for field in item.findall(nodes.field)
                        if field[0].astext() == "読み"
                    ),
                    None,
                )
                if reading and isinstance(item.parent.parent, addnodes.glossary):
                    readings |= {term.astext(): reading for term in item.findall(nodes.term)}
        return readings
