"""Formulas: from LaTeX to what a format shows, by pandoc."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import NamedTuple

from docutils import nodes

from extensions.faults import Fault, fault_at

_BETWEEN = "\n\n---\n\n"  # a rule, which no formula can be


class MathError(ValueError):
    """A formula that pandoc cannot parse."""


class Formula(NamedTuple):
    """LaTeX, and whether it stands in a block of its own, where limits go above and below."""

    latex: str
    block: bool


@dataclass(frozen=True)
class Target:
    """A format that pandoc writes.

    :param name: pandoc's name of it
    :param options: pandoc's options for it
    :param rule: how it writes a rule
    :param body: what a formula looks like, with a group for what is kept of it
    """

    name: str
    options: tuple[str, ...]
    rule: str
    body: re.Pattern[str]


TYPST = Target("typst", (), "#horizontalrule", re.compile(r"\$\s*(.+?)\s*\$", re.DOTALL))
# without the LaTeX in it, which would be taken for text: it goes into an attribute
MATHML = Target(
    "html",
    ("--mathml",),
    "<hr />",
    re.compile(
        r"<p><math [^>]*><semantics>(.+?)"
        r"<annotation [^>]*>[^<]*</annotation></semantics></math></p>",
        re.DOTALL,
    ),
)


class Formulas:
    """Formulas in one format; pandoc starts once for all that are read together.

    :param converted: what an earlier build has converted
    """

    def __init__(self, target: Target, converted: dict[Formula, str] | None = None) -> None:
        self._target = target
        self._converted = converted or {}

    def read(self, formulas: Iterable[Formula]) -> None:
        """Convert those *formulas* that can be; which cannot is told when they are asked for."""
        new = [each for each in dict.fromkeys(formulas) if each not in self._converted]
        if not new:
            return
        try:
            self._converted |= dict(zip(new, _convert(new, self._target), strict=True))
        except MathError:
            if len(new) > 1:
                half = len(new) // 2
                self.read(new[:half])
                self.read(new[half:])

    def __getitem__(self, formula: Formula) -> str:
        """*formula* in the format.

        :raises MathError: if pandoc cannot parse it
        """
        self.read([formula])
        if formula not in self._converted:
            raise MathError(formula.latex)
        return self._converted[formula]


def unreadable(node: nodes.Element, root: Path) -> Fault:
    """What to tell the author of the formula *node*; file names start from *root*."""
    latex = " ".join(node.astext().split())
    return fault_at(node, root, f"数式「{latex}」を読めません", "LaTeX の書き方を直す")


def mathml(formula: Formula, content: str) -> str:
    """The element of *formula*, whose content in MathML is known."""
    display = "block" if formula.block else "inline"
    return (
        f'<math xmlns="http://www.w3.org/1998/Math/MathML" display="{display}" '
        f'alttext="{escape(" ".join(formula.latex.split()))}">{content}</math>'
    )


def _convert(formulas: list[Formula], target: Target) -> list[str]:
    """*formulas* in the format *target*.

    :raises MathError: if pandoc cannot parse one of them
    """
    import pypandoc  # only here: a book without mathematics need not have it

    try:
        converted = pypandoc.convert_text(
            _BETWEEN.join(_markdown(formula) for formula in formulas),
            target.name,
            format="markdown-smart+tex_math_dollars",
            extra_args=["--fail-if-warnings", "--wrap=none", *target.options],
        )
    except RuntimeError as error:
        raise MathError(formulas[0].latex) from error
    # plain text where it did not see a formula at all
    found = [target.body.fullmatch(body.strip()) for body in converted.split(target.rule)]
    if len(found) != len(formulas) or not all(found):
        raise MathError(formulas[0].latex)
    return [match[1] for match in found]


def _markdown(formula: Formula) -> str:
    r"""*formula* as Sphinx would give it to MathJax.

    Its lines, which a blank one or ``\\`` divides, are aligned.
    """
    parts = re.split(r"\n\s*\n", formula.latex.strip())
    latex = parts[0]
    if len(parts) > 1 or (r"\\" in latex and r"\begin" not in latex):
        latex = "\\begin{aligned}" + "\\\\\n".join(parts) + "\\end{aligned}"
    mark = "$$" if formula.block else "$"
    return f"{mark}{latex}{mark}"
