"""Endpoints: a server behind each, the change of servers, and what InvokeEndpoint forwards."""

from __future__ import annotations

import random
import shutil
import threading
import time
import uuid
from pathlib import Path
from typing import Any

from moto.core.responses import ActionResult, EmptyResult

from lab import aws_clients, folders
from lab.aws_clients import log, now
from lab.errors import Failure, ValidationException, reason
from lab.model_server import Server
from lab.resources.base import Line, Resource, start
from lab.resources.endpoint_configs import find_config
from lab.resources.models import find_model


class Endpoint:
    """One endpoint and its servers, one for each variant.

    :param folder: for the models of its containers
    """

    def __init__(self, name: str, arn: str, region: str, folder: Path) -> None:
        self.name = self.endpoint_name = name
        self.arn, self.region, self.folder = arn, region, folder
        self.tags: list[dict[str, str]] = []
        self.config: dict[str, Any] = {}
        self.status = "Creating"
        self.failure: str | None = None
        self.creation_time = self.last_modified_time = now()
        self.servers: dict[str, Server] = {}
        self._change = threading.Lock()
        self.deleted = False

    @property
    def endpoint_status(self) -> str:
        """The name under which moto's ListEndpoints asks for it."""
        return self.status

    def _enter(self, status: str) -> None:
        self.status, self.last_modified_time = status, now()
        log.info("エンドポイント %s: %s", self.name, status)

    def deploy(self, config: dict[str, Any], models: dict[str, dict[str, Any]]) -> None:
        """Start the servers of a configuration, then let them take over; in a thread of its own.

        :param config: an endpoint configuration
        :param models: the request of CreateModel for each variant
        """
        with self._change:
            started: dict[str, Server] = {}
            try:
                for variant in config["ProductionVariants"]:
                    name = variant["VariantName"]
                    started[name] = self._start(name, models[name])
            except Failure as failure:
                self._give_up(started, str(failure))
                return
            except Exception as error:
                log.exception("エンドポイント %s: ラボ自身のエラー", self.name)
                self._give_up(started, f"Internal error: {error}")
                return
            former, self.servers = self.servers, started
            if self.deleted:
                former, self.servers = started, {}
            else:
                self.config, self.failure = config, None
                self._enter("InService")
            for server in former.values():
                server.container.remove()

    def _start(self, variant: str, model: dict[str, Any]) -> Server:
        root = self.folder / uuid.uuid4().hex
        stream = aws_clients.Stream(
            f"/aws/sagemaker/Endpoints/{self.name}",
            f"{variant}/i-{uuid.uuid4().hex[:17]}",
            self.region,
        )
        return Server(model, variant, root, self.region, stream.write)

    def _give_up(self, started: dict[str, Server], text: str) -> None:
        for server in started.values():
            server.container.remove()
        self.failure = reason(text)
        log.error("エンドポイント %s の失敗: %s", self.name, self.failure)
        # A failed update goes back to what served before.
        self._enter("InService" if self.servers else "Failed")

    def delete(self) -> None:
        """Stop its servers; returns when they are gone."""
        self.deleted = True
        self._enter("Deleting")
        with self._change:
            for server in self.servers.values():
                server.container.remove()
            self.servers = {}
        shutil.rmtree(self.folder, ignore_errors=True)
        log.info("エンドポイント %s: 削除しました", self.name)

    def describe(self) -> dict[str, Any]:
        """The answer to DescribeEndpoint."""
        answer = {
            "EndpointName": self.name,
            "EndpointArn": self.arn,
            "EndpointConfigName": self.config["EndpointConfigName"],
            "EndpointStatus": self.status,
            "FailureReason": self.failure,
            "CreationTime": self.creation_time,
            "LastModifiedTime": self.last_modified_time,
        }
        if self.servers:
            answer["ProductionVariants"] = [
                _variant(variant) for variant in self.config["ProductionVariants"]
            ]
        return {key: value for key, value in answer.items() if value is not None}

    def summary(self) -> dict[str, Any]:
        """Its line in ListEndpoints."""
        described = self.describe()
        names = (
            "EndpointName",
            "EndpointArn",
            "CreationTime",
            "LastModifiedTime",
            "EndpointStatus",
        )
        return {name: described[name] for name in names}

    @property
    def body_limit(self) -> int:
        """The most that the body of a request may hold, in bytes."""
        serverless = any("ServerlessConfig" in v for v in self.config["ProductionVariants"])
        return (4 if serverless else 25) * 1024 * 1024

    def choose(self, wanted: str | None) -> str:
        """The variant that answers: the one wanted, or one drawn by weight."""
        if wanted:
            return wanted
        variants = self.config["ProductionVariants"]
        weights = [variant.get("InitialVariantWeight", 1) for variant in variants]
        if not any(weights):
            weights = None
        return random.choices([v["VariantName"] for v in variants], weights)[0]

    def _ask(self, variant: str, body: bytes, headers: dict[str, str]) -> tuple[int, str, bytes]:
        """The answer of the variant's server, or of the one that took its place meanwhile.

        :raises OSError: neither answers
        """
        server = self.servers[variant]
        try:
            return server.ask("/invocations", body, headers)
        except OSError:
            successor = self.servers.get(variant, server)
            if successor is server:
                raise
            return successor.ask("/invocations", body, headers)

    def invoke(self, variant: str, body: bytes, headers: dict[str, str]) -> tuple[int, str, bytes]:
        """(status, content type, body) of the container; metrics are kept as on AWS."""
        begun = time.perf_counter()
        try:
            answer = self._ask(variant, body, headers)
        except OSError:
            answer = 500, "text/plain", b"the container does not answer"
        latency = (time.perf_counter() - begun) * 1e6
        aws_clients.put_metrics(
            "AWS/SageMaker",
            [
                ("Invocations", 1, "None"),
                ("ModelLatency", latency, "Microseconds"),
                ("Invocation4XXErrors", int(400 <= answer[0] < 500), "None"),
                ("Invocation5XXErrors", int(answer[0] >= 500), "None"),
            ],
            {"EndpointName": self.name, "VariantName": variant},
            self.region,
        )
        return answer


