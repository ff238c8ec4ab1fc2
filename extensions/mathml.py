"""Mathematics of the site and the EPUB: MathML, made when the book is built.

A browser shows it by itself: no script, no font and no request to anybody else. All formulas that
are new or changed go through pandoc together, and the environment keeps what came of them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.locale import _
from sphinx.util.math import get_node_equation_number
from sphinx.writers.html5 import HTML5Translator

from extensions import metadata
from extensions.faults import Fault, FaultySources
from extensions.formulas import MATHML, Formula, Formulas, MathError, mathml, unreadable

KEY = "formulas"  # in the metadata of a document


def _formula(node: nodes.math | nodes.math_block) -> Formula:
    return Formula(node.astext(), isinstance(node, nodes.math_block))


def _collect(app: Sphinx, doctree: nodes.document) -> None:
    """Keep the document's formulas, each with what to say if it cannot be read."""
    root = Path(app.confdir)
    app.env.metadata[app.env.docname][KEY] = [
        (_formula(node), unreadable(node, root))
        for node in doctree.findall(lambda node: isinstance(node, nodes.math | nodes.math_block))
    ]


def _convert(app: Sphinx, env: BuildEnvironment) -> None:
    """Make MathML of every formula, or stop with a line for each that cannot be read."""
    if app.builder.format != "html":
        return
    wanted: list[tuple[Formula, Fault]] = [
        pair for about in env.metadata.values() for pair in about.get(KEY, [])
    ]
    formulas = Formulas(MATHML, getattr(env, "mathml", None))
    formulas.read(formula for formula, _ in wanted)
    env.mathml = {}
    faults = []
    for formula, fault in wanted:
        try:
            env.mathml[formula] = formulas[formula]
        except MathError:
            faults.append(fault)
    if faults:
        raise FaultySources(faults)


def _element(translator: HTML5Translator, node: nodes.math | nodes.math_block) -> str:
    formula = _formula(node)
    return mathml(formula, translator.builder.env.mathml[formula])


def _visit_math(translator: HTML5Translator, node: nodes.math) -> None:
    start = translator.starttag(node, "span", "", CLASS="math notranslate nohighlight")
    translator.body.append(f"{start}{_element(translator, node)}</span>")
    raise nodes.SkipNode


def _visit_math_block(translator: HTML5Translator, node: nodes.math_block) -> None:
    body = translator.body
    body.append(translator.starttag(node, "div", CLASS="math notranslate nohighlight"))
    if node["number"]:
        body.append(f'<span class="eqno">({get_node_equation_number(translator, node)})')
        translator.add_permalink_ref(node, _("Link to this equation"))
        body.append("</span>")
    body.append(f'<div class="formula">{_element(translator, node)}</div></div>\n')
    raise nodes.SkipNode


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_html_math_renderer("mathml", (_visit_math, None), (_visit_math_block, None))
    app.connect("doctree-read", _collect)
    app.connect("env-updated", _convert)
    return metadata()
