"""The two kinds of failure of the image's algorithm, under the names that AWS shows in its logs."""

from __future__ import annotations


class UserError(Exception):
    """The one who started the job can correct it: hyperparameters, channels, data."""


class AlgorithmError(Exception):
    """The algorithm failed in a way that it did not foresee."""


# Tracebacks end in FailureReason and in CloudWatch, where AWS shows these full names.
for _error in (UserError, AlgorithmError):
    _error.__module__ = "sagemaker_algorithm_toolkit.exceptions"


def without_addresses(error: Exception | str) -> str:
    """The message of an XGBoost error, less the stack of machine addresses behind it."""
    return str(error).split("\nStack trace:")[0].strip()
