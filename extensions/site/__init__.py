"""The web site: translator, search, what the templates know, what machines read."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from jinja2 import FileSystemBytecodeCache
from sphinx.application import Sphinx
from sphinx.highlighting import PygmentsBridge

from extensions import metadata
from extensions.site import (
    downloads,
    glossary,
    lab_archive,
    machines,
    menu,
    page,
    pictures,
    search,
    take_away,
)
from extensions.site.translator import BookTranslator


def _plain_permalinks(app: Sphinx) -> None:
    """The theme sets a sign of its icon font, which the site does not load, over conf.py's."""
    if app.builder.name == "html":
        app.config.html_permalinks_icon = "#"


def _keep_templates(app: Sphinx) -> None:
    """Keep the compiled templates: to compile them takes longer than to fill in a page.

    https://jinja.palletsprojects.com/en/stable/api/#bytecode-cache
    """
    if app.builder.name == "html":
        folder = Path(app.doctreedir) / "templates"
        folder.mkdir(exist_ok=True)
        app.builder.templates.environment.bytecode_cache = FileSystemBytecodeCache(str(folder))


SYSTEM_DARK = ':root:not([data-theme="light"]) .highlight'
CHOSEN_DARK = ':root[data-theme="dark"] .highlight'
# In the order of the one file that is made of them; of Sphinx's, the light colours of code
STYLES = ("page", "overlays", "content", "form", "code", "lists", "pygments")


def _stylesheet(app: Sphinx, exception: Exception | None) -> None:
    """Make one file of the stylesheets: each request more delays the first words by 0.1 s.

    Code has its light colours from Sphinx; the dark ones are added.
    """
    if exception is not None or app.builder.name != "html":
        return
    bridge = PygmentsBridge("html", app.config.pygments_dark_style)
    formatter = bridge.get_formatter(style=bridge.get_style(app.config.pygments_dark_style))
    rules = formatter.get_style_defs(SYSTEM_DARK).splitlines()
    # Pygments does not say of which colours its rules for the numbers of lines are.
    system = "\n".join(rule for rule in rules if rule.startswith(SYSTEM_DARK))
    chosen = system.replace(SYSTEM_DARK, CHOSEN_DARK)
    static = Path(app.outdir) / "_static"
    parts = [static / f"{name}.css" for name in STYLES]
    whole = [part.read_text(encoding="utf-8") for part in parts]
    # on a screen: paper is light, whatever the reader has chosen
    whole.append(f"@media screen and (prefers-color-scheme: dark) {{\n{system}\n}}\n")
    whole.append(f"@media screen {{\n{chosen}\n}}\n")
    (static / "book.css").write_text("\n".join(whole), encoding="utf-8")
    for part in parts:
        part.unlink()


# What the theme, Sphinx and the copy button bring along and no page of ours asks for
UNUSED = (
    "_sphinx_javascript_frameworks_compat.js",
    "basic.css",
    "check-solid.svg",
    "copy-button.svg",
    "copybutton.css",
    "copybutton_funcs.js",
    "css",
    "doctools.js",
    "documentation_options.js",
    "epub-book.css",
    "file.png",
    "fonts",
    "jquery.js",
    "js",
    "language_data.js",
    "minus.png",
    "plus.png",
    "searchtools.js",
    "sphinx_highlight.js",
    "translations.js",
)


def _drop_unused(app: Sphinx, exception: Exception | None) -> None:
    """Leave out what would only make the site and its offline copy large."""
    if exception is not None or app.builder.name != "html":
        return
    for name in UNUSED:
        path = Path(app.outdir) / "_static" / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_config_value("pygments_dark_style", "default", "html", types=frozenset({str}))
    app.set_translator("html", BookTranslator)
    app.connect("builder-inited", _plain_permalinks)
    app.connect("builder-inited", _keep_templates)
    app.connect("build-finished", _stylesheet)
    app.connect("build-finished", _drop_unused)
    parts = (downloads, glossary, lab_archive, machines, menu, page, pictures, search, take_away)
    for part in parts:
        part.setup(app)
    return metadata()
