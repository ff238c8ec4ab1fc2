"""``python -m tools.offline``: the whole site in one archive, to be read from a folder."""

from __future__ import annotations

import sys
from pathlib import Path

from extensions.site import archives

ROOT = Path(__file__).parent.parent
TARGET = ROOT / "_build/offline/book.zip"


def main() -> int:
    """Pack _build/html."""
    site = ROOT / "_build/html"
    if not (site / "index.html").exists():
        print("_build/html がありません。先に make book を実行してください。")
        return 1
    TARGET.parent.mkdir(exist_ok=True)
    archives.write(TARGET, "book", archives.contents(site))
    print(f"できました: {TARGET.relative_to(ROOT)}（開くのは book/index.html）")
    return 0


if __name__ == "__main__":
    sys.exit(main())
