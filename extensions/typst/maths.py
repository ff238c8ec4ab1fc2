"""Mathematics: LaTeX syntax to Typst, by pandoc."""

from __future__ import annotations

import functools


class MathError(ValueError):
    """A formula that pandoc cannot parse."""


@functools.cache
def typst_math(latex: str) -> str:
    """The body of a Typst equation for the LaTeX formula *latex*.

    :raises MathError: if pandoc cannot parse it
    """
    import pypandoc  # only here: a book without mathematics need not start pandoc

    try:
        converted = pypandoc.convert_text(
            f"$${latex.strip()}$$",
            "typst",
            format="markdown-smart+tex_math_dollars",
            extra_args=["--fail-if-warnings"],
        ).strip()
    except RuntimeError as error:
        raise MathError(latex) from error
    # pandoc writes "$ … $", or plain text where it did not see a formula at all
    if not (converted.startswith("$") and converted.endswith("$") and len(converted) > 2):
        raise MathError(latex)
    return converted[1:-1].strip()
