"""Images of Markdown under their own names, which MyST writes as in an address: %E5%9B%B3.png."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import unquote

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform

from extensions import metadata


class UnquoteImages(SphinxTransform):
    """Name the file of each image as it is called, if there is one."""

    default_priority = 400  # Sphinx looks for the files when all transforms are done

    def apply(self, **kwargs: Any) -> None:
        for image in self.document.findall(nodes.image):
            name = unquote(image["uri"])
            _, path = self.env.relfn2path(name, self.env.docname)
            if name != image["uri"] and Path(path).is_file():
                image["uri"] = name


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_transform(UnquoteImages)
    return metadata()
