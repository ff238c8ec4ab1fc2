"""The programs of the book and what they printed when they were last run.

``listings/NN/`` holds the programs of 第NN回. ``listings/order.txt`` says in which order they run.
Beside ``train.py`` lies ``train.out.txt``, what it printed, and the drawings that it made.
``listings/captured.json`` keeps, for each program, the digest of the source that these came from,
and the operations of AWS that it called. ``make listings`` writes them (tools/capture.py); the
site and the PDF read them.
"""

from __future__ import annotations

import ast
import hashlib
import json
import re
from itertools import takewhile
from pathlib import Path
from typing import Any

ORDER = "order.txt"
RECORD = "captured.json"
SUFFIX = ".out.txt"


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
    """SHA-256 of *program* and of the modules beside it that it imports."""
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
        found.update(source)
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
