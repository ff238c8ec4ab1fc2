"""Findings that are right as they stand, each with its reason."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from extensions.faults import Fault, shown
from tools.prose.findings import Finding

FILE = Path(__file__).with_name("allowed.toml")


@dataclass(frozen=True)
class Allowed:
    """What a rule may find.

    :param rule: the name of the rule
    :param text: a pattern that matches around the words found
    :param reason: why it is right
    :param line: of the entry in its file
    :param file: the only source that it holds for, from the root; empty for all
    """

    rule: str
    text: re.Pattern[str]
    reason: str
    line: int
    file: str = ""

    def covers(self, finding: Finding, root: Path) -> bool:
        """Whether *finding* is what this allows."""
        if finding.rule != self.rule:
            return False
        if self.file and shown(finding.block.file, root) != self.file:
            return False
        matches = self.text.finditer(finding.block.text)
        return any(m.start() < finding.end and finding.start < m.end() for m in matches)


def load(file: Path) -> list[Allowed]:
    """The entries of *file*.

    :raises SystemExit: if it cannot be read
    """
    source = file.read_text(encoding="utf-8")
    lines = [n for n, line in enumerate(source.splitlines(), 1) if line.startswith("[[allowed]]")]
    try:
        entries = tomllib.loads(source).get("allowed", [])
    except tomllib.TOMLDecodeError as error:
        raise SystemExit(f"{file.name}: {error} → TOML の書き方に直す") from None
    return [_entry(entry, line, file) for line, entry in zip(lines, entries, strict=True)]


def _entry(entry: dict[str, str], line: int, file: Path) -> Allowed:
    try:
        return Allowed(line=line, **{**entry, "text": re.compile(entry["text"])})
    except (KeyError, TypeError, re.error) as error:
        mend = "rule、text（正規表現）、reason を書く。file は要るときだけ"
        raise SystemExit(
            str(Fault(file.name, line, f"項目が読めません（{error}）", mend))
        ) from None


def unused(entries: Iterable[Allowed], file: Path, root: Path) -> list[Fault]:
    """The faults of *entries*, which have allowed nothing."""
    return [
        Fault(
            shown(file, root),
            entry.line,
            f"「{entry.text.pattern}」に当たる指摘がもうありません",
            "この項目を消す",
        )
        for entry in entries
    ]
