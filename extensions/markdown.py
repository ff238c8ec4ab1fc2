"""What MyST makes of Markdown, made what Sphinx and its writers expect."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform

from extensions import metadata

_COMMENT = re.compile(r"<!--(.*?)-->", re.DOTALL)


class DecodeImageNames(SphinxTransform):
    """Names the files of images as they are, where MyST gives their addresses (``%E5%9B%B3``)."""

    default_priority = 100

    def apply(self, **kwargs: Any) -> None:
        for image in self.document.findall(nodes.image):
            _, path = self.env.relfn2path(image["uri"], self.env.docname)
            if "://" not in image["uri"] and not Path(path).is_file():
                image["uri"] = unquote(image["uri"])


class HideComments(SphinxTransform):
    """Makes comments of those that are HTML, or they would be in the page."""

    default_priority = 100

    def apply(self, **kwargs: Any) -> None:
        for raw in list(self.document.findall(nodes.raw)):
            if match := _COMMENT.fullmatch(raw.astext().strip()):
                comment = nodes.comment(raw.rawsource, match[1])
                comment.source, comment.line = raw.source, raw.line
                raw.replace_self(comment)


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_transform(DecodeImageNames)
    app.add_transform(HideComments)
    return metadata()
