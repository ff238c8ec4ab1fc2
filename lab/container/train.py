"""``train`` of the image: reads the folders of the contract, trains, leaves model or failure.

``python -m lab.container.train --root DIR`` with, under DIR (``/opt/ml`` on AWS)::

    input/config/{hyperparameters,inputdataconfig,resourceconfig}.json
    input/data/<channel>/…        what was downloaded
    model/xgboost-model           what is left behind
    output/failure                why it failed; the exit code is 1 then
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import signal
import sys
import traceback
from pathlib import Path
from typing import Any

import numpy as np
import xgboost as xgb

from lab.container import distributed, hyperparameters
from lab.container.data import content_type, matrix
from lab.container.errors import AlgorithmError, UserError, without_addresses

MODEL = "xgboost-model"
CHANNELS = ("train", "validation")
# XGBoost's messages that tell of the data or the settings, not of a fault in the algorithm.
CUSTOMERS = (
    "label must be in [0,1] for logistic regression",
    "label must be in [0, num_class)",
    "Check failed: preds.size() == info.labels_.size()",
    "Check failed: !auc_error AUC: the dataset only contains pos or neg samples",
    "Check failed: base_score > 0.0f && base_score < 1.0f base_score must be in (0,1) "
    "for logistic loss",
    "Check failed: label_correct PoissonRegression: label must be nonnegative",
    "Check failed: label_correct TweedieRegression: label must be nonnegative",
    "Parameter reg_lambda should be greater equal to 0",
)
# Metrics that XGBoost does not have and the image adds: name → (scikit-learn's, its average).
ADDED = {
    "accuracy": ("accuracy_score", None),
    "balanced_accuracy": ("balanced_accuracy_score", None),
    "f1": ("f1_score", "macro"),
    "f1_binary": ("f1_score", "binary"),
    "f1_macro": ("f1_score", "macro"),
    "mse": ("mean_squared_error", None),
    "precision": ("precision_score", "binary"),
    "precision_macro": ("precision_score", "macro"),
    "precision_micro": ("precision_score", "micro"),
    "r2": ("r2_score", None),
    "recall": ("recall_score", "binary"),
    "recall_macro": ("recall_score", "macro"),
    "recall_micro": ("recall_score", "micro"),
}
REGRESSION = ("mse", "r2")


class KeepLatest(xgb.callback.TrainingCallback):
    """Saves the model after each round, so that a job that is stopped leaves one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        signal.signal(signal.SIGTERM, lambda *_: os._exit(0))

    def after_iteration(self, model: Any, epoch: int, evals_log: Any) -> bool:
        """Never ends the training (False)."""
        unfinished = self.folder.with_name("unfinished")
        model.save_model(unfinished)
        unfinished.rename(self.folder / MODEL)
        return False


def _added_metrics(names: list[str]) -> Any:
    """A function for ``custom_metric`` that computes the image's own metrics among *names*."""
    if not names:
        return None
    # Only here: it takes a second to import, and most jobs do without.
    from sklearn import metrics

    def compute(predicted: np.ndarray, data: xgb.DMatrix) -> list[tuple[str, float]]:
        labels = predicted.argmax(axis=1) if predicted.ndim > 1 else (predicted > 0.5).astype(int)
        found = []
        for name in names:
            function, average = ADDED[name]
            guess = predicted if name in REGRESSION else labels
            options = {"average": average} if average else {}
            value = getattr(metrics, function)(data.get_label(), guess, **options)
            found.append((name, float(value)))
        return found

    return compute


def fit(
    settings: dict[str, Any],
    train: xgb.DMatrix,
    validation: xgb.DMatrix | None,
    folder: Path,
    leads: bool,
) -> None:
    """Train and, on the host that leads, save the model in *folder*.

    :raises UserError: the labels do not fit the objective, and the like
    :raises AlgorithmError: any other failure of XGBoost
    """
    settings = dict(settings)
    rounds = settings.pop("num_round")
    patience = settings.pop("early_stopping_rounds", None)
    keep = settings.pop("save_model_on_termination", "false") == "true"
    settings.pop("csv_weights", None)
    wanted = settings.pop("eval_metric", [])
    if tuned := settings.pop("_tuning_objective_metric", None):
        wanted = sorted({*wanted, tuned.split(":")[1]})
    if builtin := [name for name in wanted if name not in ADDED]:
        settings["eval_metric"] = builtin
    # The image uses every core; here cores are shared, and one thread is the quicker choice.
    settings.setdefault("nthread", 1)
    callbacks: list[Any] = [xgb.callback.EvaluationMonitor()]
    if keep and leads:
        callbacks.append(KeepLatest(folder))
    if patience and wanted and validation is not None:
        callbacks.append(
            xgb.callback.EarlyStopping(
                rounds=patience,
                data_name="validation",
                metric_name=wanted[-1],
                maximize=wanted[-1] in hyperparameters.MAXIMIZED,
                save_best=leads,
            )
        )
    logging.info("Train matrix has %d rows and %d columns", train.num_row(), train.num_col())
    watched = [(train, "train")]
    if validation is not None:
        logging.info("Validation matrix has %d rows", validation.num_row())
        watched.append((validation, "validation"))
    try:
        booster = xgb.train(
            settings,
            train,
            num_boost_round=rounds,
            evals=watched,
            verbose_eval=False,
            custom_metric=_added_metrics([name for name in wanted if name in ADDED]),
            callbacks=callbacks,
        )
    except Exception as error:
        message = without_addresses(error)
        if any(known in message for known in CUSTOMERS):
            raise UserError(message) from error
        raise AlgorithmError(f"XGB train call failed with exception:\n {message}") from error
    if leads:
        # Not a pickle: the image has saved XGBoost's own format (UBJSON) since version 1.3
        # (algorithm_mode/train.py: bst.save_model(os.path.join(model_dir, MODEL_NAME))).
        booster.save_model(folder / MODEL)


