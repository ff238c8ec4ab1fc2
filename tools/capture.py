"""``python -m tools.capture``: run the listings in the lab and keep what they print, draw and call.

All run in the order of ``listings/order.txt``, each in a copy of its folder, against one lab.
Nothing is written unless all of them succeed on the real data: numbers of made-up data must not
get into the book. ``--check`` runs them on whatever data there is and writes nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import lab
from extensions import listings

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "listings"
GENERATED = (".svg", ".explore.json")  # what a listing may leave beside itself, for the book
RECORDER = Path(__file__).parent / "recorder"


@dataclass
class Run:
    """One run of a program.

    :param text: what it printed
    :param sha256: its digest then
    :param calls: the operations of AWS that it called, as ``sts.GetCallerIdentity``, sorted
    :param drawings: what it drew, by file name
    """

    text: str
    sha256: str
    calls: list[str]
    drawings: dict[str, bytes] = field(default_factory=dict)


class Failed(Exception):
    """A listing ended with an error."""

    def __init__(self, name: str, run: subprocess.CompletedProcess[str]) -> None:
        super().__init__(f"{name} が失敗しました（終了コード {run.returncode}）")
        self.output = run.stdout + run.stderr


def environment(settings: dict[str, str]) -> dict[str, str]:
    """The environment in which a listing runs against the lab.

    :param settings: those of the lab
    """
    switch = FOLDER / "07/telemetry.yaml"  # the SDK must not report its use to AWS
    # The listings run in folders of their own.
    data = {"BANK_DATA": str(Path(path).resolve())} if (path := os.environ.get("BANK_DATA")) else {}
    # Nothing of the reader's account: a profile or an endpoint of one service would win.
    outside = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    return (
        outside
        | settings
        | data
        | {
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
            "SAGEMAKER_USER_CONFIG_OVERRIDE": str(switch),
            "SAGEMAKER_ADMIN_CONFIG_OVERRIDE": str(switch),
            "PYTHONIOENCODING": "utf-8",
            "MPLBACKEND": "svg",
            "SOURCE_DATE_EPOCH": "0",  # or each drawing is a new one for its date
        }
    )


def recorded(calls: Path) -> dict[str, str]:
    """What is added to the environment of a program so that its calls are written to *calls*."""
    return {"PYTHONPATH": os.fspath(RECORDER), "BOOK_CALLS": os.fspath(calls)}


def _operations(calls: Path) -> list[str]:
    """The operations in what the recorder wrote, each once."""
    lines = calls.read_text(encoding="utf-8").splitlines() if calls.exists() else []
    found = map(json.loads, lines)
    return sorted({f"{call['service']}.{call['operation']}" for call in found})


def run_all(settings: dict[str, str], workplace: Path) -> dict[str, Run]:
    """Run every listing in order; what each did, by name.

    :param workplace: an empty folder
    :raises Failed: at the first that fails
    """
    variables = environment(settings)
    runs: dict[str, Run] = {}
    for name in listings.order(FOLDER):
        chapter, program = name.split("/")
        place = workplace / chapter
        if not place.exists():
            ignore = shutil.ignore_patterns(
                "*.out.txt", "__pycache__", *(f"*{s}" for s in GENERATED)
            )
            shutil.copytree(FOLDER / chapter, place, ignore=ignore)
        before = {path: path.stat().st_mtime_ns for path in place.iterdir()}
        calls = workplace / f"{chapter}-{program}.jsonl"
        started = time.monotonic()
        done = subprocess.run(
            [sys.executable, program],
            cwd=place,
            env=variables | recorded(calls),
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        if done.returncode:
            raise Failed(name, done)
        runs[name] = Run(
            done.stdout,
            # of the copy that ran: the author may have gone on writing
            listings.digest(place / program),
            _operations(calls),
            {
                path.name: path.read_bytes()
                for path in place.iterdir()
                if path.name.endswith(GENERATED) and before.get(path) != path.stat().st_mtime_ns
            },
        )
        print(f"{name}（{time.monotonic() - started:.1f} 秒）", flush=True)
    return runs


def data_of(runs: dict[str, Run]) -> str:
    """The source of the data that the listings ran on, as 06/get_data.py names it."""
    return listings.values(runs["06/get_data.py"].text)["データ"]


def keep(runs: dict[str, Run], data: str) -> None:
    """Write the outputs beside the listings, and the record of their sources.

    What nothing prints or draws any more goes, or the book could still show it.
    """
    record = {}
    for pattern in (f"*/*{listings.SUFFIX}", *(f"*/*{suffix}" for suffix in GENERATED)):
        for old in FOLDER.glob(pattern):
            old.unlink()
    for name, run in runs.items():
        program = FOLDER / name
        listings.output(program).write_text(run.text, encoding="utf-8")
        for drawing, content in run.drawings.items():
            program.with_name(drawing).write_bytes(content)
        record[name] = {"sha256": run.sha256, "data": data, "calls": run.calls}
    text = json.dumps(record, ensure_ascii=False, indent=2, sort_keys=True)
    (FOLDER / listings.RECORD).write_text(text + "\n", encoding="utf-8")


def main() -> int:
    """Run, and write unless ``--check`` is given."""
    parser = argparse.ArgumentParser(description="リストを手元のラボで動かし、出力を保存します。")
    parser.add_argument("--check", action="store_true", help="動かすだけで、保存しない")
    arguments = parser.parse_args()
    try:
        with tempfile.TemporaryDirectory() as folder, lab.running() as settings:
            runs = run_all(settings, Path(folder))
    except Failed as error:
        print(error.output, end="", file=sys.stderr)
        print(f"{error}。何も書き換えていません。", file=sys.stderr)
        return 1
    except lab.LabDidNotStart as error:
        print(error, file=sys.stderr)
        return 1
    data = data_of(runs)
    print(f"データ: {data}")
    if arguments.check:
        return 0
    if not data.startswith("UCI"):
        print(
            "合成データの結果は本に載せません。何も書き換えていません。"
            "→ ネットワークにつなぐか、BANK_DATA に本物のファイルを指定してください",
            file=sys.stderr,
        )
        return 1
    keep(runs, data)
    made = "、".join(f"listings/*/*{suffix}" for suffix in (listings.SUFFIX, *GENERATED))
    print(f"できました: {made}、listings/captured.json")
    return 0


if __name__ == "__main__":
    sys.exit(main())
