"""``make api-diff``: what changed in botocore's model of AWS, and which listings it touches.

The models are botocore's own files, copied with changes; pip installs them from a wheel.
"""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from test_get_data import closed_port

from extensions import listings
from tools.apidiff import __main__ as apidiff
from tools.apidiff.calls import used
from tools.apidiff.compare import compare
from tools.apidiff.model import Models, operations, read, snapshot, written

LISTINGS = ROOT / "listings"
KEPT = read(LISTINGS / "api.json")
Model = dict[str, Any]
Edit = Callable[[Model], object]


class Botocore:
    """An installed botocore with the models of the services that the listings use."""

    def __init__(self, folder: Path, version: str) -> None:
        self.folder, self.version = folder, version
        source = apidiff.INSTALLED / "botocore"
        for service in KEPT["services"]:
            shutil.copytree(source / "data" / service, folder / "botocore/data" / service)
        shutil.copy(source / "__init__.py", folder / "botocore")
        about = folder / f"botocore-{version}.dist-info"
        about.mkdir()
        about.joinpath("METADATA").write_text(
            f"Metadata-Version: 2.1\nName: botocore\nVersion: {version}\n"
        )
        about.joinpath("WHEEL").write_text(
            "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        about.joinpath("RECORD").write_text("")

    def edit(self, service: str, change: Edit) -> None:
        """Change the model of *service* in its file."""
        (path,) = (self.folder / "botocore/data" / service).glob("*/service-2.json.gz")
        model = json.loads(gzip.decompress(path.read_bytes()))
        change(model)
        path.write_bytes(gzip.compress(json.dumps(model).encode(), 1))

    def wheel(self, place: Path) -> None:
        """Put a wheel of it into *place*."""
        place.mkdir()
        name = place / f"botocore-{self.version}-py3-none-any.whl"
        with zipfile.ZipFile(name, "w") as archive:
            for path in self.folder.rglob("*"):
                archive.write(path, path.relative_to(self.folder))


@pytest.fixture
def newer(tmp_path: Path) -> Botocore:
    """A newer botocore, which says the same as long as it is not edited."""
    return Botocore(tmp_path / "newer", "99.1.0")


def differences(botocore: Botocore) -> list[str]:
    """What differs between the snapshot of the book and *botocore*."""
    return list(map(str, compare(KEPT, snapshot(Models(botocore.folder), operations(KEPT)))))


# -- one difference --------------------------------------------------------------------------
def without_operation(model: Model) -> None:
    del model["operations"]["CreateModel"]


def deprecated_operation(model: Model) -> None:
    model["operations"]["CreateModel"]["deprecated"] = True


def required(model: Model) -> None:
    model["shapes"]["CreateModelInput"]["required"].append("ExecutionRoleArn")
    model["shapes"]["CreateModelInput"]["required"].remove("ModelName")


def other_members(model: Model) -> None:
    shape = model["shapes"]["CreateModelInput"]
    del shape["members"]["EnableNetworkIsolation"]
    shape["members"]["Colour"] = {"shape": "ModelName"}
    shape["members"]["Taste"] = {"shape": "ModelName"}
    shape["required"].append("Taste")


def deprecated_member(model: Model) -> None:
    model["shapes"]["CreateModelInput"]["members"]["VpcConfig"]["deprecated"] = True


def other_answer(model: Model) -> None:
    shape = model["shapes"]["CreateModelOutput"]
    shape["members"] = {"Arn": {"shape": "ModelArn"}}
    shape["required"] = ["Arn"]


def other_values(model: Model) -> None:
    enum = model["shapes"]["RootAccess"]["enum"]
    enum.remove("Disabled")
    enum += [f"Level{number}" for number in range(10)]


def other_limits(model: Model) -> None:
    model["shapes"]["NotebookInstanceVolumeSizeInGB"]["min"] = 20
    del model["shapes"]["NotebookInstanceVolumeSizeInGB"]["max"]


def other_default(model: Model) -> None:
    member = model["shapes"]["CreateNotebookInstanceInput"]["members"]["VolumeSizeInGB"]
    member["documentation"] = "<p>The size. The default value is <code>9</code> GB.</p>"


def other_type(model: Model) -> None:
    model["shapes"]["CreateModelInput"]["members"]["ModelName"] = {"shape": "VpcConfig"}


def other_names(model: Model) -> None:
    """Of a shape alone, and of what no listing uses."""
    model["shapes"]["Renamed"] = model["shapes"].pop("CreateModelInput")
    model["operations"]["CreateModel"]["input"]["shape"] = "Renamed"
    del model["operations"]["CreateApp"]


MODEL = "sagemaker CreateModel"
NOTEBOOK = "sagemaker CreateNotebookInstance の要求"


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (without_operation, [f"{MODEL}: 呼び出しがなくなりました"]),
        (deprecated_operation, [f"{MODEL}: 非推奨になりました"]),
        (
            required,
            [
                f"{MODEL} の要求 ExecutionRoleArn: 必須になりました",
                f"{MODEL} の要求 ModelName: 必須でなくなりました",
            ],
        ),
        (
            other_members,
            [
                f"{MODEL} の要求 EnableNetworkIsolation: なくなりました",
                f"{MODEL} の要求 Taste: 必須の項目として加わりました",
                f"{MODEL} の要求 Colour: 加わりました",
            ],
        ),
        (deprecated_member, [f"{MODEL} の要求 VpcConfig: 非推奨になりました"]),
        (
            other_answer,
            [
                f"{MODEL} の応答 ModelArn: なくなりました",
                f"{MODEL} の応答 Arn: 加わりました",
            ],
        ),
        (
            other_values,
            [
                f"{NOTEBOOK} RootAccess（ほか 1 か所）: 値 Disabled がなくなりました",
                f"{NOTEBOOK} RootAccess（ほか 1 か所）: 値 Level0、Level1、Level2、Level3、"
                "Level4、Level5、Level6、Level7 など 10 個 が加わりました",
            ],
        ),
        (
            other_limits,
            [
                f"{NOTEBOOK} VolumeSizeInGB（ほか 1 か所）: 上限が 16384 から なし に変わりました",
                f"{NOTEBOOK} VolumeSizeInGB（ほか 1 か所）: 下限が 5 から 20 に変わりました",
            ],
        ),
        (
            other_default,
            [
                f"{NOTEBOOK} VolumeSizeInGB: 既定の説明が「The default value is 5 GB.」から"
                "「The default value is 9 GB.」に変わりました"
            ],
        ),
        (
            other_type,
            [f"{MODEL} の要求 ModelName: 型が string から structure に変わりました"],
        ),
        (other_names, []),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_difference_is_told_by_its_place(newer: Botocore, edit: Edit, told: list[str]) -> None:
    newer.edit("sagemaker", edit)
    assert differences(newer) == told


def test_a_service_that_is_gone_is_told_by_its_calls(newer: Botocore) -> None:
    shutil.rmtree(newer.folder / "botocore/data/sts")
    assert differences(newer) == ["sts GetCallerIdentity: 呼び出しがなくなりました"]


def test_deep_in_a_request_a_difference_is_found_once_for_all_its_calls(newer: Botocore) -> None:
    newer.edit("sagemaker", lambda model: model["shapes"]["S3DataType"]["enum"].append("X"))
    (change,) = compare(KEPT, snapshot(Models(newer.folder), operations(KEPT)))
    assert not change.breaks
    assert change.places == [
        "CreateTrainingJob の要求 InputDataConfig[].DataSource.S3DataSource.S3DataType",
        "CreateTransformJob の要求 TransformInput.DataSource.S3DataSource.S3DataType",
        "DescribeTrainingJob の応答 InputDataConfig[].DataSource.S3DataSource.S3DataType",
        "DescribeTransformJob の応答 TransformInput.DataSource.S3DataSource.S3DataType",
    ]
    assert {"07/train.py", "07/train_two.py", "07/train_sdk.py"} <= change.listings
    assert "05/create_role.py" not in change.listings


# -- the command -----------------------------------------------------------------------------
@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A book with the listings of this one."""
    shutil.copytree(LISTINGS, tmp_path / "book/listings")
    return tmp_path / "book"


@pytest.fixture
def run(
    book: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., tuple[int, list[str]]]:
    """Run the command: exit code and printed lines; pip knows no index but the test's."""
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)

    def run(*arguments: str) -> tuple[int, list[str]]:
        code = apidiff.main(["--root", str(book), *arguments])
        return code, capsys.readouterr().out.splitlines()

    return run


