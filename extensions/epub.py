"""The EPUB that Sphinx leaves half way: Japanese, its language on every page, its cover.

Its notes open where they are mentioned, its pages may have any name, and the same sources give the
same bytes.
"""

from __future__ import annotations

import zipfile
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders.epub3 import HTML_TAG, Epub3Builder
from sphinx.writers.html5 import HTML5Translator

from extensions import metadata
from extensions.edition import edition
from extensions.series import catalog


class EpubTranslator(HTML5Translator):
    """Sphinx's translator, with the types that reading systems know notes by.

    https://www.w3.org/TR/epub-ssv-11/#notes
    """

    def visit_footnote_reference(self, node: nodes.footnote_reference) -> None:
        super().visit_footnote_reference(node)
        self.body[-2] = self.body[-2].replace("<a ", '<a epub:type="noteref" ', 1)  # then "["

    def visit_footnote(self, node: nodes.footnote) -> None:
        super().visit_footnote(node)
        self.body[-1] = self.body[-1].replace("<aside ", '<aside epub:type="footnote" ', 1)


class BookEpubBuilder(Epub3Builder):
    """Sphinx's builder, mended where no setting reaches."""

    # A reading system chooses fonts and a voice by the language of each page.
    html_tag = HTML_TAG.replace(">", ' lang="ja" xml:lang="ja">')
    guide_titles = {"toc": "目次", "cover": "表紙"}  # noqa: RUF012 (as in the base class)

    def content_metadata(self) -> dict[str, Any]:
        """Sphinx's, with the moment of the edition instead of the build's."""
        self.moment = edition(Path(self.confdir)).moment
        return super().content_metadata() | {"date": f"{self.moment:%Y-%m-%dT%H:%M:%SZ}"}

    def build_epub(self) -> None:
        """Write the archive, whose bytes depend on the content of the files alone."""
        names = ["META-INF/container.xml", "content.opf", "toc.ncx", *self.files]
        # the first moment that an archive can tell
        moment = max(self.moment.timetuple()[:6], (1980, 1, 1, 0, 0, 0))
        with zipfile.ZipFile(self.outdir / f"{self.config.epub_basename}.epub", "w") as archive:
            for name in ("mimetype", *names):
                entry = zipfile.ZipInfo(name, moment)
                entry.external_attr = 0o644 << 16
                kind = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
                archive.writestr(entry, (self.outdir / name).read_bytes(), kind)

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
        # Sphinx looks for the files that links lead to by their addresses.
        links, self.refnodes = (
            self.refnodes,
            [link | {"refuri": unquote(link["refuri"])} for link in self.refnodes],
        )
        super().build_content()
        self.refnodes = links
        properties = {self.config.epub_cover[0]: "cover-image"}
        for page in self.outdir.rglob("*.xhtml"):
            text = page.read_text(encoding="utf-8")
            marks = {"<math ": "mathml", "<svg ": "svg"}
            found = [name for mark, name in marks.items() if mark in text]
            if found:
                properties[page.relative_to(self.outdir).as_posix()] = " ".join(found)
        package = self.outdir / "content.opf"
        text = package.read_text(encoding="utf-8")
        for name, value in properties.items():
            item = f'href="{escape(quote(name))}" media-type='
            text = text.replace(item, f'properties="{value}" {item}')
        source = f"<dc:source>{escape(self.config.edition_label)}</dc:source>"
        text = text.replace("</dc:rights>", f"</dc:rights>\n    {source}")
        package.write_text(text, encoding="utf-8")


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_builder(BookEpubBuilder, override=True)
    app.set_translator("epub", EpubTranslator)
    return metadata()
