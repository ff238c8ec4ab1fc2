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
from sphinx.util.display import status_iterator

from extensions import palette
from extensions.edition import edition
from extensions.faults import Fault, FaultySources
from extensions.formulas import TYPST, Formulas
from extensions.readings import groups
from extensions.reports import report_address
from extensions.series import catalog
from extensions.typst import markup
from extensions.typst.pdf import CompileError, Compiler
from extensions.typst.writer import TypstTranslator

BOOK = Path(__file__).with_name("book.typ")
TEMPLATES = [*BOOK.parent.glob("*.typ"), palette.FILE]  # what lies beside the text
DATA = "book.json"
FOLDER = "pdf"
IMPORT = '#import "/book.typ": *'


class TypstBuilder(Builder):
    """Writes ``NAME.typ`` for each document and ``pdf/book.pdf``, ``pdf/NN-slug.pdf`` of them."""

    name = "typst"
    format = "typst"
    epilog = "PDF: %(outdir)s/pdf"
    allow_parallel = False  # a fault in a child process would be reported as a traceback
    supported_image_types = ["image/svg+xml", "image/png", "image/jpeg"]  # noqa: RUF012
    # else Sphinx would fetch them; take_image refuses them
    supported_remote_images = supported_data_uri_images = True
    default_translator_class = TypstTranslator

    def init(self) -> None:
        for template in TEMPLATES:
            shutil.copyfile(template, self.outdir / template.name)
        self.moment = edition(Path(self.confdir)).moment
        paper = self.config.typst_paper
        compiler = self._compiler()
        papers: list[str] = compiler.value("papers.keys()")
        if paper not in papers:
            known = f"{'、'.join(papers)} のどれかにする"
            raise FaultySources([Fault("conf.py", 1, f"typst_paper が「{paper}」です", known)])
        # the width of the text block, and what the template takes from it, in em of body text
        self.measure: float = compiler.value("paper.chars")
        self.indents: dict[str, float] = compiler.value("indents")
        self._grid: dict[str, float] = compiler.value("code-grid")
        self.formulas = Formulas(TYPST)
        self._bridge = PygmentsBridge("html", self.config.pygments_style)

    def _compiler(self) -> Compiler:
        return Compiler(self.outdir, self.config.typst_paper, self.moment)

    # -- what the writer asks ------------------------------------------------------------------
    def tokens(self, text: str, language: str, node: nodes.Node) -> Iterator[tuple[TokenType, str]]:
        """The Pygments tokens of a code block, by the lexer that the site uses."""
        lexer = self._bridge.get_lexer(text, language, force=True, location=node)
        return pygments.lex(text.expandtabs(), lexer)

    def code_columns(self, room: float, *, numbered: bool) -> int:
        """How many columns of code fit into *room* em of body text.

        The last is left for the sign of a wrapped line.
        """
        taken = self._grid["panel"] + (self._grid["gutter"] if numbered else 0)
        return int((room - taken) / self._grid["column"]) - 1

    @property
    def highlight_style(self) -> type[Style]:
        """The colours of code on the site."""
        return self._bridge.get_style(self.config.pygments_style)

    def number(self, docname: str, kind: str, node: nodes.Element) -> str:
        """「図5.1」 and the like, as on the site; empty for what has no number."""
        numbers = self.env.toc_fignumbers.get(docname, {}).get(kind, {})
        number = next((numbers[id_] for id_ in node["ids"] if id_ in numbers), None)
        formats = {"displaymath": "(%s)", **self.config.numfig_format}
        return formats[kind] % ".".join(map(str, number)) if number else ""

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
        """All: each may show a title or a number of another, and writing takes no time."""
        yield from {self.config.typst_only} if self.config.typst_only else self.env.found_docs

    def prepare_writing(self, docnames: set[str]) -> None:
        """Take away the PDFs of the last build, lest a failed one seem to have made them."""
        shutil.rmtree(self.outdir / FOLDER, ignore_errors=True)

    def write_doc(self, docname: str, doctree: nodes.document) -> None:
        translator = self.create_translator(doctree, self)
        doctree.walkabout(translator)
        body = "".join(translator.parts)
        self._write(f"{docname}.typ", f"{IMPORT}\n{body}\n")

    def _write(self, name: str, content: str) -> None:
        """Write a source unless it is there as it should be."""
        target = self.outdir / name
        if not target.exists() or target.read_text(encoding="utf-8") != content:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(content, encoding="utf-8")

    def finish(self) -> None:
        """Write what the template needs to know, and compile the book and each installment."""
        self._write(DATA, json.dumps(self._data(), ensure_ascii=False))
        jobs = {"book": f'#book(json("/{DATA}"))'}
        for item in catalog(self.env).values():
            if item.docname in self.env.found_docs:
                title = markup.string(f"{item.label} {item.full_title}")
                data = f'json("/{DATA}") + (title: {title})'
                jobs[item.docname] = f"#single({data}, {markup.string(item.docname)})"
        if only := self.config.typst_only:
            jobs = {only: jobs[only]}
        folder = self.outdir / FOLDER
        folder.mkdir()
        for name, source in jobs.items():
            self._write(f"main-{name}.typ", f"{IMPORT}\n{source}\n")
        compiler = self._compiler()
        for name in status_iterator(jobs, "PDF を組んでいます... ", length=len(jobs)):
            try:
                data = compiler.pdf(self.outdir / f"main-{name}.typ")
            except CompileError as error:
                shutil.rmtree(folder)
                raise FaultySources([self._fault(name, error)]) from error
            (folder / f"{name}.pdf").write_bytes(data)

    def _fault(self, name: str, error: CompileError) -> Fault:
        """What to tell the author when PDF *name* cannot be made."""
        root = Path(self.confdir).resolve()
        if error.missing:
            for path in self._sources():
                for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), 1):
                    if error.missing in line:
                        shown = path.relative_to(root).as_posix()
                        text = f"PDF のフォントに「{error.missing}」の字がありません"
                        return Fault(shown, number, text, "別の字で書く")
        shown = BOOK.relative_to(Path(__file__).parents[2]).as_posix()
        return Fault(shown, 1, f"{name}.pdf を組めません: {error}", "型紙を直す")

    def _sources(self) -> Iterator[Path]:
        """The files that the text comes from, each once."""
        named = [
            Path(self.srcdir) / name
            for docname in sorted(self.env.found_docs)
            for name in (self.env.doc2path(docname), *sorted(self.env.dependencies[docname]))
        ]
        yield from dict.fromkeys(path.resolve() for path in named)

    # -- the book around the documents ---------------------------------------------------------
    def _data(self) -> dict[str, Any]:
        """The template's data: titles, parts, index and colophon."""
        config = self.config
        day = f"{self.moment.year}年{self.moment.month}月{self.moment.day}日"
        address = report_address(config)
        reports = (
            [["誤りの知らせ先", [address, address.removeprefix("mailto:")]]] if address else []
        )
        return {
            "title": config.project,
            "author": config.author,
            "description": config.epub_description,
            "version": f"{config.version}版",
            "front": config.root_doc,
            "parts": self._parts(),
            "index": groups(self._readings()),
            "colophon": [
                ["版", config.edition_label],
                ["日付", day],
                ["著者", config.author],
                ["ライセンス", config.copyright],
                *reports,
            ],
        }

    def _parts(self) -> list[dict[str, Any]]:
        """Title and documents of each part that holds any; what is no installment comes last."""
        installments = [
            item for item in catalog(self.env).values() if item.docname in self.env.found_docs
        ]
        topics = {item.docname: item.topic for item in installments}
        parts = [
            (title, [item.docname for item in installments if first <= item.number <= last])
            for title, first, last in self.config.series_parts
        ]
        listed = self.env.toctree_includes[self.config.root_doc]
        parts.append(("付録", [name for name in listed if name not in topics]))
        return [
            {
                "title": title,
                "documents": documents,
                "members": [
                    f"{self.env.titles[name].astext()} {topics.get(name, '')}".strip()
                    for name in documents
                ],
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