def _variant(variant: dict[str, Any]) -> dict[str, Any]:
    """A variant of a configuration, as an endpoint in service describes it."""
    answer: dict[str, Any] = {"VariantName": variant["VariantName"]}
    if serverless := variant.get("ServerlessConfig"):
        return {
            **answer,
            "CurrentServerlessConfig": serverless,
            "DesiredServerlessConfig": serverless,
        }
    count = variant.get("InitialInstanceCount", 1)
    weight = variant.get("InitialVariantWeight", 1.0)
    return {
        **answer,
        "CurrentInstanceCount": count,
        "DesiredInstanceCount": count,
        "CurrentWeight": weight,
        "DesiredWeight": weight,
    }


class Endpoints(Resource):
    """The operations on endpoints."""

    def create_endpoint(self) -> ActionResult:
        """Answer, and start its containers in the background."""
        endpoints = self.sagemaker_backend.endpoints
        name = self.params["EndpointName"]
        self._check_free(endpoints, "endpoint", name)
        config = find_config(self)
        variants = {
            v["VariantName"]: find_model(self, v["ModelName"]) for v in config["ProductionVariants"]
        }
        endpoint = Endpoint(name, self._arn("endpoint", name), self.region, folders.new())
        endpoint.tags = list(self.params.get("Tags") or [])
        endpoint.config = config
        endpoints[name] = endpoint
        log.info("エンドポイント %s: Creating", name)
        start(endpoint.deploy, config, variants)
        return ActionResult({"EndpointArn": endpoint.arn})

    def update_endpoint(self) -> ActionResult:
        """The new containers take over once they are healthy."""
        endpoint = self._endpoint()
        if endpoint.status not in ("InService", "Failed"):
            raise ValidationException(f'Cannot update in-progress endpoint "{endpoint.arn}".')
        config = find_config(self)
        variants = {
            v["VariantName"]: find_model(self, v["ModelName"]) for v in config["ProductionVariants"]
        }
        endpoint.status = "Updating"
        log.info("エンドポイント %s: Updating", endpoint.name)
        start(endpoint.deploy, config, variants)
        return ActionResult({"EndpointArn": endpoint.arn})

    def update_endpoint_weights_and_capacities(self) -> Any:
        """Refused: moto would change a record that nothing stands behind."""
        raise NotImplementedError

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
            Line(e.name, e.creation_time, e.summary(), e.status, e.last_modified_time)
            for e in self.sagemaker_backend.endpoints.values()
        ]
        return self._page(lines, "Endpoint", 10, order="Descending", answer="Endpoints")

    def _endpoint(self) -> Endpoint:
        return self._find(self.sagemaker_backend.endpoints, "endpoint", self.params["EndpointName"])
