"""What a child process of the author's desk does: build the site, or one installment's PDF, once.

Each build has a process of its own, since Sphinx and docutils keep much that a second build would
stumble over. The process that these are forked from has imported this module, and with it what
takes half of a build's time to load; the book's own extensions it must not load, or an edit of
them would not show.
"""

from __future__ import annotations

import importlib
import io
import os
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from docutils import nodes
from pygments.lexers import get_lexer_by_name
from sphinx.application import Sphinx, builtin_extensions
from sphinx.util.docutils import docutils_namespace, patch_docutils

# What builds load beside the above
for _name in (
    *builtin_extensions,
    "docutils.parsers.rst",
    "docutils.parsers.rst.directives.tables",
    "jinja2",
    "myst_parser.sphinx_ext.main",
    "pygments.formatters.html",
    "sphinx.ext.doctest",
    "sphinx.writers.html5",
    "sphinx_copybutton",
    "sphinx_rtd_theme",
    "typst",
):
    importlib.import_module(_name)
# The first lexer of a language compiles its patterns.
for _name in ("console", "json", "python", "text", "yaml"):
    get_lexer_by_name(_name)

_WARNING = re.compile(r"^(?P<path>[^:\n]+):(?P<line>\d+): (?:WARNING|ERROR|SEVERE): (?P<text>.*)$")
_UNPLACED = re.compile(r"^(?:WARNING|ERROR|SEVERE): (?P<text>.*)$")
_COLOURS = re.compile(r"\x1b\[[\d;]*m")


@dataclass(frozen=True, order=True)
class Problem:
    """Something that the author has to mend.

    :param path: the file, from the root of the book; empty if it is not known
    :param line: its line, from 1; 0 if it is not known
    :param text: what is wrong, and the mend where one is known
    """

    path: str
    line: int
    text: str

    @classmethod
    def of(cls, fault: Any) -> Problem:
        """A fault of ``extensions.faults``, which this module must not load."""
        return cls(fault.path, fault.line, f"{fault.text} → {fault.mend}")


@dataclass(frozen=True)
class Outcome:
    """What came of a build.

    :param stopped: whether it ended before anything was written
    :param warnings: problems of the files that it read
    :param read: the files that it read, from the root of the book
    :param findings: what is still to be mended before the book can be published, in all files
    :param section: the id of the section that holds the line asked for
    """

    stopped: bool
    warnings: list[Problem]
    read: list[str] = field(default_factory=list)
    findings: list[Problem] = field(default_factory=list)
    section: str = ""


@dataclass(frozen=True)
class Place:
    """A line of a document, where the author is writing."""

    docname: str
    line: int


def site(book: Path, work: Path, place: Place | None, *, everything: bool) -> Outcome:
    """Build the site of *book*, drafts and memos included, into ``site`` under *work*.

    :param place: where the author is writing; its section is looked up
    :param everything: write all pages again, since a file that all of them show was changed
    """

    def build(app: Sphinx) -> dict[str, Any]:
        read: list[str] = []
        app.connect("env-before-read-docs", lambda app, env, names: read.extend(names))
        app.build(force_all=everything)
        from extensions import rules  # only now: conf.py says where it lies

        found: dict[str, Any] = {
            "read": [_shown(str(app.env.doc2path(name)), book) for name in read],
            "findings": [Problem.of(fault) for fault in sorted(rules.findings(app.env))],
        }
        if place and place.docname in app.env.found_docs:
            found["section"] = _section(app.env.get_doctree(place.docname), place.line)
        return found

    return _run(build, book, work, "html", "site")


def pdf(book: Path, work: Path, docname: str) -> Outcome:
    """Make ``pdf/<docname>.pdf`` under *work*, of that installment alone."""
    os.nice(5)  # the page comes first

    def build(app: Sphinx) -> dict[str, Any]:
        app.build()
        folder = work / "pdf"
        folder.mkdir(exist_ok=True)
        shutil.copyfile(app.outdir / "pdf" / f"{docname}.pdf", folder / f"{docname}.pdf")
        return {}

    return _run(build, book, work, "typst", "typst", typst_only=docname)


def _run(
    build: Callable[[Sphinx], dict[str, Any]],
    book: Path,
    work: Path,
    builder: str,
    name: str,
    **settings: Any,
) -> Outcome:
    """Let *build* build with Sphinx into the folder *name* under *work*.

    :param build: what to do with Sphinx; returns what is known of its outcome
    :param settings: those of conf.py to change
    """
    os.chdir(book)
    said = io.StringIO()
    found: dict[str, Any] = {}
    faults: list[Problem] = []
    try:
        with patch_docutils(str(book)), docutils_namespace():
            app = Sphinx(
                srcdir=book / "docs",
                confdir=book,
                outdir=work / name,
                doctreedir=work / f"{name}.doctrees",
                buildername=builder,
                confoverrides={"nitpicky": True, **settings},
                status=None,
                warning=said,
                tags=["draft"],
                parallel=os.cpu_count() or 1,
            )
            found = build(app)
    except SystemExit as stop:  # extensions/faults.py
        faults = [Problem.of(fault) for fault in getattr(stop, "faults", [])]
        faults = faults or [Problem("", 0, str(stop))]
    except Exception as error:  # whatever it is, the author has to be told of it
        faults = [Problem("", 0, f"{type(error).__name__}: {' '.join(str(error).split())}")]
    return Outcome(bool(faults), [*faults, *_warnings(said.getvalue(), book)], **found)


def _warnings(said: str, book: Path) -> list[Problem]:
    """The warnings among what Sphinx *said*, each once."""
    warnings = []
    for line in _COLOURS.sub("", said).splitlines():
        if match := _WARNING.match(line):
            path = _shown(match["path"], book)
            warnings.append(Problem(path, int(match["line"]), match["text"]))
        elif match := _UNPLACED.match(line):
            warnings.append(Problem("", 0, match["text"]))
    return list(dict.fromkeys(warnings))


def _section(doctree: nodes.document, line: int) -> str:
    """The id of the innermost section that holds *line*."""
    found = ""
    for section in doctree.findall(nodes.section):
        if (section.line or 0) <= line:
            found = section["ids"][0]
    return found


def _shown(name: str, book: Path) -> str:
    """A file as it is told to the author: from the root of the book."""
    path = Path(os.path.normpath(book / name))
    return path.relative_to(book).as_posix() if path.is_relative_to(book) else str(path)
