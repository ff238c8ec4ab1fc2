"""Endpoint configurations: which models an endpoint serves, and on what."""

from __future__ import annotations

from typing import Any

from moto.core.responses import ActionResult

from lab.errors import ValidationException
from lab.resources.base import Resource
from lab.resources.models import find_model


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
        for variant in self.params["ProductionVariants"]:
            find_model(self, variant["ModelName"])
        return super().create_endpoint_config()

    def describe_endpoint_config(self) -> ActionResult:
        """moto's record, or AWS's words."""
        find_config(self)
        return super().describe_endpoint_config()

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
