"""The menu of all pages, made once: Sphinx would resolve it anew for every page.

That took a fifth of the time of a book of 80 installments, and grew with its square.
"""

from __future__ import annotations

from html import escape
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from extensions.series import catalog

KEY = "site_menu"  # an attribute of the builder
_ITEM = '<li class="toctree-l1"><a class="reference internal" href="{}">'
_CURRENT = (
    '<li class="toctree-l1 current"><a aria-current="page" class="current reference internal" '
    'href="#">'
)


def _marked(menu: str, address: str) -> str:
    """*menu* with the item of the page at *address*, and the list that holds it, as the current."""
    before, item, after = menu.partition(_ITEM.format(address))
    if not item:
        return menu
    above, _, beside = before.rpartition("<ul>")
    return f'{above}<ul class="current">{beside}{_CURRENT}{after}'


def _with_topics(app: Sphinx, menu: str) -> str:
    """*menu* with the topics of installments, of which several have the same title."""
    for item in catalog(app.env).values():
        before, link, rest = menu.partition(_ITEM.format(app.builder.get_target_uri(item.docname)))
        if item.topic and link:
            title, end, after = rest.partition("</a>")
            topic = f' <span class="topic">{escape(item.topic)}</span>'
            menu = f"{before}{link}{title}{topic}{end}{after}"
    return menu


def _offer(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.Node
) -> None:
    """Put the menu in the place of Sphinx's own; all pages lie in one folder, as the start does."""
    if app.builder.name != "html" or "/" in pagename:
        return

    def toctree(**options: Any) -> str:
        known = app.builder.__dict__.setdefault(KEY, {})
        key = tuple(sorted(options.items()))
        if key not in known:
            made = app.builder._get_local_toctree(app.config.root_doc, **options)
            known[key] = _with_topics(app, str(made))
        return _marked(known[key], app.builder.get_target_uri(pagename))

    context["toctree"] = toctree


def setup(app: Sphinx) -> None:
    app.connect("html-page-context", _offer, priority=400)  # before what else changes the menu
