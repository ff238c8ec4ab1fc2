"""The workflows and the Read the Docs configuration: well-formed, safe, and the README's commands.

actionlint would be the linter, but its package on PyPI downloads a binary while it is installed.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest
import yaml
from reading import ROOT

WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
READ_THE_DOCS = ROOT / ".readthedocs.yaml"
_PINNED = re.compile(r"uses: ([\w-]+/[\w-]+)@([0-9a-f]{40}) # v\d+(\.\d+)*$")


def parsed(file: Path) -> dict:
    """The content of *file*; every value stays text, for YAML takes ``on`` for true."""
    return yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)


def said(*command: str | Path) -> tuple[int, str]:
    """The exit code of *command* and what it printed."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("schema", "files"),
    [("vendor.github-workflows", WORKFLOWS), ("vendor.readthedocs", [READ_THE_DOCS])],
)
def test_the_schema_holds(schema: str, files: list[Path]) -> None:
    assert files
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema]
    code, output = said(*command, *files)
    assert code == 0, output


def test_the_security_linter_finds_nothing() -> None:
    zizmor = Path(sys.executable).with_name("zizmor")
    code, output = said(zizmor, "--offline", "--no-progress", ROOT / ".github/workflows")
    assert code == 0, output
    assert "No findings" in output


def test_every_action_is_pinned_and_everywhere_the_same() -> None:
    pins: dict[str, set[str]] = defaultdict(set)
    for file in WORKFLOWS:
        for line in file.read_text(encoding="utf-8").splitlines():
            if "uses:" in line:
                match = _PINNED.search(line)
                assert match, f"{file.name}: {line.strip()}"
                pins[match[1]].add(match[2])
    assert len(pins) > 5
    assert {name: found for name, found in pins.items() if len(found) > 1} == {}


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.stem)
def test_jobs_are_bounded_have_few_rights_and_one_sums_up(file: Path) -> None:
    workflow = parsed(file)
    assert workflow["permissions"] == {}
    jobs = workflow["jobs"]
    for name, job in jobs.items():
        assert int(job["timeout-minutes"]) <= 90, name
        assert "permissions" in job, name
        # what a stranger may write, such as a title, never becomes part of a command
        commands = "".join(step.get("run", "") for step in job["steps"])
        assert "${{" not in commands, name
    assert set(jobs["done"]["needs"]) == set(jobs) - {"done"}
    assert jobs["done"]["if"] == "always()"


@pytest.mark.parametrize("file", [*WORKFLOWS, READ_THE_DOCS], ids=lambda file: file.stem)
def test_they_run_the_verbs_of_the_makefile(file: Path) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([^\s:#]+):.*## ", makefile, re.MULTILINE))
    commands = file.read_text(encoding="utf-8")
    named = set(re.findall(r"(?:run: |- )make ([a-z-]+)|bash (\.ci/run)", commands))
    assert named
    assert {verb for verb, _ in named if verb} <= targets


def test_what_the_weekly_run_hands_on_is_what_the_check_writes() -> None:
    workflow = parsed(ROOT / ".github/workflows/links.yml")
    steps = workflow["jobs"]["check"]["steps"]
    kept = next(step["with"]["path"] for step in steps if "actions/cache@" in step.get("uses", ""))
    command = next(step["run"] for step in steps if step.get("id") == "links")
    assert f"--state {kept}" in command
    sent = next(s["with"]["path"] for s in steps if "upload-artifact@" in s.get("uses", ""))
    assert sent == "_build/linkcheck"
    assert "--body-file report.md" in workflow["jobs"]["issue"]["steps"][1]["run"]