def offer(botocore: Botocore, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make *botocore* the newest that pip finds."""
    wheels = botocore.folder.parent / "wheels"
    botocore.wheel(wheels)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(wheels))


def test_the_newest_is_compared_and_reported(
    newer: Botocore, book: Path, run: Callable[..., tuple[int, list[str]]], monkeypatch
) -> None:
    newer.edit("sagemaker", required)
    offer(newer, monkeypatch)
    before = (book / "listings/api.json").read_bytes()
    code, printed = run()
    assert code == 1
    assert printed == [
        f"botocore {KEPT['botocore']} → 99.1.0",
        "リストと本文を確かめるもの（1）",
        f"  {MODEL} の要求 ExecutionRoleArn: 必須になりました",
        "      08/leak.py、08/transform.py",
        "増えたもの、ゆるんだもの（1）",
        f"  {MODEL} の要求 ModelName: 必須でなくなりました",
        "      08/leak.py、08/transform.py",
    ]
    report = (book / "_build/api-diff/report.md").read_text(encoding="utf-8")
    assert f"- [ ] {MODEL} の要求 ExecutionRoleArn: 必須になりました\n" in report
    assert f"- {MODEL} の要求 ModelName: 必須でなくなりました\n" in report
    assert report.count("  - `listings/08/leak.py`、`listings/08/transform.py`\n") == 2
    assert "make api-diff ACCEPT=1" in report
    assert (book / "listings/api.json").read_bytes() == before


def test_no_difference_is_good(
    newer: Botocore, book: Path, run: Callable[..., tuple[int, list[str]]], monkeypatch
) -> None:
    offer(newer, monkeypatch)
    assert run() == (
        0,
        [f"botocore {KEPT['botocore']} → 99.1.0", "リストの使う定義に、違いはありません。"],
    )
    assert "- " not in (book / "_build/api-diff/report.md").read_text(encoding="utf-8")


def test_without_a_network_one_line_says_so(
    book: Path, run: Callable[..., tuple[int, list[str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", f"http://127.0.0.1:{closed_port()}/")
    code, (line,) = run()
    assert code == 3
    assert line.startswith("新しい botocore を取り出せないので、比べられません（pip: ERROR: ")
    assert not (book / "_build/api-diff/report.md").exists()


def test_without_a_snapshot_the_command_that_makes_one_is_named(
    book: Path, run: Callable[..., tuple[int, list[str]]]
) -> None:
    (book / "listings/api.json").unlink()
    assert run() == (
        2,
        ["listings/api.json がありません。先に make api-diff ACCEPT=1 を実行してください。"],
    )
    assert run("--accept")[0] == 0
    assert (book / "listings/api.json").read_bytes() == (LISTINGS / "api.json").read_bytes()


def test_accepting_takes_the_installed_model_and_what_the_listings_call_now(
    newer: Botocore, book: Path, run: Callable[..., tuple[int, list[str]]]
) -> None:
    newer.edit("sagemaker", other_limits)
    older = written(snapshot(Models(newer.folder), operations(KEPT)))
    (book / "listings/api.json").write_text(older, encoding="utf-8")
    new = 'import boto3\nboto3.client("sts").get_session_token()\n'
    (book / "listings/05/new.py").write_text(new, encoding="utf-8")
    code, printed = run("--accept")
    assert code == 0
    assert f"  {NOTEBOOK} VolumeSizeInGB（ほか 1 か所）: 下限が 20 から 5 に変わりました" in printed
    assert printed[-1] == f"listings/api.json を botocore {KEPT['botocore']} の定義にしました。"
    now = operations(read(book / "listings/api.json"))
    assert now.pop("sts.GetSessionToken") == ["05/new.py"]
    assert now == operations(KEPT)


# -- which calls -----------------------------------------------------------------------------
PROGRAM = """\
import re
import boto3
s3 = boto3.session.Session().client("s3")
for page in s3.get_paginator("list_buckets").paginate():
    print(re.search("x", page), s3.exceptions.NoSuchKey)
try:
    boto3.client("iam").create_role(RoleName="x")
except Exception:
    s3.delete_bucket(Bucket="x")
"""


def test_calls_are_those_of_the_run_and_those_that_the_program_names(tmp_path: Path) -> None:
    folder = tmp_path / "listings"
    (folder / "05").mkdir(parents=True)
    (folder / "05/named.py").write_text(PROGRAM, encoding="utf-8")
    record = {"05/run.py": {"sha256": "", "data": "", "calls": ["s3.PutObject", "iam.CreateRole"]}}
    (folder / listings.RECORD).write_text(json.dumps(record), encoding="utf-8")
    assert used(folder, Models(apidiff.INSTALLED)) == {
        "iam.CreateRole": ["05/named.py", "05/run.py"],
        "s3.DeleteBucket": ["05/named.py"],
        "s3.ListBuckets": ["05/named.py"],
        "s3.PutObject": ["05/run.py"],
    }


# -- the book --------------------------------------------------------------------------------
def test_the_snapshot_is_what_the_pinned_botocore_says() -> None:
    """So the tests of the listings, which use that botocore, have checked them against it."""
    models = Models(apidiff.INSTALLED)
    now = written(snapshot(models, used(LISTINGS, models)))
    same = (LISTINGS / "api.json").read_text(encoding="utf-8") == now
    assert same, (
        f"listings/api.json は botocore {KEPT['botocore']} の定義で、固定した版は "
        f"{models.version} です → リストと本文を確かめ、make api-diff ACCEPT=1"
    )


def test_the_snapshot_says_what_the_book_tells() -> None:
    sagemaker = KEPT["services"]["sagemaker"]["shapes"]
    assert "Enabled" in sagemaker["CreateNotebookInstanceInput"]["defaults"]["RootAccess"]
    assert sagemaker["NotebookInstanceVolumeSizeInGB"] == {
        "type": "integer",
        "min": 5,
        "max": 16384,
    }
    assert "ml.t3.medium" in sagemaker["InstanceType"]["enum"]


def test_make_passes_the_acceptance_on() -> None:
    shown = subprocess.run(
        ["make", "-n", "api-diff", "ACCEPT=1"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "-m tools.apidiff --accept" in shown
