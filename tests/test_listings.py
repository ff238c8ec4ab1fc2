"""Listings: every call is one that AWS would take, and each does what its installment says."""

from __future__ import annotations

import json
import re
import runpy
import sys
from collections.abc import Callable
from pathlib import Path

import botocore.client
import botocore.session
import pytest
from aws_model import Account
from botocore.exceptions import ParamValidationError
from conftest import ROOT
from reader_run import shared

LISTINGS = ROOT / "listings"
NOTEBOOK_ARN = "arn:aws:sagemaker:ap-northeast-1:444455556666:notebook-instance/book-notebook"
ROLE = {
    "Path": "/",
    "RoleName": "sagemaker-book-role",
    "Arn": "arn:aws:iam::444455556666:role/sagemaker-book-role",
}
CALLER = {"Account": "444455556666", "Arn": "arn:aws:iam::444455556666:x"}
TAGS = [{"Key": "project", "Value": "sagemaker-book"}]
# What connection.py prints before a listing does anything
WHERE = "動く場所: AWS（課金される）、アカウント 444455556666、リージョン ap-northeast-1\n"
# Permissions that are not the name of an API operation, by the service authorization reference.
NOT_OPERATIONS = {
    "iam:PassRole",
    "s3:ListBucket",
    "s3:PutBucketPublicAccessBlock",
    "s3:PutEncryptionConfiguration",
}

# Services whose permissions are split over several APIs.
RUNTIMES = {"sagemaker": ["sagemaker-runtime"]}


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> Account:
    """Every client that is made during the test talks to this account and to nothing else."""
    account = Account()
    account.answers |= {"GetCallerIdentity": CALLER, "ListTags": {"Tags": TAGS}}
    monkeypatch.setenv("AWS_DEFAULT_REGION", "ap-northeast-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    monkeypatch.setattr(
        botocore.client.BaseClient,
        "_make_api_call",
        lambda client, operation, parameters: account.call(client, operation, parameters),
    )
    return account


class Notebook:
    """The notebook instance of the account: answers as its life goes on."""

    def __init__(self, account: Account, status: str | None = "InService") -> None:
        self.status = status
        account.answers |= {
            "DescribeNotebookInstance": lambda _: self.describe(),
            "StopNotebookInstance": self.to("Stopped"),
            "DeleteNotebookInstance": self.to("Deleting"),
            "GetRole": {"Role": ROLE},
            "ListRoleTags": {"Tags": TAGS},
        }

    def describe(self) -> dict[str, str] | str:
        if self.status is None:
            return "ValidationException"
        if self.status == "Deleting":  # gone when it is looked at again
            self.status = None
            return {"NotebookInstanceArn": NOTEBOOK_ARN, "NotebookInstanceStatus": "Deleting"}
        return {
            "NotebookInstanceArn": NOTEBOOK_ARN,
            "NotebookInstanceStatus": self.status,
            "Url": "book-notebook.notebook.ap-northeast-1.sagemaker.aws",
        }

    def to(self, status: str | None) -> Callable[[dict], dict]:
        def change(_: dict) -> dict:
            self.status = status
            return {}

        return change


def run(name: str, *, monkeypatch: pytest.MonkeyPatch, edited: Path | None = None) -> None:
    """Run a listing as a reader does, or an *edited* one with the modules of its folder."""
    path = LISTINGS / name
    monkeypatch.chdir(path.parent)
    monkeypatch.syspath_prepend(path.parent)
    try:
        runpy.run_path(str(edited or path), run_name="__main__")
    finally:  # each run connects anew
        for module in path.parent.glob("*.py"):
            sys.modules.pop(module.stem, None)


def test_create_role_writes_the_readers_account_and_region(
    account: Account, monkeypatch, capsys
) -> None:
    Notebook(account)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "ap-northeast-3")
    run("05/create_role.py", monkeypatch=monkeypatch)
    assert account.names() == ["GetCallerIdentity", "CreateRole", "PutRolePolicy", "GetRole"]
    written = json.dumps([parameters for _, parameters in account.calls])
    assert "111122223333" not in written
    assert "ap-northeast-1" not in written
    assert "sagemaker-book-444455556666-ap-northeast-3" in written
    where = WHERE.replace("ap-northeast-1", "ap-northeast-3")
    assert capsys.readouterr().out == f"{where}{ROLE['Arn']}\n"


def test_create_role_can_run_twice(account: Account, monkeypatch) -> None:
    Notebook(account)
    account.answers["CreateRole"] = "EntityAlreadyExists"
    run("05/create_role.py", monkeypatch=monkeypatch)
    assert "UpdateAssumeRolePolicy" in account.names()
    assert "PutRolePolicy" in account.names()


