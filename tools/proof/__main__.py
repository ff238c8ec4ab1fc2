"""``python -m tools.proof``: the proof sheet of all figures in grey, and their faults."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import typst

from extensions.fonts import fonts
from tools.proof.checks import faults, smallest
from tools.proof.colours import in_grey
from tools.proof.painted import read

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "_build/proof"
SHEET = Path(__file__).with_name("sheet.typ")


def figures() -> list[Path]:
    """Every figure of the book, drawn or plotted, in the order of the installments."""
    drawn = sorted((ROOT / "images").glob("[0-9]*.svg"), key=lambda path: _number(path.name))
    return [*drawn, *sorted((ROOT / "listings").glob("*/*.svg"))]


def _number(name: str) -> tuple[int, str]:
    """What a figure is sorted by: 「10th-…」 comes after 「9th-…」."""
    digits = name[: len(name) - len(name.lstrip("0123456789"))]
    return int(digits), name


def main() -> int:
    """Make the sheet; 1 if a figure has a fault."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    shown, told = [], []
    for number, path in enumerate(figures()):
        name, drawing, found = path.relative_to(ROOT).as_posix(), read(path), faults(path)
        grey = f"{number}.svg"
        (FOLDER / grey).write_text(in_grey(path.read_text(encoding="utf-8")), encoding="utf-8")
        size = f"{drawing.width:.0f} × {drawing.height:.0f}、最小の字 {smallest(drawing):.1f} pt"
        shown.append({"name": name, "file": grey, "size": size, "faults": found})
        told += [
            f"{name}: {fault} → 描くプログラムを直し、make figures か make listings"
            for fault in found
        ]
    (FOLDER / "figures.json").write_text(json.dumps(shown, ensure_ascii=False), encoding="utf-8")
    shutil.copy(SHEET, FOLDER)
    target = FOLDER / "figures.pdf"
    typst.Compiler(root=FOLDER, font_paths=fonts()).compile(FOLDER / SHEET.name, output=target)
    for line in told:
        print(line, file=sys.stderr)
    print(f"できました: {target.relative_to(ROOT)}（図 {len(shown)}、直すもの {len(told)}）")
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main())
