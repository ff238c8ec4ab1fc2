"""Links within a folder of pages: lychee looks for them, and here what it does not see.

Those are, with 0.24.2: scripts, ``style="…"``, style sheets, refreshes, ``imagesrcset``, and
``xlink:href``.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tools.linkcheck.built import Place, Uses, pages

PROGRAM = Path(sys.executable).with_name("lychee")


def missing(root: Path, uses: Uses) -> list[tuple[str, Place]]:
    """The links of the pages in *root* to files and anchors there that lead nowhere.

    :param uses: what the pages use
    :return: where each leads, seen from *root*, and where it stands
    """
    seen = set(_by_lychee(root))
    known = {(where, place.file) for where, place in seen}
    more = [(where, place) for where, place in _unseen(root, uses.local)]
    seen |= {(where, place) for where, place in more if (where, place.file) not in known}
    return sorted(seen, key=lambda found: (found[1], found[0]))


def _unseen(root: Path, local: Iterable[tuple[str, Place]]) -> Iterable[tuple[str, Place]]:
    for address, place in local:
        path = unquote(urlsplit(address).path)
        if not path:
            continue
        folder = root if path.startswith("/") else (root / place.file).parent
        target = Path(os.path.normpath(folder / path.lstrip("/")))
        if not target.exists():
            yield os.path.relpath(target, root), place


def _by_lychee(root: Path) -> list[tuple[str, Place]]:
    files = pages(root)
    if not files:
        return []
    with tempfile.TemporaryDirectory() as name:
        listed = Path(name) / "files"
        listed.write_text("".join(f"{file}\n" for file in files), encoding="utf-8")
        command = [
            PROGRAM,
            "--offline",
            "--include-fragments=anchor-only",
            f"--root-dir={root}",
            "--no-progress",
            "--format=json",
            f"--files-from={listed}",
        ]
        # there, where no lychee.toml can change the rules
        done = subprocess.run(command, cwd=name, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 2):
        raise SystemExit(f"lychee が動きません: {done.stderr.strip()}")
    return [
        (_shown(fault["url"], root), Place(Path(file).relative_to(root).as_posix(), line))
        for file, faults in json.loads(done.stdout)["error_map"].items()
        for fault in faults
        for line in [fault["span"]["line"]]
        if fault["url"].startswith("file:")  # others lead outside, or are no address at all
    ]


def _shown(url: str, root: Path) -> str:
    return unquote(url).removeprefix(f"file://{root}/")
