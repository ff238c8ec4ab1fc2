"""What the pages show runs in the lab from the first listing to the last, and prints what they say.

A reader's two complete runs are made once each, on the synthetic data and, where it lies beside the
repository, on the real data; every test looks at them. With pytest-xdist, ``--dist loadgroup``
keeps the tests of one run on one worker.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import botocore.session
import pytest
from aws_model import violations
from reader_run import LISTINGS, REAL, SYNTHETIC, Reading, run_all, shown
from reading import run_order

from extensions import listings
from tools.apidiff.model import operations, read

DATA = {"synthetic": SYNTHETIC} | ({"real": REAL} if REAL.exists() else {})
ORDER = run_order()
PLACE = "動く場所"  # what connection.py prints
# The outputs that quote the data say where it comes from.
QUOTING = [
    name
    for name in ORDER
    if "データ" in listings.values(listings.output(LISTINGS / name).read_text(encoding="utf-8"))
]


@pytest.fixture(scope="module")
def run_on(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Reading]:
    """The complete run on the data of a name, made when it is first asked for."""
    return cache(lambda name: run_all(site, DATA[name], tmp_path_factory.mktemp(name)))


def over(name: str) -> pytest.MarkDecorator:
    """The tests of one run; another worker may make the other."""
    return pytest.mark.xdist_group(f"listings-{name}")


@pytest.fixture(params=[pytest.param(name, marks=over(name)) for name in DATA])
def run(request: pytest.FixtureRequest, run_on: Callable[[str], Reading]) -> Reading:
    """The run on each of the data that there is."""
    return run_on(request.param)


def captured(name: str) -> str:
    """What the book says that a listing prints."""
    return listings.output(LISTINGS / name).read_text(encoding="utf-8")


def without_numbers(text: str) -> str:
    """*text* with every number, date and time alike."""
    return re.sub(r"\d[\d,.]*", "#", text)


# -- on any data -----------------------------------------------------------------------------
def test_every_listing_is_on_its_page(site: Path) -> None:
    pages = {chapter: shown(site, chapter) for chapter in {name[:2] for name in ORDER}}
    for name in ORDER:
        chapter, program = name.split("/")
        assert program in pages[chapter], name
    for chapter, files in pages.items():
        for name, code in files.items():
            source = (LISTINGS / chapter / name).read_text(encoding="utf-8")
            whole = listings.without_marks(source)
            assert code.rstrip("\n") == whole.rstrip("\n"), f"{chapter}/{name}"


def test_every_listing_runs(run: Reading) -> None:
    failed = {name: done.error for name, done in run.outputs.items() if done.code}
    assert failed == {}
    assert list(run.outputs) == ORDER


def test_nothing_is_complained_of(run: Reading) -> None:
    """A warning would be the first thing that a reader meets and the page does not tell of."""
    assert {name: done.error for name, done in run.outputs.items() if done.error} == {}


def test_every_listing_prints_the_lines_of_the_book(run: Reading) -> None:
    for name in ORDER:
        labels = [without_numbers(label) for label in run.values(name)]
        assert labels == [without_numbers(label) for label in listings.values(captured(name))], name


def test_every_listing_draws_what_the_book_shows(run: Reading) -> None:
    for chapter in {name[:2] for name in ORDER}:
        drawn = {
            drawing
            for name, done in run.outputs.items()
            if name.startswith(chapter)
            for drawing in done.drawings
        }
        assert drawn == {path.name for path in (LISTINGS / chapter).glob("*.svg")}


def test_the_failures_fail_as_the_book_tells(run: Reading) -> None:
    values = run.values("07/train_fails.py")
    assert values["format"] == values["value"] == "Failed"
    assert "is not 'LIBSVM' format" in run.outputs["07/train_fails.py"].text
    assert "eta" in run.outputs["07/train_fails.py"].text


def test_the_model_is_better_than_chance(run: Reading) -> None:
    assert run.number("08/evaluate.py", "ROC AUC") > 0.6
    guess = run.number("08/evaluate.py", "無作為に選んだときの PR AUC")
    assert run.number("08/evaluate.py", "PR AUC（平均適合率）") > 1.5 * guess
    assert run.number("08/lift.py", "上位1割のリフト") > 1.5


def test_the_counts_of_the_evaluation_add_up(run: Reading) -> None:
    counts = {
        sign: run.number("08/evaluate.py", label)
        for label in run.values("08/evaluate.py")
        for sign in re.findall(r"（(TN|FP|FN|TP)）$", label)
    }
    assert sum(counts.values()) == run.number("08/evaluate.py", "件数")
    assert counts["FN"] + counts["TP"] == run.number("08/evaluate.py", "申し込んだ人")
    assert run.number("08/evaluate.py", "件数") == run.number("06/prepare.py", "test の行数")
    assert counts["TP"] == run.number("08/threshold.py", "しきい値 0.5、申し込み")


def test_two_workers_learn_what_one_does(run: Reading) -> None:
    one, two = (run.number("07/train_two.py", f"{n}台の検証用の AUC") for n in (1, 2))
    assert two == pytest.approx(one, abs=0.03)
    assert one == run.number("07/train.py", "validation:auc")


def test_the_sdk_trains_the_same_model(run: Reading) -> None:
    for metric in ("train:auc", "validation:auc"):
        assert run.number("07/train_sdk.py", metric) == run.number("07/train.py", metric)


def test_the_log_tells_what_the_job_does(run: Reading) -> None:
    log = run.values("07/logs.py")
    assert log["最後の周の検証用の AUC"] == run.values("07/train.py")["validation:auc"]
    assert log["周の数"] == "100"


def test_the_endpoint_answers_as_the_batch_did(run: Reading) -> None:
    assert run.number("08/invoke.py", "バッチ変換との差の最大") <= 0.000001
    assert run.values("08/invoke.py")["予測した行"] == run.values("08/evaluate.py")["件数"]


def test_the_lambda_function_answers_and_refuses(run: Reading) -> None:
    place, right, *wrong = run.values("08/call_lambda.py").items()
    assert place[0] == PLACE
    score = re.fullmatch(r'200 \{"score": (0\.\d+)\}', right[1])
    assert 0 < float(score[1]) < 1
    named = {"知らない職業": "job", "文字で書いた年齢": "age", "余計な項目": "job_admin."}
    assert [asked for asked, _ in wrong] == list(named)
    for asked, answer in wrong:
        assert re.fullmatch(rf'400 \{{"error": ".*{re.escape(named[asked])}.*"\}}', answer), asked


def test_knowing_the_future_looks_better(run: Reading) -> None:
    base, duration = (run.number("08/leak.py", f"{n}、ROC AUC") for n in ("base", "duration"))
    assert duration > base + 0.1


def test_nothing_is_left_at_the_end(run: Reading) -> None:
    left = run.values("08/leftovers.py")
    del left[PLACE]
    assert left.pop("残り") == "0"
    assert set(left.values()) == {"なし"}


def refused(run: Reading) -> Iterator[str]:
    """What AWS would refuse of the calls of a run."""
    session = botocore.session.get_session()
    for call in run.calls:
        shape = session.get_service_model(call.service).operation_model(call.operation).input_shape
        body = shape.members.get("Body") if shape else None
        # Of what is sent along, only the length was kept.
        sent = call.parameters if body is None else {**call.parameters, "Body": b""}
        told = list(violations(shape, sent, call.operation)) if shape else []
        if body is not None and call.body > body.metadata.get("max", call.body):
            told.append(f"{call.operation}.Body: {call.body} bytes")
        yield from (f"{call.program}: {words}" for words in told)


def test_aws_would_take_every_call(run: Reading) -> None:
    """But those of the exercise on refusals, which the book says are refused, and why."""
    told = list(refused(run))
    exercise = [words for words in told if words.startswith("05/answer_refusals.py: ")]
    assert [words for words in told if words not in exercise] == []
    volume, instance = exercise
    assert "'4' at 'CreateNotebookInstance.volumeSizeInGB'" in volume
    assert "'ml.t3.midium' at 'CreateNotebookInstance.instanceType'" in instance


# Operations whose permission has another name, by the service authorization reference
PERMISSIONS = {
    "s3:HeadBucket": "s3:ListBucket",
    "s3:ListObjectsV2": "s3:ListBucket",
    "s3:HeadObject": "s3:GetObject",
    "s3:DeleteObjects": "s3:DeleteObject",
    "s3:PutBucketEncryption": "s3:PutEncryptionConfiguration",
    "s3:PutPublicAccessBlock": "s3:PutBucketPublicAccessBlock",
}


def test_the_role_may_do_what_the_notebooks_call(run: Reading) -> None:
    """From the role's making on, up to the clean-up, for which the pages send the reader back."""
    statements = json.loads((LISTINGS / "05/permissions.json").read_text())["Statement"]
    allowed = {"sts:GetCallerIdentity"}  # needs no permission
    for statement in statements:
        actions = statement["Action"]
        allowed |= {actions} if isinstance(actions, str) else set(actions)
    with_the_role = [
        call
        for call in run.calls
        if call.program[:2] != "05" and call.program[3:] not in ("clean_up.py", "leftovers.py")
    ]
    needed = {
        PERMISSIONS.get(name, name)
        for call in with_the_role
        for name in [f"{call.service.removesuffix('-runtime')}:{call.operation}"]
    }
    assert needed - allowed == set()
    # The bucket is not its to delete, as the page says.
    assert [action for action in allowed if action.startswith("s3:Delete")] == []


