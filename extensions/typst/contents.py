"""The order of the book: the documents that its toctrees hold, at any depth."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from docutils import nodes
from sphinx import addnodes
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import url_re
from sphinx.util.nodes import process_only_nodes
from sphinx.util.tags import Tags


class subdocuments(nodes.General, nodes.Element):
    """What is left of a toctree in print: the names of its ``documents``."""


class ToctreeToSubdocuments(SphinxPostTransform):
    """Replace toctrees before Sphinx makes lists of links of them; addresses become a list."""

    builders = ("typst",)
    default_priority = 900  # after ``only`` is decided

    def run(self, **kwargs: object) -> None:
        for toctree in list(self.document.findall(addnodes.toctree)):
            kept: list[nodes.Node] = [subdocuments(documents=_documents(toctree))]
            addresses = [] if toctree["hidden"] else _addresses(toctree)
            if addresses:
                kept.append(nodes.bullet_list("", *addresses))
            toctree.replace_self(kept)


def _documents(toctree: addnodes.toctree) -> list[str]:
    """The names of the entries of *toctree* that may be documents."""
    return [name for _, name in toctree["entries"] if name != "self" and not url_re.match(name)]


def _addresses(toctree: addnodes.toctree) -> list[nodes.list_item]:
    """An item for each entry of *toctree* that leads out of the book."""
    return [
        nodes.list_item(
            "", nodes.paragraph("", "", nodes.reference("", title or address, refuri=address))
        )
        for title, address in toctree["entries"]
        if url_re.match(address)
    ]


@dataclass(frozen=True)
class Part:
    """Chapters that one toctree of the root document holds.

    :param title: its caption, may be empty
    :param documents: the names of its chapters
    """

    title: str
    documents: list[str]


class Contents:
    """Which documents the book holds, each once: where a toctree names it first."""

    def __init__(self, env: BuildEnvironment, tags: Tags) -> None:
        self._env = env
        self._tags = tags
        self.parents: dict[str, str] = {env.config.root_doc: ""}
        self.depths: dict[str, int] = {env.config.root_doc: 0}  # of sections around a document
        self.parts: list[Part] = []
        for toctree, _ in self._toctrees(env.config.root_doc):
            if chapters := self._take(env.config.root_doc, toctree, 0):
                self.parts.append(Part(toctree.get("caption") or "", chapters))

    def __contains__(self, docname: str) -> bool:
        return docname in self.parents

    def below(self, docname: str) -> list[str]:
        """*docname* and the documents that its PDF holds."""
        children = [name for name, parent in self.parents.items() if parent == docname]
        return [docname, *(name for child in children for name in self.below(child))]

    def _take(self, docname: str, toctree: addnodes.toctree, depth: int) -> list[str]:
        """The documents of *toctree* that no toctree before it holds; each with those below it."""
        taken = []
        for name in _documents(toctree):
            if name in self._env.found_docs and name not in self.parents:
                self.parents[name], self.depths[name] = docname, depth
                taken.append(name)
                for inner, sections in self._toctrees(name):
                    self._take(name, inner, depth + sections)
        return taken

    def _toctrees(self, docname: str) -> Iterator[tuple[addnodes.toctree, int]]:
        """Each toctree of a document that this build shows, with the number of sections around."""
        if docname not in self._env.toctree_includes:
            return
        doctree = self._env.get_doctree(docname)
        process_only_nodes(doctree, self._tags)
        for toctree in doctree.findall(addnodes.toctree):
            depth, node = 0, toctree.parent
            while node is not None:
                depth += isinstance(node, nodes.section)
                node = node.parent
            yield toctree, depth
