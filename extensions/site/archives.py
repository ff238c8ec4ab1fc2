"""Zip archives whose bytes depend on the files in them alone."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

# What Python and the checkers leave among the sources
_CACHES = {"__pycache__", ".pytest_cache", ".ruff_cache"}


def contents(folder: Path) -> dict[str, bytes]:
    """The files under *folder* by their place in it."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not _CACHES & {*path.relative_to(folder).parts}
    }


def write(target: Path, folder: str, files: Mapping[str, bytes]) -> None:
    """An archive of *files* by their place in the *folder* that they unpack into."""
    with zipfile.ZipFile(target, "w") as archive:
        for place, content in sorted(files.items()):
            entry = zipfile.ZipInfo(f"{folder}/{place}")
            entry.external_attr = 0o644 << 16  # or unzip makes files that nobody may read
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
