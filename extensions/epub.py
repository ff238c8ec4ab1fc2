"""The EPUB that Sphinx leaves half way: Japanese, its language on every page, its cover."""

from __future__ import annotations

from html import escape
from typing import Any

from sphinx.application import Sphinx
from sphinx.builders.epub3 import HTML_TAG, Epub3Builder

from extensions import metadata
from extensions.series import catalog


class BookEpubBuilder(Epub3Builder):
    """Sphinx's builder, mended where no setting reaches."""

    # A reading system chooses fonts and a voice by the language of each page.
    html_tag = HTML_TAG.replace(">", ' lang="ja" xml:lang="ja">')
    guide_titles = {"toc": "目次", "cover": "表紙"}  # noqa: RUF012 (as in the base class)

    def get_toc(self) -> None:
        """Sphinx's table of contents, with the topics of installments."""
        super().get_toc()
        pages = {self.get_target_uri(item.docname): item for item in catalog(self.env).values()}
        for entry in self.refnodes:
            item = pages.get(entry["refuri"])
            if item and item.topic:
                entry["text"] += f" {escape(item.topic)}"

    def build_content(self) -> None:
        """Write content.opf; name the cover as EPUB 3 does, Sphinx as EPUB 2, MathML and SVG.

        The state of the sources that the book was made from is its edition.
        """
        super().build_content()
        properties = {self.config.epub_cover[0]: "cover-image"}
        for page in self.outdir.glob("*.xhtml"):
            text = page.read_text(encoding="utf-8")
            marks = {"<math ": "mathml", "<svg ": "svg"}
            found = [name for mark, name in marks.items() if mark in text]
            if found:
                properties[page.name] = " ".join(found)
        package = self.outdir / "content.opf"
        text = package.read_text(encoding="utf-8")
        for name, value in properties.items():
            item = f'href="{name}" media-type='
            text = text.replace(item, f'properties="{value}" {item}')
        source = f"<dc:source>{escape(self.config.edition_label)}</dc:source>"
        text = text.replace("</dc:rights>", f"</dc:rights>\n    {source}")
        package.write_text(text, encoding="utf-8")


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_builder(BookEpubBuilder, override=True)
    return metadata()
