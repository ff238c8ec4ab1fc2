"""Outside addresses in built files, with the line where each stands: HTML and SVG."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

from tools.linkcheck.addresses import OUTSIDE, normal, scheme

_LINKING = ("href", "src", "action", "poster", "data", "cite", "xlink:href")
_PAGES = {".html", ".htm", ".xhtml"}
_IN_TEXT = re.compile(r"https?://[^\s<>\"'`、。，．（）「」『』【】]+")
_TRAILING = ".,;:!?)]}*_"
# Pygments: comments, and strings that document; the rest of a listing is code, no link
_COMMENTS = {"c", "c1", "ch", "cm", "cp", "cs", "sd"}
_VOID = set("area base br col embed hr img input link meta source track wbr".split())
# <link>s that name a host and no page, or the page itself, which may not be published yet
_NO_PAGE = {"preconnect", "dns-prefetch", "canonical"}


@dataclass(frozen=True, order=True)
class Place:
    """Where an address stands: a file, from the root of the book, and its line, from 1."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass
class Uses:
    """Who links where: by the address's normal spelling, how it is written first, and where."""

    written: dict[str, str] = field(default_factory=dict)
    places: dict[str, set[Place]] = field(default_factory=lambda: defaultdict(set))

    def add(self, address: str, place: Place) -> None:
        """Note that *address* stands at *place*."""
        key = normal(address)
        self.written.setdefault(key, address.strip())
        self.places[key].add(place)


def uses(folder: Path) -> Uses:
    """The outside addresses of all pages and pictures in *folder*."""
    found = Uses()
    for file in files(folder):
        name = file.relative_to(folder).as_posix()
        for address, line in read(file.read_text(encoding="utf-8", errors="replace")):
            found.add(address, Place(name, line))
    return found


def files(folder: Path, suffixes: Iterable[str] = (*_PAGES, ".svg")) -> list[Path]:
    """The files in *folder* that may hold links."""
    return sorted(f for f in folder.rglob("*") if f.suffix.lower() in suffixes and f.is_file())


def pages(folder: Path) -> list[Path]:
    """The HTML files in *folder*, as lychee knows them."""
    return files(folder, (".html", ".htm"))


def read(text: str) -> list[tuple[str, int]]:
    """The outside addresses in the HTML or SVG *text*, each with its line."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return reader.found


def in_text(text: str) -> list[tuple[str, int]]:
    """The addresses that plain *text* names, each with its place in it."""
    return [(m[0].rstrip(_TRAILING), m.start()) for m in _IN_TEXT.finditer(text)]


class _Reader(HTMLParser):
    """Collects links, and addresses named in the text of pictures and comments of listings."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, int]] = []
        self._open: list[tuple[str, bool]] = []  # elements, and whether addresses in text count

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._links(tag, {name: value or "" for name, value in attrs})
        if tag not in _VOID:
            classes = set((dict(attrs).get("class") or "").split())
            within = bool(self._open) and self._open[-1][1]
            listed = any(name == "pre" for name, _ in self._open)
            comment = listed and tag == "span" and bool(classes & _COMMENTS)
            drawn = tag == "text" and any(name == "svg" for name, _ in self._open)
            self._open.append((tag, (within or comment or drawn) and tag != "a"))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._links(tag, {name: value or "" for name, value in attrs})

    def handle_endtag(self, tag: str) -> None:
        while any(name == tag for name, _ in self._open):
            if self._open.pop()[0] == tag:
                break

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1][1]:
            line, _ = self.getpos()
            for address, start in in_text(data):
                self.found.append((address, line + data.count("\n", 0, start)))

    def _links(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "link" and set(attributes.get("rel", "").split()) & _NO_PAGE:
            return
        line, _ = self.getpos()
        named = [attributes[name] for name in _LINKING if name in attributes]
        for candidate in attributes.get("srcset", "").split(","):
            named += candidate.split()[:1]
        for address in named:
            address = f"https:{address}" if address.startswith("//") else address
            if scheme(address.strip()) in OUTSIDE:
                self.found.append((address, line))