def test_the_calls_were_seen(run: Reading) -> None:
    """Each listing that connects calls; a recorder that saw nothing would prove nothing."""
    calling = {name for name in ORDER if PLACE in run.values(name)} | {"05/first_cell.py"}
    assert len(calling) > 20
    assert calling <= {call.program for call in run.calls}
    training = {
        name
        for name in calling
        if re.search("create_training_job|ModelTrainer", (LISTINGS / name).read_text("utf-8"))
    }
    assert training == {c.program for c in run.calls if c.operation == "CreateTrainingJob"}
    invoked = [call.body for call in run.calls if call.operation == "InvokeEndpoint"]
    assert len(invoked) > 3
    assert all(invoked)


def test_every_call_is_one_that_api_diff_watches(run: Reading) -> None:
    watched = operations(read(LISTINGS / "api.json"))
    called = {f"{call.service}.{call.operation}" for call in run.calls}
    assert called - set(watched) == set(), "直すには: make listings、make api-diff ACCEPT=1"


# -- on the synthetic data -------------------------------------------------------------------
@over("synthetic")
def test_what_quotes_made_up_data_says_so(run_on: Callable[[str], Reading]) -> None:
    run = run_on("synthetic")
    assert len(QUOTING) == 10
    for name in QUOTING:
        assert run.values(name)["データ"].startswith("合成データ"), name
    assert not any("UCI" in done.text for done in run.outputs.values())


