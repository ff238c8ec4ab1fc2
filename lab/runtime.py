"""SageMaker Runtime as the lab answers it: a request goes to the endpoint's container, and back."""

from __future__ import annotations

import json
from typing import Any

from moto.sagemaker.models import sagemaker_backends
from moto.sagemakerruntime.responses import SageMakerRuntimeResponse

from lab.resources.endpoints import Endpoint


class LabRuntime(SageMakerRuntimeResponse):
    """InvokeEndpoint, over real HTTP."""

    # A body may be anything, not only text.
    use_raw_body = True

    def invoke_endpoint(self) -> Any:
        """The container's answer, or ModelError, or ValidationError."""
        name = self.path.split("/")[2]
        store = sagemaker_backends[self.current_account][self.region].endpoints
        endpoint: Endpoint | None = store.get(name)
        if endpoint is None or not endpoint.servers:
            return _error(
                400,
                "ValidationError",
                f"Endpoint {name} of account {self.current_account} not found.",
            )
        if len(self.raw_body) > endpoint.body_limit:
            return _error(413, "413", f"HTTP content length exceeded {endpoint.body_limit} bytes.")
        variant = endpoint.choose(self.headers.get("X-Amzn-SageMaker-Target-Variant"))
        if variant not in endpoint.servers:
            return _error(
                400,
                "ValidationError",
                f"Variant {variant} not found for endpoint {name} of account "
                f"{self.current_account}.",
            )
        passed = {
            key: self.headers[key] for key in ("Content-Type", "Accept") if self.headers.get(key)
        }
        status, kind, body = endpoint.invoke(variant, bytes(self.raw_body), passed)
        if status >= 400:
            return self._model_error(name, status, body.decode(errors="replace"))
        return 200, {"Content-Type": kind, "x-Amzn-Invoked-Production-Variant": variant}, body

    def invoke_endpoint_async(self) -> Any:
        """Refused: there are no queues in the lab."""
        raise NotImplementedError

    def _model_error(self, name: str, status: int, message: str) -> Any:
        group = f"/aws/sagemaker/Endpoints/{name}"
        console = f"https://{self.region}.console.aws.amazon.com/cloudwatch/home"
        side = "client" if status < 500 else "server"
        return _error(
            424,
            "ModelError",
            f'Received {side} error ({status}) from primary with message "{message}". See '
            f"{console}?region={self.region}#logEventViewer:group={group} in account "
            f"{self.current_account} for more information.",
            OriginalStatusCode=status,
            OriginalMessage=message,
            LogStreamArn=f"arn:aws:logs:{self.region}:{self.current_account}:log-group:{group}",
        )


def _error(status: int, code: str, message: str, **more: Any) -> tuple[int, dict[str, Any], str]:
    headers = {"x-amzn-ErrorType": code, "Content-Type": "application/json", "status": status}
    return status, headers, json.dumps({"Message": message, **more})
