"""Where addresses stand in the sources of the book, which of them changed, and how to rewrite them.

The sources are searched for what the built pages link to. docutils could tell less: it knows no
line of inline nodes, nor of raw HTML, pictures and listings, and MyST's are those of blocks.
"""

from __future__ import annotations

import difflib
import re
import subprocess
from collections import defaultdict
from collections.abc import Iterable, Iterator, Set
from html import escape, unescape
from pathlib import Path

from tools.linkcheck.addresses import normal
from tools.linkcheck.built import Place, Uses

ROOMS = ("docs", "author", "images", "listings", "conf.py")
_TEXT = {".rst", ".md", ".txt", ".svg", ".py", ".json", ".html", ".js", ".css"}
_MARKUP = {".svg", ".html"}
_START = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://|mailto:|(?<=[\"'=])//(?=\w)")
_REST = re.compile(r"[^\s<>\"'`]*")
# What may follow an address; anything else means that another, longer one stands there
_AFTER = re.compile(r"$|[^\w/%#?&=~+.:@$-]|[^\x00-\x7f]|[.:](?![\w/])")


def locate(uses: Uses, root: Path) -> Uses:
    """*uses* with their places in the sources under *root*; a built page where none is known."""
    known = set(uses.places)
    found: dict[str, set[Place]] = defaultdict(set)
    for file in _sources(root):
        name = file.relative_to(root).as_posix()
        for number, line in enumerate(_lines(file), 1):
            for key, _, _ in _spans(line, known, file.suffix):
                found[key].add(Place(name, number))
    located = Uses(uses.written)
    for key, places in uses.places.items():
        located.places[key] = found.get(key, places)
    return located


def _sources(root: Path) -> Iterator[Path]:
    for name in ROOMS:
        room = root / name
        files = [room] if room.is_file() else sorted(room.rglob("*"))
        yield from (f for f in files if f.suffix in _TEXT and f.is_file())


def _lines(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8", errors="replace").split("\n")


def _spans(line: str, known: Set[str], suffix: str) -> Iterator[tuple[str, int, int]]:
    """The *known* addresses in *line*: normal spelling, begin and end."""
    for start in _START.finditer(line):
        text = start[0] + _REST.match(line, start.end())[0]
        for length in range(len(text), len(start[0]), -1):
            key = _meant(text[:length], suffix)
            if key in known and _AFTER.match(text[length:]):
                yield key, start.start(), start.start() + length
                break


def _meant(written: str, suffix: str) -> str:
    address = unescape(written) if suffix in _MARKUP or "&" in written else written
    return normal(f"https:{address}" if address.startswith("//") else address)


def touched(root: Path, revision: str) -> set[Place]:
    """The lines under *root* that are new since *revision*, and those of files not yet in git.

    :raises SystemExit: if git does not know *revision*
    """
    diff = _git(root, "diff", "--unified=0", "--no-color", "--relative", revision, "--", ".")
    places: set[Place] = set()
    file = ""
    for line in diff.splitlines():
        if line.startswith("+++ "):
            file = line[4:].removeprefix("b/")
        elif match := re.match(r"@@ -\S+ \+(\d+)(?:,(\d+))? @@", line):
            begin, count = int(match[1]), int(match[2] or 1)
            places |= {Place(file, number) for number in range(begin, begin + count)}
    for name in _git(root, "ls-files", "--others", "--exclude-standard").splitlines():
        if Path(name).suffix in _TEXT:
            places |= {Place(name, n) for n in range(1, len(_lines(root / name)) + 1)}
    return places


def _git(root: Path, *arguments: str) -> str:
    command = ["git", "-c", "core.quotePath=false", "-c", "diff.noprefix=false", *arguments]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    if done.returncode:
        said = (done.stderr.strip().splitlines() or [""])[0]
        raise SystemExit(f"git が答えません: {said} → CHANGED には main などの版を書きます")
    return done.stdout


def rewritten(
    root: Path, moved: dict[str, str], places: Iterable[Place]
) -> tuple[str, dict[Path, str]]:
    """The sources with new addresses for old ones at *places*.

    :param moved: old address to new
    :return: what changes, as a diff, and the new texts of the files
    """
    new = {normal(old): to for old, to in moved.items()}
    lines: dict[str, set[int]] = defaultdict(set)
    for place in places:
        lines[place.file].add(place.line)
    diffs, texts = [], {}
    for name in sorted(lines):
        file = root / name
        if not file.is_file():  # a built page, of which no source is known
            continue
        before = _lines(file)
        after = list(before)
        for number in lines[name] & set(range(1, len(before) + 1)):
            after[number - 1] = _replaced(before[number - 1], new, file.suffix)
        if after != before:
            texts[file] = "\n".join(after)
            diffs += difflib.unified_diff(before, after, f"a/{name}", f"b/{name}", "", "", 0, "")
    return "\n".join(diffs), texts


def _replaced(line: str, new: dict[str, str], suffix: str) -> str:
    for key, begin, end in reversed(list(_spans(line, set(new), suffix))):
        to = escape(new[key]) if suffix in _MARKUP else new[key]
        line = line[:begin] + to + line[end:]
    return line
