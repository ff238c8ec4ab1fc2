"""Pages of the built outputs as a reader meets them: their elements, links and words."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element, TreeBuilder

from extensions import listings

ROOT = Path(__file__).parent.parent

_VOID = {
    "area",
    "base",
    "br",
    "col",
    "embed",
    "hr",
    "img",
    "input",
    "link",
    "meta",
    "source",
    "wbr",
}
# What Sphinx writes itself into an article
_LABELS = {"admonition-title", "caption-number", "topic-title", "versionmodified"}
_ENGLISH = re.compile(r"[A-Za-z]{2}")
_JAPANESE = re.compile(r"[ぁ-ゖァ-ヺ一-鿿]")


class _Reader(HTMLParser):
    """Feeds HTML to ElementTree's builder."""

    def __init__(self) -> None:
        super().__init__()
        self.builder = TreeBuilder()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.builder.start(tag, {name: value or "" for name, value in attrs})
        if tag in _VOID:
            self.builder.end(tag)
        else:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while tag in self.open:
            closed = self.open.pop()
            self.builder.end(closed)
            if closed == tag:
                break

    def handle_data(self, data: str) -> None:
        if self.open:
            self.builder.data(data)


def parse(html: str) -> Element:
    """The root element of *html*."""
    reader = _Reader()
    reader.feed(html)
    return reader.builder.close()


def read(page: Path) -> Element:
    """The root element of the file *page*."""
    return parse(page.read_text(encoding="utf-8"))


def text(element: Element) -> str:
    """The text within *element*, blanks made one."""
    return " ".join("".join(element.itertext()).split())


def addresses(tree: Element) -> Iterator[str]:
    """Every address that *tree* names, as it is written."""
    for element in tree.iter():
        for name in ("href", "src", "action", "poster", "data"):
            if name in element.attrib:
                yield element.attrib[name]
        for candidate in element.get("srcset", "").split(","):
            if candidate.strip():
                yield candidate.split()[0]


def local(address: str) -> str:
    """The file that *address* names beside the page; empty for another host or the page itself."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc or not parts.path:
        return ""
    return posixpath.normpath(unquote(parts.path))


def images(tree: Element) -> list[Element]:
    """Every image of *tree*."""
    return list(tree.iter("img"))


def searched(folder: Path) -> str:
    """The text that the search of the site in *folder* searches through."""
    return (folder / "_static/search-data.js").read_text(encoding="utf-8")


def drafts() -> list[Path]:
    """The sources that say they are drafts."""
    sources = sorted((ROOT / "docs").glob("*.rst"))
    return [
        source
        for source in sources
        if re.search(r"^:status:\s*draft\s*$", source.read_text(encoding="utf-8"), re.MULTILINE)
    ]


def run_order() -> list[str]:
    """The listings in the order in which they run, as ``05/create_role.py``, without the drafts'.

    A draft may hold programs that nobody has run yet, and no page shows them.
    """
    unpublished = {source.name.partition("-")[0] for source in drafts()}
    names = listings.order(ROOT / "listings")
    return [name for name in names if name.partition("/")[0] not in unpublished]


def reading_order(site: Path) -> list[str]:
    """The names of the site's pages, from the first along 「次へ」 to the last."""
    names, page = [], "index.html"
    while page:
        assert page.removesuffix(".html") not in names, f"「次へ」が {page} に戻ります"
        names.append(page.removesuffix(".html"))
        following = read(site / page).findall(".//head/link[@rel='next']")
        page = local(following[0].attrib["href"]) if following else ""
    return names


def leftovers(tree: Element) -> list[str]:
    """English that the book's authors did not write: words around the article, and labels in it.

    What authors write is left alone: the article's text, alternative texts, and the entries of
    the menu and of the list of headings, which may well be 「MLflow」.
    """
    found = list(_words_around(tree.find("body"), menu=False))
    for element in tree.iter():
        if element.tag != "abbr":
            found += [
                element.attrib[name]
                for name in ("title", "aria-label", "placeholder", "data-tooltip")
                if name in element.attrib
            ]
        if _LABELS & _classes(element):
            found.append(text(element))
        if element.tag in ("noscript", "button"):
            found.append(text(element))
    return [words for words in found if _ENGLISH.search(words) and not _JAPANESE.search(words)]


def _words_around(element: Element, *, menu: bool) -> Iterator[str]:
    """The runs of text under *element*, but those of the article, scripts and menu entries."""
    menu = menu or element.get("id") == "menu" or "local" in _classes(element)
    inside = element.tag not in ("article", "script", "style") and not (menu and element.tag == "a")
    if inside:
        yield " ".join((element.text or "").split())
        for child in element:
            yield from _words_around(child, menu=menu)
            yield " ".join((child.tail or "").split())


def _classes(element: Element) -> set[str]:
    """The classes of *element*."""
    return set(element.get("class", "").split())
