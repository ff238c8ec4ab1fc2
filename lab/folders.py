"""The folders of jobs and endpoints, and the paths that requests name below one of them."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
import uuid
from pathlib import Path
from typing import IO

PREFIX = "sagemaker-lab-"
LOCK = ".lock"
# The folder of all jobs and endpoints; set when the lab starts.
root = Path()


def _locked(folder: Path) -> IO[str] | None:
    """The lock file of a lab's folder, locked by this process; None if another lab holds it."""
    file = (folder / LOCK).open("w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        return None
    return file


def create(parent: Path | None) -> IO[str]:
    """Make the folder of this lab, after removing those of labs that were killed.

    :param parent: where it is made; None is the system's folder for temporary files
    :return: its lock file, which stays open while the lab runs
    """
    global root
    parent = (parent or Path(tempfile.gettempdir())).absolute()
    parent.mkdir(parents=True, exist_ok=True)
    for old in parent.glob(f"{PREFIX}*"):
        # A folder without a lock file is not, or not yet, that of a lab.
        if (old / LOCK).is_file() and old.stat().st_uid == os.getuid() and (lock := _locked(old)):
            shutil.rmtree(old, ignore_errors=True)
            lock.close()
    root = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent))
    return _locked(root)


def new() -> Path:
    """The path of a new folder, named so that nothing of a request can lead out of it."""
    return root / uuid.uuid4().hex


def inside(folder: Path, name: str) -> Path:
    """The path that *name* of a request means below *folder*.

    :raises ValueError: it leads out of the folder, or is no path
    """
    path = Path(os.path.normpath(f"{folder}/{name}"))
    if "\0" in name or folder not in path.parents:
        raise ValueError(f"{name!r} is not a path below its folder")
    return path