def test_create_notebook_is_as_the_table_says(account: Account, monkeypatch, capsys) -> None:
    Notebook(account)
    run("05/create_notebook.py", monkeypatch=monkeypatch)
    sent = dict(account.calls)["CreateNotebookInstance"]
    assert sent["RoleArn"] == ROLE["Arn"]
    assert sent["PlatformIdentifier"] == "notebook-al2023-v1"
    assert sent["RootAccess"] == "Disabled"
    metadata = sent["InstanceMetadataServiceConfiguration"]
    assert metadata["MinimumInstanceMetadataServiceVersion"] == "2"
    assert "状態: InService" in capsys.readouterr().out


def test_first_cell_tells_whose_permissions(account: Account, monkeypatch, capsys) -> None:
    Notebook(account)
    run("05/first_cell.py", monkeypatch=monkeypatch)
    assert "権限の持ち主: arn:aws:iam::444455556666:x" in capsys.readouterr().out


def test_list_notebooks_looks_into_each_region(
    account: Account, monkeypatch, capsys, tmp_path: Path
) -> None:
    """The reader's own, and those that the reader writes down beside it."""
    account.answers["ListNotebookInstances"] = {
        "NotebookInstances": [
            {
                "NotebookInstanceName": "forgotten",
                "NotebookInstanceArn": NOTEBOOK_ARN,
                "InstanceType": "ml.t3.medium",
                "NotebookInstanceStatus": "InService",
            }
        ]
    }
    run("05/list_notebooks.py", monkeypatch=monkeypatch)
    out = capsys.readouterr().out
    assert out == f"{WHERE}ap-northeast-1 forgotten ml.t3.medium InService\nap-northeast-1: 1 台\n"
    source = (LISTINGS / "05/list_notebooks.py").read_text(encoding="utf-8")
    edited, times = re.subn(r"(?m)^REGIONS = \[(.*)\]$", r'REGIONS = [\1, "us-east-1"]', source)
    assert times == 1
    (tmp_path / "list_notebooks.py").write_text(edited, encoding="utf-8")
    run("05/list_notebooks.py", monkeypatch=monkeypatch, edited=tmp_path / "list_notebooks.py")
    out = capsys.readouterr().out
    assert "us-east-1 forgotten ml.t3.medium InService" in out
    assert "ap-northeast-1: 1 台" in out


def test_stop_notebook_waits_until_it_has_stopped(account: Account, monkeypatch, capsys) -> None:
    Notebook(account)
    run("05/stop_notebook.py", monkeypatch=monkeypatch)
    assert capsys.readouterr().out == f"{WHERE}状態: Stopped\n"


@pytest.mark.parametrize("status", ["InService", "Stopped", "Failed", None])
def test_clean_up_leaves_nothing(account: Account, monkeypatch, capsys, status: str | None) -> None:
    notebook = Notebook(account, status)
    roles = [ROLE]
    account.answers |= {
        "GetRole": lambda _: {"Role": roles[0]} if roles else "NoSuchEntity",
        "ListRolePolicies": {"PolicyNames": ["sagemaker-book"]},
        "ListAttachedRolePolicies": {
            "AttachedPolicies": [{"PolicyArn": "arn:aws:iam::aws:policy/AmazonSageMakerFullAccess"}]
        },
        "DeleteRole": lambda _: roles.clear() or {},
    }
    run("05/clean_up.py", monkeypatch=monkeypatch)
    assert notebook.status is None
    assert ("StopNotebookInstance" in account.names()) == (status == "InService")
    assert "DetachRolePolicy" in account.names()
    out = capsys.readouterr().out
    assert "ノートブックインスタンス: なし" in out
    assert "実行ロール: なし" in out


def test_clean_up_keeps_the_role_while_the_notebook_is_there(
    account: Account, monkeypatch, capsys
) -> None:
    Notebook(account, "Updating")
    run("05/clean_up.py", monkeypatch=monkeypatch)
    assert "DeleteRole" not in account.names()
    out = capsys.readouterr().out
    assert "ノートブックインスタンス: Updating" in out
    assert "実行ロール: あり" in out


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"RootAccess": "Off"}, "must satisfy enum value set: .Enabled, Disabled."),
        ({"NotebookInstanceName": "book_notebook"}, "must satisfy regular expression pattern"),
        ({"VolumeSizeInGB": 4}, "valid min value: 5"),
        ({"InstanceTyp": "ml.t3.medium"}, "Unknown parameter"),
    ],
)
def test_the_check_refuses_what_aws_would(account: Account, wrong: dict, said: str) -> None:
    client = botocore.session.get_session().create_client("sagemaker")
    right = {
        "NotebookInstanceName": "book-notebook",
        "InstanceType": "ml.t3.medium",
        "RoleArn": ROLE["Arn"],
    }
    client.create_notebook_instance(**right)
    with pytest.raises(ParamValidationError, match=said):
        client.create_notebook_instance(**(right | wrong))


