"""What stands around the documents of a book: title, parts, contents, index, colophon."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinx.locale import _
from sphinx.util.i18n import babel_format_date

from extensions.edition import version_label
from extensions.reports import report_address
from extensions.typst.index import index

if TYPE_CHECKING:
    from extensions.series.heads import Installment
    from extensions.typst.builder import TypstBuilder

# Sphinx's values of what a project has not set
_UNSET = {"Project name not set", "Author name not set", "unknown"}
# What each line of the colophon is, in Japanese and in other languages
_COLOPHON = {
    "edition": ("版", "Edition"),
    "date": ("日付", "Date"),
    "author": ("著者", "Author"),
    "license": ("ライセンス", "License"),
    "reports": ("誤りの知らせ先", "Report errors to"),
}


def book_data(builder: TypstBuilder) -> dict[str, Any]:
    """The template's data, of values that JSON can hold."""
    config = builder.config
    address = report_address(config)
    colophon = {
        "edition": config.edition_label,
        "date": babel_format_date(builder.moment, "long", config.language),
        "author": _given(config.author),
        "license": _given(config.copyright),
        "reports": [address, address.removeprefix("mailto:")] if address else "",
    }
    language, _sep, region = config.language.partition("_")
    return {
        "title": book_title(builder),
        "author": _given(config.author),
        "description": _given(config.epub_description),
        "lang": language,
        "region": region or None,
        "version": version_label(config),
        "front": config.root_doc,
        "parts": [
            {
                "title": part.title,
                "documents": part.documents,
                "members": [_title(builder, name) for name in part.documents],
            }
            for part in builder.contents.parts
        ],
        "words": {"contents": _("Table of Contents"), "index": _("Index")},
        "index": index(builder),
        "colophon": [
            [_COLOPHON[line][config.language != "ja"], value]
            for line, value in colophon.items()
            if value
        ],
    }


def book_title(builder: TypstBuilder) -> str:
    """The name of the project, or the title of its first page."""
    root = builder.config.root_doc
    return _given(builder.config.project) or builder.env.titles[root].astext()


def _title(builder: TypstBuilder, docname: str) -> str:
    catalog: dict[int, Installment] = getattr(builder.config, "series_catalog", {})
    topic = next((item.topic for item in catalog.values() if item.docname == docname), "")
    title = builder.section_number(docname) + builder.env.titles[docname].astext()
    return f"{title} {topic}".rstrip()


def _given(value: str) -> str:
    """*value*, or nothing if a project has left it as Sphinx sets it."""
    return "" if value in _UNSET else value
