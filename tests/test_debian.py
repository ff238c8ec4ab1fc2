"""tools/debian.py says what is missing, or installs it, or is silent."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from reading import ROOT

FONT_LIST = 'echo "/usr/share/fonts/NotoSansCJK-Regular.ttc: Noto Sans CJK JP:style=Regular"'
PACKAGES = ("chromium", "poppler-utils", "fonts-noto-cjk")


class Machine:
    """A PATH that holds only the commands put there, and a user."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.user = 1000

    def has(self, command: str, script: str = "") -> None:
        """Put *command* there; it runs the lines of *script*."""
        path = self.folder / command
        path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        path.chmod(0o755)

    def run(self, *packages: str) -> subprocess.CompletedProcess[str]:
        """Run tools/debian.py for *packages* on this machine."""
        program = (
            f"import os, sys; os.geteuid = lambda: {self.user};"
            "from tools import debian; sys.exit(debian.main(sys.argv[1:]))"
        )
        return subprocess.run(
            [sys.executable, "-c", program, *packages],
            cwd=ROOT,
            env={"PATH": str(self.folder), "PYTHONUTF8": "1"},
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_with_all_there_it_is_silent(machine: Machine) -> None:
    machine.has("chromium")
    machine.has("pdftoppm")
    machine.has("fc-list", FONT_LIST)
    done = machine.run(*PACKAGES)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("package", PACKAGES)
def test_a_missing_package_is_named_with_the_command(machine: Machine, package: str) -> None:
    """Here for an ordinary user, whether the machine is a Debian or not."""
    machine.has("apt-get", 'echo "an ordinary user can not run this"')
    done = machine.run(package)
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        f"検査に要る Debian のパッケージがありません: {package}",
        f"入れるには: sudo apt-get install {package}",
    ]
    assert done.stderr == ""


def test_only_what_is_missing_is_named(machine: Machine) -> None:
    machine.has("pdftoppm")
    machine.has("fc-list")  # fontconfig without that font
    done = machine.run(*PACKAGES)
    assert done.returncode == 1
    assert "apt-get install chromium fonts-noto-cjk\n" in done.stdout


def test_root_on_another_system_is_told(machine: Machine) -> None:
    machine.user = 0
    done = machine.run("chromium")
    assert done.returncode == 1
    assert "sudo apt-get install chromium" in done.stdout


def test_root_on_debian_gets_it_installed(machine: Machine) -> None:
    machine.user = 0
    machine.has("pdftoppm")
    machine.has("apt-get", 'echo "apt-get $*"')
    done = machine.run("chromium", "poppler-utils")
    assert done.returncode == 0
    assert done.stdout.splitlines()[1:] == [
        "apt-get update -q",
        "apt-get install -qy --no-install-recommends chromium",
    ]


def test_a_failing_installation_fails(machine: Machine) -> None:
    machine.user = 0
    machine.has("apt-get", "exit 100")
    done = machine.run("chromium")
    assert done.returncode == 1
    assert "apt-get update が失敗しました" in done.stdout
