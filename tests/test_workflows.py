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


def local(used: str) -> Path:
    """The workflow of this repository that a job uses; ``$/`` is the commit that runs."""
    return ROOT / used.removeprefix("$/")


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
            if "uses:" in line and "uses: $/" not in line:
                match = _PINNED.search(line)
                assert match, f"{file.name}: {line.strip()}"
                pins[match[1]].add(match[2])
    assert len(pins) > 5
    assert {name: found for name, found in pins.items() if len(found) > 1} == {}


def test_every_container_is_named_by_its_digest() -> None:
    jobs = [job for file in WORKFLOWS for job in parsed(file)["jobs"].values()]
    named = [image for job in jobs for image in containers(job)]
    assert named
    assert [image for image in named if not re.search(r"@sha256:[0-9a-f]{64}$", image)] == []


def containers(job: dict) -> list[str]:
    """The images that *job* runs in, beside, or as a step."""
    inside = [job.get("container"), *job.get("services", {}).values()]
    images = [entry["image"] if isinstance(entry, dict) else entry for entry in inside if entry]
    steps = [step.get("uses", "") for step in job.get("steps", [])]
    return images + [used for used in steps if used.startswith("docker:")]


def test_pip_takes_wheels_only() -> None:
    """The set-up of a source archive could run anything."""
    stamps = (".venv/test.stamp", ".venv/lab.stamp", "_build/bench/venv.stamp", "requirements")
    code, output = said("make", "--dry-run", "--always-make", *stamps)
    assert code == 0, output
    commands = re.sub(r"\\\n", "", output).splitlines()
    installing = [command for command in commands if re.search(r"-m pip(tools)?\b", command)]
    assert len(installing) == 6
    assert [command for command in installing if "--only-binary :all:" not in command] == []
    tools = [file.read_text(encoding="utf-8") for file in (ROOT / "tools").glob("*/*.py")]
    assert all('"--only-binary", ":all:"' in text for text in tools if '"pip", "install"' in text)


# What other workflows call, and have their own sum up
CALLED = [file for file in WORKFLOWS if "workflow_call" in parsed(file)["on"]]
RUN = [file for file in WORKFLOWS if file not in CALLED]


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.stem)
def test_jobs_are_bounded_have_few_rights_and_one_sums_up(file: Path) -> None:
    workflow = parsed(file)
    assert workflow["permissions"] == {}
    jobs = workflow["jobs"]
    for name, job in jobs.items():
        assert "permissions" in job, name
        if "uses" in job:  # its jobs are bounded where they are written
            assert local(job["uses"]) in CALLED, name
            continue
        assert int(job["timeout-minutes"]) <= 90, name
        # what a stranger may write, such as a title, never becomes part of a command
        commands = "".join(step.get("run", "") for step in job["steps"])
        assert "${{" not in commands, name
    if file in RUN:
        assert set(jobs["done"]["needs"]) == set(jobs) - {"done"}
        assert jobs["done"]["if"] == "always()"


@pytest.mark.parametrize("file", [*RUN, READ_THE_DOCS], ids=lambda file: file.stem)
def test_they_run_the_verbs_of_the_makefile(file: Path) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([^\s:#]+):.*## ", makefile, re.MULTILINE))
    commands = file.read_text(encoding="utf-8")
    named = set(
        re.findall(r"(?:run: |- )make ([a-z-]+|\.venv/test\.stamp)|bash (\.ci/run)", commands)
    )
    assert named
    assert {verb for verb, _ in named if verb} - {".venv/test.stamp"} <= targets


def test_what_the_weekly_run_keeps_is_what_the_check_writes() -> None:
    steps = parsed(ROOT / ".github/workflows/links.yml")["jobs"]["check"]["steps"]
    kept = next(step["with"]["path"] for step in steps if "actions/cache@" in step.get("uses", ""))
    command = next(step["run"] for step in steps if step.get("id") == "links")
    assert f"--state {kept}" in command


@pytest.mark.parametrize(
    ("name", "folder"), [("links", "_build/linkcheck"), ("freshness", "_build/stale")]
)
def test_what_a_scheduled_run_finds_becomes_the_body_of_its_issue(name: str, folder: str) -> None:
    jobs = parsed(ROOT / f".github/workflows/{name}.yml")["jobs"]
    steps = jobs["check"]["steps"]
    sent = next(s["with"] for s in steps if "upload-artifact@" in s.get("uses", ""))
    assert sent == {"name": jobs["issue"]["with"]["label"], "path": folder}
    command = next(step["run"] for step in steps if "id" in step)
    assert f"{folder}/report.md" in command
    called = parsed(local(jobs["issue"]["uses"]))
    assert set(jobs["issue"]["with"]) == set(called["on"]["workflow_call"]["inputs"])
    assert jobs["issue"]["permissions"] == called["jobs"]["issue"]["permissions"]
    assert "--body-file report.md" in called["jobs"]["issue"]["steps"][1]["run"]


def test_the_monthly_run_reports_what_both_checks_find(tmp_path: Path) -> None:
    """The script of the workflow itself, with checks that answer as told."""
    steps = parsed(ROOT / ".github/workflows/freshness.yml")["jobs"]["check"]["steps"]
    script = next(step["run"] for step in steps if step.get("id") == "facts")
    python = tmp_path / ".venv/bin/python"
    python.parent.mkdir(parents=True)
    for old, changed, code in ((0, 0, 0), (1, 0, 1), (0, 1, 1), (1, 1, 1)):
        python.write_text(
            "#!/bin/sh\n"
            f'if [ "$2" = tools.freshness ]; then name=freshness code={old}\n'
            f"else name=api-diff code={changed}; fi\n"
            'mkdir -p _build/$name && echo "report of $name" > _build/$name/report.md\n'
            "exit $code\n"
        )
        python.chmod(0o755)
        output = tmp_path / "output"
        output.write_text("")
        done = subprocess.run(
            ["bash", "-e", "-c", script],
            cwd=tmp_path,
            env={"PATH": "/usr/bin:/bin", "GITHUB_OUTPUT": "output", "GITHUB_STEP_SUMMARY": "sum"},
            check=False,
        )
        assert done.returncode == 0
        assert output.read_text() == f"code={code}\n"
        report = (tmp_path / "_build/stale/report.md").read_text(encoding="utf-8")
        assert "# 古くなった事実\n\nreport of freshness\n" in report
        assert "# AWS の API の変化\n\nreport of api-diff\n" in report
    python.write_text("#!/bin/sh\nexit 3\n")
    done = subprocess.run(
        ["bash", "-e", "-c", script], cwd=tmp_path, env={"PATH": "/usr/bin:/bin"}, check=False
    )
    assert done.returncode == 1
