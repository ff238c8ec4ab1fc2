"""Trial books: the published installments in turn under other numbers, until there are enough."""

from __future__ import annotations

import re
import shutil
from itertools import count, cycle, islice
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
CONF = """\
import runpy

globals().update(runpy.run_path({conf!r}))
series_parts = [("全体", 1, 9999)]
downloads_from = "nowhere"
"""


def published() -> list[Path]:
    """The installments that the book holds."""
    sources = sorted((ROOT / "docs").glob("[0-9][0-9]-*.rst"))
    return [path for path in sources if ":status: published" in path.read_text(encoding="utf-8")]


def write(folder: Path, installments: int) -> None:
    """Write into *folder* a book of that many published *installments*.

    Copies have labels of their own. They take the places of drafts, and then those after them;
    drafts that are left stay drafts, since the text mentions them.
    """
    for name in ("extensions", "images", "author", "listings"):
        (folder / name).symlink_to(ROOT / name)
    (folder / "conf.py").write_text(CONF.format(conf=str(ROOT / "conf.py")), encoding="utf-8")
    docs = folder / "docs"
    shutil.copytree(ROOT / "docs", docs)
    originals = published()
    taken = {int(path.name[:2]) for path in originals}
    numbers = (number for number in count(1) if number not in taken)
    for number, source in islice(zip(numbers, cycle(originals)), installments - len(originals)):
        text = source.read_text(encoding="utf-8")
        text = re.sub(r"^\[第\d+回\]", f"[第{number}回]", text, flags=re.MULTILINE)
        # a copy may stand before the installments that the original needs
        text = re.sub(r"^:needs:.*\n", "", text, flags=re.MULTILINE)
        # its own labels, such as fig-5-roadmap; what it says of other installments stays true
        own = int(source.name[:2])
        text = re.sub(rf"(?<![a-z])(fig|tab|lst|eq|sec)-{own}-", rf"\g<1>-{number}-", text)
        for draft in docs.glob(f"{number:02}-*.rst"):
            draft.unlink()
        (docs / f"{number:02}-copy.rst").write_text(text, encoding="utf-8")