# -- on the real data ------------------------------------------------------------------------
# Labels, and how far the number of another machine may be from the book's: part of it, absolute.
# The first that matches counts; what matches none is equal to the letter.
AT_WILL = (float("inf"), 0)  # machines, versions, names, times; the round at the top of a plateau
BANDS = [
    (r"Python|boto3|使うジョブ|モデル.*|.*時間|.*検証用が最も高い周", AT_WILL),
    (r"[A-Z]\w*Error|.*消しました|中身|08/call_lambda\.py そのまま", AT_WILL),
    (r"07/artifact\.py 大きさ|.*model\.tar\.gz の大きさ", (0.05, 0)),
    (r"出発点の.*", (0, 0.001)),
    (r"\d本目の値|.*本目までの予測スコア|全部の値を足した予測スコア", (0, 0.02)),
    (r".*AUC.*の標準誤差", (0, 0.001)),
    (r"無作為に選んだときの PR AUC", (0, 0)),
    (r"PR AUC.*", (0, 0.02)),
    (r".*(AUC|auc|AUC の差)", (0, 0.01)),
    (r"date、再現率", (0, 0.01)),
    (r".*再現率", (0, 0.03)),
    (r".*適合率", (0, 0.05)),
    (r"正解率の差.*", (0, 0.5)),  # points
    (r"正解率|予測が「申し込まない」の列で割った値", (0, 0.005)),
    (r".*選んだしきい値", (0, 0.03)),
    # What no model chooses
    (r"(date、)?(全員|無作為の1,200人)、.*|上位1,200人、電話", (0, 0)),
    (r".*利益（円）", (0.05, 50_000)),
    (r"(date、後から)?選んだしきい値、.*|費用 .*、テスト用の電話", (0.25, 0)),
    (r".*（(TN|FP|FN|TP)）|(.*、)?しきい値 0\.[15]、.*|(date、)?上位1,200人、申し込み", (0.05, 0)),
    (r"08/lift\.py 上位1割のリフト", (0, 0.2)),
    (r"08/lift\.py 上位.割.*(率|割合)", (0, 0.02)),
    (r"date、しきい値 0\.1 で電話した人の申し込み率", (0, 0.02)),
    (r"\d人目の予測スコア", (0, 0.02)),
    (r"スコアが .* の人数", (0.1, 0)),
    (r"その人たちの.*", (0, 0.02)),
    (r"バッチ変換との差の最大", (0, 0.000001)),
]


