"""Faults that directives of the form find while a document is read, told when all are read."""

from __future__ import annotations

from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective

from extensions.faults import Fault, FaultySources, fault_at, shown

KEY = "form_faults"  # in the metadata of a document


def refuse(directive: SphinxDirective, text: str, mend: str, at: tuple[Path, int] = ()) -> list:
    """Note a fault of *directive*, or of the file and line *at*; the nodes to put in its place."""
    path, line = at or directive.get_source_info()
    root = Path(directive.env._app.confdir).resolve()
    _note(directive.env, Fault(shown(Path(path).resolve(), root), line, text, mend))
    return []


def refuse_node(env: BuildEnvironment, node: nodes.Node, text: str, mend: str) -> None:
    """Note a fault of *node*."""
    _note(env, fault_at(node, Path(env._app.confdir), text, mend))


def _note(env: BuildEnvironment, fault: Fault) -> None:
    env.metadata[env.docname].setdefault(KEY, []).append(fault)


def _check(app: Sphinx, env: BuildEnvironment) -> None:
    if faults := {fault for about in env.metadata.values() for fault in about.get(KEY, [])}:
        raise FaultySources(faults)


def setup(app: Sphinx) -> None:
    app.connect("env-updated", _check)
