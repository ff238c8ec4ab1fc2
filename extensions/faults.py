"""How a fault in a source file is told to the author: file, line, what is wrong, the mend."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from docutils import nodes


@dataclass(frozen=True, order=True)
class Fault:
    """A fault in a source file.

    :param path: the file, from the root of the repository
    :param line: its line, from 1
    :param text: what is wrong
    :param mend: what to do about it
    """

    path: str
    line: int
    text: str
    mend: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.text} → {self.mend}"


class FaultySources(SystemExit):
    """Stops the build with exit code 1 and one line for each fault, before anything is written.

    A ``SystemExit`` and not a ``SphinxError``, because Sphinx wraps its errors in thirty lines
    about versions and tracebacks, among which the author would not find the one that matters.
    """

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = sorted(faults)
        super().__init__("\n" + "\n".join(map(str, self.faults)))


def fault_at(node: nodes.Node, root: Path, text: str, mend: str) -> Fault:
    """A fault of *node*; *root* is the root of the repository."""
    path, line = place(node)
    return Fault(shown(path, root.resolve()), line, text, mend)


def shown(path: Path, root: Path) -> str:
    """How *path* is told to the author: from *root*, or whole if it lies elsewhere."""
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)


def line_with(path: Path, first: int, words: str) -> int:
    """The line of *path* with *words*; docutils knows only that of their paragraph, *first*."""
    lines = path.read_text(encoding="utf-8").split("\n")[first - 1 :]
    return next((number for number, text in enumerate(lines, first) if words in text), first)


def place(node: nodes.Node) -> tuple[Path, int]:
    """The file and line of *node*, or of what stands before it if docutils does not know them.

    It knows neither for inline nodes, and of a table only those of its caption or rows.
    """
    for candidate in node.findall(nodes.Element):
        if place := _known(candidate):
            return place
    before = Path(node.document["source"]).resolve(), 1
    for candidate in node.document.findall(nodes.Element):
        if candidate is node:
            break
        before = _known(candidate) or before
    return before


def _known(node: nodes.Element) -> tuple[Path, int] | None:
    if not (node.line and node.source and Path(node.source).is_file()):
        return None
    # the line of a title is that of the rule under it
    line = node.line - isinstance(node, nodes.title)
    return Path(node.source).resolve(), line
