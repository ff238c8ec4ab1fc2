"""The lab as a process: it starts, it refuses what it cannot do, and it leaves nothing behind."""

from __future__ import annotations

import os
import re
import shlex
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import xgboost
from botocore.exceptions import BotoCoreError, ClientError
from lab_account import HOME, Account, until
from lab_process import SLOW, containers, linux, listeners, started

import lab

TWO_HOSTS = {"InstanceType": "ml.m5.large", "InstanceCount": 2, "VolumeSizeInGB": 5}


@pytest.fixture
def busy(tmp_path):
    """A lab of its own with a job of two hosts that trains for ever: (process, account, folder)."""
    process, environment = started("--data-dir", str(tmp_path))
    try:
        account = Account(environment)
        name = account.start(
            SLOW,
            ResourceConfig=TWO_HOSTS,
        )
        until(lambda: account.job(name), lambda job: "FinalMetricDataList" in job)
        yield process, account, tmp_path
    finally:
        process.kill()
        process.communicate()


@linux
def test_nothing_listens_on_other_addresses_than_loopback(tmp_path):
    process, environment = started("--data-dir", str(tmp_path))
    try:
        account = Account(environment)
        job = account.finished(account.start())
        name = account.start(SLOW, ResourceConfig=TWO_HOSTS)
        model = account.model(job["ModelArtifacts"]["S3ModelArtifacts"])
        account.settled(account.endpoint(account.config(model)))
        until(lambda: account.job(name), lambda job: "FinalMetricDataList" in job)
        assert len(containers(tmp_path)) == 3
        for child in containers(tmp_path):
            assert listeners([child]) == {"0100007F"}
        assert listeners([process.pid]) == {"0100007F"}
    finally:
        process.kill()
        process.communicate()


@linux
def test_tools_behind_a_symbolic_link_train_on_two_hosts(tmp_path):
    """A reader's home may be one; the system names a library by its real path."""
    link = tmp_path / "リンク の先"
    link.symlink_to(Path(xgboost.__file__).parents[1])
    script = (
        "import xgboost; from lab.container.loopback import listen_on_loopback_only as listen;"
        f" assert xgboost.__file__.startswith({str(link)!r}); listen()"
    )
    environment = {**os.environ, "PYTHONPATH": f"{link}:{HOME}"}
    subprocess.run([sys.executable, "-c", script], env=environment, check=True)


@linux
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_cleanly(busy, number):
    process, account, folder = busy
    process.send_signal(number)
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 0
    assert "Traceback" not in errors
    assert containers(folder) == []
    assert list(folder.iterdir()) == []
    with pytest.raises(BotoCoreError):
        account.sagemaker.list_training_jobs()


@linux
def test_kill_9_leaves_no_process_and_no_folder_behind(busy):
    process, _, folder = busy
    assert containers(folder)
    process.kill()
    until(lambda: containers(folder), lambda left: not left, 20)
    # Nor does its folder stay: the next lab removes it, but none of a lab that runs.
    assert len(list(folder.iterdir())) == 1
    (folder / "sagemaker-lab-of-the-reader").mkdir()
    second, _ = started("--data-dir", str(folder))
    third, _ = started("--data-dir", str(folder))
    assert len(list(folder.iterdir())) == 3
    for lab_process in (second, third):
        lab_process.terminate()
        lab_process.communicate()
    assert [path.name for path in folder.iterdir()] == ["sagemaker-lab-of-the-reader"]


def test_a_port_that_is_taken_is_told_in_one_line():
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        run = subprocess.run(
            [sys.executable, "-m", "lab", "--port", str(port)],
            cwd=HOME,
            capture_output=True,
            text=True,
            timeout=60,
        )
        with pytest.raises(lab.LabDidNotStart, match="python -m lab"), lab.running(port=port):
            pass
    assert run.returncode != 0
    assert run.stdout == ""
    assert run.stderr.count("\n") == 1
    assert f"PORT={port} は使えません" in run.stderr
    assert "make lab PORT=0" in run.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--port", "99999"], "PORT=99999 は使えません。0 から 65535 の番号にしてください"),
        (["--port", "abc"], "PORT は数字で書いてください (今は「abc」"),
        (["--data-dir", "/dev/null/x"], "作業フォルダーを /dev/null/x に作れません"),
    ],
)
def test_a_bad_argument_is_told_in_one_line(arguments, words):
    command = [sys.executable, "-m", "lab", *arguments]
    run = subprocess.run(command, cwd=HOME, capture_output=True, text=True, timeout=60)
    assert run.returncode != 0
    assert run.stdout == ""
    assert run.stderr.count("\n") == 1
    assert words in run.stderr


