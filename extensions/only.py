"""``.. only::`` that leaves nothing of what it excludes.

Sphinx reads what stands in it, whatever the condition, and drops it from the pages alone: its
terms, labels, index entries, numbers, downloads and searched text get into the published site.
Here it is not read. What is read thus depends on the builder and the tags, and is read again when
they change.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx import directives
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from extensions import metadata

KEY = "only_tags"  # an attribute of the environment


class Only(directives.other.Only):
    """Sphinx's directive, whose content is skipped if its condition does not hold."""

    def run(self) -> list[nodes.Node]:
        try:
            holds = self.env._app.tags.eval_condition(self.arguments[0])
        except Exception as error:  # Jinja's, and ValueError
            raise self.error(
                f"「{self.arguments[0]}」は条件として読めません。"
                "draft や html のようなタグの名前を、and、or、not でつないで書いてください。"
            ) from error
        return super().run() if holds else []


def _outdated(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> set[str]:
    """All documents, when they were read for another builder or with other tags."""
    tags = sorted(app.tags)
    if getattr(env, KEY, tags) == tags:
        setattr(env, KEY, tags)
        return set()
    setattr(env, KEY, tags)
    return env.found_docs - added - removed


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_directive("only", Only, override=True)
    app.connect("env-get-outdated", _outdated)
    return metadata()
