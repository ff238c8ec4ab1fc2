"""What machines read of the site: sitemap, feed, structured data, addresses that have moved.

Sitemap, feed and canonical addresses need to know where the site lies: they are made when
``html_baseurl`` is set, and left out otherwise.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urljoin
from xml.etree import ElementTree

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from extensions.cjk import joins
from extensions.faults import Fault, FaultySources
from extensions.series import Installment, installment_at, published

SITEMAP, FEED = "sitemap.xml", "feed.xml"
_ATOM = "http://www.w3.org/2005/Atom"
_XML = "http://www.w3.org/XML/1998/namespace"
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_MOVED = """<!DOCTYPE html>
<html lang="ja">
<head>
<meta charset="utf-8">
<title>移動しました</title>
<meta http-equiv="refresh" content="0; url={target}">
<link rel="canonical" href="{target}">
</head>
<body><h1>移動しました</h1><p><a href="{target}">新しいページへ</a></p></body>
</html>
"""


def site_address(app: Sphinx) -> str:
    """The address of the site with a slash at its end, or nothing."""
    url = app.config.html_baseurl
    return f"{url.rstrip('/')}/" if url else ""


def _summary(item: Installment) -> str:
    """The summary on one line."""
    whole = ""
    for line in item.summary.split("\n"):
        whole += line if not whole or joins(whole[-1], line[0]) else f" {line}"
    return whole


def structured_data(app: Sphinx, item: Installment | None) -> str:
    """JSON-LD of the book, or of one installment (https://schema.org/Book, …/TechArticle)."""
    config = app.config
    author = {"@type": "Organization", "name": config.author}
    book: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Book",
        "name": config.project,
        "author": author,
        "inLanguage": "ja",
        "license": "https://creativecommons.org/licenses/by/4.0/",
    }
    if base := site_address(app):
        book["url"] = base
    if item is None:
        book["hasPart"] = [
            {"@type": "Chapter", "name": each.title, "position": each.number}
            for each in published(app.env)
        ]
        return _json(book)
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": ["TechArticle", "Chapter"],
        "headline": f"{item.label} {item.title}",
        "description": _summary(item),
        "position": item.number,
        "author": author,
        "inLanguage": "ja",
        "isPartOf": {name: book[name] for name in ("@type", "name") if name in book},
    }
    if item.verified:
        data["dateModified"] = item.verified.isoformat()
    if base:
        data["url"] = f"{base}{app.builder.get_target_uri(item.docname)}"
    return _json(data)


def _json(data: dict[str, Any]) -> str:
    """JSON that can stand inside a script element."""
    return json.dumps(data, ensure_ascii=False).replace("</", "<\\/")


def _context(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    if app.builder.name != "html":
        return
    item = installment_at(app.env, pagename)
    if item and not item.published:
        item = None
    context["description"] = _summary(item) if item else app.config.book_description
    root = pagename == app.config.root_doc
    context["structured_data"] = structured_data(app, item) if item or root else ""
    base = site_address(app)
    context["feed"] = FEED if base else ""
    if pagename == "404" and base:
        _anchor(context, base)


def _error_page(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """404.html, what hosts show for an address that leads nowhere; an EPUB has no use for it."""
    if app.builder.name == "html":
        yield ("404", {}, "404.html")


def _anchor(context: dict[str, Any], base: str) -> None:
    """Make the links of the error page absolute: a server shows it in place of any address."""
    relative, menu = context["pathto"], context["toctree"]
    context["pathto"] = lambda *arguments: urljoin(base, relative(*arguments))
    context["toctree"] = lambda **options: menu(**options).replace('href="', f'href="{base}')


def _write(app: Sphinx, exception: Exception | None) -> None:
    if exception is not None or app.builder.name != "html":
        return
    folder = Path(app.outdir)
    if base := site_address(app):
        _sitemap(app, base).write(folder / SITEMAP, encoding="utf-8", xml_declaration=True)
        _feed(app, base).write(folder / FEED, encoding="utf-8", xml_declaration=True)
    for old, new in app.config.moved_pages.items():
        target = app.builder.get_relative_uri(old, new)
        page = folder / app.builder.get_target_uri(old)
        page.write_text(_MOVED.format(target=escape(target)), encoding="utf-8")


def _check_moved(app: Sphinx, env: BuildEnvironment) -> None:
    """A page may only have moved away from a name that is free, to one that is there."""
    wrong = []
    for old, new in app.config.moved_pages.items():
        if new not in env.found_docs:
            wrong.append((f"moved_pages の移動先「{new}」がありません", "名前を直す"))
        if old in env.found_docs:
            wrong.append((f"moved_pages の移動元「{old}」はまだあります", "その行を消す"))
    if wrong:
        raise FaultySources(Fault("conf.py", 1, text, mend) for text, mend in wrong)


def _sitemap(app: Sphinx, base: str) -> ElementTree.ElementTree:
    """https://www.sitemaps.org/protocol.html"""
    ElementTree.register_namespace("", _SITEMAP)
    root = ElementTree.Element(f"{{{_SITEMAP}}}urlset")
    days = {item.docname: item.verified for item in published(app.env)}
    for docname in sorted(app.env.found_docs):
        url = ElementTree.SubElement(root, f"{{{_SITEMAP}}}url")
        address = f"{base}{app.builder.get_target_uri(docname)}"
        ElementTree.SubElement(url, f"{{{_SITEMAP}}}loc").text = address
        if day := days.get(docname):
            ElementTree.SubElement(url, f"{{{_SITEMAP}}}lastmod").text = day.isoformat()
    return ElementTree.ElementTree(root)


def _feed(app: Sphinx, base: str) -> ElementTree.ElementTree:
    """An Atom feed of the installments, the newest first (RFC 4287)."""
    ElementTree.register_namespace("", _ATOM)

    def add(parent: ElementTree.Element, name: str, text: str = "", **attributes: str) -> None:
        ElementTree.SubElement(parent, f"{{{_ATOM}}}{name}", attributes).text = text or None

    def moment(item: Installment) -> str:
        return f"{item.verified}T00:00:00+09:00"

    items = sorted(published(app.env), key=lambda item: (item.verified, item.number), reverse=True)
    root = ElementTree.Element(f"{{{_ATOM}}}feed", {f"{{{_XML}}}lang": "ja"})
    add(root, "title", app.config.project)
    add(root, "id", base)
    add(root, "link", href=base)
    add(root, "link", rel="self", href=f"{base}{FEED}")
    if items:
        add(root, "updated", moment(items[0]))
    author = ElementTree.SubElement(root, f"{{{_ATOM}}}author")
    add(author, "name", app.config.author)
    for item in items:
        entry = ElementTree.SubElement(root, f"{{{_ATOM}}}entry")
        address = f"{base}{app.builder.get_target_uri(item.docname)}"
        add(entry, "title", f"{item.label} {item.title}")
        add(entry, "id", address)
        add(entry, "link", href=address)
        add(entry, "updated", moment(item))
        add(entry, "summary", _summary(item))
    return ElementTree.ElementTree(root)


def setup(app: Sphinx) -> None:
    app.add_config_value("book_description", "", "html", types=frozenset({str}))
    # Pages that were renamed: old name → new name, kept from the first rename on
    app.add_config_value("moved_pages", {}, "html", types=frozenset({dict}))
    app.connect("env-check-consistency", _check_moved)
    app.connect("html-collect-pages", _error_page)
    app.connect("html-page-context", _context)
    app.connect("build-finished", _write)
