"""``python -m tools.apidiff``: compare the newest botocore with the snapshot in listings/api.json.

Exit codes: 0 nothing changed, 1 something did, 2 wrong use, 3 no newer botocore to be had.
``--accept`` makes the installed botocore, which the tests check the listings against, the snapshot.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import botocore

from tools import issue
from tools.apidiff.calls import used
from tools.apidiff.compare import Change, compare
from tools.apidiff.model import Models, operations, read, snapshot, written

ROOT = Path(__file__).parent.parent.parent
INSTALLED = Path(botocore.__file__).parent.parent
NO_NETWORK = 3
LONGEST = 25_000  # characters of the report, which shares its issue with another
HEADS = {True: "リストと本文を確かめるもの", False: "増えたもの、ゆるんだもの"}
_NEXT = """\
## 次にすること

1. 並べた点を、リストと本文で確かめて直します。
2. `make requirements UPGRADE="boto3 botocore"` で、固定した版を上げます。
3. `make test` で、リストを新しい定義と照らします。`listings/api.json` の検査だけが失敗します。
4. `make api-diff ACCEPT=1` で、`listings/api.json` を新しい版に替えます。
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what *arguments* say; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.apidiff", description=__doc__)
    parser.add_argument("--accept", action="store_true", help="take the installed botocore")
    parser.add_argument("--root", type=Path, default=ROOT, help="the book (default: this one)")
    options = parser.parse_args(arguments)
    file = options.root.resolve() / "listings/api.json"
    known = read(file)
    if options.accept:
        installed = Models(INSTALLED)
        print("\n".join(_lines(compare(known, snapshot(installed, operations(known))))))
        accepted = snapshot(installed, used(file.parent, installed))
        file.write_text(written(accepted), encoding="utf-8")
        print(f"listings/api.json を botocore {installed.version} の定義にしました。")
        return 0
    if not file.exists():
        print("listings/api.json がありません。先に make api-diff ACCEPT=1 を実行してください。")
        return 2
    out = options.root.resolve() / "_build/api-diff"
    if not _fetch(out / "botocore"):
        return NO_NETWORK
    newest = Models(out / "botocore")
    changes = compare(known, snapshot(newest, operations(known)))
    versions = f"botocore {known['botocore']} → {newest.version}"
    print("\n".join([versions, *_lines(changes)]))
    (out / "report.md").write_text(_report(versions, changes), encoding="utf-8")
    return 1 if changes else 0


def _fetch(target: Path) -> bool:
    """Put the newest botocore into *target*; whether there was one to be had."""
    shutil.rmtree(target, ignore_errors=True)
    command = [sys.executable, "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    command += ["--only-binary", ":all:", "--no-deps", "--retries", "1", "--timeout", "20"]
    command += ["--target", str(target)]
    done = subprocess.run([*command, "botocore"], capture_output=True, text=True, check=False)
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
        print(
            "新しい botocore を取り出せないので、比べられません"
            f"（pip: {''.join(said[-1:])}）。つながる所で、もう一度実行してください。"
        )
    return not done.returncode


def _lines(changes: list[Change]) -> Iterator[str]:
    """What a terminal shows."""
    for breaks, head in HEADS.items():
        if some := [change for change in changes if change.breaks is breaks]:
            yield f"{head}（{len(some)}）"
            for change in some:
                yield f"  {change}"
                yield f"      {'、'.join(sorted(change.listings))}"
    if not changes:
        yield "リストの使う定義に、違いはありません。"


def _report(versions: str, changes: list[Change]) -> str:
    """The same in Markdown, what may break a listing to be ticked off."""
    lines = [f"{date.today()} に比べました。{versions}", ""]
    for breaks, head in HEADS.items():
        some = [change for change in changes if change.breaks is breaks]
        lines += [f"## {head}（{len(some)}）", ""] if some else []
        for change in some:
            programs = "、".join(f"`listings/{name}`" for name in sorted(change.listings))
            lines += [f"- {'[ ] ' if breaks else ''}{change}", f"  - {programs}"]
        lines += [""] if some else []
    text = "\n".join(lines)
    told = _NEXT if changes else "リストの使う定義に、違いはありません。"
    return issue.bounded(text, "make api-diff の表示", LONGEST) + f"\n{told}"


if __name__ == "__main__":
    sys.exit(main())
