"""SageMaker's API as the lab answers it: moto's records, and real jobs and endpoints."""

from __future__ import annotations

import base64
import json
import threading
import uuid
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from moto.core.responses import ActionResult, EmptyResult
from moto.iam.models import iam_backends
from moto.sagemaker.responses import SageMakerResponse
from moto.sagemaker.utils import arn_formatter

from lab import refusals
from lab.aws_clients import log
from lab.errors import ResourceNotFound, ValidationException
from lab.resources import models, training_jobs, transform_jobs
from lab.resources.endpoints import Endpoint

# The folder of all jobs and endpoints; set when the lab starts.
folder = Path()


def _spawn(work: Callable[..., None], *arguments: Any) -> None:
    threading.Thread(target=work, args=arguments, daemon=True).start()


def _place() -> Path:
    """A new folder, named so that nothing of a request can lead out of it."""
    return folder / uuid.uuid4().hex


class LabSageMaker(SageMakerResponse):
    """The operations that are real in the lab; what is not here is moto's, or refused."""

    def call_action(self) -> Any:
        """Refuse what the lab cannot do; all else goes the way of moto."""
        operation = self._get_action()
        if operation in REFUSED:
            log.warning("%s はラボでは動きません", operation)
            return refusal(operation)
        return super().call_action()

    # Training jobs

    def create_training_job(self) -> ActionResult:
        """Check, answer, and train in the background."""
        jobs = self.sagemaker_backend.training_jobs
        self._role(self.params["RoleArn"])
        training_jobs.check(self.params, self.region, jobs)
        job = training_jobs.TrainingJob(
            self.params,
            self._arn("training-job", self.params["TrainingJobName"]),
            self.region,
            _place(),
        )
        jobs[job.name] = job
        _spawn(job.run)
        return ActionResult({"TrainingJobArn": job.arn})

    def describe_training_job(self) -> ActionResult:
        """Its state now."""
        return ActionResult(self._training_job().describe())

    def stop_training_job(self) -> ActionResult:
        """The container gets SIGTERM."""
        job = self._training_job()
        if job.status not in ("InProgress", "Stopping"):
            raise ValidationException(
                f"The request was rejected because the training job is in status {job.status}."
            )
        job.stop()
        return EmptyResult()

    def list_training_jobs(self) -> ActionResult:
        """Filtered, sorted, page by page."""
        return self._list(self.sagemaker_backend.training_jobs.values(), "TrainingJob", 10)

    def _training_job(self) -> training_jobs.TrainingJob:
        try:
            return self.sagemaker_backend.training_jobs[self.params["TrainingJobName"]]
        except KeyError:
            raise ValidationException("Requested resource not found.") from None

    # Transform jobs

    def create_transform_job(self) -> ActionResult:
        """Check, answer, and transform in the background."""
        jobs = self.sagemaker_backend.transform_jobs
        transform_jobs.check(self.params, jobs)
        job = transform_jobs.TransformJob(
            self.params,
            self._arn("transform-job", self.params["TransformJobName"]),
            self.region,
            _place(),
            self._model(self.params["ModelName"]),
        )
        jobs[job.name] = job
        _spawn(job.run)
        return ActionResult({"TransformJobArn": job.arn})

    def describe_transform_job(self) -> ActionResult:
        """Its state now."""
        return ActionResult(self._transform_job().describe())

    def stop_transform_job(self) -> ActionResult:
        """It ends after the request that it is at."""
        self._transform_job().stop()
        return EmptyResult()

    def list_transform_jobs(self) -> ActionResult:
        """Filtered, sorted, page by page."""
        jobs = self.sagemaker_backend.transform_jobs.values()
        return self._list(jobs, "TransformJob", 10, order="Descending")

    def _transform_job(self) -> transform_jobs.TransformJob:
        name = self.params["TransformJobName"]
        try:
            return self.sagemaker_backend.transform_jobs[name]
        except KeyError:
            raise ResourceNotFound(f"Could not find requested job with name: {name}") from None

    # Models

    def create_model(self) -> ActionResult:
        """moto keeps the record; the artifact must be there."""
        self._free(self.sagemaker_backend._models, "model", self.params["ModelName"])
        models.check(self.params, self.region)
        self._role(self.params["ExecutionRoleArn"])
        return super().create_model()

    def describe_model(self) -> ActionResult:
        """moto's record, or AWS's words."""
        self._known(self.sagemaker_backend._models, "model", self.params["ModelName"])
        return super().describe_model()

    def delete_model(self) -> ActionResult:
        """moto's record, or AWS's words."""
        self._known(self.sagemaker_backend._models, "model", self.params["ModelName"])
        return super().delete_model()

    def list_models(self) -> ActionResult:
        """Filtered, sorted, page by page."""
        return self._list(
            [
                _Line(
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

    def _model(self, name: str) -> dict[str, Any]:
        """The parts of a model that its container needs."""
        found = self._known(self.sagemaker_backend._models, "model", name)
        return {"PrimaryContainer": found.primary_container}

    # Endpoints

    def create_endpoint_config(self) -> ActionResult:
        """moto's record, under a new name only."""
        self._free(
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
            self._model(variant["ModelName"])
        return super().create_endpoint_config()

    def describe_endpoint_config(self) -> ActionResult:
        """moto's record, or AWS's words."""
        self._config()
        return super().describe_endpoint_config()

    def delete_endpoint_config(self) -> ActionResult:
        """moto's record, or AWS's words."""
        self._config()
        return super().delete_endpoint_config()

    def create_endpoint(self) -> ActionResult:
        """Answer, and start its containers in the background."""
        endpoints = self.sagemaker_backend.endpoints
        name = self.params["EndpointName"]
        self._free(endpoints, "endpoint", name)
        config = self._config()
        variants = {
            v["VariantName"]: self._model(v["ModelName"]) for v in config["ProductionVariants"]
        }
        endpoint = Endpoint(name, self._arn("endpoint", name), self.region, _place())
        endpoint.tags = list(self.params.get("Tags") or [])
        endpoint.config = config
        endpoints[name] = endpoint
        log.info("エンドポイント %s: Creating", name)
        _spawn(endpoint.deploy, config, variants)
        return ActionResult({"EndpointArn": endpoint.arn})

    def update_endpoint(self) -> ActionResult:
        """The new containers take over once they are healthy."""
        endpoint = self._endpoint()
        if endpoint.status not in ("InService", "Failed"):
            raise ValidationException(f'Cannot update in-progress endpoint "{endpoint.arn}".')
        config = self._config()
        variants = {
            v["VariantName"]: self._model(v["ModelName"]) for v in config["ProductionVariants"]
        }
        endpoint.status = "Updating"
        log.info("エンドポイント %s: Updating", endpoint.name)
        _spawn(endpoint.deploy, config, variants)
        return ActionResult({"EndpointArn": endpoint.arn})

    def describe_endpoint(self) -> ActionResult:
        """Its state now."""
        return ActionResult(self._endpoint().describe())

    def delete_endpoint(self) -> ActionResult:
        """Its containers end in the background; then it is unknown."""
        endpoint = self._endpoint()
        if endpoint.status in ("Creating", "Updating"):
            raise ValidationException(f'Cannot update in-progress endpoint "{endpoint.arn}".')
        endpoint.delete()
        del self.sagemaker_backend.endpoints[endpoint.name]
        return EmptyResult()

    def list_endpoints(self) -> ActionResult:
        """Filtered, sorted, page by page."""
        lines = [
            _Line(e.name, e.creation_time, e.summary(), e.status, e.last_modified_time)
            for e in self.sagemaker_backend.endpoints.values()
        ]
        return self._list(lines, "Endpoint", 10, order="Descending", answer="Endpoints")

    def _endpoint(self) -> Endpoint:
        return self._known(
            self.sagemaker_backend.endpoints, "endpoint", self.params["EndpointName"]
        )

    def _config(self) -> dict[str, Any]:
        name = self.params["EndpointConfigName"]
        store = self.sagemaker_backend.endpoint_configs
        return self._known(store, "endpoint-config", name).response_object

    # What they share

    def _arn(self, kind: str, name: str) -> str:
        return arn_formatter(kind, name.lower(), self.current_account, self.region)

    def _known(self, store: dict[str, Any], kind: str, name: str) -> Any:
        """:raises ValidationException: there is none of this name"""
        if name not in store:
            words = {"endpoint-config": "endpoint configuration"}.get(kind, kind)
            raise ValidationException(f'Could not find {words} "{self._arn(kind, name)}".')
        return store[name]

    def _free(self, store: dict[str, Any], kind: str, name: str) -> None:
        """:raises ValidationException: the name is taken"""
        if name in store:
            words = {"endpoint-config": "endpoint configuration"}.get(kind, kind)
            raise ValidationException(
                f'Cannot create already existing {words} "{self._arn(kind, name)}".'
            )

    def _role(self, arn: str) -> None:
        """The role must exist; what it may do is not looked at.

        :raises ValidationException: there is no such role in this account
        """
        roles = iam_backends[self.current_account][self.partition].roles.values()
        if arn not in {role.arn for role in roles}:
            raise ValidationException(
                f"Could not assume role {arn}. Please ensure that the role exists and allows "
                "principal 'sagemaker.amazonaws.com' to assume the role."
            )

    def _list(
        self,
        things: Iterable[Any],
        kind: str,
        usual: int,
        order: str = "Ascending",
        answer: str | None = None,
    ) -> ActionResult:
        """One page of a list.

        :param usual: the size of a page that is not given
        :param answer: the name of the list in the answer
        """
        given = self.params
        found = list(things)
        if part := given.get("NameContains"):
            found = [thing for thing in found if part.lower() in thing.name.lower()]
        if status := given.get("StatusEquals"):
            found = [thing for thing in found if thing.status == status]
        for name, of in (
            ("CreationTime", lambda x: x.created),
            ("LastModifiedTime", lambda x: x.modified),
        ):
            if after := given.get(f"{name}After"):
                found = [thing for thing in found if _utc(of(thing)) > _utc(after)]
            if before := given.get(f"{name}Before"):
                found = [thing for thing in found if _utc(of(thing)) < _utc(before)]
        keys = {"Name": lambda x: x.name, "Status": lambda x: x.status}
        found.sort(
            key=keys.get(given.get("SortBy", ""), lambda x: _utc(x.created)),
            reverse=given.get("SortOrder", order) == "Descending",
        )
        start = 0
        if token := given.get("NextToken"):
            try:
                start = int(base64.b64decode(token, validate=True))
            except ValueError:
                raise ValidationException(f'Invalid pagination token "{token}".') from None
        end = start + int(given.get("MaxResults") or usual)
        page: dict[str, Any] = {
            answer or f"{kind}Summaries": [thing.summary() for thing in found[start:end]]
        }
        if end < len(found):
            page["NextToken"] = base64.b64encode(str(end).encode()).decode()
        return ActionResult(page)


class _Line:
    """Something that is listed, with what lists are filtered and sorted by."""

    def __init__(
        self,
        name: str,
        created: datetime,
        line: dict[str, Any],
        status: str = "",
        modified: datetime | None = None,
    ) -> None:
        self.name, self.created, self.status = name, created, status
        self.modified = modified or created
        self._line = line

    def summary(self) -> dict[str, Any]:
        """Its line."""
        return self._line


def _utc(moment: datetime) -> datetime:
    """moto's times have no zone; they are UTC."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def refusal(operation: str) -> tuple[int, dict[str, str], str]:
    """The answer to an operation that the lab cannot run; clients do not repeat it."""
    headers = {"x-amzn-ErrorType": "NotImplemented", "Content-Type": "application/x-amz-json-1.1"}
    body = {"__type": "NotImplemented", "message": refusals.message(operation)}
    return 501, headers, json.dumps(body)


REFUSED = refusals.refused("sagemaker", SageMakerResponse, LabSageMaker)
