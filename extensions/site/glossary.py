"""The glossary of the site under the rows of 五十音, with a line of links to them at its head.

On a phone it is some thirty screens long. The PDF has an index for this.
"""

from __future__ import annotations

from itertools import groupby
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from extensions.readings import head


def _head(entry: nodes.definition_list_item) -> str:
    """The row that *entry* belongs to, by its reading or else by the term as it is written."""
    fields = {field[0].astext(): field[1].astext() for field in entry.findall(nodes.field)}
    term = next(iter(entry.findall(nodes.term)))
    return head(fields.get("読み") or term.astext().lower())


class Rows(SphinxPostTransform):
    """Puts each glossary of more than one row under headings."""

    default_priority = 210  # after extensions/mentions.py, which adds to the entries

    def run(self, **kwargs: Any) -> None:
        if self.env._app.builder.name != "html":
            return
        for glossary in self.document.findall(addnodes.glossary):
            for entries in list(glossary.findall(nodes.definition_list)):
                if entries.parent is glossary:
                    self._divide(entries)

    def _divide(self, entries: nodes.definition_list) -> None:
        rows = [(name, list(members)) for name, members in groupby(entries.children, _head)]
        if len(rows) < 2:
            return
        links = nodes.paragraph(classes=["rows"])
        divided: list[nodes.Node] = [links]
        for name, members in rows:
            links += nodes.reference("", name, internal=True, refuri=f"#{name}")
            links += nodes.Text(" ")
            divided.append(
                nodes.rubric("", name, ids=[name], classes=["row"], **{"heading-level": 2})
            )
            divided.append(nodes.definition_list("", *members, classes=entries["classes"]))
        entries.replace_self(divided)


def setup(app: Sphinx) -> None:
    app.add_post_transform(Rows)
