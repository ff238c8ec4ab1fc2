"""The book's own Sphinx extensions, one small module per job."""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path
from typing import Any


def metadata() -> dict[str, Any]:
    """What every extension's ``setup`` returns.

    The version of the environment is a digest of the extensions' sources: when one of them is
    edited, Sphinx reads all documents again instead of keeping what the old code found in them.
    """
    return {
        "version": "1",
        "env_version": _digest(),
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }


@functools.cache
def _digest() -> str:
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
