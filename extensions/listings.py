"""The programs of the book and what they printed when they were last run.

``listings/NN/`` holds the programs of 第NN回. ``listings/order.txt`` says in which order they run.
Beside ``train.py`` lies ``train.out.txt``, what it printed, and the drawings that it made.
``listings/captured.json`` keeps, for each program, the digest of the source that these came from,
and the operations of AWS that it called. ``make listings`` writes them (tools/capture.py); the
site and the PDF read them.

A program may mark its essential part by two comments on lines of their own, :data:`BEGIN` and
:data:`END`. Readers never see these lines.
"""

from __future__ import annotations

import ast
import hashlib
import json
import re
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import Any

ORDER = "order.txt"
RECORD = "captured.json"
SUFFIX = ".out.txt"
BEGIN, END = "# -- essential --", "# -- end --"
_MARK = re.compile(r"^[ \t]*#\s*-+\s*(?:essential|end)\s*-+[ \t]*(?:\r?\n|\Z)", re.M | re.I)
_MARK_BYTES = re.compile(_MARK.pattern.encode(), re.M | re.I)


@dataclass(frozen=True)
class Program:
    """A program as readers see it.

    :param text: all of it but the lines of the marks
    :param part: the first and the last line of its essential part in *text*, from 1; None where
        nothing is marked
    """

    text: str
    part: tuple[int, int] | None


class BadMarks(ValueError):
    """The marks of a program are no pair; carries the line, from 1, and what is wrong."""

    def __init__(self, line: int, text: str) -> None:
        self.line = line
        self.text = text
        super().__init__(f"{line}: {text}")


def program(source: str) -> Program:
    """*source* as readers see it.

    :raises BadMarks: if its marks are not one pair with something between them
    """
    lines = source.splitlines(keepends=True)
    marks = [(number, line.strip()) for number, line in enumerate(lines, 1) if _MARK.match(line)]
    for number, mark in marks:
        if mark not in (BEGIN, END):
            raise BadMarks(number, f"印「{mark}」の書き方が違います")
    if not marks:
        return Program(source, None)
    if [mark for _, mark in marks] != [BEGIN, END]:
        expected = zip(marks, (BEGIN, END), strict=False)
        line = next((number for (number, mark), right in expected if mark != right), marks[-1][0])
        raise BadMarks(line, "要点の印が1組ではありません")
    (begin, _), (end, _) = marks
    if not "".join(lines[begin : end - 1]).strip():
        raise BadMarks(begin, "印の間に行がありません")
    return Program(without_marks(source), (begin, end - 2))


def without_marks(source: str) -> str:
    """*source* without the lines that mark its essential part."""
    return _MARK.sub("", source)


def order(folder: Path) -> list[str]:
    """The programs in the order in which they run, as ``05/create_role.py``.

    :param folder: ``listings``
    """
    path = folder / ORDER
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def block(folder: Path, chapter: str) -> list[str]:
    """The programs of ``listings/<chapter>`` up to where the order first leaves it or cleans up.

    What cleans up would take away what the next chapter needs, and asks for permissions that a
    notebook's role does not have.
    """
    names = order(folder)
    start = next(
        (at for at, name in enumerate(names) if name.startswith(f"{chapter}/")), len(names)
    )

    def goes_on(name: str) -> bool:
        return name.startswith(f"{chapter}/") and not name.endswith("/clean_up.py")

    return list(takewhile(goes_on, names[start:]))


def digest(program: Path) -> str:
    """SHA-256 of *program* and of the modules beside it that it imports, marks left out."""
    found = hashlib.sha256()
    todo, seen = [program], set()
    neighbours = b"|".join(re.escape(near.stem.encode()) for near in program.parent.glob("*.py"))
    # a line, or lines that a backslash joins; what has none need not be parsed
    imports = re.compile(
        rb"^[ \t]*(?:from|import)\b(?:[^\n]|\\\n)*\b(?:%b)\b" % neighbours, re.MULTILINE
    )
    while todo:
        path = todo.pop(0)
        if path in seen:
            continue
        seen.add(path)
        source = path.read_bytes()
        found.update(_MARK_BYTES.sub(b"", source))
        if not imports.search(source):
            continue
        for node in ast.walk(_tree(source)):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module:
                names = [node.module]
            todo += [near for name in names if (near := path.with_name(f"{name}.py")).is_file()]
    return found.hexdigest()


def _tree(source: bytes) -> ast.AST:
    """*source* parsed; what does not parse imports nothing, and is new to its digest anyway."""
    try:
        return ast.parse(source)
    except SyntaxError:
        return ast.Module([], [])


def record(folder: Path) -> dict[str, dict[str, Any]]:
    """What is known of the captured outputs, by program: ``sha256`` of its source, ``data``.

    ``calls`` are the operations of AWS that it called, as ``sts.GetCallerIdentity``.
    """
    path = folder / RECORD
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def output(program: Path) -> Path:
    """Where what *program* printed is kept."""
    return program.with_name(program.stem + SUFFIX)


def values(text: str) -> dict[str, str]:
    """The lines ``label: value`` of an output; a label that is printed twice keeps the last.

    The label ends at the first colon with a blank, so it may be ``train:auc``.
    """
    pairs = re.findall(r"^[ \t]*(\S.*?): (.+)$", text, re.MULTILINE)
    return {label.strip(): value.strip() for label, value in pairs}


def number(value: str) -> float:
    """The number at the start of a value such as ``12,357 行``.

    :raises ValueError: if there is none
    """
    found = re.match(r"[-+]?[\d,]*\.?\d+(e[-+]?\d+)?", value)
    if not found:
        raise ValueError(value)
    return float(found[0].replace(",", ""))