@pytest.fixture(scope="module")
def pasted():
    """The output of a lab that runs: what a reader pastes."""
    process = subprocess.Popen(
        [sys.executable, "-m", "lab", "--port", "0", "--with-parent"],
        cwd=HOME,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    line = process.stdout.readline()
    yield line + process.communicate("")[0]


@pytest.mark.parametrize("shell", ["sh", "bash"])
@pytest.mark.parametrize(
    ("before", "kept"),
    [
        ({}, ""),
        ({"NO_PROXY": ".example.org, example.com"}, ".example.org, example.com"),
        ({"no_proxy": "*"}, "*"),
    ],
)
def test_one_pasted_line_turns_programs_to_the_lab(pasted, shell, before, kept):
    (line,) = pasted.splitlines()
    show = "import os; print(*(f'{name}={value}' for name, value in os.environ.items()), sep='\\n')"
    outside = {"PATH": os.environ["PATH"], **before}
    script = f'set -u\n{line}\n"{sys.executable}" -c "$SHOW"'
    run = subprocess.run(
        [shell, "-c", script], env={**outside, "SHOW": show}, capture_output=True, text=True
    )
    assert (run.returncode, run.stderr) == (0, "")
    variables = dict(pair.split("=", 1) for pair in run.stdout.splitlines())
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+", variables["AWS_ENDPOINT_URL"])
    assert variables["AWS_DEFAULT_REGION"] == "ap-northeast-1"
    assert variables["AWS_ACCESS_KEY_ID"] == variables["AWS_SECRET_ACCESS_KEY"] == "lab"
    for name in ("NO_PROXY", "no_proxy"):
        assert variables[name] == f"127.0.0.1,localhost,{kept}"


@pytest.mark.parametrize("proxies", [{}, {"no_proxy": "example.org"}])
def test_a_proxy_is_not_asked_for_the_lab(monkeypatch, proxies):
    for name in ("http_proxy", "HTTP_PROXY", "NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"http_proxy": "http://127.0.0.1:9", **proxies}.items():
        monkeypatch.setenv(name, value)
    with lab.running() as environment:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        assert Account(environment).s3.list_buckets()["Buckets"]


@pytest.mark.parametrize(
    ("typed", "given"), [([], ""), (["PORT=0"], "0"), (["PORT=5 $(x) '"], "5 $(x) '")]
)
def test_the_verb_gives_the_port_as_it_is_typed(typed, given):
    run = subprocess.run(["make", "-n", "lab", *typed], cwd=HOME, capture_output=True, text=True)
    (line,) = [line for line in run.stdout.splitlines() if "-m lab" in line]
    assert shlex.split(line)[3:] == ([f"--port={given}"] if typed else [])


def test_a_new_lab_is_empty_and_the_old_one_is_gone():
    for _ in range(2):
        with lab.running() as environment:
            account = Account(environment)
            assert account.sagemaker.list_training_jobs()["TrainingJobSummaries"] == []
            assert [b["Name"] for b in account.s3.list_buckets()["Buckets"]] == [account.bucket]
    with pytest.raises(BotoCoreError):
        account.s3.list_buckets()


@pytest.mark.parametrize(
    ("operation", "parameters"),
    [
        (
            "create_processing_job",
            {
                "ProcessingJobName": "p",
                "RoleArn": "arn:aws:iam::123456789012:role/role-name",
                "AppSpecification": {"ImageUri": "x"},
                "ProcessingResources": {
                    "ClusterConfig": {
                        "InstanceCount": 1,
                        "InstanceType": "ml.m5.large",
                        "VolumeSizeInGB": 1,
                    }
                },
            },
        ),
        (
            "create_hyper_parameter_tuning_job",
            {
                "HyperParameterTuningJobName": "h",
                "HyperParameterTuningJobConfig": {
                    "Strategy": "Bayesian",
                    "ResourceLimits": {"MaxParallelTrainingJobs": 1},
                },
            },
        ),
        ("create_user_profile", {"DomainId": "d-1", "UserProfileName": "u"}),
    ],
)
def test_what_the_lab_cannot_do_is_refused_by_name(account, operation, parameters):
    with pytest.raises(ClientError, match=r"This lab cannot run Create.*AWS のアカウントで") as e:
        getattr(account.sagemaker, operation)(**parameters)
    assert e.value.response["Error"]["Code"] == "NotImplemented"
    assert e.value.response["ResponseMetadata"]["RetryAttempts"] == 0


@pytest.mark.parametrize(
    ("operation", "parameters"),
    [
        ("describe_experiment", {"ExperimentName": "none"}),
        ("describe_feature_group", {"FeatureGroupName": "none"}),
        ("describe_model_card", {"ModelCardName": "none"}),
        ("list_tags", {"ResourceArn": "arn:aws:sagemaker:ap-northeast-1:123456789012:x/none"}),
        ("delete_tags", {"ResourceArn": "arn:aws:none", "TagKeys": ["a"]}),
    ],
)
def test_what_is_not_there_is_the_fault_of_the_request(account, operation, parameters):
    with pytest.raises(ClientError) as caught:
        getattr(account.sagemaker, operation)(**parameters)
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
