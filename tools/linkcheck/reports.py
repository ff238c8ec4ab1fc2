"""The results of a run for programs (JSON, JUnit XML) and for people (a table, Markdown)."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

from tools import issue
from tools.linkcheck.check import Result
from tools.linkcheck.verdicts import Kind

MEANINGS = {
    Kind.BROKEN: "切れている",
    Kind.SUSPICIOUS: "疑わしい",
    Kind.UNSTABLE: "不安定",
    Kind.MOVED: "移転した",
    Kind.BLOCKED: "確かめられない",
    Kind.SKIPPED: "調べない",
    Kind.OK: "良い",
}
_UNCHECKED = (Kind.BLOCKED, Kind.SKIPPED)
_ASKS_FOR_MENDING = (Kind.BROKEN, Kind.SUSPICIOUS, Kind.UNSTABLE, Kind.MOVED)


@dataclass(frozen=True)
class Report:
    """The results of one run.

    :param failing: addresses that fail it
    :param days: on how many days in a row each address was bad
    """

    results: Sequence[Result]
    failing: frozenset[str]
    days: dict[str, int]
    today: date

    def write(self, folder: Path) -> None:
        """Write report.json, junit.xml and report.md to *folder*."""
        folder.mkdir(parents=True, exist_ok=True)
        entries = [_entry(result) for result in self.results]
        content = json.dumps(entries, ensure_ascii=False, indent=1)
        (folder / "report.json").write_text(f"{content}\n", encoding="utf-8")
        (folder / "report.md").write_text(self.markdown(), encoding="utf-8")
        self._junit().write(folder / "junit.xml", encoding="utf-8", xml_declaration=True)

    def table(self) -> str:
        """What a terminal shows: all that is not well, then the numbers."""
        lines = []
        for result in self._of(*(kind for kind in MEANINGS if kind is not Kind.OK)):
            mark = "✗" if result.url in self.failing else " "
            lines.append(f"{mark} {_padded(MEANINGS[result.verdict.kind], 14)} {result.url}")
            lines.append(f"    {self._why(result)}")
            lines += [f"    {place}" for place in result.places]
        return "\n".join([*lines, self.summary()])

    def summary(self) -> str:
        """One line of numbers."""
        counts = Counter(result.verdict.kind for result in self.results)
        parts = [f"{MEANINGS[kind]} {counts[kind]}" for kind in MEANINGS if counts[kind]]
        requests = sum(result.requests for result in self.results)
        told = "、".join(parts) or "なし"
        return f"外部のアドレス {len(self.results)}（要求 {requests} 回）: {told}"

    def markdown(self) -> str:
        """The body of an issue."""
        lines = [f"{self.today} に調べました。{self.summary()}", ""]
        for kind in (*_ASKS_FOR_MENDING, *_UNCHECKED):
            results = self._of(kind)
            if results:
                lines += [f"## {MEANINGS[kind]}（{len(results)}）", ""]
            for result in results:
                lines.append(f"- [ ] <{result.url}>")
                lines.append(f"  - {self._why(result)}")
                if kind in (Kind.BROKEN, Kind.SUSPICIOUS):
                    lines.append(f"  - 保存された版: <{self._archive(result)}>")
                lines += [f"  - `{place}`" for place in result.places]
            lines += [""] if results else []
        if self._of(Kind.MOVED):
            lines.append("移転したアドレスは `make linkcheck-fix` で書き換えられます。")
        return issue.bounded("\n".join(lines), "report.json")

    def _of(self, *kinds: Kind) -> list[Result]:
        order = {kind: place for place, kind in enumerate(kinds)}
        found = [result for result in self.results if result.verdict.kind in order]
        return sorted(found, key=lambda result: (order[result.verdict.kind], result.url))

    def _why(self, result: Result) -> str:
        days = self.days.get(result.url, 0)
        return result.verdict.reason + (f"（{days} 日目）" if days > 1 else "")

    def _archive(self, result: Result) -> str:
        """Where the Internet Archive keeps the page: its last copy before today."""
        return f"https://web.archive.org/web/{self.today:%Y%m%d}/{result.url}"

    def _junit(self) -> ElementTree.ElementTree:
        suite = ElementTree.Element(
            "testsuite",
            name="linkcheck",
            tests=str(len(self.results)),
            failures=str(len(self.failing)),
            errors="0",
            skipped=str(len(self._of(*_UNCHECKED))),
        )
        for result in self.results:
            case = ElementTree.SubElement(
                suite,
                "testcase",
                classname="linkcheck",
                name=result.url,
                time=f"{result.seconds:.3f}",
            )
            said = "\n".join([result.verdict.reason, *map(str, result.places)])
            if result.url in self.failing:
                failure = ElementTree.SubElement(case, "failure", message=result.verdict.reason)
                failure.set("type", result.verdict.kind)
                failure.text = said
            elif result.verdict.kind in _UNCHECKED:
                ElementTree.SubElement(case, "skipped", message=result.verdict.reason)
            elif result.verdict.kind is not Kind.OK:
                ElementTree.SubElement(case, "system-out").text = f"{result.verdict.kind}: {said}"
        tree = ElementTree.ElementTree(ElementTree.Element("testsuites"))
        tree.getroot().append(suite)
        ElementTree.indent(tree)
        return tree


def _entry(result: Result) -> dict:
    entry = {
        "url": result.url,
        "verdict": result.verdict.kind,
        "reason": result.verdict.reason,
        "places": [{"file": place.file, "line": place.line} for place in result.places],
        "requests": result.requests,
        "seconds": round(result.seconds, 3),
    }
    return entry | ({"to": result.verdict.to} if result.verdict.to else {})


def _padded(text: str, width: int) -> str:
    wide = sum(unicodedata.east_asian_width(letter) in "FWA" for letter in text)
    return text + " " * (width - len(text) - wide)
