"""A reader who copies every listing off the built site and runs them in order, in the lab."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from conftest import ROOT
from reading import local, read, run_order, text

import lab
from extensions import listings
from tools import capture

LISTINGS = ROOT / "listings"
SYNTHETIC = LISTINGS / "06" / "bank-synthetic.csv.gz"
REAL = ROOT.parent / "shared" / "data" / "bank-additional.zip"
# What conf.py tells the copy button about prompts, as the button sees a line
_PROMPT = re.compile(r"(>>> |\.\.\. |\$ )(.*)")


@dataclass
class Output:
    """What one program left behind."""

    code: int
    text: str
    error: str
    drawings: set[str]


@dataclass
class Call:
    """One call to AWS as a program made it."""

    program: str
    service: str
    operation: str
    parameters: dict[str, Any]
    body: int


@dataclass
class Reading:
    """One reader's run: the outputs by name in the order of the book, and the calls behind them."""

    outputs: dict[str, Output] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)

    def values(self, name: str) -> dict[str, str]:
        """The lines 「label: value」 of an output."""
        return listings.values(self.outputs[name].text)

    def number(self, name: str, label: str) -> float:
        """One number of an output."""
        return listings.number(self.values(name)[label])


def copied(block: Element) -> str:
    """What the copy button of a code block puts on the clipboard."""
    code = "".join(block.itertext())
    prompted = [found[2] for line in code.split("\n") if (found := _PROMPT.match(line))]
    return "\n".join(prompted) if prompted else code


def page(site: Path, chapter: str) -> Path:
    """The page of the installment whose listings are in ``listings/<chapter>``."""
    (path,) = site.glob(f"{chapter}-*.html")
    return path


def shown(site: Path, chapter: str) -> dict[str, str]:
    """The files that a page shows: the name in the caption, and the text of the code block.

    Of a program that is shown by its essential part, the whole that opens below it.
    """
    found = {}
    parents = {child: parent for parent in read(page(site, chapter)).iter() for child in parent}
    for block in parents:
        if "literal-block-wrapper" not in block.get("class", "").split():
            continue
        captions = [text(c) for c in block.iter("span") if "caption-text" in c.get("class", "")]
        named = re.search(rf"（listings/{chapter}/(\S+)）$", " ".join(captions))
        if named:
            siblings = list(parents[block])
            after = siblings[siblings.index(block) + 1 :][:1]
            whole = [each for each in after if "whole-program" in each.get("class", "").split()]
            (code,) = (whole or [block])[0].iter("pre")
            found[named[1]] = copied(code)
    return found


def shared(chapter: str) -> dict[str, str]:
    """The modules of a chapter that an earlier one shows: their names, and that chapter."""
    earlier = sorted(folder.name for folder in LISTINGS.glob("[0-9]*") if folder.name < chapter)
    return {
        module.name: first
        for module in (LISTINGS / chapter).glob("*.py")
        for first in earlier
        if (other := LISTINGS / first / module.name).is_file()
        and other.read_bytes() == module.read_bytes()
    }


def offered(site: Path, chapter: str, words: str) -> Path:
    """The file that a page offers under *words*."""
    (offers,) = (
        each for each in read(page(site, chapter)).iter("ul") if each.get("class") == "downloads"
    )
    (link,) = (link for link in offers.iter("a") if text(link) == words)
    return site / local(link.get("href", ""))


def set_out(site: Path, chapter: str, place: Path) -> Path:
    """A reader's folder for one installment: the archive of the page, and what the page shows.

    What the archive holds of earlier outputs is thrown away, so that what is there was made here.

    :param place: where the archive is unpacked
    """
    with zipfile.ZipFile(offered(site, chapter, "リスト一式（zip）")) as archive:
        archive.extractall(place)
    folder = place / chapter
    for old in (*folder.glob("*.out.txt"), *folder.glob("*.svg"), *folder.glob("*.explore.json")):
        old.unlink()
    for program in folder.glob("*.py"):
        program.unlink()  # this page or an earlier one shows every one of them
    for name, code in shown(site, chapter).items():
        (folder / name).write_text(code, encoding="utf-8")
    for name, first in shared(chapter).items():
        while name not in (code := shown(site, first)):
            first = shared(first)[name]
        (folder / name).write_text(code[name], encoding="utf-8")
    return folder


def variables(settings: dict[str, str], data: Path) -> dict[str, str]:
    """The environment of a reader's programs.

    :param settings: those of the lab
    :param data: the file that BANK_DATA names
    """
    return capture.environment(settings) | {"BANK_DATA": str(data)}


def calls(path: Path, program: str) -> Iterator[Call]:
    """The calls that the recorder wrote to *path*."""
    if path.exists():
        for line in path.read_text(encoding="utf-8").splitlines():
            yield Call(program, **json.loads(line))


def run_all(site: Path, data: Path, place: Path) -> Reading:
    """Run every listing of the order, up to the first that fails.

    :param place: an empty folder
    """
    reading = Reading()
    # On a new machine its first import says that it gathers the fonts, which is no complaint.
    subprocess.run([sys.executable, "-c", "import matplotlib.font_manager"], check=True)
    with lab.running() as settings:
        environment = variables(settings, data)
        for name in run_order():
            chapter, program = name.split("/")
            folder = place / chapter
            if not folder.exists():
                set_out(site, chapter, place)
            before = {path: path.stat().st_mtime_ns for path in folder.glob("*.svg")}
            record = place / f"calls-{chapter}-{program}.jsonl"
            done = subprocess.run(
                [sys.executable, program],
                cwd=folder,
                env=environment | capture.recorded(record),
                capture_output=True,
                encoding="utf-8",
                check=False,
            )
            drawings = {
                path.name
                for path in folder.glob("*.svg")
                if before.get(path) != path.stat().st_mtime_ns
            }
            reading.outputs[name] = Output(done.returncode, done.stdout, done.stderr, drawings)
            reading.calls += calls(record, name)
            if done.returncode:
                break
    return reading
