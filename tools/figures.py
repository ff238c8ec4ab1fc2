"""``python -m tools.figures``: draw the figures anew, each by the script beside it.

One that fails is told in a line with its place, and the others are drawn all the same.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from extensions.faults import Fault, shown

ROOT = Path(__file__).parent.parent
_FIGURE = re.compile(r"^(\d+(?:st|nd|rd|th)-.*|cover)\.py$")
MEND = "文字を短くするか、枠や図を広げて描き直す"


def scripts(images: Path) -> list[Path]:
    """The scripts that draw a figure; the kit that they draw with is none."""
    return sorted(path for path in images.glob("*.py") if _FIGURE.match(path.name))


def draw(paths: Iterable[Path], root: Path) -> list[Fault]:
    """Run the scripts *paths*; the faults of those that fail, told from *root*."""
    faults = []
    for script in paths:
        command = [sys.executable, script]
        ran = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
        if ran.returncode:
            said = ran.stderr.strip().splitlines() or ["図を描けませんでした"]
            kind, _, text = said[-1].partition(": ")
            lines = re.findall(rf'{re.escape(script.name)}", line (\d+)', ran.stderr)
            # what the kit refuses, it says in words; else the kind of the error matters too
            text, mend = (text, MEND) if kind == "ValueError" else (said[-1], "プログラムを直す")
            faults.append(Fault(shown(script, root), int(lines[-1]) if lines else 1, text, mend))
    return faults


def main() -> int:
    """Draw, and return 1 if a script failed."""
    paths = scripts(ROOT / "images")
    faults = draw(paths, ROOT)
    for fault in faults:
        print(fault, file=sys.stderr)
    print(f"描きました: images/ の図 {len(paths) - len(faults)}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
