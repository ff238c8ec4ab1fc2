"""The colours of the book, from the one file that the figures read too."""

from __future__ import annotations

import tomllib
from pathlib import Path

FILE = Path(__file__).resolve().parent.parent / "images/palette.toml"
PALETTE: dict[str, str] = tomllib.loads(FILE.read_text(encoding="utf-8"))
