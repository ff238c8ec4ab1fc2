"""The listings of an installment as one Jupyter notebook, to be read and run from top to bottom."""

from __future__ import annotations

import ast
from pathlib import Path

from extensions import listings


def notebook(folder: Path, chapter: str, title: str) -> bytes:
    """A notebook of the programs of one chapter; the same bytes for the same programs.

    Each program becomes a cell of text, its file name and what it says of itself, and a cell of
    code. Programs that the order of the book returns to later, to clean up, are not in it: they
    would take away what the next chapter needs.

    :param folder: ``listings``
    :param chapter: the folder of the chapter in it, such as ``06``
    :param title: the heading
    """
    import nbformat  # only here: to load it takes a tenth of the time of a page's rebuild

    book = nbformat.v4.new_notebook(
        metadata={
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        }
    )
    book.cells = [nbformat.v4.new_markdown_cell(f"# {title}")]
    for name in listings.block(folder, chapter):
        about, code = _parts((folder / name).read_text(encoding="utf-8"))
        book.cells += [
            nbformat.v4.new_markdown_cell(f"## {Path(name).name}\n\n{about}".rstrip()),
            nbformat.v4.new_code_cell(code),
        ]
    for number, cell in enumerate(book.cells):
        cell["id"] = f"cell-{number}"  # nbformat's own are random
    return nbformat.writes(book).encode()


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
