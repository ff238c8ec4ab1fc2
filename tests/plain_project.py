"""A Sphinx project of somebody else: its conf.py names ``extensions.typst`` and no more of ours."""

from __future__ import annotations

import contextlib
import io
from pathlib import Path

import pypdfium2
from conftest import Result
from sphinx import locale
from sphinx.cmd.build import main as sphinx_build

CONF = 'project = "見本"\nlanguage = "ja"\nextensions = ["myst_parser", "extensions.typst"]\n'


def build(folder: Path, files: dict[str, str | bytes], conf: str = CONF) -> Result:
    """Write *files* and *conf* into *folder* and make its PDF.

    :param files: names, from *folder*, and contents
    """
    for name, content in {"conf.py": conf, **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    out = folder / "_build/typst"
    printed = io.StringIO()
    locale.translators.clear()  # Sphinx keeps those of the build before
    try:
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
            code = sphinx_build(["-q", "-b", "typst", str(folder), str(out)])
    except SystemExit as stop:  # how extensions.faults ends a build
        code = 1
        printed.write(str(stop))
    return Result(code, printed.getvalue(), out)


def pages(result: Result) -> list[str]:
    """The text of each page of the book, without blanks."""
    assert result.code == 0, result.output
    with pypdfium2.PdfDocument(result.folder / "pdf/book.pdf") as pdf:
        return ["".join(page.get_textpage().get_text_range().split()) for page in pdf]


def faults(result: Result) -> list[str]:
    """The lines that tell the author what to change; there is no PDF."""
    assert result.code == 1, result.output
    assert "Traceback" not in result.output
    assert not list(result.folder.glob("pdf/*.pdf"))
    return [line for line in result.output.splitlines() if " → " in line]
