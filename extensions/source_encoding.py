"""Refuse sources that are not UTF-8, for which MyST would end in a traceback and Sphinx put a ?."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from extensions import metadata
from extensions.faults import Fault, FaultySources, shown


def _check(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    root = Path(app.confdir).resolve()
    faults = []
    for docname in docnames:
        path = Path(env.doc2path(docname)).resolve()
        source = path.read_bytes()
        try:
            source.decode("utf-8")
        except UnicodeDecodeError as error:
            line = source.count(b"\n", 0, error.start) + 1
            text = "UTF-8 ではない字があります"
            faults.append(Fault(shown(path, root), line, text, "UTF-8 で保存し直す"))
    if faults:
        raise FaultySources(faults)


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("env-before-read-docs", _check)
    return metadata()
