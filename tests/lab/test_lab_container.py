"""The container alone, by its contract: folders, exit code, standard output, two web paths."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest
import xgboost as xgb
from lab_account import HOME, SETTINGS, as_csv, rows, until

from lab.container.errors import UserError
from lab.container.hyperparameters import validated
from lab.processes import free_port

HEADER = "y,a,b,c,d\n"


def prepare(root: Path, settings: dict[str, str], data: str, kind: str | None = "text/csv") -> None:
    for name in ("input/config", "input/data/train", "model", "output/data"):
        (root / name).mkdir(parents=True)
    config = root / "input/config"
    (root / "input/data/train/train.csv").write_text(data)
    (config / "hyperparameters.json").write_text(json.dumps(settings))
    channel = {"ContentType": kind} if kind else {}
    (config / "inputdataconfig.json").write_text(json.dumps({"train": channel}))
    (config / "resourceconfig.json").write_text(
        json.dumps({"current_host": "algo-1", "hosts": ["algo-1"]})
    )


def train(root: Path) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "lab.container.train", "--root", str(root)],
        cwd=HOME,
        capture_output=True,
        text=True,
        timeout=100,
    )


def test_train_and_serve_need_nothing_but_their_folders(tmp_path):
    settings = {**SETTINGS, "eval_metric": "auc,accuracy", "seed": "1", "scale_pos_weight": "2"}
    prepare(tmp_path, settings, as_csv(rows()))
    run = train(tmp_path)
    assert run.returncode == 0, run.stdout
    assert "[0]\ttrain-auc:" in run.stdout
    assert "train-accuracy:" in run.stdout
    assert xgb.Booster(model_file=tmp_path / "model/xgboost-model").num_boosted_rounds() == 5
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "lab.container.serve", "--root", tmp_path, "--port", str(port)],
        cwd=HOME,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.STDOUT,
    )

    def ask(path: str, body: bytes | None = None, **headers: str) -> tuple[int, bytes]:
        given = {"Content-Type": "text/csv", **headers}
        request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", body, given)
        try:
            with urllib.request.urlopen(request) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()
        except OSError:
            return 0, b""

    try:
        until(lambda: ask("/ping")[0], lambda status: status == 200)
        assert ask("/invocations", b"1,2,3,4\n1,2,3,4\n")[1].count(b"\n") == 2
        assert ask("/invocations", b"x")[0] == 415
        assert ask("/elsewhere")[0] == 404
        # Nor does a web page get an answer.
        assert ask("/invocations", b"1,2,3,4", Origin="https://example.com")[0] == 403
        assert ask("/ping", Host="example.com")[0] == 403
    finally:
        server.kill()
        server.wait()


@pytest.mark.parametrize(
    ("data", "kind", "words"),
    [
        ("1,2,3\n", None, "is not 'LIBSVM' format"),
        ("1,2,3\n", "application/json", "application/json is not an accepted ContentType: csv"),
        ("nan,2,3\n0,1,2\n", "text/csv", "XGB train call failed with exception"),
        ("5,2,3\n0,1,2\n", "csv", "base_score must be in (0,1) for the logistic loss"),
        ("1 2 3\n1,2\n", "text/csv", "Delimiter ' ' is not found in the line"),
    ],
)
def test_data_that_cannot_be_learned_from_fails_with_the_words_of_the_image(
    tmp_path, data, kind, words
):
    prepare(tmp_path, {"objective": "binary:logistic", "num_round": "2"}, data, kind)
    run = train(tmp_path)
    assert run.returncode == 1
    failure = (tmp_path / "output/failure").read_text()
    assert words in failure
    assert str(HOME) not in failure
    assert "Stack trace" not in failure
    assert not list((tmp_path / "model").iterdir())


def test_a_header_row_is_read_as_zeros_without_a_word_as_in_the_image(tmp_path):
    prepare(tmp_path, SETTINGS, HEADER + as_csv(rows(50)))
    run = train(tmp_path)
    assert run.returncode == 0
    assert "Train matrix has 51 rows and 4 columns" in run.stdout


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"num_round": None}, "Missing required hyperparameter: num_round"),
        ({"learning_rate": "0.1"}, "Extraneous hyperparameter found: learning_rate"),
        ({"max_depth": "five"}, "Hyperparameter max_depth: could not parse value (caused by V"),
        ({"eta": "2"}, "Hyperparameter eta: 2.0 is not in [0, 1]"),
        ({"subsample": "0"}, "Hyperparameter subsample: 0.0 is not in (0, 1]"),
        ({"objective": "binary"}, "Hyperparameter objective: binary is not in ["),
        ({"eval_metric": "auc,luck"}, "eval_metric: value ['auc', 'luck'] not in range ["),
        ({"eval_metric": "auc@0.5"}, "Metric 'auc@0.5' is not supported."),
        ({"objective": "multi:softmax", "eval_metric": "merror"}, "Require input for parameter"),
        ({"objective": "reg:squarederror"}, "Metric 'auc' can only be applied for"),
    ],
)
def test_a_hyperparameter_that_does_not_fit_is_named(changed, words):
    settings = {k: v for k, v in {**SETTINGS, **changed}.items() if v is not None}
    with pytest.raises(UserError) as caught:
        validated(settings)
    assert words in str(caught.value)
