"""A finding: which words of a block break which rule, and how to mend that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from extensions.faults import Fault, shown
from tools.prose.blocks import Block

_AROUND = 8  # characters shown before and after the words
_LONGEST = 24


@dataclass(frozen=True)
class Finding:
    """Words of a block that break a rule.

    :param block: where they stand
    :param start: the place of their first character in the text of the block
    :param end: the place after their last character
    :param rule: the name of the rule
    :param fault: what is wrong with them
    :param mend: what to do about it
    """

    block: Block
    start: int
    end: int
    rule: str
    fault: str
    mend: str

    @property
    def words(self) -> str:
        """The words."""
        return self.block.text[self.start : self.end]

    def told(self, root: Path) -> tuple[Fault, str]:
        """How it is told to the author, and the rule."""
        line = self.block.line_at(self.start)
        text = f"「{self._excerpt()}」{self.fault}"
        return Fault(shown(self.block.file, root), line, text, self.mend), self.rule

    def _excerpt(self) -> str:
        """The words with some of what is around them, as long as they are short."""
        text = self.block.text
        first = max(0, self.start - _AROUND)
        last = min(len(text), self.end + _AROUND, first + _LONGEST)
        return f"{'…' * (first > 0)}{text[first:last].strip()}{'…' * (last < len(text))}"


def once(findings: Iterable[Finding]) -> Iterator[Finding]:
    """*findings* without those that a rule repeats in a sentence, as for both of two brackets."""
    last: dict[tuple[str, str], Finding] = {}
    for finding in findings:
        before = last.get((finding.rule, finding.fault))
        last[finding.rule, finding.fault] = finding
        if (
            before is None
            or before.block is not finding.block
            or "。" in finding.block.text[before.start : finding.start]
        ):
            yield finding
