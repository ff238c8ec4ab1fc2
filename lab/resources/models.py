"""Models: what may be deployed."""

from __future__ import annotations

from typing import Any

from moto.core.responses import ActionResult

from lab import aws_clients
from lab.errors import ValidationException
from lab.resources.base import Line, Resource
from lab.resources.checks import bucket_problem, check_s3_uri


def check(request: dict[str, Any], region: str) -> None:
    """What CreateModel refuses, in AWS's words.

    :raises ValidationException: role, container, image or artifact
    """
    if not request.get("ExecutionRoleArn"):
        raise ValidationException("ExecutionRoleArn is required for creating a model.")
    if not request.get("PrimaryContainer"):
        raise ValidationException(
            "This lab cannot run this model: give one PrimaryContainer. "
            "(ラボは PrimaryContainer 1 つのモデルだけを動かします)"
        )
    uri = request["PrimaryContainer"].get("ModelDataUrl")
    if not uri:
        raise ValidationException(
            "This lab cannot serve a model without ModelDataUrl. "
            "(ラボでは PrimaryContainer に ModelDataUrl が要ります)"
        )
    check_s3_uri(uri, "primaryContainer.modelDataUrl")
    if bucket_problem(uri, region):
        raise ValidationException(
            f"Could not access model data at {uri}. Please ensure that the role "
            f'"{request["ExecutionRoleArn"]}" exists and that its trust relationship policy allows '
            'the action "sts:AssumeRole" for the service principal "sagemaker.amazonaws.com". Also '
            'ensure that the role has "s3:GetObject" permissions and that the object is located '
            f"in {region}."
        )
    if not aws_clients.exists(uri, region):
        raise ValidationException(f"Could not find model data at {uri}.")


class Models(Resource):
    """The operations on models; moto keeps the records."""

    def create_model(self) -> ActionResult:
        """moto keeps the record; the artifact must be there."""
        self._check_free(self.sagemaker_backend._models, "model", self.params["ModelName"])
        check(self.params, self.region)
        self._check_role(self.params["ExecutionRoleArn"])
        return super().create_model()

    def describe_model(self) -> ActionResult:
        """moto's record, or AWS's words."""
        self._find(self.sagemaker_backend._models, "model", self.params["ModelName"])
        return super().describe_model()

    def delete_model(self) -> ActionResult:
        """moto's record, or AWS's words."""
        self._find(self.sagemaker_backend._models, "model", self.params["ModelName"])
        return super().delete_model()

    def list_models(self) -> ActionResult:
        """Filtered, sorted, page by page."""
        return self._page(
            [
                Line(
                    m.model_name,
                    m.creation_time,
                    {
                        "ModelName": m.model_name,
                        "ModelArn": m.arn,
                        "CreationTime": m.creation_time,
                    },
                )
                for m in self.sagemaker_backend._models.values()
            ],
            "Model",
            10,
            order="Descending",
            answer="Models",
        )


def find_model(api: Resource, name: str) -> dict[str, Any]:
    """The parts of a model that its container needs.

    :raises ValidationException: there is none of this name
    """
    found = api._find(api.sagemaker_backend._models, "model", name)
    return {"PrimaryContainer": found.primary_container}
