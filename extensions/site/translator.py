"""HTML of the site where Sphinx's own is not enough for a phone, a keyboard or a slow line."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

from docutils import nodes
from sphinx.writers.html5 import HTML5Translator

_LENGTH = re.compile(r"\d+(?:\.\d+)?")


class BookTranslator(HTML5Translator):
    """Sphinx's translator, with sizes on figures and with tables and code that scroll alone."""

    def visit_image(self, node: nodes.image) -> None:
        super().visit_image(node)
        size = self._size(node["uri"])
        # Sizes keep the page from jumping while figures load.
        attributes = ' loading="lazy" decoding="async"'
        if size and "width" not in node and "height" not in node:
            attributes += f' width="{size[0]:g}" height="{size[1]:g}"'
        self.body[-1] = self.body[-1].replace("<img ", f"<img{attributes} ", 1)

    def _size(self, uri: str) -> tuple[float, float] | None:
        """Width and height in pixels that an SVG states itself."""
        path = Path(self.builder.srcdir) / uri
        if path.suffix != ".svg" or not path.is_file():
            return None
        root = ElementTree.parse(path).getroot()
        found = [_LENGTH.match(root.get(name, "")) for name in ("width", "height")]
        if not all(found):
            return None
        return float(found[0][0]), float(found[1][0])

    def visit_table(self, node: nodes.table) -> None:
        # A wide table scrolls in a box of its own, which the keyboard can reach and a screen
        # reader can name.
        title = node.next_node(nodes.title)
        label = title.astext() if title is not None else "表"
        self.body.append(
            f'<div class="table-scroll" role="region" tabindex="0" '
            f'aria-label="{self.attval(label)}">\n'
        )
        super().visit_table(node)

    def depart_table(self, node: nodes.table) -> None:
        super().depart_table(node)
        self.body.append("</div>\n")

    def visit_literal_block(self, node: nodes.Element) -> None:
        try:
            super().visit_literal_block(node)
        except nodes.SkipNode:
            # Code scrolls too, and must be reachable without a mouse.
            self.body[-1] = self.body[-1].replace("<pre>", '<pre tabindex="0">', 1)
            raise
