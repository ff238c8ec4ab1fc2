"""What is remembered from run to run: on which days an address was broken or unstable."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from tools.linkcheck.addresses import normal
from tools.linkcheck.check import Result
from tools.linkcheck.verdicts import Kind

DAYS = 3  # runs on different days, before an address that no change touched fails
_BAD = {Kind.BROKEN, Kind.UNSTABLE}


class State:
    """The bad days of each address, since it was last well."""

    def __init__(self, file: Path) -> None:
        """Read *file*; one that is not there, or not whole, remembers nothing."""
        self._file = file
        try:
            self._bad: dict[str, list[str]] = json.loads(file.read_text(encoding="utf-8"))["bad"]
        except (OSError, ValueError, KeyError, TypeError):
            self._bad = {}

    def record(self, results: Iterable[Result], today: date) -> None:
        """Take the results of a run of *today*."""
        for result in results:
            key = normal(result.url)
            if result.verdict.kind in _BAD:
                self._bad[key] = sorted({*self._bad.get(key, []), today.isoformat()})
            else:
                self._bad.pop(key, None)

    def keep(self, addresses: Iterable[str]) -> None:
        """Forget the addresses that the book no longer has."""
        kept = set(addresses)
        self._bad = {key: days for key, days in self._bad.items() if key in kept}

    def days(self, url: str) -> int:
        """On how many days *url* was bad, one after the other."""
        return len(self._bad.get(normal(url), []))

    def write(self) -> None:
        """Save, whole or not at all."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        new = self._file.with_name(f"{self._file.name}.new")
        content = json.dumps({"bad": self._bad}, ensure_ascii=False, indent=1, sort_keys=True)
        new.write_text(f"{content}\n", encoding="utf-8")
        new.replace(self._file)


def fails(result: Result, days: int, *, at_once: bool) -> bool:
    """Whether *result* fails the run.

    :param days: on which it was bad, today's included
    :param at_once: whether a broken address need not wait, since a change touched it
    """
    if result.verdict.kind is Kind.BROKEN and at_once:
        return True
    return result.verdict.kind in _BAD and days >= DAYS
