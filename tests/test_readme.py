"""What the README promises is what the Makefile and CI do."""

from __future__ import annotations

import re
import subprocess

import pytest
from reading import ROOT


@pytest.fixture(scope="module")
def readme() -> str:
    return (ROOT / "README.md").read_text(encoding="utf-8")


def commands(text: str) -> set[str]:
    """The verbs of the lines 「make VERB」 in *text*."""
    return set(re.findall(r"^\s*(?:\$ )?make ([a-z-]+)", text, re.MULTILINE))


def in_blocks(markdown: str) -> str:
    """The fenced code blocks of *markdown*."""
    return "\n".join(re.findall(r"^```\w*\n(.*?)^```", markdown, re.MULTILINE | re.DOTALL))


def targets() -> set[str]:
    """The targets of the Makefile that say what they do."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([^\s:#]+):.*## ", makefile, re.MULTILINE))


def test_the_two_commands_are_there(readme: str) -> None:
    assert {"book", "test"} <= commands(in_blocks(readme))


def test_every_command_of_the_readme_exists(readme: str) -> None:
    named = commands(in_blocks(readme)) | set(re.findall(r"`make ([a-z-]+)", readme))
    assert named - targets() == set()


def test_ci_runs_what_the_readme_says(readme: str) -> None:
    script = (ROOT / ".ci/run").read_text(encoding="utf-8")
    assert commands(script) == {"test"}
    assert commands(script) <= commands(in_blocks(readme))


def test_make_alone_lists_every_target() -> None:
    shown = subprocess.run(
        ["make", "--no-print-directory"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    listed = dict(re.findall(r"^  make (\S+) +(\S.*)$", shown, re.MULTILINE))
    assert set(listed) == targets()
    assert len(listed) == len(shown.splitlines())


def test_its_pictures_are_there_and_light(readme: str) -> None:
    pictures = re.findall(r"!\[(.*)\]\((.*)\)", readme)
    assert [path for _, path in pictures] == [
        "tools/screenshots/site.png",
        "tools/screenshots/pdf.png",
    ]
    for words, path in pictures:
        assert len(words) > 20
        content = (ROOT / path).read_bytes()
        assert content.startswith(b"\x89PNG")
        assert len(content) <= 150_000, "直すには: make screenshots"


def test_the_outputs_it_names_exist_after_a_build(readme: str) -> None:
    named = re.findall(r"_build/(?:html|epub)[\w./-]*", readme)
    assert {"_build/html/index.html", "_build/epub/book.epub"} <= set(named)
    assert [path for path in named if not (ROOT / path).exists()] == []