def policies() -> list[Path]:
    """The IAM policies among the listings."""
    return [
        path for path in LISTINGS.rglob("*.json") if "Statement" in json.loads(path.read_text())
    ]


@pytest.mark.parametrize("path", policies(), ids=lambda path: path.name)
def test_policies_name_actions_that_exist(path: Path) -> None:
    session = botocore.session.get_session()
    for statement in json.loads(path.read_text())["Statement"]:
        actions = statement["Action"]
        for action in [actions] if isinstance(actions, str) else actions:
            service, name = action.split(":")
            models = [service, *RUNTIMES.get(service, ())]
            names = {
                op for model in models for op in session.get_service_model(model).operation_names
            }
            assert name in names or action in NOT_OPERATIONS, action


@pytest.mark.parametrize("path", policies(), ids=lambda path: path.name)
def test_policies_allow_nothing_to_everybody(path: Path) -> None:
    for statement in json.loads(path.read_text())["Statement"]:
        assert statement["Effect"] == "Allow"
        assert "*" not in statement["Action"]
        assert statement.get("Principal") != "*"
        if statement.get("Action") == "iam:PassRole":
            assert "iam:PassedToService" in json.dumps(statement["Condition"])
            assert "*" not in statement["Resource"]


def test_the_lambda_function_may_do_what_it_calls_and_nothing_else() -> None:
    (statement,) = json.loads((LISTINGS / "08/lambda-policy.json").read_text())["Statement"]
    assert statement["Action"] == "sagemaker:InvokeEndpoint"
    deployed = re.search(r'ENDPOINT = "(.*)"', (LISTINGS / "08/deploy.py").read_text("utf-8"))
    assert statement["Resource"].endswith(f":endpoint/{deployed[1]}")
    assert re.findall(r"runtime\.(\w+)\(", (LISTINGS / "08/lambda_function.py").read_text()) == [
        "invoke_endpoint"
    ]


# Options of literalinclude that leave out lines
CUTS = {"lines", "start-after", "start-at", "end-before", "end-at", "pyobject"}


def included() -> list[tuple[str, dict[str, str]]]:
    """The listings that documents include, each with the options of the directive."""
    found = []
    for path in (ROOT / "docs").glob("*.rst"):
        blocks = re.findall(
            r"^( *)\.\. literalinclude:: \.\./listings/(\S+)\n((?:\1 +:.*\n)*)",
            path.read_text(encoding="utf-8"),
            re.MULTILINE,
        )
        for _, name, options in blocks:
            found.append((name, dict(re.findall(r":([\w-]+): *(.*)", options))))
    return found


def shown() -> set[str]:
    """The listings that some document includes."""
    return {name for name, _ in included()}


def test_every_listing_is_shown_and_every_shown_listing_exists() -> None:
    files = {
        path.relative_to(LISTINGS).as_posix()
        for path in LISTINGS.rglob("*")
        if path.suffix in (".py", ".json", ".yaml") and path.parent != LISTINGS
        if not path.name.endswith(".explore.json")
    }
    # A module that an earlier installment shows is not shown again.
    again = {f"{name[:2]}/{module}" for name in files for module in shared(name[:2])}
    programs = {name for name in shown() if not name.endswith(".out.txt")}
    assert programs == files - again
    assert all((LISTINGS / name).is_file() for name in shown())


def test_a_listing_is_shown_whole_with_its_name_and_an_output_as_plain_text() -> None:
    """What a page leaves out of a program, its reader cannot run."""
    for name, options in included():
        if name.endswith(".out.txt"):
            assert options["language"] == "text", name
        else:
            assert options["caption"].endswith(f"（listings/{name}）"), name
            assert not CUTS & set(options), name


def test_every_shown_drawing_exists() -> None:
    texts = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "docs").glob("*.rst"))
    drawings = re.findall(r"(?:figure|image|explore):: \.\./listings/(\S+)", texts)
    there = {path.relative_to(LISTINGS).as_posix() for path in LISTINGS.rglob("*.svg")}
    assert set(drawings) == there


def test_code_in_the_text_is_a_listing_or_a_command() -> None:
    for path in (ROOT / "docs").glob("*.rst"):
        kinds = re.findall(r"code-block:: (\S+)", path.read_text(encoding="utf-8"))
        assert set(kinds) <= {"console"}, path.name
