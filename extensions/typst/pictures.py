"""Images for the PDF: copied beside its sources, each under a name of its own, and tried."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from extensions.typst import markup

FOLDER = "images"
TYPES = ["image/svg+xml", "image/png", "image/jpeg", "image/gif", "image/webp"]


class BadImage(ValueError):
    """An image that Typst cannot read; the message says why."""


class Images:
    """The images of one book.

    :param source: the folder that their addresses start from
    :param root: the folder of the PDF's sources
    :param refusal: says why Typst refuses a source; nothing if it does not
    """

    def __init__(self, source: Path, root: Path, refusal: Callable[[str], str]) -> None:
        self._source = source
        self._root = root
        self._refusal = refusal
        self._taken: dict[Path, str] = {}

    def take(self, uri: str) -> str:
        """The path in Typst, from the root, of a copy of the image *uri*.

        :raises FileNotFoundError: if there is no such file
        :raises BadImage: if Typst cannot read it
        """
        path = (self._source / uri).resolve()
        if not path.is_file():
            raise FileNotFoundError(path)
        if path not in self._taken:
            name = f"{FOLDER}/{len(self._taken)}-{path.stem}{_suffix(path)}"
            target = self._root / name
            target.parent.mkdir(exist_ok=True)
            shutil.copyfile(path, target)
            if reason := self._refusal(f"#image({markup.string(f'/{name}')})"):
                raise BadImage(reason)
            self._taken[path] = f"/{name}"
        return self._taken[path]


def _suffix(path: Path) -> str:
    """The suffix that Typst knows the format by; none, for it to look, if it is no SVG."""
    return ".svg" if path.suffix.lower() == ".svg" else ""
