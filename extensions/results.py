"""Numbers of the text that a program printed: ``:result:`08/evaluate | 正解率 | .1%```.

The role looks the label up in the captured output of ``listings/08/evaluate.py`` and writes its
value, as it was printed or by a format specification of Python. A build stops when a value is not
there, when the program was changed after its output was captured, and when a published
installment shows a program that runs and was never captured.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal, localcontext
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxRole

from extensions import listings, metadata
from extensions.faults import Fault, FaultySources, line_with, shown
from extensions.series import published

KEY = "results_faults"  # in the metadata of a document
MEND = "make listings で動かし直してください"


class Result(SphinxRole):
    """A value from a captured output."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        place, label, form = [*(part.strip() for part in self.text.split("|")), "", ""][:3]
        program = _folder(self.env) / f"{place}.py"
        path = listings.output(program)
        self.env.note_dependency(str(path))
        try:
            value = listings.values(path.read_text(encoding="utf-8"))[label]
            text = _written(value, form) if form else value
        except OSError:
            return self._fault(f"{place}.py の出力がありません", MEND)
        except KeyError:
            return self._fault(
                f"{path.name} に「{label}」の行がありません",
                f"「値の名前: 値」の行を {path.name} で確かめてください",
            )
        except ValueError:
            return self._fault(
                f"「{label}」の値「{value}」を「{form}」の形にできません",
                "形を消すか、.1%、.3f、,d などに直してください",
            )
        return [nodes.inline(self.rawtext, text, classes=["result"])], []

    def _fault(self, text: str, mend: str) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        source, line = self.get_source_info()
        path = Path(source).resolve()
        line = line_with(path, line, self.rawtext)
        about = self.env.metadata[self.env.docname]
        about.setdefault(KEY, []).append(
            Fault(shown(path, Path(self.env._app.confdir)), line, text, mend)
        )
        return [nodes.inline(self.rawtext, "")], []


def _written(value: str, form: str) -> str:
    """The number of *value* in the *form*, rounded as readers round what they see printed.

    An integer if it is one, so that ``d`` works; halves are rounded up.
    """
    found = listings.number(value)
    if found.is_integer() and "." not in value:
        return format(int(found), form)
    with localcontext(rounding=ROUND_HALF_UP):
        return format(Decimal(str(found)), form)


def _folder(env: BuildEnvironment) -> Path:
    return Path(env._app.confdir) / "listings"


def _used(app: Sphinx, env: BuildEnvironment, docnames: Iterable[str], suffix: str) -> set[Path]:
    """The files among the listings that *docnames* use and whose names end in *suffix*."""
    folder = _folder(env).resolve()
    # each name once, and only those: to resolve every path that the book depends on takes long
    names = {os.fspath(name) for docname in docnames for name in env.dependencies.get(docname, ())}
    paths = {(Path(app.srcdir) / name).resolve() for name in names if name.endswith(suffix)}
    return {path for path in paths if path.is_relative_to(folder)}


def _check(app: Sphinx, env: BuildEnvironment) -> None:
    """Stop the build for values that are missing and outputs older than their programs."""
    faults = {fault for about in env.metadata.values() for fault in about.get(KEY, [])}
    folder = _folder(env)
    known = listings.record(folder)
    for path in sorted(_used(app, env, env.found_docs, listings.SUFFIX)):
        if not path.exists():
            continue
        program = path.with_name(path.name.removesuffix(listings.SUFFIX) + ".py")
        name = program.relative_to(folder.resolve()).as_posix()
        if not program.exists():
            faults.add(Fault(f"listings/{name}", 1, "出力だけがあり、プログラムがありません", MEND))
        elif known.get(name, {}).get("sha256") != listings.digest(program):
            faults.add(Fault(f"listings/{name}", 1, "出力を取った後に書き換わっています", MEND))
    # Without an output of theirs in the text, nothing but their being shown tells of them.
    shown_to_readers = _used(app, env, [item.docname for item in published(env)], ".py")
    for name in listings.order(folder):
        program = folder / name
        if program.resolve() in shown_to_readers and not listings.output(program).exists():
            faults.add(Fault(f"listings/{name}", 1, "出力がありません", MEND))
    if faults:
        raise FaultySources(faults)


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_role("result", Result())
    app.connect("env-updated", _check)
    return metadata()