def _channels(configured: dict[str, Any]) -> None:
    """:raises UserError: a channel is missing, or none that the image knows"""
    if "train" not in configured:
        raise UserError("Missing required channel: train")
    for name in configured:
        if name not in CHANNELS:
            raise UserError(f"Extraneous channel found: {name}")


def run(root: Path, tracker: tuple[str, int]) -> None:
    """All of ``train``; see the top of this module."""
    config = root / "input/config"
    given = json.loads((config / "hyperparameters.json").read_text())
    configured = json.loads((config / "inputdataconfig.json").read_text())
    resources = json.loads((config / "resourceconfig.json").read_text())
    host, hosts = resources["current_host"], sorted(resources["hosts"])
    logging.info("Imported framework sagemaker_xgboost_container.training")
    logging.info("No GPUs detected (normal if no gpus installed)")
    logging.info("Running XGBoost Sagemaker in algorithm mode")
    settings = hyperparameters.validated(given)
    _channels(configured)
    kind = content_type(configured["train"].get("ContentType"))
    data = {
        name: matrix(
            root / "input/data" / name, kind, root / "tmp" / name, settings.get("csv_weights") == 1
        )
        for name in configured
    }
    train, validation = data["train"], data.get("validation")
    incomplete = "validation" in configured and validation is None
    folder = root / "model"
    if len(hosts) == 1:
        if train is None:
            raise UserError("No data in training channel path /opt/ml/input/data/train")
        if incomplete:
            raise UserError("No data in validation channel path /opt/ml/input/data/validation")
        logging.info("Single node training.")
        fit(settings, train, validation, folder, leads=True)
        return
    logging.info("Distributed node training with %d hosts: %s", len(hosts), hosts)
    if train is None:
        logging.warning("Host %s does not have training data.", host)
    hosts = distributed.with_data(host, hosts, train is not None and not incomplete, tracker)
    if len(hosts) == 1:
        fit(settings, train, validation, folder, leads=True)
        return
    # The next port, as in the image: the system does not let go of the first one at once.
    with distributed.group(host, hosts, (tracker[0], tracker[1] + 1)):
        fit(settings, train, validation, folder, leads=host == hosts[0])


def _failure(error: Exception) -> str:
    """What the image writes of a failure, with paths that do not tell of this machine."""
    home = f"{Path(__file__).parents[2]}{os.sep}"
    trace = "".join(traceback.format_exception(error, limit=-1, chain=False)).replace(home, "")
    return f"framework error: \n{without_addresses(trace)}\n\n{without_addresses(error)}"


def main() -> int:
    """The command; its exit code is 0 or 1."""
    parser = argparse.ArgumentParser(prog="train")
    parser.add_argument("--root", type=Path, default=Path("/opt/ml"))
    parser.add_argument("--tracker-host", default="127.0.0.1")
    parser.add_argument("--tracker-port", type=int, default=9099)
    arguments = parser.parse_args()
    logging.basicConfig(
        level=logging.INFO,
        stream=sys.stdout,
        datefmt="%Y-%m-%d:%H:%M:%S",
        format="[%(asctime)s:%(levelname)s] %(message)s",
    )
    try:
        run(arguments.root, (arguments.tracker_host, arguments.tracker_port))
    except Exception as error:
        text = _failure(error)
        (arguments.root / "output/failure").write_text(text)
        logging.error("Reporting training FAILURE")
        logging.error(text)
        return 1
    logging.info("Reporting training SUCCESS")
    return 0


if __name__ == "__main__":
    sys.exit(main())
