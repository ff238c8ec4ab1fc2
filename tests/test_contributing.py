"""The tour in CONTRIBUTING leads through the house as it stands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import ROOT
from test_readme import targets

GUIDE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


def rooms(folder: str) -> list[str]:
    """What a newcomer finds in *folder*: its modules and folders, as the tour names them."""
    entries = []
    for path in sorted((ROOT / folder).iterdir()):
        if path.is_dir() and any(path.glob("*.py")):
            entries.append(f"{path.name}/")
        elif path.suffix == ".py" and not path.stem.startswith("__"):
            entries.append(path.name)
    return entries


@pytest.mark.parametrize("folder", ["extensions", "tools", "lab"])
def test_the_tour_leaves_out_no_room(folder: str) -> None:
    (part,) = re.findall(rf"^### `{folder}/`.*?(?=^### |\Z)", GUIDE, re.MULTILINE | re.DOTALL)
    assert [room for room in rooms(folder) if f"`{room}`" not in part] == []


def test_the_tour_names_nothing_that_is_not_there() -> None:
    (tour,) = re.findall(r"^## コードの案内\n(.*)", GUIDE, re.MULTILINE | re.DOTALL)
    named = set(re.findall(r"`([\w/]+\.(?:py|typ|js|toml)|\w+/)`", tour))
    held = {path.name for path in ROOT.rglob("*") if _ours(path)}
    held |= {f"{path.name}/" for path in ROOT.rglob("*") if path.is_dir() and _ours(path)}
    assert named - held == set()


def test_every_path_of_the_guide_exists() -> None:
    named = set(re.findall(r"`((?:docs|tools|tests|extensions|listings|images)/[\w./-]+)`", GUIDE))
    missing = {name for name in named if not (ROOT / name).exists()}
    # what `make new` would make, in the example
    assert missing <= {"docs/17-feature-store.rst", "listings/17/", "images/17th-feature-store.py"}


def test_every_verb_of_the_guide_exists() -> None:
    assert set(re.findall(r"make ([a-z][a-z-]+)", GUIDE)) - targets() == set()


def _ours(path: Path) -> bool:
    apart = {".git", ".venv", "_build", "node_modules", "__pycache__"}
    return not apart & set(path.relative_to(ROOT).parts)
