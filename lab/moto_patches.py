"""The few places where the lab reaches into moto, by name, and why.

moto is pinned to one version, because these are not part of its public API; ``tests/lab`` tests
each of them.
"""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

MOTO = "5.2.5"


def check_version() -> None:
    """:raises SystemExit: another moto than the one that these points were tested with"""
    if (found := version("moto")) != MOTO:
        raise SystemExit(
            f"ラボには moto {MOTO} が必要です (今は {found})。"
            "pip install -r requirements-lab.txt をもう一度実行してください。"
        )


def install() -> None:
    """Put the lab's answers in the place of moto's; before the server starts."""
    answers_of_sagemaker()
    answers_of_the_runtime()
    instance_types()
    log_streams_by_prefix()


def answers_of_sagemaker() -> None:
    """``moto.sagemaker.urls.url_paths``: who answers; moto's own jobs end before they begin."""
    from moto.sagemaker import urls

    from lab.sagemaker import LabSageMaker

    urls.url_paths["{0}/$"] = LabSageMaker.dispatch


def answers_of_the_runtime() -> None:
    """``moto.sagemakerruntime.urls.url_paths``: moto's InvokeEndpoint says b"body" to all."""
    from moto.sagemakerruntime import urls

    from lab.runtime import LabRuntime

    for path in urls.url_paths:
        urls.url_paths[path] = LabRuntime.dispatch


def instance_types() -> None:
    """``FakeEndpointConfig.validate_instance_type``: moto's list of 2021 knows no ml.m6i or ml.c7i.

    The list of botocore's model, which the SDK ships, takes its place.
    """
    from moto.core.utils import get_service_model
    from moto.sagemaker.models import FakeEndpointConfig

    from lab.errors import ValidationException

    known = get_service_model("sagemaker").shape_for("ProductionVariantInstanceType").enum

    def validate(self: FakeEndpointConfig, instance_type: str) -> None:
        if instance_type not in known:
            raise ValidationException(
                f"1 validation error detected: Value '{instance_type}' at "
                "'productionVariants.1.member.instanceType' failed to satisfy constraint: Member "
                f"must satisfy enum value set: [{', '.join(known)}]"
            )

    FakeEndpointConfig.validate_instance_type = validate


def log_streams_by_prefix() -> None:
    """``moto.logs.urls.url_paths``: moto's FilterLogEvents takes no notice of logStreamNamePrefix.

    A job's log is asked for by the prefix of its streams; moto would answer with those of all jobs.
    """
    from moto.logs import urls
    from moto.logs.responses import LogsResponse

    class LabLogs(LogsResponse):
        def _get_param(self, param_name: str, if_none: Any = None) -> Any:
            value = super()._get_param(param_name, if_none)
            if param_name != "logStreamNames" or value:
                return value
            prefix = super()._get_param("logStreamNamePrefix")
            group = self.logs_backend.groups.get(super()._get_param("logGroupName"))
            if not prefix or group is None:
                return value
            # No stream of this name: [] would mean all of them.
            return [name for name in group.streams if name.startswith(prefix)] or [prefix]

    urls.url_paths["{0}/$"] = LabLogs.dispatch
