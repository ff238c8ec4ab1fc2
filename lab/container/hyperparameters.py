"""The hyperparameters of the image: names, ranges, and the messages for what does not fit.

All values arrive as strings. The checks run in the order of the image's
``sagemaker_algorithm_toolkit/hyperparameter_validation.py``: required, known, type, range,
dependencies, each in the words that it uses.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from lab.container.errors import UserError

MAXIMIZED = [
    *("accuracy", "auc", "aucpr", "balanced_accuracy", "f1", "f1_binary", "f1_macro", "map"),
    *("ndcg", "precision", "r2", "recall", "precision_macro", "precision_micro"),
    *("recall_macro", "recall_micro"),
]
MINIMIZED = [
    *("aft-nloglik", "cox-nloglik", "error", "gamma-deviance", "gamma-nloglik"),
    *("interval-regression-accuracy", "logloss", "mae", "mape", "merror", "mlogloss", "mphe"),
    *("mse", "poisson-nloglik", "rmse", "rmsle", "tweedie-nloglik"),
]
METRICS = MAXIMIZED + MINIMIZED


@dataclass(frozen=True)
class Interval:
    """A range of numbers; ``(`` and ``)`` exclude the bound, ``[`` and ``]`` include it."""

    text: str

    def __contains__(self, value: float) -> bool:
        low, high = (part.strip() for part in self.text[1:-1].split(","))
        low, high = float(low), float(high)
        above = value > low if self.text[0] == "(" else value >= low
        below = value < high if self.text[-1] == ")" else value <= high
        return above and below

    def __str__(self) -> str:
        return self.text


class Metrics(list[str]):
    """The metrics, of which some take a threshold, as in ``error@0.3``."""

    def __contains__(self, metric: object) -> bool:
        name, at, threshold = str(metric).partition("@")
        if not at:
            return super().__contains__(metric)
        if name.strip() not in ("error", "ndcg", "map"):
            raise UserError(
                f"Metric '{metric}' is not supported. Parameter 'eval_metric' with customized "
                "threshold should be one of these options: 'error', 'ndcg', 'map'."
            )
        try:
            float(threshold)
        except ValueError:
            raise UserError(
                f"Threshold value 't' in '{name.strip()}@t' expects float input."
            ) from None
        return True


@dataclass(frozen=True)
class Hyperparameter:
    """How one value is read, and what it may be.

    :param read: makes the value of the string; ``ValueError`` when it cannot
    :param allowed: what the value, or each member of a list, must be in
    :param several: whether the value is a list
    """

    read: Callable[[str], Any]
    allowed: Interval | Collection[Any]
    several: bool = False

    def check(self, name: str, value: Any) -> None:
        """:raises UserError: when the value is out of range"""
        if self.several:
            flat = [x for v in value for x in (v if isinstance(v, list) else [v])]
            if any(v not in self.allowed for v in flat):
                raise UserError(f"Hyperparameter {name}: value {value} not in range {self.allowed}")
        elif value not in self.allowed:
            raise UserError(f"Hyperparameter {name}: {value} is not in {self.allowed}")


def _whole(interval: str) -> Hyperparameter:
    return Hyperparameter(int, Interval(interval))


def _real(interval: str) -> Hyperparameter:
    return Hyperparameter(float, Interval(interval))


def _one_of(names: str) -> Hyperparameter:
    return Hyperparameter(str, names.split())


def _names(allowed: Collection[str]) -> Hyperparameter:
    return Hyperparameter(lambda text: text.split(","), allowed, several=True)


KNOWN: dict[str, Hyperparameter] = {
    "num_round": _whole("[1, +inf)"),
    "csv_weights": _whole("[0, 1]"),
    "early_stopping_rounds": _whole("[1, +inf)"),
    "booster": _one_of("gbtree gblinear dart"),
    "verbosity": _whole("[0, 3]"),
    "nthread": _whole("[1, +inf)"),
    "eta": _real("[0, 1]"),
    "gamma": _real("[0, +inf)"),
    "max_depth": _whole("[0, +inf)"),
    "min_child_weight": _real("[0, +inf)"),
    "max_delta_step": _real("[0, +inf)"),
    "subsample": _real("(0, 1]"),
    "colsample_bytree": _real("(0, 1]"),
    "colsample_bylevel": _real("(0, 1]"),
    "colsample_bynode": _real("(0, 1]"),
    "lambda": _real("[0, +inf)"),
    "alpha": _real("[0, +inf)"),
    "tree_method": _one_of("auto exact approx hist gpu_hist"),
    "scale_pos_weight": _real("(0, +inf)"),
    "updater": _names(
        [
            *("grow_colmaker", "distcol", "grow_histmaker", "grow_local_histmaker"),
            *("grow_skmaker", "sync", "refresh", "prune", "shotgun", "coord_descent"),
        ]
    ),
    "refresh_leaf": _whole("[0, 1]"),
    "process_type": _one_of("default update"),
    "grow_policy": _one_of("depthwise lossguide"),
    "max_leaves": _whole("[0, +inf)"),
    "max_bin": _whole("[0, +inf)"),
    "monotone_constraints": Hyperparameter(ast.literal_eval, (-1, 0, 1), several=True),
    "interaction_constraints": Hyperparameter(
        ast.literal_eval, Interval("[1, +inf)"), several=True
    ),
    "sample_type": _one_of("uniform weighted"),
    "normalize_type": _one_of("tree forest"),
    "rate_drop": _real("[0, 1]"),
    "one_drop": _whole("[0, 1]"),
    "skip_drop": _real("[0, 1]"),
    "tweedie_variance_power": _real("(1, 2)"),
    "objective": _one_of(
        "aft_loss_distribution binary:logistic binary:logitraw binary:hinge count:poisson "
        "multi:softmax multi:softprob rank:pairwise rank:ndcg rank:map reg:linear "
        "reg:squarederror reg:logistic reg:gamma reg:pseudohubererror reg:squaredlogerror "
        "reg:tweedie survival:aft survival:cox"
    ),
    "num_class": _whole("[2, +inf)"),
    "base_score": _real("[0, +inf)"),
    "_tuning_objective_metric": Hyperparameter(str, [f"validation:{name}" for name in METRICS]),
    "eval_metric": _names(Metrics(METRICS)),
    "seed": _whole("(-2147483648, 2147483647)"),
    "num_parallel_tree": _whole("[1, +inf)"),
    "save_model_on_termination": _one_of("true false"),
}


def validated(given: dict[str, str]) -> dict[str, Any]:
    """The hyperparameters as numbers, names and lists.

    :param given: all values as strings, as in ``hyperparameters.json``
    :raises UserError: in the words of the image
    """
    if "num_round" not in given:
        raise UserError("Missing required hyperparameter: num_round")
    values: dict[str, Any] = {}
    for name, text in given.items():
        if name not in KNOWN:
            raise UserError(f"Extraneous hyperparameter found: {name}")
        try:
            values[name] = KNOWN[name].read(text)
        except (ValueError, SyntaxError) as error:
            raise UserError(
                f"Hyperparameter {name}: could not parse value (caused by {type(error).__name__})"
            ) from error
    for name, value in values.items():
        KNOWN[name].check(name, value)
    _check_together(values)
    return values


def _check_together(values: dict[str, Any]) -> None:
    """What one hyperparameter asks of another; the image asks these in the same words."""
    objective, method = values.get("objective"), values.get("tree_method")
    if objective in ("multi:softmax", "multi:softprob") and "num_class" not in values:
        raise UserError("Require input for parameter 'num_class' for multi-classification")
    if "auc" in values.get("eval_metric", ()) and not (objective or "").startswith(
        ("binary:", "rank:")
    ):
        raise UserError("Metric 'auc' can only be applied for classification and ranking problems.")
    if "monotone_constraints" in values and method not in ("exact", "hist"):
        raise UserError(
            "monotone_constraints can be used only when the tree_method parameter is set to "
            "either 'exact' or 'hist'."
        )
    if "interaction_constraints" in values and method not in ("exact", "hist", "approx"):
        raise UserError(
            "interaction_constraints can be used only when the tree_method parameter is set to "
            "either 'exact', 'hist' or 'approx'."
        )
