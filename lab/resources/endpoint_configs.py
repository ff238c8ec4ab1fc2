"""Endpoint configurations: which models an endpoint serves, and on what."""

from __future__ import annotations

from typing import Any

from moto.core.responses import ActionResult

from lab.errors import ValidationException
from lab.resources.base import Line, Resource
from lab.resources.models import find_model


def check_variants(variants: list[dict[str, Any]]) -> None:
    """:raises ValidationException: the variants do not say what to serve, or on what"""
    names = [variant["VariantName"] for variant in variants]
    if len(set(names)) < len(names):
        raise ValidationException(
            f"Production variant names must be unique within an endpoint configuration: {names}"
        )
    for variant in variants:
        name = variant["VariantName"]
        if "ModelName" not in variant:
            raise ValidationException(
                f'This lab cannot serve variant "{name}" without ModelName: it runs on AWS only. '
                "(ラボでは ModelName が要ります)"
            )
        sized = variant.get("InstanceType") and variant.get("InitialInstanceCount")
        if "ServerlessConfig" in variant:
            if "InstanceType" in variant or "InitialInstanceCount" in variant or len(variants) > 1:
                raise ValidationException(
                    f'ServerlessConfig of production variant "{name}" cannot be used with '
                    "InstanceType, InitialInstanceCount or another production variant."
                )
        elif not sized:
            raise ValidationException(
                f'Production variant "{name}" must have InstanceType and InitialInstanceCount, or '
                "ServerlessConfig."
            )


class EndpointConfigs(Resource):
    """The operations on endpoint configurations; moto keeps the records."""

    def create_endpoint_config(self) -> ActionResult:
        """moto's record, under a new name only."""
        self._check_free(
            self.sagemaker_backend.endpoint_configs,
            "endpoint-config",
            self.params["EndpointConfigName"],
        )
        for part in ("AsyncInferenceConfig", "DataCaptureConfig", "ShadowProductionVariants"):
            if self.params.get(part):
                raise ValidationException(
                    f"This lab cannot serve {part}: it runs on AWS only. "
                    f"(ラボでは {part} を使えません)"
                )
        variants = self.params["ProductionVariants"]
        check_variants(variants)
        for variant in variants:
            find_model(self, variant["ModelName"])
        return super().create_endpoint_config()

    def describe_endpoint_config(self) -> ActionResult:
        """moto's record, or AWS's words."""
        find_config(self)
        return super().describe_endpoint_config()

    def list_endpoint_configs(self) -> ActionResult:
        """Filtered, sorted, page by page."""
        lines = [
            Line(
                config.endpoint_config_name,
                config.creation_time,
                {
                    "EndpointConfigName": config.endpoint_config_name,
                    "EndpointConfigArn": config.endpoint_config_arn,
                    "CreationTime": config.creation_time,
                },
            )
            for config in self.sagemaker_backend.endpoint_configs.values()
        ]
        return self._page(lines, "EndpointConfig", 10, order="Descending", answer="EndpointConfigs")

    def delete_endpoint_config(self) -> ActionResult:
        """moto's record, or AWS's words."""
        find_config(self)
        return super().delete_endpoint_config()


def find_config(api: Resource) -> dict[str, Any]:
    """The endpoint configuration that a request names.

    :raises ValidationException: there is none of this name
    """
    name, store = api.params["EndpointConfigName"], api.sagemaker_backend.endpoint_configs
    return api._find(store, "endpoint-config", name).response_object
