"""textlint over the text of the pages, with the settings of rules.toml."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from tools.prose import terms
from tools.prose.book import Page
from tools.prose.findings import Finding

FILE = Path(__file__).with_name("rules.toml")
MODULES = Path(__file__).parent.parent / "node_modules"
TERMS = "terms"  # what the rule prh is called here


def check(pages: Iterable[Page], work: Path) -> Iterator[Finding]:
    """What textlint finds in *pages*; *work* is a folder for its input."""
    texts = {work / "text" / f"{page.file.stem}.md": page for page in pages}
    rules = tomllib.loads(FILE.read_text(encoding="utf-8"))
    (work / "text").mkdir(parents=True, exist_ok=True)
    (work / "prh.yml").write_text(terms.prh(terms.load()), encoding="utf-8")
    (work / "textlintrc.json").write_text(
        json.dumps(_configuration(rules), ensure_ascii=False, indent=1), encoding="utf-8"
    )
    for text, page in texts.items():
        lines = "".join(f"{block.markdown}\n\n" for block in page.blocks)
        text.write_text(lines, encoding="utf-8")
    for result in _run(work / "textlintrc.json", texts):
        page = texts[Path(result["filePath"])]
        for message in result["messages"]:
            yield _finding(page, message, rules)


def _configuration(rules: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """*rules* as textlint wants them: options, true, or false with a reason."""
    presets = {
        f"preset-{preset}": {
            name: False if "off" in rule else rule.get("options", True)
            for name, rule in members.items()
        }
        for preset, members in rules.items()
    }
    return {"rules": presets | {"prh": {"rulePaths": ["prh.yml"]}}}


def _run(configuration: Path, texts: Iterable[Path]) -> list[dict[str, Any]]:
    """The answer of textlint, one entry for each of *texts*."""
    node = shutil.which("node")
    if not node or not (MODULES / "textlint").is_dir():
        missing = "textlint" if node else "Node.js"
        mend = "Node.js 20 以上と npm を入れ、make lint で動かす"
        raise SystemExit(f"{missing} がありません → {mend}")
    command = [node, MODULES / "textlint/bin/textlint.js", "--rules-base-directory", MODULES]
    command += ["--config", configuration, "--format", "json", *texts]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode > 1 or not done.stdout.startswith("["):
        raise SystemExit(f"textlint が止まりました:\n{done.stdout}{done.stderr}")
    return json.loads(done.stdout)


def _finding(page: Page, message: dict[str, Any], rules: dict[str, dict[str, Any]]) -> Finding:
    # each block is a line, and an empty one follows it
    block = page.blocks[message["line"] // 2]
    begin, end = message["range"]
    last = len(block.origins) - 1  # where what is missing at the end is told
    first = min(message["column"] - 1, last)
    start = block.origins[first]
    stop = block.origins[min(first + max(end - begin, 1) - 1, last)] + 1
    said, _, reason = message["message"].partition("\n")
    if message["ruleId"] == "prh":
        avoided, write = re.fullmatch(r"(.*) => (.*)", said).groups()
        fault = f"の「{avoided}」（{reason}）"
        return Finding(block, start, stop, TERMS, fault, f"「{write}」と書く")
    preset, _, name = message["ruleId"].partition("/")
    rule = rules[preset][name]
    if rule.get("whole"):
        start = block.text.rfind("。", 0, start) + 1
    return Finding(block, start, stop, name, rule.get("fault", f"（{said}）"), rule["mend"])
