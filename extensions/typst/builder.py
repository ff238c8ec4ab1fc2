"""The builder: one Typst file for each document, the book around them, and their PDFs."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Protocol
from urllib.parse import quote

import pygments
from docutils import nodes
from pygments.style import Style
from pygments.token import _TokenType as TokenType
from sphinx.builders import Builder
from sphinx.highlighting import PygmentsBridge
from sphinx.util.display import status_iterator

from extensions import palette
from extensions.edition import edition
from extensions.faults import Fault, FaultySources, shown
from extensions.formulas import TYPST, Formula, Formulas, MathError
from extensions.typst import markup
from extensions.typst.blocks import DROPPED
from extensions.typst.contents import Contents
from extensions.typst.frame import book_data
from extensions.typst.losses import Frame, LossCheck
from extensions.typst.pdf import CompileError, Compiler
from extensions.typst.pictures import TYPES, Images
from extensions.typst.writer import TypstTranslator

BOOK = Path(__file__).with_name("book.typ")
TEMPLATES = [*BOOK.parent.glob("*.typ"), palette.FILE]  # what lies beside the text
DATA = "book.json"
FOLDER = "pdf"
DOCUMENTS = "documents"  # the folder of their Typst files
IMPORT = '#import "/book.typ": *'


class Installment(Protocol):
    """A document with a PDF of its own; those of ``series_catalog``, if a project has it."""

    docname: str
    label: str
    title: str


class TypstBuilder(Builder):
    """Writes ``documents/NAME.typ`` for each document and their PDFs in ``pdf``."""

    name = "typst"
    format = "typst"
    epilog = "PDF: %(outdir)s/pdf"
    allow_parallel = False  # a fault in a child process would be reported as a traceback
    supported_image_types = TYPES
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
        # the width of the text block, in em of body text; that em in points; what the template
        # takes from the width, in em
        self.measure: float = compiler.value("paper.chars")
        self.em: float = compiler.value("paper.size / 1pt")
        self.indents: dict[str, float] = compiler.value("indents")
        self._grid: dict[str, float] = compiler.value("code-grid")
        self.faults: list[Fault] = []  # all of this build, told together
        self._losses = LossCheck(Frame(**compiler.value("frame")), DROPPED)
        self.formulas = Formulas(TYPST)
        self.pictures = Images(Path(self.srcdir), Path(self.outdir), compiler.refusal)
        self._refusal = compiler.refusal
        self._compiled: set[str] = set()  # formulas
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

    def formula(self, latex: str) -> str:
        """A formula in Typst.

        :raises MathError: if it cannot be read, or not be set
        """
        source = self.formulas[Formula(latex, True)]
        if latex not in self._compiled and self._refusal(f"{IMPORT}\n$ {source} $"):
            raise MathError(latex)
        self._compiled.add(latex)
        return source

    def number(self, docname: str, kind: str, node: nodes.Element) -> str:
        """「図5.1」 and the like, as on the site; empty for what has no number."""
        if kind == "displaymath" and not (self.config.numfig and self.config.math_numfig):
            return f"({node['number']})" if node.get("number") else ""
        numbers = self.env.toc_fignumbers.get(docname, {}).get(kind, {})
        number = next((numbers[id_] for id_ in node["ids"] if id_ in numbers), None)
        formats = {"displaymath": "(%s)", **self.config.numfig_format}
        return formats[kind] % ".".join(map(str, number)) if number else ""

    def section_number(self, docname: str, id_: str = "") -> str:
        """「2.1. 」 before a title, as on the site; empty for what has no number.

        :param id_: of a section; that of the whole document if it has none of its own
        """
        numbers = self.env.toc_secnumbers.get(docname, {})
        number = numbers.get(f"#{id_}", numbers.get(""))
        return ".".join(map(str, number)) + self.config.html_secnumber_suffix if number else ""

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
        return f"doc:{quote(docname)}"

    def get_relative_uri(self, from_: str, to: str, typ: str | None = None) -> str:
        return self.get_target_uri(to, typ)

    def get_outdated_docs(self) -> Iterator[str]:
        """All: each may show a title or a number of another, and writing takes no time."""
        only = self.config.typst_only
        yield from Contents(self.env, self.tags).below(only) if only else self.env.found_docs

    def prepare_writing(self, docnames: set[str]) -> None:
        """Take away the PDFs of the last build, lest a failed one seem to have made them."""
        shutil.rmtree(self.outdir / FOLDER, ignore_errors=True)
        self.contents = Contents(self.env, self.tags)
        only = self.config.typst_only
        self._printed = set(self.contents.below(only) if only else self.contents.parents)
        self._characters: dict[str, set[str]] = {}  # of each document

    def write_doc(self, docname: str, doctree: nodes.document) -> None:
        if docname not in self._printed:
            return
        self._characters[docname] = set(doctree.astext())
        self._losses.take(docname, doctree)
        self.post_process_images(doctree)
        translator = self.create_translator(doctree, self)
        doctree.walkabout(translator)
        body = "".join(translator.parts)
        self._write(f"{DOCUMENTS}/{docname}.typ", f"{IMPORT}\n{body}\n")

    def _write(self, name: str, content: str) -> None:
        """Write a source unless it is there as it should be."""
        target = self.outdir / name
        if not target.exists() or target.read_text(encoding="utf-8") != content:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(content, encoding="utf-8")

    def finish(self) -> None:
        """Write what the template needs to know, and compile the book and each installment."""
        self._write(DATA, json.dumps(book_data(self), ensure_ascii=False))
        jobs = {}
        installments: dict[int, Installment] = getattr(self.config, "series_catalog", {})
        for item in installments.values():
            if item.docname in self._printed:
                title = markup.string(f"{item.label} {item.full_title}")
                data = f'json("/{DATA}") + (title: {title})'
                jobs[item.docname] = f"#single({data}, {markup.string(item.docname)})"
        # last, since what is to be moved in an installment is found sooner by itself
        jobs["book"] = f'#book(json("/{DATA}"))'
        if only := self.config.typst_only:
            jobs = {only: jobs[only]}
        folder = self.outdir / FOLDER
        folder.mkdir()
        for name, source in jobs.items():
            self._write(f"main-{name}.typ", f"{IMPORT}\n{source}\n")
        compiler = self._compiler()
        lost: list[Fault] = []
        moved: set[str] = set()
        for name in status_iterator(jobs, "PDF を組んでいます... ", length=len(jobs)):
            try:
                data = compiler.pdf(self.outdir / f"main-{name}.typ", moved)
            except CompileError as error:
                self._note(name, error)
            if self.faults:  # of the documents as well, since the book tells of missing letters
                shutil.rmtree(folder)
                raise FaultySources(set(self.faults))
            (folder / f"{name}.pdf").write_bytes(data)
            starts = [(docname, page) for docname, page in compiler.metadata("<start>")]
            seen = set(compiler.metadata("<picture>"))
            lost += self._losses.faults(data, starts, seen, self)
        if lost:
            shutil.rmtree(folder)
            raise FaultySources(set(lost))

    def _note(self, name: str, error: CompileError) -> None:
        """Note why PDF *name* cannot be made, unless it is for a fault that is known."""
        if error.missing:
            self.faults += self._without_glyphs(error.missing)
        if not self.faults:
            place = BOOK.relative_to(Path(__file__).parents[2]).as_posix()
            self.faults.append(Fault(place, 1, f"{name}.pdf を組めません: {error}", "型紙を直す"))

    def _without_glyphs(self, missing: str) -> Iterator[Fault]:
        """A fault for each line with letters that the fonts have not, *missing* among them."""
        root = Path(self.confdir).resolve()
        used = set().union(missing, *self._characters.values())
        without = self._compiler().missing("".join(used))
        for path, documents in self._sources().items():
            here = set().union(*(self._characters.get(name, set()) for name in documents))
            letters = [char for char in without if char in here]
            if not letters:
                continue
            for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), 1):
                for char in letters:
                    if char in line:
                        text = f"PDF のフォントに「{char}」の字がありません"
                        yield Fault(shown(path, root), number, text, "別の字で書く")

    def _sources(self) -> dict[Path, list[str]]:
        """The files that the text comes from, each with its documents."""
        sources: dict[Path, list[str]] = {}
        for docname in sorted(self._printed):
            for name in (self.env.doc2path(docname), *sorted(self.env.dependencies[docname])):
                path = (Path(self.srcdir) / name).resolve()
                if path.is_file():
                    sources.setdefault(path, []).append(docname)
        return sources