def band(name: str, label: str) -> tuple[float, float] | None:
    """How far a number may be off, relatively and absolutely."""
    for pattern, allowed in BANDS:
        if any(re.fullmatch(pattern, key) for key in (label, f"{name} {label}")):
            return allowed
    return None


def off(name: str, label: str, told: str, got: str) -> bool:
    """Whether a value is farther from the book's than it may be."""
    allowed = band(name, label)
    if allowed is None or not got:
        return got != told
    if allowed == AT_WILL:
        return False
    expected = listings.number(told)
    within = max(abs(expected) * allowed[0], allowed[1]) + 1e-9
    return abs(listings.number(got) - expected) > within


# Measured apart from the book, with XGBoost alone: program, label, value, within
FIGURES = [
    ("06/explore.py", "行数", 41188, 0),
    ("06/explore.py", "説明に使える列の数", 20, 0),
    ("06/prepare.py", "列の数（答えを除く）", 59, 0),
    ("06/prepare.py", "test の行数", 12357, 0),
    ("08/evaluate.py", "全員に「申し込まない」と答えた正解率", 0.885, 0.0005),
    ("08/evaluate.py", "正解率", 0.896, 0.005),
    ("08/evaluate.py", "適合率", 0.658, 0.05),
    ("08/evaluate.py", "再現率", 0.199, 0.03),
    ("08/evaluate.py", "ROC AUC", 0.777, 0.01),
    ("08/evaluate.py", "PR AUC（平均適合率）", 0.426, 0.02),
    ("08/leak.py", "date、ROC AUC", 0.68, 0.01),
    ("08/leak.py", "duration、ROC AUC", 0.9415, 0.0095),  # .932 to .951
    ("08/lift.py", "上位1割の申し込み率", 0.488, 0.02),
    ("08/lift.py", "上位1割のリフト", 4.25, 0.2),
]


@over("real")
class TestOnTheRealData:
    """A class, so that it is not even collected where the real data is not."""

    __test__ = "real" in DATA

    @pytest.fixture
    def run(self, run_on: Callable[[str], Reading]) -> Reading:
        return run_on("real")

    def test_every_number_of_the_book_comes_out_again(self, run: Reading) -> None:
        assert [
            f"{name} {label}: {got}, in the book {told}"
            for name in ORDER
            for label, told in listings.values(captured(name)).items()
            if off(name, label, told, got := run.values(name).get(label, ""))
        ] == []

    def test_every_output_is_the_books_but_for_its_numbers(self, run: Reading) -> None:
        for name in ORDER:
            printed = run.outputs[name].text
            assert without_numbers(printed) == without_numbers(captured(name)), name
        # The data itself is the same to the byte.
        for name in ("06/look.py", "06/upload.py"):
            assert run.outputs[name].text == captured(name), name

    @pytest.mark.parametrize(
        ("name", "label", "expected", "within"),
        FIGURES,
    )
    def test_the_figures_are_those_of_the_data(
        self, run: Reading, name: str, label: str, expected: float, within: float
    ) -> None:
        assert run.number(name, label) == pytest.approx(expected, abs=within)
