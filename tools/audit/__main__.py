"""``python -m tools.audit``: Lighthouse on the built site, phone and desktop, against our marks.

Home and the longest installment are served from loopback, compressed as any host would do. The
marks: all four scores 100, and numbers that a slow phone on a slow line (Lighthouse's simulation)
must not exceed. It reckons with times of this machine, so the phone gets the medians of five runs,
and a machine that is busy with something else still measures too much.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from tools.server import serve

ROOT = Path(__file__).parent.parent.parent
SITE = ROOT / "_build/html"
LIGHTHOUSE = Path(__file__).parent / "node_modules/.bin/lighthouse"
RUNS = 5
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
# audit of Lighthouse → name, unit, divisor, most that the phone may take
MARKS = {
    "largest-contentful-paint": ("LCP", "ms", 1, 1350),
    "total-blocking-time": ("TBT", "ms", 1, 75),
    "cumulative-layout-shift": ("CLS", "", 1, 0),
    "total-byte-weight": ("KB", "", 1024, 75),
}


def run(address: str, *, desktop: bool) -> dict[str, object]:
    """Lighthouse's report of one page."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "report.json"
        subprocess.run(
            [
                LIGHTHOUSE,
                address,
                "--quiet",
                "--output=json",
                f"--output-path={target}",
                f"--only-categories={','.join(CATEGORIES)}",
                "--chrome-flags=--headless=new --no-sandbox",
                *(["--preset=desktop"] if desktop else []),
            ],
            env={**os.environ, "CHROME_PATH": "/usr/bin/chromium"},
            check=True,
        )
        return json.loads(target.read_text(encoding="utf-8"))


def judge(reports: list[dict], *, desktop: bool) -> tuple[str, list[str]]:
    """One line of the table, of medians, and what is below the marks."""
    faults = []
    cells = []
    for name in CATEGORIES:
        points = median(round(report["categories"][name]["score"] * 100) for report in reports)
        cells.append(f"{points:>4}")
        if points < 100:
            failed = {
                reference["id"]
                for report in reports
                for reference in report["categories"][name]["auditRefs"]
                if reference["weight"]
                and report["audits"][reference["id"]]["score"] not in (1, None)
            }
            faults.append(f"{name} {points}: {', '.join(sorted(failed))}")
    for name, (label, unit, divisor, most) in MARKS.items():
        measured = median(report["audits"][name]["numericValue"] for report in reports) / divisor
        cells.append(f"{measured:>7.3g}" if label == "CLS" else f"{measured:>7.0f}")
        if not desktop and measured > most:
            faults.append(f"{label} {measured:.4g}{unit} > {most}{unit}")
    return " ".join(cells), faults


def main() -> int:
    """Audit, print the table, and return 1 if anything is below the marks."""
    if not (SITE / "index.html").exists():
        print("_build/html がありません。先に make book を実行してください。")
        return 1
    longest = max(SITE.glob("[0-9][0-9]-*.html"), key=lambda path: path.stat().st_size)
    found = []
    print(f"{'':<38} perf a11y best  seo  LCP ms  TBT ms     CLS      KB", flush=True)
    with serve(SITE) as origin:
        for name in ("index.html", longest.name):
            for desktop in (False, True):
                where = f"{name} {'desktop' if desktop else 'mobile'}"
                runs = [run(origin + name, desktop=desktop) for _ in range(1 if desktop else RUNS)]
                cells, faults = judge(runs, desktop=desktop)
                print(f"{where:<38} {cells}", flush=True)
                found += [f"{where}: {fault}" for fault in faults]
    print("\n".join(found) if found else "すべて目標に届いています。")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
