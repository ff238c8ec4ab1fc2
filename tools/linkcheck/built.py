"""Addresses in built files, with the line where each stands: HTML, SVG and CSS."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

from tools.linkcheck import text as plain
from tools.linkcheck.addresses import UNASKED, normal, scheme
from tools.linkcheck.content import refresh

_LINKING = (
    *("href", "src", "action", "formaction", "poster", "data", "cite", "background"),
    "xlink:href",
)
_SRCSETS = ("srcset", "imagesrcset")
_CANDIDATE = re.compile(r"([^\s,]\S*[^\s,])(?:\s[^,]*)?(?:,|$)")
_CSS = re.compile(
    r"""url\(\s*(?:"([^"]*)"|'([^']*)'|([^\s)"']+))\s*\)|@import\s+(?:"([^"]*)"|'([^']*)')""", re.I
)
_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.S)
_PAGES = {".html", ".htm", ".xhtml"}
# Pygments: comments, and strings that document; the rest of a listing is code, no link
_COMMENTS = {"c", "c1", "ch", "cm", "cp", "cs", "sd"}
# Listings that show a session: all that is typed there stands after a prompt
_SESSION = re.compile(r"highlight-(console|\w+con|\w*-?session|dos\w*|ps1con|tcshcon|ipython\w*)")
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
    """Who links where: by the address's normal spelling, how it is written first, and where.

    :ivar local: the addresses within the folder that lychee does not see
    """

    written: dict[str, str] = field(default_factory=dict)
    places: dict[str, set[Place]] = field(default_factory=lambda: defaultdict(set))
    local: set[tuple[str, Place]] = field(default_factory=set)

    def add(self, address: str, place: Place) -> None:
        """Note that *address* stands at *place*."""
        key = normal(address)
        self.written.setdefault(key, address.strip())
        self.places[key].add(place)


def uses(folder: Path) -> Uses:
    """The addresses of all pages, pictures and style sheets in *folder*."""
    found = Uses()
    for file in files(folder):
        name = file.relative_to(folder).as_posix()
        text = file.read_text(encoding="utf-8", errors="replace")
        if file.suffix.lower() == ".css":
            addresses, local = _sheet(text), _sheet(text)
        else:
            reader = _Reader()
            reader.feed(text)
            reader.close()
            addresses, local = reader.found, reader.local
        for address, line in addresses:
            address = f"https:{address}" if address.startswith("//") else address
            if scheme(address) and scheme(address) not in UNASKED:
                found.add(address, Place(name, line))
        for address, line in local:
            if not scheme(address) and not address.startswith(("//", "#")) and address:
                found.local.add((address, Place(name, line)))
    return found


def files(folder: Path, suffixes: Iterable[str] = (*_PAGES, ".svg", ".css")) -> list[Path]:
    """The files in *folder* that may hold links."""
    return sorted(f for f in folder.rglob("*") if f.suffix.lower() in suffixes and f.is_file())


def pages(folder: Path) -> list[Path]:
    """The HTML files in *folder*, as lychee knows them."""
    return files(folder, (".html", ".htm"))


def _sheet(text: str, line: int = 1) -> list[tuple[str, int]]:
    """The addresses in the style sheet *text*, which begins on *line*, each with its line."""
    text = _CSS_COMMENT.sub(lambda match: "\n" * match[0].count("\n"), text)
    return [
        ("".join(filter(None, match.groups())).strip(), line + text.count("\n", 0, match.start()))
        for match in _CSS.finditer(text)
    ]


class _Reader(HTMLParser):
    """Collects links, and addresses named in the text of pictures and comments of listings.

    :ivar found: all addresses that lead outside may be among these, each with its line
    :ivar local: the addresses that lychee does not see, of which some lead outside
    """

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, int]] = []
        self.local: list[tuple[str, int]] = []
        # Elements, whether addresses in text count, whether it is a session
        self._open: list[tuple[str, bool, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self._links(tag, values)
        if tag not in _VOID:
            _, within, session = self._open[-1] if self._open else ("", False, False)
            session = session or _SESSION.search(values.get("class", "")) is not None
            listed = any(name == "pre" for name, _, _ in self._open)
            classes = set(values.get("class", "").split())
            comment = listed and tag == "span" and bool(classes & _COMMENTS) and not session
            drawn = tag == "text" and any(name == "svg" for name, _, _ in self._open)
            self._open.append((tag, (within or comment or drawn) and tag != "a", session))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._links(tag, {name: value or "" for name, value in attrs})

    def handle_endtag(self, tag: str) -> None:
        while any(name == tag for name, _, _ in self._open):
            if self._open.pop()[0] == tag:
                break

    def handle_data(self, data: str) -> None:
        line, _ = self.getpos()
        tag, counts, _ = self._open[-1] if self._open else ("", False, False)
        if tag == "style":
            self._styled(_sheet(data, line))
        elif counts:
            for address, start in plain.addresses(data):
                self.found.append((address, line + data.count("\n", 0, start)))

    def _links(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "link" and set(attributes.get("rel", "").split()) & _NO_PAGE:
            return
        line, _ = self.getpos()
        named = [attributes[name] for name in _LINKING if name in attributes]
        named += [a for name in _SRCSETS for a in _CANDIDATE.findall(attributes.get(name, ""))]
        self.found += [(address.strip(), line) for address in named]
        unseen = [attributes.get("xlink:href", "")]
        unseen += _CANDIDATE.findall(attributes.get("imagesrcset", ""))
        if tag == "script":
            unseen.append(attributes.get("src", ""))
        self.local += [(address.strip(), line) for address in unseen]
        self._styled([(refresh(attributes) if tag == "meta" else "", line)])
        self._styled(_sheet(attributes.get("style", ""), line))

    def _styled(self, addresses: list[tuple[str, int]]) -> None:
        self.found += addresses
        self.local += addresses
