"""The book's fonts for Typst: those of pinned packages, and nothing of the machine's own."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import typst

from extensions.faults import Fault, FaultySources

# The packages that carry the book's fonts, and nothing else: requirements.in
FONT_PACKAGES = ("noto_cjk_sans_jp_regular", "noto_cjk_sans_jp_bold", "pylopdf_fonts_jp")


def fonts() -> typst.Fonts:
    """The fonts of :data:`FONT_PACKAGES` and those inside Typst's wheel (code, mathematics).

    :raises FaultySources: if one of the packages is not installed
    """
    folders = []
    for package in FONT_PACKAGES:
        spec = importlib.util.find_spec(package)
        if spec is None or not spec.submodule_search_locations:
            text = f"フォントのパッケージ {package} がありません"
            mend = "rm -rf .venv のあと make book をやり直す"
            raise FaultySources([Fault("requirements.in", 1, text, mend)])
        folders.append(Path(next(iter(spec.submodule_search_locations))))
    return typst.Fonts(include_system_fonts=False, font_paths=folders)
