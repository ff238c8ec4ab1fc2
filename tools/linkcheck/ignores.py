"""Addresses that are not asked for, each with its reason and the day of its review."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from extensions.faults import Fault

FILE = Path(__file__).with_name("ignore.toml")


@dataclass(frozen=True)
class Ignore:
    """A pattern that a whole address must match, and why."""

    pattern: re.Pattern[str]
    reason: str

    def matches(self, *spellings: str) -> bool:
        """Whether the address with these *spellings* is left out."""
        return any(map(self.pattern.fullmatch, spellings))


def load(file: Path, today: date) -> tuple[list[Ignore], list[Fault]]:
    """The ignores of *file*, and what is wrong with them on *today*."""
    text = file.read_text(encoding="utf-8")
    try:
        entries = tomllib.loads(text).get("ignore", [])
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        mend = "TOML の書き方に直してください"
        return [], [Fault(file.name, int(line[1]) if line else 1, str(error), mend)]
    lines = enumerate(text.splitlines(), 1)
    heads = [number for number, line in lines if re.match(r"\s*\[\[\s*ignore\s*\]\]", line)]
    heads += [1] * (len(entries) - len(heads))  # written as an array of one line
    ignores, faults = [], []
    for line, entry in zip(heads, entries, strict=False):
        found = _faults(entry, today)
        faults += [Fault(file.name, line, wrong, mend) for wrong, mend in found]
        if not found:
            ignores.append(Ignore(re.compile(entry["pattern"]), entry["reason"]))
    return ignores, faults


def _faults(entry: dict, today: date) -> list[tuple[str, str]]:
    """What is wrong with *entry*, each with its mend."""
    faults = []
    try:
        if not entry.get("pattern"):
            faults.append(("pattern がありません", "除くアドレスの正規表現を書いてください"))
        else:
            re.compile(entry["pattern"])
    except (re.error, TypeError) as error:
        faults.append((f"pattern が読めません（{error}）", "正規表現を直してください"))
    if not str(entry.get("reason", "")).strip():
        faults.append(("reason がありません", "除く理由を書いてください"))
    expires = entry.get("expires")
    expires = expires.date() if isinstance(expires, datetime) else expires
    if not isinstance(expires, date):
        faults.append(
            ("expires がありません", "見直す日を expires = 2027-03-31 の形で書いてください")
        )
    elif expires < today:
        mend = "理由が今も当たるか確かめ、期限を延ばすか消してください"
        faults.append((f"期限の {expires} を過ぎました", mend))
    return faults
