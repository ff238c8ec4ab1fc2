"""Columns of numbers, whose digits stand below each other: their cells get the class ``number``.

A column counts if each cell of its body is a number, with its sign and a unit or a remark of a few
characters. Tables whose cells span others are left alone.
"""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform

from extensions import metadata

CLASS = "number"
_NUMBER = re.compile(r"[-−+]?\$?\d[\d,]*(\.\d+)?\s?[^\d\s]{0,4}")
_FEWEST = 2  # rows that are to be compared


class Numerals(SphinxTransform):
    """Mark the cells of such columns, their heads among them."""

    default_priority = 760  # when the roles have written their numbers

    def apply(self, **kwargs: Any) -> None:
        for group in self.document.findall(nodes.tgroup):
            rows = list(group.findall(nodes.row))
            body = [row for row in rows if isinstance(row.parent, nodes.tbody)]
            spans = any("morecols" in cell or "morerows" in cell for row in rows for cell in row)
            if spans or len(body) < _FEWEST:
                continue
            for column in range(1, len(body[0])):  # the first names the rows
                if all(_NUMBER.fullmatch(row[column].astext().strip()) for row in body):
                    for row in rows:
                        row[column]["classes"].append(CLASS)


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_transform(Numerals)
    return metadata()
