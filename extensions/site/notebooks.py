"""The listings of an installment as one Jupyter notebook, to be read and run from top to bottom.

The format is https://nbformat.readthedocs.io/en/latest/format_description.html. The tests check it
with the package of that name, which takes a twentieth of a whole build to be loaded.
"""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

from extensions import listings
from extensions.series import Installment


def notebook(folder: Path, chapter: str, title: str) -> bytes:
    """A notebook of the programs of one chapter; the same bytes for the same programs.

    Each program becomes a cell of text, its file name and what it says of itself, and a cell of
    code. Programs that the order of the book returns to later, to clean up, are not in it: they
    would take away what the next chapter needs.

    :param folder: ``listings``
    :param chapter: the folder of the chapter in it, such as ``06``
    :param title: the heading
    """
    cells = [_cell("markdown", f"# {title}")]
    for name in listings.block(folder, chapter):
        source = (folder / name).read_text(encoding="utf-8")
        about, code = _parts(listings.without_marks(source))
        cells.append(_cell("markdown", f"## {Path(name).name}\n\n{about}".rstrip()))
        cells.append(_cell("code", _quiet(code)) | {"execution_count": None, "outputs": []})
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    about_book = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    book = {"nbformat": 4, "nbformat_minor": 5, "metadata": about_book, "cells": cells}
    return f"{json.dumps(book, ensure_ascii=False, indent=1, sort_keys=True)}\n".encode()


def _cell(kind: str, source: str) -> dict[str, Any]:
    return {"cell_type": kind, "metadata": {}, "source": source.splitlines(keepends=True)}


def notebook_of(item: Installment) -> str:
    """The name of the notebook of an installment's listings."""
    return f"{item.docname}.ipynb"


def _quiet(code: str) -> str:
    """*code*, with a semicolon where Jupyter would show a value that the program does not print."""
    try:
        *_, last = ast.parse(code).body
    except (SyntaxError, ValueError):  # being written, or empty
        return code
    if not isinstance(last, ast.Expr) or ast.unparse(last).startswith("print("):
        return code
    lines = code.split("\n")
    line = lines[last.end_lineno - 1].encode()
    end = last.end_col_offset
    lines[last.end_lineno - 1] = (line[:end] + b";" + line[end:].removeprefix(b";")).decode()
    return "\n".join(lines)


def _parts(source: str) -> tuple[str, str]:
    """The docstring of a program, and the program without it."""
    try:
        tree = ast.parse(source)
    except SyntaxError:  # while it is being written; extensions/results.py tells of it
        return "", source.strip()
    about = ast.get_docstring(tree) or ""
    if not about:
        return "", source.strip()
    lines = source.splitlines()
    return about, "\n".join(lines[tree.body[0].end_lineno :]).strip()
