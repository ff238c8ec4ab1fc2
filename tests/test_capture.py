"""``make listings``: the outputs of a whole run on the real data are kept, or nothing is touched.

The listings here are a few lines each, since only what is kept of them matters.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from test_get_data import closed_port

from extensions import listings
from tools import capture

LABEL = "UCI Bank Marketing"
CALL = """\
import boto3
import sys
print("だれ:", boto3.client("sts").get_caller_identity()["Account"])
print("場所:", boto3.client("s3").meta.endpoint_url)
"""
DRAW = """\
from pathlib import Path
print("設定:", Path("settings.json").read_text())
print(sorted(path.name for path in Path().iterdir()))
Path("drawn.svg").write_text("<svg/>")
Path("drawn.explore.json").write_text("{}")
"""

PLOT = """\
import matplotlib.pyplot as plt
plt.rcParams["svg.hashsalt"] = "book"
for name in ("one", "two"):
    figure, axes = plt.subplots()
    axes.plot([1, 2])
    figure.savefig(f"{name}.svg")
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of listings, with what an earlier run left."""
    folder = tmp_path / "listings"
    for name, content in {
        "order.txt": "# 順\n06/get_data.py\n06/draw.py\n\n07/call.py\n",
        "captured.json": "{}\n",
        "06/get_data.py": f'print("データ: {LABEL}")\n',
        "06/get_data.out.txt": "前の出力\n",
        "06/draw.py": DRAW,
        "06/settings.json": "{}",
        "06/drawn.svg": "前の図",
        "06/gone.out.txt": "もうないリストの出力\n",
        "06/gone.svg": "もう描かない図",
        "06/gone.explore.json": "もう作らないデータ",
        "07/call.py": CALL,
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    monkeypatch.setattr(capture, "FOLDER", folder)
    return folder


@pytest.fixture
def run(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """Run the command with its arguments; its exit code."""

    def run(*arguments: str) -> int:
        monkeypatch.setattr(sys, "argv", ["capture", *arguments])
        return capture.main()

    return run


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below *folder*."""
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_outputs_and_drawings_are_kept_with_the_sums_of_their_programs(
    folder: Path, run: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run() == 0
    assert (folder / "06/get_data.out.txt").read_text(encoding="utf-8") == f"データ: {LABEL}\n"
    assert (folder / "06/drawn.svg").read_text(encoding="utf-8") == "<svg/>"
    assert (folder / "06/drawn.explore.json").read_text(encoding="utf-8") == "{}"
    assert listings.record(folder) == {
        name: {
            "sha256": listings.digest(folder / name),
            "data": LABEL,
            "calls": ["sts.GetCallerIdentity"] if name == "07/call.py" else [],
        }
        for name in listings.order(folder)
    }
    out = capsys.readouterr().out
    places = [out.index(name) for name in listings.order(folder)]
    assert places == sorted(places)
    # Each ran in a copy of its folder, without what earlier runs left there.
    drawn = (folder / "06/draw.out.txt").read_text(encoding="utf-8")
    assert drawn == "設定: {}\n['draw.py', 'get_data.py', 'settings.json']\n"


def test_the_same_drawing_has_the_same_bytes(folder: Path, run: Callable[..., int]) -> None:
    """Or every run would change every drawing of the book."""
    (folder / "06/draw.py").write_text(PLOT, encoding="utf-8")
    assert run() == 0
    assert (folder / "06/one.svg").read_bytes() == (folder / "06/two.svg").read_bytes()


def test_what_nothing_makes_any_more_is_removed(folder: Path, run: Callable[..., int]) -> None:
    assert run() == 0
    assert [path.name for path in folder.rglob("gone*")] == []


def test_an_edit_during_the_run_counts_as_one_after_it(
    folder: Path, run: Callable[..., int]
) -> None:
    """The copy that ran has the old text, and so has the output."""
    edited = folder / "06/draw.py"
    late = f"from pathlib import Path\nPath({str(edited)!r}).write_text('# new')\n"
    (folder / "07/call.py").write_text(late, encoding="utf-8")
    assert run() == 0
    record = listings.record(folder)
    assert record["07/call.py"]["sha256"] == listings.digest(folder / "07/call.py")
    assert record["06/draw.py"]["sha256"] != listings.digest(edited)


@pytest.mark.parametrize(("arguments", "code"), [((), 1), (("--check",), 0)])
def test_made_up_data_does_not_get_into_the_book(
    folder: Path,
    run: Callable[..., int],
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    code: int,
) -> None:
    (folder / "06/get_data.py").write_text('print("データ: 合成データ（作りもの）")\n')
    before = contents(folder)
    assert run(*arguments) == code
    assert contents(folder) == before
    out, err = capsys.readouterr()
    assert "データ: 合成データ（作りもの）" in out
    expected = [
        "合成データの結果は本に載せません。何も書き換えていません。"
        "→ ネットワークにつなぐか、BANK_DATA に本物のファイルを指定してください"
    ]
    assert err.splitlines() == (expected if code else [])


def test_a_check_keeps_nothing_of_the_real_data_either(
    folder: Path, run: Callable[..., int]
) -> None:
    before = contents(folder)
    assert run("--check") == 0
    assert contents(folder) == before


def test_a_listing_that_fails_is_told_with_what_it_said(
    folder: Path, run: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    program = 'import sys\nprint("ここまで")\nsys.exit("だめ")\n'
    (folder / "06/draw.py").write_text(program, encoding="utf-8")
    before = contents(folder)
    assert run() == 1
    assert contents(folder) == before
    out, err = capsys.readouterr()
    assert "07/call.py" not in out
    assert err.splitlines() == [
        "ここまで",
        "だめ",
        "06/draw.py が失敗しました（終了コード 1）。何も書き換えていません。",
    ]


def test_a_lab_that_does_not_start_is_told_in_one_line(
    folder: Path,
    run: Callable[..., int],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PYTHONHOME", str(folder))  # where no Python is
    before = contents(folder)
    assert run() == 1
    assert contents(folder) == before
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("ラボが起動せずに終わりました")


def test_nothing_of_the_readers_account_or_proxy_gets_in_the_way(
    folder: Path, run: Callable[..., int], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    nowhere = f"http://127.0.0.1:{closed_port()}"
    config = tmp_path / "config"
    config.write_text(f"[default]\nendpoint_url = {nowhere}\nregion = us-east-1\n")
    for name, value in {
        "AWS_PROFILE": "of-mine",
        "AWS_SESSION_TOKEN": "mine",
        "AWS_ENDPOINT_URL_S3": nowhere,
        "AWS_CONFIG_FILE": str(config),
        "http_proxy": nowhere,
        "HTTP_PROXY": nowhere,
    }.items():
        monkeypatch.setenv(name, value)
    assert run() == 0
    told = listings.values((folder / "07/call.out.txt").read_text(encoding="utf-8"))
    assert told["だれ"] == "123456789012"
    assert told["場所"].startswith("http://127.0.0.1:")
    assert told["場所"] != nowhere


def test_the_data_may_be_named_from_where_the_command_runs(
    folder: Path, run: Callable[..., int], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "bank.csv").write_text(LABEL)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BANK_DATA", "bank.csv")
    program = 'import os\nprint("データ:", open(os.environ["BANK_DATA"]).read())\n'
    (folder / "06/get_data.py").write_text(program, encoding="utf-8")
    assert run() == 0
    assert listings.record(folder)["06/draw.py"]["data"] == LABEL
