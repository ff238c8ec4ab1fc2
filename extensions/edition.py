"""Which edition this is: the version, the commit and its day; the same in every format.

``edition_label`` of the configuration is what every format shows, 「2026.11版（1a2b3c4）」. Sphinx
writes all pages again when it changes, so that no site is a mixture of two. In a build of drafts
it says so instead of naming the commit, or the first save after each commit would rewrite all.
"""

from __future__ import annotations

import datetime
import os
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config

from extensions import metadata


@dataclass(frozen=True)
class Edition:
    """One state of the sources.

    :param id: the abbreviated commit, with ``-dirty`` if files differ from it; empty outside git
    :param moment: that of SOURCE_DATE_EPOCH
        (https://reproducible-builds.org/specs/source-date-epoch/), or the commit's; now outside git
    """

    id: str
    moment: datetime.datetime


def edition(root: Path) -> Edition:
    """The edition of the repository at *root*."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH") or _git(root, "log", "-1", "--format=%ct")
    epoch = epoch or str(int(time.time()))
    moment = datetime.datetime.fromtimestamp(int(epoch), datetime.UTC)
    return Edition(_git(root, "describe", "--always", "--dirty", "--exclude=*"), moment)


def _git(root: Path, *arguments: str) -> str:
    """What git prints, or nothing if there is no git or no repository."""
    try:
        done = subprocess.run(
            ["git", "-C", str(root), *arguments], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return ""
    return done.stdout.strip()


def version_label(config: Config) -> str:
    """The version as a book names it: 「2026.11版」; empty if the project has none."""
    japanese = config.language == "ja"
    return f"{config.version}{'版' if japanese else ''}" if config.version else ""


def _load(app: Sphinx, config: Config) -> None:
    state = "下書き" if app.tags.has("draft") else edition(Path(app.confdir)).id
    version = version_label(config)
    brackets = "（%s）" if config.language == "ja" else " (%s)"
    config.edition_label = version + (brackets % state if state else "")


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_config_value("edition_label", "", "html", types=frozenset({str}))  # set by _load
    app.connect("config-inited", _load)
    return metadata()
