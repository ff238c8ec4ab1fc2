"""Compiling Typst to PDF, in-process, with the pinned fonts and nothing of the machine's own."""

from __future__ import annotations

import datetime
import json
import re
from itertools import chain
from pathlib import Path
from typing import Any

import typst

from extensions.fonts import fonts
from extensions.typst import markup

MOVED = "moved.json"  # the places where pages end early, for the template
_ROUNDS = 12  # at most, to find them
_UNSETTLED = re.compile("did not (stabilize|converge)")
# as Typst writes text in its messages
_ESCAPE = re.compile(r"\\(?:u\{([0-9a-f]+)\}|(.))")
_MISSING = re.compile(r'the text `"(.+?)"` could not be displayed')


def _unescaped(escape: re.Match[str]) -> str:
    return chr(int(escape[1], 16)) if escape[1] else escape[2]


class CompileError(RuntimeError):
    """Typst refused the source; the message says why and where."""

    @property
    def missing(self) -> str:
        """The text that the fonts have no glyphs for, if that is why."""
        found = _MISSING.search(str(self))
        return _ESCAPE.sub(_unescaped, found[1]) if found else ""


class Compiler:
    """Compiles the files of one folder.

    :param root: the folder; absolute paths in the sources start from it
    :param paper: a name of the template's ``papers``
    :param created: the moment written into the PDF, so that equal sources give equal bytes
    """

    def __init__(self, root: Path, paper: str, created: datetime.datetime) -> None:
        self.root = root
        self._paper = paper
        self._created = created
        (root / MOVED).write_text("[]", encoding="utf-8")
        self._compiler = typst.Compiler(root=root, font_paths=fonts())

    def pdf(self, source: Path, moved: set[str] | None = None) -> bytes:
        """The PDF/UA-1 file of *source*.

        Typst sets the pages again until page numbers in references come to rest. If they do not
        (a reference moves its own target), each reference is given a page, whatever its distance,
        or at last none. And pages are ended early where a note would stand on another page than
        its mark, one place in each document at a time, since all that follows moves.

        :param moved: the places to begin with; those that are added are added to it
        :raises CompileError: if Typst refuses the source
        """
        moved = set() if moved is None else moved
        for _ in range(_ROUNDS):
            data = self._settled(source, moved)
            first: dict[str, str] = {}  # by document
            for place in chain.from_iterable(self.metadata("<parted>")):
                if place not in moved:
                    first.setdefault(place.partition("#")[0], place)
            if not first:
                break
            moved.update(first.values())
        return data

    def _settled(self, source: Path, moved: set[str]) -> bytes:
        (self.root / MOVED).write_text(json.dumps(sorted(moved)), encoding="utf-8")
        for pages in ("", "always", "never"):
            data, warnings = self._compile(source, pages)
            unsettled = [warning for warning in warnings if _UNSETTLED.search(warning.message)]
            others = [warning for warning in warnings if warning not in unsettled]
            if others:
                raise CompileError("; ".join(_said(warning) for warning in others))
            if not unsettled:
                return data
        raise CompileError(_said(unsettled[0]))

    def _compile(self, source: Path, pages: str) -> tuple[bytes, list[typst.TypstWarning]]:
        try:
            return self._compiler.compile_with_warnings(
                source,
                format="pdf",
                sys_inputs={"paper": self._paper, "pages": pages},
                pdf_standards=["ua-1"],
                timestamp=self._created,
            )
        except typst.TypstError as error:
            raise CompileError(_said(error)) from error

    def refusal(self, source: str) -> str:
        """Why Typst refuses *source*, in one line; nothing if it compiles."""
        try:
            self._compiler.compile(source.encode(), format="svg")
        except typst.TypstError as error:
            return _said(error)
        return ""

    def missing(self, text: str) -> str:
        """The characters of *text* that no font has."""
        found = ""
        while True:
            shown = markup.text(" ".join(sorted(set(text) - set(found))))
            source = f'#set document(title: "t")\n= t\n{shown}'
            try:
                self._compiler.compile(source.encode(), format="pdf", pdf_standards=["ua-1"])
            except typst.TypstError as error:
                new = set(CompileError(_said(error)).missing) - set(found)
                if not new:
                    return found
                found += "".join(sorted(new))
            else:
                return found

    def metadata(self, label: str) -> list[Any]:
        """The values of the metadata with *label* in what was compiled last, in order."""
        return json.loads(self._compiler.query(label, field="value"))

    def value(self, expression: str) -> object:
        """What *expression* of the template is worth.

        :raises CompileError: if Typst refuses it
        """
        source = f'#import "/book.typ": *\n#metadata({expression})<value>'.encode()
        try:
            answer = typst.query(
                source,
                "<value>",
                field="value",
                one=True,
                root=self.root,
                sys_inputs={"paper": self._paper},
                font_paths=[],
                ignore_system_fonts=True,
            )
        except typst.TypstError as error:
            raise CompileError(_said(error)) from error
        return json.loads(answer)


def _said(message: typst.TypstError | typst.TypstWarning) -> str:
    """What Typst said, in one line."""
    hints = f" ({'; '.join(message.hints)})" if message.hints else ""
    place = " ".join(message.trace[-1:])
    return " ".join(f"{message.message}{hints} {place}".split())
