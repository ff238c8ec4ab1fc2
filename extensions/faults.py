"""How a fault in a source file is told to the author: file, line, what is wrong, the mend."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


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
