"""Formulas: from LaTeX to what a format shows, by pandoc."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import NamedTuple

from docutils import nodes

from extensions.faults import Fault, fault_at

_BETWEEN = "\n\n---\n\n"  # a rule, which no formula can be
# Usual commands that pandoc does not know, in terms of those that it knows
_MACROS = r"""
\newcommand{\cfrac}[2]{\dfrac{#1}{#2}}
\newcommand{\dbinom}[2]{\binom{#1}{#2}}
\newcommand{\tbinom}[2]{\binom{#1}{#2}}
\newcommand{\hphantom}[1]{\phantom{#1}}
\newcommand{\vphantom}[1]{}
\newcommand{\smash}[1]{#1}
\newcommand{\label}[1]{}
\newcommand{\nonumber}{}
\newcommand{\notag}{}
\newcommand{\varlimsup}{\overline{\lim}}
\newcommand{\varliminf}{\underline{\lim}}
\newcommand{\xRightarrow}[2][]{\underset{#1}{\overset{#2}{\Rightarrow}}}
\newcommand{\xLeftarrow}[2][]{\underset{#1}{\overset{#2}{\Leftarrow}}}
\newcommand{\xleftrightarrow}[2][]{\underset{#1}{\overset{#2}{\leftrightarrow}}}
\newcommand{\xmapsto}[2][]{\underset{#1}{\overset{#2}{\mapsto}}}
\newcommand{\mathbbm}[1]{\mathbb{#1}}
\newcommand{\thicksim}{\sim}
\newcommand{\thickapprox}{\approx}
\newcommand{\mathellipsis}{\ldots}
\newcommand{\S}{\text{§}}
\newcommand{\P}{\text{¶}}
\newcommand{\copyright}{\text{©}}
"""
# The same for environments, which it cannot define
_ENVIRONMENTS = {
    "vmatrix": (r"\left|\begin{matrix}", r"\end{matrix}\right|"),
    "dcases": (r"\begin{cases}", r"\end{cases}"),
    "rcases": (r"\left.\begin{array}{ll}", r"\end{array}\right\}"),
    "subarray": (r"\begin{array}", r"\end{array}"),
}
_ENVIRONMENT = re.compile(rf"\\(begin|end)\{{({'|'.join(_ENVIRONMENTS)})\}}")
# Signs that end a formula of Markdown or a column, unless they are text
_SIGN = re.compile(r"(\\(?:text\w*|mbox)\{[^{}]*\}|\\\\)|\\([&$])")
# What pandoc calls by names that Typst has changed since; text in quotes is left alone
_NAMES = {
    "sect": "inter",
    "minus.circle": "minus.o",
    "times.circle": "times.o",
    "dot.circle": "dot.o",
    'delim: "||"': 'delim: "‖"',
}
_RENAMED = re.compile(rf'(?<!\w)(?:{"|".join(map(re.escape, _NAMES))})(?!\w)|"(?:[^"\\]|\\.)*"')


class MathError(ValueError):
    """A formula that pandoc cannot parse, or Typst cannot set."""


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
    :param rename: what is done with that
    """

    name: str
    options: tuple[str, ...]
    rule: str
    body: re.Pattern[str]
    rename: Callable[[str], str] = str


def _as_typst_names_it(source: str) -> str:
    return _RENAMED.sub(lambda m: _NAMES.get(m[0], m[0]), source)


TYPST = Target(
    "typst", (), "#horizontalrule", re.compile(r"\$\s*(.+?)\s*\$", re.DOTALL), _as_typst_names_it
)
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
            f"{_MACROS}\n" + _BETWEEN.join(_markdown(formula) for formula in formulas),
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
    return [target.rename(match[1]) for match in found]


def _markdown(formula: Formula) -> str:
    r"""*formula* as Sphinx would give it to MathJax.

    Its lines, which a blank one or ``\\`` divides, are aligned.
    """
    latex = _ENVIRONMENT.sub(lambda m: _ENVIRONMENTS[m[2]][m[1] == "end"], formula.latex.strip())
    latex = _SIGN.sub(lambda m: m[1] or rf"\text{{\{m[2]}}}", latex)
    parts = re.split(r"\n\s*\n", latex)
    latex = parts[0]
    if len(parts) > 1 or (r"\\" in latex and r"\begin" not in latex):
        latex = "\\begin{aligned}" + "\\\\\n".join(parts) + "\\end{aligned}"
    mark = "$$" if formula.block else "$"
    return f"{mark}{latex}{mark}"
