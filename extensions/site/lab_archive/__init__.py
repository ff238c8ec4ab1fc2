"""The archive of the lab: what a reader without the repository needs to run the book's programs.

The site offers it; the builds of the PDF and of the EPUB lay it beside them, since they are read
where there is no site, too.
"""

from __future__ import annotations

from pathlib import Path

from sphinx.application import Sphinx

from extensions.site.archives import contents, write
from extensions.site.notebooks import notebook, notebook_of

NAME, FOLDER = "sagemaker-book-lab.zip", "sagemaker-book"
# Of the repository, and of this folder
_PARTS = ("LICENSE", "requirements-lab.txt", "lab", "listings")
_OWN = ("Makefile", "README.md", "run_notebook.py")
# Where a build keeps the book that it makes, in its output folder
_BESIDE = {"typst": "pdf", "epub": "."}


def has_lab(app: Sphinx) -> bool:
    """Whether the book has a lab, and so an archive of it."""
    return (Path(app.confdir) / "lab").is_dir()


def files(app: Sphinx) -> dict[str, bytes]:
    """The files of the archive by their place in it; none where the book has no lab."""
    if not has_lab(app):
        return {}
    root = Path(app.confdir)
    held = {name: (Path(__file__).parent / name).read_bytes() for name in _OWN}
    for name in _PARTS:
        part = root / name
        if part.is_dir():
            held |= {f"{name}/{place}": content for place, content in contents(part).items()}
        else:
            held[name] = part.read_bytes()
    for item in app.config.series_catalog.values():
        if item.published and item.lab:
            source = root / item.lab
            held[f"{item.lab}/{notebook_of(item)}"] = notebook(
                source.parent, source.name, item.title
            )
    return held


def _lay_beside(app: Sphinx, exception: Exception | None) -> None:
    """Lay the archive beside the PDF or the EPUB; only now, or it would be packed into the EPUB."""
    folder = Path(app.outdir) / _BESIDE.get(app.builder.name, "none")
    if exception is None and folder.is_dir() and (held := files(app)):
        write(folder / NAME, FOLDER, held)


def setup(app: Sphinx) -> None:
    app.connect("build-finished", _lay_beside)
