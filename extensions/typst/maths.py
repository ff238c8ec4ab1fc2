"""Mathematics: LaTeX syntax to Typst, by pandoc."""

from __future__ import annotations

import re
from collections.abc import Iterable

_BETWEEN = "\n\n---\n\n"  # a rule, which no formula can be


class MathError(ValueError):
    """A formula that pandoc cannot parse."""


class Formulas:
    """Formulas by their LaTeX; pandoc starts once for all that are read together."""

    def __init__(self) -> None:
        self._typst: dict[str, str] = {}

    def read(self, formulas: Iterable[str]) -> None:
        """Convert those *formulas* that can be; which cannot is told when they are asked for."""
        new = [latex for latex in dict.fromkeys(formulas) if latex not in self._typst]
        if not new:
            return
        try:
            converted = _convert(new)
        except MathError:
            if len(new) > 1:
                for latex in new:
                    self.read([latex])
            return
        self._typst |= dict(zip(new, converted, strict=True))

    def typst(self, latex: str) -> str:
        """The body of a Typst equation for the LaTeX formula *latex*.

        :raises MathError: if pandoc cannot parse it
        """
        self.read([latex])
        if latex not in self._typst:
            raise MathError(latex)
        return self._typst[latex]


def _convert(formulas: list[str]) -> list[str]:
    """The bodies of the Typst equations for *formulas*.

    :raises MathError: if pandoc cannot parse one of them
    """
    import pypandoc  # only here: a book without mathematics need not have it

    try:
        converted = pypandoc.convert_text(
            _BETWEEN.join(f"$${_one(latex)}$$" for latex in formulas),
            "typst",
            format="markdown-smart+tex_math_dollars",
            extra_args=["--fail-if-warnings", "--wrap=none"],
        )
    except RuntimeError as error:
        raise MathError(formulas[0]) from error
    bodies = [body.strip() for body in converted.split("#horizontalrule")]
    # pandoc writes "$ … $", or plain text where it did not see a formula at all
    if len(bodies) != len(formulas) or not all(
        body.startswith("$") and body.endswith("$") and len(body) > 2 for body in bodies
    ):
        raise MathError(formulas[0])
    return [body[1:-1].strip() for body in bodies]


def _one(latex: str) -> str:
    r"""*latex* as Sphinx gives it to MathJax: lines, after a blank line or ``\\``, are aligned."""
    parts = re.split(r"\n\s*\n", latex.strip())
    if len(parts) == 1 and (r"\\" not in latex or r"\begin" in latex):
        return parts[0]
    return "\\begin{aligned}" + "\\\\\n".join(parts) + "\\end{aligned}"
