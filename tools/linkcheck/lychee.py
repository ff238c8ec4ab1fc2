"""lychee: asked for pages, and what its report says of each.

Measured with 0.24.2: with ``--max-retries=0`` it sends one request and one for each redirect,
which its JSON names, so that requests can be counted. A page whose body breaks off is missing from
the JSON, and all of it is if lychee is stopped; its running report (``-vv``) has both.
"""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tools.linkcheck.answers import Answer, Fault, Hop

PROGRAM = Path(sys.executable).with_name("lychee")
# Honest: what it is, and whose machinery sends it
AGENT = "book-linkcheck/1.0 (lychee; checks the links of a published book, a page at a time)"
REDIRECTS = 5
_LINE = re.compile(r"^\[(?P<what>\w+)\] \S+ \(at (?P<line>\d+):\d+\)(?: \| (?P<text>.*))?$", re.M)
_HOP = re.compile(r"--\[(\d+)\]--> (\S+)")
_FAULTS = (
    ("timed out", Fault.TIMEOUT),
    ("timeout", Fault.TIMEOUT),
    ("refused", Fault.REFUSED),
    ("ssl", Fault.TLS),
    ("certificate", Fault.TLS),
    ("response body", Fault.CUT),
    ("exclude", Fault.RESERVED),
)
_UNSENT = {Fault.DNS, Fault.TLS, Fault.REFUSED, Fault.RESERVED, Fault.LATE}


@dataclass(frozen=True)
class Limits:
    """How long and how often servers are asked, in seconds.

    :param timeout: of one request, to the end of its answer
    :param interval: between two requests to one host
    :param until: when the whole run ends, by ``time.monotonic()``
    """

    timeout: float
    interval: float
    until: float

    @property
    def left(self) -> float:
        """What is left of the whole run."""
        return max(0.0, self.until - time.monotonic())


def ask(pages: Sequence[str], limits: Limits) -> dict[str, Answer]:
    """Ask for each of *pages* once; the answer to each."""
    if not pages:
        return {}
    with tempfile.TemporaryDirectory() as name:
        links = Path(name) / "pages.html"
        # one to a line: lychee's report spells addresses its own way, but it tells the line
        links.write_text("".join(f'<a href="{escape(page)}"></a>\n' for page in pages), "utf-8")
        command = [
            PROGRAM,
            "-vv",
            "--mode=plain",
            "--no-progress",
            "--format=json",
            "--max-retries=0",
            f"--max-redirects={REDIRECTS}",
            f"--timeout={max(1, round(limits.timeout))}",
            f"--user-agent={AGENT}",
            "--host-concurrency=2",
            f"--host-request-interval={round(limits.interval * 1000)}ms",
            links,
        ]
        report, said = _run(command, Path(name), limits.left)
    told = _running(said) | (_final(report) if report else {})
    late = Answer(fault=Fault.LATE)
    answers = {page: told.get(number, late) for number, page in enumerate(pages, 1)}
    return {page: _named(page, answer) for page, answer in answers.items()}


def _run(command: list[str | Path], folder: Path, seconds: float) -> tuple[str, str]:
    """Run lychee in *folder*, where no lychee.toml can change the rules, for at most *seconds*.

    :return: its report, empty if it was stopped, and what it said on the way
    """
    with (folder / "said").open("w+", encoding="utf-8") as said:
        try:
            done = subprocess.run(
                command,
                cwd=folder,
                stdout=subprocess.PIPE,
                stderr=said,
                text=True,
                timeout=seconds,
                check=False,
            )
            report = done.stdout
            failed = done.returncode not in (0, 2)
        except subprocess.TimeoutExpired:
            report, failed = "", False
        said.seek(0)
        text = said.read()
    if failed:
        raise SystemExit(f"lychee が動きません: {text.strip()}")
    return report, text


def _final(report: str) -> dict[int, Answer]:
    """The answers of the JSON report, by line."""
    content = json.loads(report)
    maps = ("success_map", "error_map", "timeout_map", "excluded_map")
    entries = [e for name in maps for found in content[name].values() for e in found]
    return {entry["span"]["line"]: _answer(entry) for entry in entries}


def _answer(entry: dict) -> Answer:
    status, took = entry["status"], entry["duration"]
    code = status.get("code", 0)
    hops = entry.get("redirects", {}).get("redirects", [])
    return _counted(
        code,
        "" if code else f"{status['text']} {status.get('details', '')}",
        tuple(Hop(hop["code"], hop["url"]) for hop in hops),
        took["secs"] + took["nanos"] / 1e9,
    )


def _running(said: str) -> dict[int, Answer]:
    """The answers of the running report, by line; it tells no times."""
    answers = {}
    for match in _LINE.finditer(said):
        text = match["text"] or ""
        code = int(match["what"]) if match["what"].isdigit() else 0
        hops = tuple(Hop(int(status), url) for status, url in _HOP.findall(text))
        fault = "" if code else f"{match['what']} {text}"
        answers[int(match["line"])] = _counted(code, fault, hops, 0.0)
    return answers


def _counted(code: int, trouble: str, hops: tuple[Hop, ...], seconds: float) -> Answer:
    fault = Fault.NONE
    if trouble:
        found = [fault for words, fault in _FAULTS if words in trouble.lower()]
        fault = found[0] if found else Fault.CLOSED
    elif 300 <= code < 400 and len(hops) >= REDIRECTS:
        fault = Fault.LOOP
    return Answer(code, fault, hops, len(hops) + (fault not in _UNSENT), seconds)


def _named(page: str, answer: Answer) -> Answer:
    """*answer*, or that the name does not resolve: lychee says of both 「Connection failed」."""
    if answer.fault is not Fault.CLOSED or answer.hops or _resolves(urlsplit(page).hostname or ""):
        return answer
    return Answer(fault=Fault.DNS, seconds=answer.seconds)


@cache
def _resolves(name: str) -> bool:
    """Whether the host *name* has an address."""
    try:
        socket.getaddrinfo(name, None)
    except (OSError, UnicodeError):
        return False
    return True


def inside(files: Sequence[Path], root: Path) -> list[tuple[Path, int, str]]:
    """The links of *files* to files and anchors under *root* that lead nowhere.

    :return: file, line, and where it leads, seen from *root*
    """
    if not files:
        return []
    with tempfile.TemporaryDirectory() as name:
        listed = Path(name) / "files"
        listed.write_text("".join(f"{file}\n" for file in files), encoding="utf-8")
        command = [
            PROGRAM,
            "--offline",
            "--include-fragments=anchor-only",
            f"--root-dir={root}",
            "--no-progress",
            "--format=json",
            f"--files-from={listed}",
        ]
        report, _ = _run(command, Path(name), 600)
    return sorted(
        (Path(file), fault["span"]["line"], _shown(fault["url"], root))
        for file, faults in json.loads(report)["error_map"].items()
        for fault in faults
        if fault["url"].startswith("file:")  # others lead outside, or are no address at all
    )


def _shown(url: str, root: Path) -> str:
    return unquote(url).removeprefix(f"file://{root.resolve()}/")
