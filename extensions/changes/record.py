"""``docs/changes.toml``: read, and checked before Sphinx reads anything."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from extensions.faults import Fault, FaultySources, shown

FILE = "changes.toml"  # beside changes.rst
_HEADER = re.compile(r"\[\[?\s*(?P<kind>\w+)\s*\]")
_KEY = re.compile(r"(?P<name>\w+)\s*=")
# The keys of each kind of entry, with an example of the value; all are needed
KEYS: dict[str, dict[str, str]] = {
    "edition": {
        "version": 'version = "2026.11"',
        "summary": 'summary = "最初の版です。"',
        "changes": "changes = ['直したこと。']",
    },
    "erratum": {
        "installment": "installment = 7",
        "place": 'place = "「ログを読む」の最初の段落"',
        "wrong": "wrong = '誤り'",
        "right": "right = '正しい内容'",
        "mended": "mended = 2026-12-03",
    },
}


@dataclass(frozen=True)
class Edition:
    """One edition: its version, one sentence, and what changed, as reStructuredText.

    :param line: where its entry begins
    """

    version: str
    summary: str
    changes: tuple[str, ...]
    line: int


@dataclass(frozen=True)
class Erratum:
    """One error: the 回, where in it, what it said and what is right, the day it was mended.

    :param line: where its entry begins
    """

    installment: int
    place: str
    wrong: str
    right: str
    mended: date
    line: int


@dataclass(frozen=True)
class _Entry:
    """One entry as it is written; the line of each key, that of the entry under an empty name."""

    kind: str
    values: Mapping[str, Any]
    lines: Mapping[str, int]

    def line(self, name: str = "") -> int:
        return self.lines.get(name, self.lines[""])


def read(
    path: Path, root: Path, version: str, installments: Mapping[int, bool]
) -> tuple[list[Edition], list[Erratum]]:
    """The editions and the errata, both with the newest first; none if there is no file.

    :param root: the root of the repository, which file names in messages start from
    :param version: of the book, which must be among the editions
    :param installments: the numbers that there are, and whether each is published
    :raises FaultySources: with all that is wrong in the file
    """
    if not path.exists():
        return [], []
    name = shown(path, root)
    text = path.read_text(encoding="utf-8")
    try:
        entries = list(_entries(tomllib.loads(text), text))
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        line = int(found[1]) if found else len(text.splitlines())
        fault = Fault(
            name, line, f"TOML として読めません({error})", "https://toml.io/ja/ の形で書く"
        )
        raise FaultySources([fault]) from error
    faults = [
        Fault(name, line, text, mend)
        for entry in entries
        for line, text, mend in _wrong(entry, installments)
    ]
    if not any(entry.values.get("version") == version for entry in entries):
        mend = "[[edition]] を足すか、conf.py の version を直す"
        faults.append(Fault(name, 1, f"{version}版の記録がありません", mend))
    if faults:
        raise FaultySources(faults)
    editions = [
        Edition(e.values["version"], e.values["summary"], tuple(e.values["changes"]), e.line())
        for e in entries
        if e.kind == "edition"
    ]
    errata = [Erratum(**e.values, line=e.line()) for e in entries if e.kind == "erratum"]
    editions.sort(key=lambda edition: edition.version, reverse=True)
    errata.sort(key=lambda erratum: (erratum.mended, erratum.line), reverse=True)
    return editions, errata


def _entries(data: Mapping[str, Any], text: str) -> Iterator[_Entry]:
    """The entries of *data*, with their lines in *text*, which tomllib does not tell."""
    lines: dict[str, list[dict[str, int]]] = {}
    current: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.match(line):
            current = {"": number}
            lines.setdefault(header["kind"], []).append(current)
        elif key := _KEY.match(line):
            current.setdefault(key["name"], number)
            lines.setdefault(key["name"], [{"": number}])
    for kind, values in data.items():
        if isinstance(values, list) and all(isinstance(value, dict) for value in values):
            places = lines.get(kind, [])
            for number, value in enumerate(values):
                yield _Entry(kind, value, places[number] if number < len(places) else {"": 1})
        else:  # a table in single brackets, or a key outside all entries
            yield _Entry(f"[{kind}]", {}, lines.get(kind, [{"": 1}])[0])


def _wrong(entry: _Entry, installments: Mapping[int, bool]) -> Iterator[tuple[int, str, str]]:
    """What is wrong with *entry*: line, fault, mend."""
    if entry.kind not in KEYS:
        yield entry.line(), f"「{entry.kind}」は使いません", "[[edition]] か [[erratum]] にする"
        return
    keys = KEYS[entry.kind]
    for name in entry.values:
        if name not in keys:
            yield entry.line(name), f"項目 {name} は使いません", f"{'、'.join(keys)} のどれかにする"
    for name, example in keys.items():
        if name not in entry.values:
            yield entry.line(), f"項目 {name} がありません", f"「{example}」の形で足す"
            continue
        value, line = entry.values[name], entry.line(name)
        if name == "installment":
            if type(value) is not int or value not in installments:
                yield line, f"第{value}回はありません", "docs/ にある回の番号を書く"
            elif not installments[value]:
                yield line, f"第{value}回は公開していません", "公開した回の番号を書く"
        elif name == "mended":
            # a moment is a date to Python as well
            if not isinstance(value, date) or isinstance(value, datetime):
                yield line, f"直した日「{value}」は日付ではありません", f"「{example}」の形で書く"
            elif value > date.today() + timedelta(days=1):
                yield line, f"直した日 {value} は未来です", "直した日を書く"
        elif name == "changes":
            if not isinstance(value, list) or not all(_words(words) for words in value):
                yield line, "項目 changes は文字列の列ではありません", f"「{example}」の形で書く"
        elif not _words(value):
            yield line, f"項目 {name} に文字がありません", f"「{example}」の形で書く"


def _words(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())
