"""``python -m tools.linkcheck``: check the outside addresses, of the book or of any folder of HTML.

Exit codes: 0 all is well, 1 an address fails (or the list of ignores), 2 wrong use, 3 no network.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from tools.linkcheck import ignores, network, sources
from tools.linkcheck.addresses import normal
from tools.linkcheck.built import Place, Uses, pages, uses
from tools.linkcheck.check import Result, check, origins, settled
from tools.linkcheck.inside import missing
from tools.linkcheck.pages import Limits
from tools.linkcheck.reports import Report
from tools.linkcheck.state import State, fails
from tools.linkcheck.verdicts import Kind, Verdict

ROOT = Path(__file__).parent.parent.parent
NO_NETWORK = 3


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what *arguments* say; the exit code."""
    options = _options().parse_args(arguments)
    root, today = options.root.resolve(), date.today()
    out = options.out or root / "_build/linkcheck"
    if options.fix:
        return _fix(root, out / "report.json")
    site = (options.site or root / "_build/html").resolve()
    if not pages(site):
        where = options.site or "_build/html"
        print(f"{where} に HTML がありません。先に make book を実行してください。")
        return 2
    ignored, faults = ignores.load(options.ignores, today)
    if faults:
        print("\n".join(map(str, faults)))
        return 1
    found = uses(site)
    inside = _inside(site, found)
    found = _kept(
        found, lambda key, _: not any(i.matches(key, found.written[key]) for i in ignored)
    )
    if not options.site:
        found = sources.locate(found, root)
    everything = set(found.places)
    if options.changed:
        lines = sources.touched(root, options.changed)
        found = _kept(found, lambda _, places: bool(places & lines))
    certain = inside + settled(found, allow_private=options.allow_private)
    results = list(certain)
    done = {normal(result.url) for result in results}
    found = _kept(found, lambda key, _: key not in done)
    asked = origins(found)
    online = not asked or network.reachable(asked, allow_private=options.allow_private)
    if not online:
        print(
            f"ネットワークにつながらないので、外部のアドレスを確かめられません（{asked[0]} など "
            f"{len(asked)} 個のホスト）。つながる所で、もう一度実行してください。"
        )
        results = [result for result in results if result.verdict.kind is Kind.BROKEN]
        if not results:
            return NO_NETWORK
    else:
        until = time.monotonic() + options.deadline
        limits = Limits(options.timeout, options.interval, until, options.allow_private)
        results += check(found, limits, options.pause)
    state = State(options.state or out / "state.json")
    state.record(results, today)
    if not (options.changed or options.site):
        state.keep(everything)
    state.write()
    days = {result.url: state.days(result.url) for result in results}
    at_once = bool(options.changed or options.site)
    failing = [r.url for r in results if fails(r, days[r.url], at_once=at_once or r in certain)]
    report = Report(results, frozenset(failing), days, today)
    report.write(out)
    print(report.table())
    return NO_NETWORK if not online else 1 if failing else 0


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tools.linkcheck", description=__doc__)
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--site", type=Path, help="check the HTML files of this folder instead")
    what.add_argument("--changed", metavar="REV", help="only addresses on lines new since REV")
    what.add_argument("--fix", action="store_true", help="rewrite what moved, by the last report")
    parser.add_argument("--root", type=Path, default=ROOT, help="the book (default: this one)")
    parser.add_argument("--out", type=Path, help="folder of the reports (_build/linkcheck)")
    parser.add_argument("--state", type=Path, help="what is remembered (OUT/state.json)")
    parser.add_argument("--ignores", type=Path, default=ignores.FILE, help="a TOML file")
    parser.add_argument("--timeout", type=float, default=20, help="seconds for one request")
    parser.add_argument("--interval", type=float, default=1, help="seconds between two to one host")
    parser.add_argument("--pause", type=float, default=10, help="seconds before the second try")
    parser.add_argument(
        "--allow-private", action="store_true", help="ask this machine and private networks too"
    )
    parser.add_argument("--deadline", type=float, default=1800, help="seconds for all of it")
    return parser


def _kept(found: Uses, wanted: Callable[[str, set[Place]], bool]) -> Uses:
    """The addresses of *found* that are *wanted*, by their normal spelling and their places."""
    places = {key: places for key, places in found.places.items() if wanted(key, places)}
    return Uses(found.written, places)


def _inside(site: Path, found: Uses) -> list[Result]:
    """The links within the folder *site* that lead nowhere."""
    return [
        Result(where, Verdict(Kind.BROKEN, "フォルダの中にありません"), (place,))
        for where, place in missing(site, found)
    ]


def _fix(root: Path, file: Path) -> int:
    """Rewrite the addresses that the report in *file* says moved, and show what changed."""
    if not file.exists():
        print("_build/linkcheck/report.json がありません。先に make linkcheck を実行してください。")
        return 2
    entries = [entry for entry in json.loads(file.read_text(encoding="utf-8")) if "to" in entry]
    moved = {normal(entry["url"]): entry["to"] for entry in entries}
    places = [Place(place["file"], place["line"]) for e in entries for place in e["places"]]
    diff, texts = sources.rewritten(root, moved, places)
    print(diff or "書き換えるアドレスはありません。")
    for source, text in texts.items():
        source.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
