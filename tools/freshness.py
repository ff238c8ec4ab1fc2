"""``python -m tools.freshness``: which facts were last checked too long ago, by installment.

Reads the documents as a build does, and lists the dates that are too old with the facts they date
and the addresses to check these by; the same, as a list to tick off, goes to report.md. Exit codes:
0 nothing is old, 1 something is, 2 wrong use or faulty sources.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sphinx.environment import BuildEnvironment

from extensions.facts import KEY, SOURCES, Dated
from extensions.faults import FaultySources, line_with
from extensions.series import catalog
from tools import doctrees, issue

ROOT = Path(__file__).parent.parent
DAYS = 180
LONGEST = 30_000  # characters of the report, which shares its issue with another
_SHOWN = 60  # characters of a fact
_DONE = """\
## 確かめ終えたら

- 変わっていた事実は本文を直し、`docs/changes.toml` に書きます。
- `:as-of:` の日付を、確かめた日に書き換えます。囲みや表の日付は、中の事実をすべて確かめてからです。
- 回の確認日（`:verified:`）は、その回の日付のない事実をすべて確かめてから書き換えます。
"""


@dataclass(frozen=True)
class Chapter:
    """What is old in one document.

    :param title: with the number of the installment, if it is one
    :param verified: the place of the installment's own date, the date, and the addresses of the
        document, if it is old
    :param dated: the old dates in the text
    """

    title: str
    verified: tuple[str, date, tuple[str, ...]] | None
    dated: list[Dated]


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what *arguments* say; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.freshness", description=__doc__)
    parser.add_argument("--days", type=int, default=DAYS, help=f"the oldest allowed ({DAYS})")
    parser.add_argument("--root", type=Path, default=ROOT, help="the book (default: this one)")
    options = parser.parse_args(arguments)
    root, today = options.root.resolve(), date.today()
    out = root / "_build/freshness"
    try:
        env = doctrees.read(root, out, drafts=False).env
    except FaultySources as faults:
        print(f"原稿を直してから、もう一度実行してください。{faults}")
        return 2
    old = list(_old(env, root, options.days, today))
    number = sum(len(chapter.dated) + bool(chapter.verified) for chapter in old)
    summary = f"{options.days}日より古い確認日は {number} 個です。"
    for chapter in old:
        print("\n".join([chapter.title, *_lines(chapter, today), ""]))
    text = "\n".join([f"{today} に調べました。{summary}", "", *_checklist(old, today)])
    (out / "report.md").write_text(
        issue.bounded(text, "make freshness の表示", LONGEST), encoding="utf-8"
    )
    print(f"{summary}確かめるものの一覧: _build/freshness/report.md")
    return 1 if old else 0


def _old(env: BuildEnvironment, root: Path, days: int, today: date) -> Iterator[Chapter]:
    """The documents with something older than *days*: installments in order, then others."""

    def is_old(day: date) -> bool:
        return (today - day).days > days

    for item in catalog(env).values():
        if not item.published:
            continue
        about = env.metadata[item.docname]
        path = Path(env.doc2path(item.docname))
        place = f"{path.relative_to(root).as_posix()}:{line_with(path, 1, ':verified:')}"
        verified = (place, item.verified, about[SOURCES]) if is_old(item.verified) else None
        dated = [each for each in about[KEY] if is_old(each.day)]
        if verified or dated:
            yield Chapter(f"{item.label} {item.title}", verified, dated)
    installments = {item.docname for item in catalog(env).values()}
    for docname in sorted(env.found_docs - installments):
        if dated := [each for each in env.metadata[docname][KEY] if is_old(each.day)]:
            yield Chapter(env.titles[docname].astext(), None, dated)


def _age(day: date, today: date) -> str:
    return f"{day}（{(today - day).days}日前）"


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def _lines(chapter: Chapter, today: date) -> Iterator[str]:
    """What a terminal shows."""
    if chapter.verified:
        place, day, sources = chapter.verified
        yield f"  {place}: 回の確認日 {_age(day, today)}"
        yield from (f"      {source}" for source in sources)
    for dated in chapter.dated:
        yield f"  {dated.path}:{dated.line}: {_named(dated)}{_age(dated.day, today)}"
        for fact in dated.facts:
            yield f"    {fact.path}:{fact.line}: {_short(fact.text)}"
            yield from (f"      {source}" for source in fact.sources)
        if dated.sources:
            yield "    出典のないものは、この節の出典で:"
            yield from (f"      {source}" for source in dated.sources)


def _named(dated: Dated) -> str:
    return f"「{_short(dated.title)}」" if dated.title else ""


def _checklist(old: list[Chapter], today: date) -> Iterator[str]:
    """The same in Markdown, to be ticked off."""
    for chapter in old:
        yield from (f"## {chapter.title}", "")
        if chapter.verified:
            place, day, sources = chapter.verified
            yield f"- [ ] `{place}` 回の確認日 {_age(day, today)}: 日付のない事実を確かめる"
            yield from (f"  - [ ] <{source}>" for source in sources)
        for dated in chapter.dated:
            yield f"- [ ] `{dated.path}:{dated.line}` {_named(dated)}{_age(dated.day, today)}"
            for fact in dated.facts:
                yield f"  - [ ] `{fact.path}:{fact.line}` {_short(fact.text)}"
                yield from (f"    - <{source}>" for source in fact.sources)
            if dated.sources:
                yield "  - 出典のないものは、この節の出典で確かめる"
                yield from (f"    - <{source}>" for source in dated.sources)
        yield ""
    if old:
        yield _DONE


if __name__ == "__main__":
    sys.exit(main())
