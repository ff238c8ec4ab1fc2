"""The author's desk: watches the sources, has them built, and tells the open pages what came of it.

The site is built at once, and the PDF of the installment in hand beside it: the one that was
changed last, or whose PDF a page has asked for.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import re
import signal
import time
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import watchfiles

from tools import figures
from tools.serve import build
from tools.serve.build import Outcome, Place, Problem

WATCHED = ("docs", "images", "author", "listings", "extensions", "conf.py")
# What no author writes, from the root of the book, whatever lies above it
_MADE = re.compile(r"__pycache__|\.mo$|~$|\.sw.$|(^|/)\.")
_INSTALLMENT = re.compile(r"^\d{2,}-[a-z0-9-]+$")


@dataclass
class State:
    """What the open pages are told.

    :param page: counts the builds of the site that came to an end
    :param pdf: counts the PDFs that were made
    :param building: whether the site is being built
    :param seconds: how long the last build of the site took
    :param stopped: whether the page that is shown is an old one
    :param problems: of the site, then of the PDF
    :param findings: what is to be mended before the book can be published
    :param document: the installment in hand
    :param section: the id of the section that was changed last
    """

    page: int = 0
    pdf: int = 0
    building: bool = True
    seconds: float = 0
    stopped: bool = False
    problems: list[Problem] = field(default_factory=list)
    findings: list[Problem] = field(default_factory=list)
    document: str = ""
    section: str = ""


class Desk:
    """One author's desk.

    :param book: the folder of conf.py
    :param work: the folder that builds are kept in
    """

    def __init__(self, book: Path, work: Path) -> None:
        self.book = book
        self.work = work
        self.state = State(document=_newest(book))
        self._listeners: set[asyncio.Queue[dict[str, Any]]] = set()
        self._warnings: set[Problem] = set()
        self._pdf_problems: list[Problem] = []
        self._pdf_wanted = asyncio.Event()
        self._texts = {path: path.read_text("utf-8", "replace") for path in _sources(book)}
        # A server that has loaded Sphinx forks a process for each build, and has no threads.
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload([build.__name__])
        self._children: set[BaseProcess] = set()

    async def run(self) -> None:
        """Build all, and then what changes, until cancelled."""
        making = asyncio.create_task(self._make_pdfs())
        try:
            await self._take(set())
            self._pdf_wanted.set()
            watched = [self.book / name for name in WATCHED if (self.book / name).exists()]
            async for changes in watchfiles.awatch(*watched, watch_filter=self._is_source, step=20):
                await self._take({Path(name) for _, name in changes})
        finally:
            making.cancel()
            for child in self._children:
                child.terminate()

    def holds(self, docname: str) -> bool:
        """Whether there is an installment *docname*."""
        return any(path.stem == docname for path in _sources(self.book))

    def take_up(self, docname: str) -> None:
        """Make *docname* the installment in hand, and its PDF if there is none."""
        if docname != self.state.document or not self.pdf_file(docname).exists():
            self.state.document, self.state.section = docname, ""
            self._pdf_wanted.set()

    def pdf_file(self, docname: str) -> Path:
        """Where the PDF of an installment lies when it is made."""
        return self.work / "pdf" / f"{docname}.pdf"

    async def states(self) -> AsyncIterator[dict[str, Any]]:
        """The state now, and each that follows."""
        queue: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._listeners.add(queue)
        try:
            yield asdict(self.state)
            while True:
                yield await queue.get()
        finally:
            self._listeners.discard(queue)

    def _tell(self) -> None:
        """Send the state to every open page."""
        self.state.problems = sorted({*self._warnings, *self._pdf_problems})
        for queue in self._listeners:
            queue.put_nowait(asdict(self.state))

    async def _take(self, changed: set[Path]) -> None:
        """Build after a change of the files *changed*; the first time there are none."""
        begun = time.monotonic()
        place = self._place(changed)
        if place:
            self.state.document = place.docname
            self._pdf_wanted.set()
        self.state.building = True
        self._tell()
        drawing = asyncio.to_thread(figures.draw, _scripts(changed, self.book), self.book)
        drawn = [Problem.of(fault) for fault in await drawing]
        everything = any("_theme" in path.parts for path in changed)
        outcome = await self._build(build.site, place, everything=everything)
        self._warnings = {
            problem
            for problem in self._warnings
            if problem.path and problem.path not in {*outcome.read, *self._names(changed)}
        } | {*outcome.warnings, *drawn}
        self.state.building = False
        self.state.stopped = outcome.stopped
        self.state.page += not outcome.stopped
        self.state.seconds = round(time.monotonic() - begun, 1)
        self.state.section = outcome.section or self.state.section
        if outcome.stopped:
            # what an earlier build found may be mended by now: it is told by the next
            self._warnings = {*outcome.warnings, *drawn}
        else:
            self.state.findings = outcome.findings
        self._say()

    def _say(self) -> None:
        """Tell the pages, and the terminal, where things stand."""
        self._tell()
        for problem in self.state.problems:
            print(f"{problem.path}:{problem.line}: {problem.text}", flush=True)
        state = "前のページのままです" if self.state.stopped else "できました"
        print(f"{time.strftime('%H:%M:%S')} {state}（{self.state.seconds} 秒）", flush=True)

    async def _make_pdfs(self) -> None:
        """Make the PDF of the installment in hand whenever it is wanted."""
        while True:
            await self._pdf_wanted.wait()
            self._pdf_wanted.clear()
            docname = self.state.document
            if not docname:
                continue
            outcome = await self._build(build.pdf, docname)
            known = {(problem.path, problem.line) for problem in self._warnings}
            self._pdf_problems = [
                problem
                for problem in outcome.warnings
                if outcome.stopped and (problem.path, problem.line) not in known
            ]
            self.state.pdf += not outcome.stopped
            self._tell()

    async def _build(
        self, function: Callable[..., Outcome], *arguments: Any, **options: Any
    ) -> Outcome:
        """Run *function* in a process of its own."""
        receiver, sender = self._context.Pipe(duplex=False)
        call = (sender, function, (self.book, self.work, *arguments), options)
        child = self._context.Process(target=_answer, args=call)
        child.start()
        self._children.add(child)
        sender.close()
        try:
            return await asyncio.to_thread(receiver.recv)
        except EOFError:
            return Outcome(True, [Problem("", 0, "ビルドのプロセスが途中で終わりました")])
        finally:
            self._children.discard(child)

    def _is_source(self, change: watchfiles.Change, name: str) -> bool:
        return not _MADE.search(os.path.relpath(name, self.book))

    def _place(self, changed: Iterable[Path]) -> Place | None:
        """Where the author has been writing: the first line that differs in an installment."""
        places = []
        for path in changed:
            if path.parent == self.book / "docs" and path.suffix in (".rst", ".md"):
                text = path.read_text("utf-8", "replace") if path.exists() else ""
                before, self._texts[path] = self._texts.get(path, ""), text
                if text != before:
                    places.append(Place(path.stem, _first_difference(before, text)))
        installments = [place for place in places if _INSTALLMENT.match(place.docname)]
        return installments[0] if installments else None

    def _names(self, paths: Iterable[Path]) -> set[str]:
        """The *paths* from the root of the book."""
        return {
            path.relative_to(self.book).as_posix()
            for path in paths
            if path.is_relative_to(self.book)
        }


def _answer(
    sender: Connection,
    function: Callable[..., Outcome],
    arguments: tuple[Any, ...],
    options: dict[str, Any],
) -> None:
    """In the child: call *function* and send what it returns."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the desk, which ends this process
    outcome = function(*arguments, **options)
    with suppress(BrokenPipeError):  # the desk has gone
        sender.send(outcome)


def _sources(book: Path) -> list[Path]:
    return sorted((book / "docs").glob("[0-9]*.rst"))


def _newest(book: Path) -> str:
    """The installment that was written last."""
    sources = _sources(book)
    return max(sources, key=lambda path: path.stat().st_mtime).stem if sources else ""


def _scripts(changed: Iterable[Path], book: Path) -> list[Path]:
    """The figures' scripts to run: those that were changed, or all after a change of the kit."""
    images = book / "images"
    kit = (".py", ".toml")  # palette.toml
    edited = {path for path in changed if path.parent == images and path.suffix in kit}
    known = figures.scripts(images)
    return [path for path in known if path in edited] if edited <= {*known} else known


def _first_difference(before: str, after: str) -> int:
    """The first line, from 1, that differs."""
    pairs = zip(before.splitlines(), after.splitlines(), strict=False)
    same = 0
    for one, other in pairs:
        if one != other:
            break
        same += 1
    return same + 1
