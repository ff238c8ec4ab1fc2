"""``python -m tools.debian PACKAGE …``: have the Debian packages that tests need.

As root on Debian the missing ones are installed; anywhere else the command says what is
missing and exits with 1. Nothing is touched when all are there.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

# How to tell that a package's content is there, whichever way it came onto the machine.
PROBES = {
    "chromium": lambda: shutil.which("chromium") is not None,
    "poppler-utils": lambda: shutil.which("pdftoppm") is not None,
    "default-jre-headless": lambda: shutil.which("java") is not None,
    "fonts-noto-cjk": lambda: _has_font("Noto Sans CJK JP"),
}


def _has_font(family: str) -> bool:
    """Whether fontconfig knows the *family*."""
    if shutil.which("fc-list") is None:
        return False
    listed = subprocess.run(["fc-list", family], capture_output=True, text=True, check=False)
    return bool(listed.stdout.strip())


def main(packages: list[str]) -> int:
    """Install what is missing of *packages*; return the exit code."""
    missing = [package for package in packages if not PROBES[package]()]
    if not missing:
        return 0
    names = " ".join(missing)
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        print(f"検査に要る Debian のパッケージがありません: {names}")
        print(f"入れるには: sudo apt-get install {names}")
        return 1
    print(f"==> Debian のパッケージを入れます: {names}", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update", "-q"], ["install", "-qy", "--no-install-recommends", *missing]):
        done = subprocess.run(["apt-get", *command], env=environment, check=False)
        if done.returncode:
            print(f"apt-get {command[0]} が失敗しました。ネットワークを確かめてください。")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
