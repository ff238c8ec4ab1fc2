"""Which container images the lab can run, and how an image that it cannot is refused."""

from __future__ import annotations

import re
from importlib.metadata import version

# AWS's image 3.2-0 holds XGBoost 3.2.0: the tag that is known follows what is installed.
TAG = "-".join(version("xgboost-cpu").rsplit(".", 1))
KNOWN = re.compile(
    r"\d{12}\.dkr\.ecr\.(?P<region>[a-z0-9-]+)\.amazonaws\.com(\.cn)?/sagemaker-xgboost:"
    + re.escape(TAG)
)
NAME = f"<アカウント>.dkr.ecr.<リージョン>.amazonaws.com/sagemaker-xgboost:{TAG}"
HINT = f"ラボが動かせるイメージは {NAME} だけです"


def runs_here(image: str, region: str) -> bool:
    """Whether the lab has a counterpart of this image, in this region."""
    found = KNOWN.fullmatch(image or "")
    return found is not None and found["region"] == region
