"""Programs are shown by their essential part; the whole is one click away.

``literalinclude`` of a program that marks a part (extensions/listings.py) shows that part. Under
it the site has the whole program to open, print and EPUB say where it is. Lines are counted
without the marks: ``:emphasize-lines:`` from the first line of the part, and with ``:linenos:``
each line has its number in the whole.
"""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.directives.code import LiteralInclude
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.writers.html5 import HTML5Translator

from extensions import listings
from extensions.form.faults import refuse

# Options that choose lines themselves
_CUTS = {"lines", "start-after", "start-at", "end-before", "end-at", "pyobject", "diff"}


class whole_program(nodes.General, nodes.Element):
    """A program of which a part is shown; ``label`` says where readers find it."""


class place_of_program(nodes.paragraph):
    """The label of a whole program, in its place where it is not shown."""


class Program(LiteralInclude):
    """``.. literalinclude::`` that knows of essential parts."""

    def run(self) -> list[nodes.Node]:
        result = super().run()
        block = next(iter(result[0].findall(nodes.literal_block)), None)
        path = Path(self.env.relfn2path(self.arguments[0])[1])
        if block is None or path.suffix != ".py" or not path.is_file():
            return result
        try:
            program = listings.program(path.read_text(encoding="utf-8"))
        except listings.BadMarks as bad:
            mend = f"「{listings.BEGIN}」の行と「{listings.END}」の行を1つずつ置く"
            return refuse(self, bad.text, mend, (path, bad.line))
        if program.part is None:
            return result
        if cuts := sorted(_CUTS & set(self.options)):
            text = f"{path.name} には要点の印があり、:{cuts[0]}: とは一緒に使えません"
            return refuse(self, text, f":{cuts[0]}: を消すか、プログラムの印を消す")
        return [*result, self._cut(block, path, program)]

    def _cut(self, block: nodes.Element, path: Path, program: listings.Program) -> whole_program:
        """Leave the essential part in *block*; the whole program."""
        first, last = program.part
        lines = program.text.splitlines()
        whole = block.copy()
        text = program.text.rstrip("\n") + "\n"
        whole += nodes.Text(text)
        whole.update_basic_atts({"classes": ["site-only"], "ids": [], "names": []})
        whole["ids"], whole["names"] = [], []
        whole.rawsource = text
        part = textwrap.dedent("\n".join(lines[first - 1 : last])).strip("\n") + "\n"
        block.rawsource = part
        block.children.clear()
        block += nodes.Text(part)
        options = block.get("highlight_args", {})
        stressed = options.get("hl_lines", [])
        if any(line > last - first + 1 for line in stressed):
            text = f"emphasize-lines が要点の{last - first + 1}行を超えています"
            refuse(self, text, "印のある部分の最初の行を1として数える")
        start = options.get("linenostart", 1)
        whole["highlight_args"] = options | {
            "hl_lines": [line + first - 1 for line in stressed],
            "linenostart": start,
        }
        block["highlight_args"] = options | {"linenostart": start + first - 1}
        folder = Path(self.env._app.confdir).resolve() / "listings"
        inside = path.resolve().is_relative_to(folder)
        name = path.resolve().relative_to(folder).as_posix() if inside else path.name
        label = f"プログラムの全体: リスト一式の {name}（{len(lines)}行）"
        return whole_program("", whole, label=label)


class LeaveOnSite(SphinxPostTransform):
    """Print and EPUB say where a whole program is instead of showing it."""

    default_priority = 5
    builders = ("typst", "epub")

    def run(self, **kwargs: Any) -> None:
        for node in list(self.document.findall(whole_program)):
            label = node["label"]
            node.replace_self(place_of_program(label, label, classes=["whole-program"]))


def _visit_html(self: HTML5Translator, node: whole_program) -> None:
    summary = self.encode(node["label"])
    self.body.append(f'<details class="whole-program"><summary>{summary}</summary>\n')


def _depart_html(self: HTML5Translator, node: whole_program) -> None:
    self.body.append("</details>\n")


def _visit_typst(self: Any, node: place_of_program) -> None:
    self.block(f"#whole-program[{self.line(node)}];")
    raise nodes.SkipNode


def setup(app: Sphinx) -> None:
    app.add_node(whole_program, html=(_visit_html, _depart_html))
    app.add_node(place_of_program, typst=(_visit_typst, None))
    app.add_post_transform(LeaveOnSite)
    app.add_directive("literalinclude", Program, override=True)
