"""The folders of jobs and endpoints, and the paths that requests name below one of them."""

from __future__ import annotations

import uuid
from pathlib import Path

# The folder of all jobs and endpoints; set when the lab starts.
root = Path()


def new() -> Path:
    """The path of a new folder, named so that nothing of a request can lead out of it."""
    return root / uuid.uuid4().hex
