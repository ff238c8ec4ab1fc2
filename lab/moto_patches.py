"""The few places where the lab reaches into moto, by name, and why.

moto is pinned to one version, because these are not part of its public API; ``tests/lab`` tests
each of them.
"""

from __future__ import annotations

import gzip
import json
import warnings
from contextlib import suppress
from importlib.metadata import version
from traceback import walk_tb
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lab.errors import RequestError

MOTO = "5.2.5"
# What moto calls differently from botocore, beside names without their hyphens.
BOTOCORE_NAMES = {"awslambda": "lambda"}
# The errors that are not the fault of the request.
STATUSES = {"InternalFailure": 500, "NotImplemented": 501}


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
    # Codes that all services share stand in no service's model; moto warns of each.
    warnings.filterwarnings("ignore", message=".* does not match an error shape")


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
    """``validate_…instance_type``: moto's lists of 2021 know no ml.m6i or ml.c7i.

    Each request was checked before, against the list of botocore's model.
    """
    from moto.sagemaker import models

    def accept(*_: Any) -> None:
        """Any type."""

    models.FakeEndpointConfig.validate_instance_type = accept
    models.FakeSagemakerNotebookInstance.validate_instance_type = accept
    models.ModelPackage.validate_supported_transform_instance_types = accept
    models.ModelPackage.validate_supported_realtime_inference_instance_types = accept


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


def application(service: str) -> Any:
    """``create_backend_app``: no request reaches moto before it is checked.

    moto checks little of a request by itself, and answers its own faults with a page of HTML.

    :param service: moto's name of it
    :returns: the Flask application of one service
    """
    from botocore.exceptions import UnknownServiceError
    from flask import request
    from moto.core.utils import get_service_model, service_name_from_moto_package_name
    from moto.moto_server.werkzeug_app import create_backend_app
    from werkzeug.exceptions import HTTPException

    from lab import iam_requests, refusals, s3_requests, validation
    from lab.aws_clients import log
    from lab.errors import RequestError

    app = create_backend_app(service)
    name = BOTOCORE_NAMES.get(service, service_name_from_moto_package_name(service))
    try:
        model = get_service_model(name)
    except UnknownServiceError:
        # The addresses that are moto's own.
        return app
    check = {"iam": iam_requests.check, "s3": s3_requests.check}.get(name, validation.validate)

    @app.before_request
    def check_request() -> Any:
        try:
            if (found := _read(model, request)) is not None:
                check(*found)
        except RequestError as error:
            return _error(model, request, error)
        return None

    @app.errorhandler(Exception)
    def answer_failure(error: Exception) -> Any:
        if isinstance(error, HTTPException):
            return error
        operation = _operation(model, request)[0]
        asked = operation.name if operation else request.path
        if isinstance(error, NotImplementedError):
            return _error(model, request, RequestError("NotImplemented", refusals.message(asked)))
        if _raised_in(error).startswith("lab."):
            log.exception("%s: ラボ自身のエラー", asked, exc_info=error)
            text = f"Internal error of the lab: {error!r}. (ラボ自身のエラーです)"
            return _error(model, request, RequestError("InternalFailure", text))
        log.warning("%s: moto はこの要求に答えられません (%r)", asked, error)
        text = f"This lab cannot answer this request. (ラボはこの {asked} の要求に答えられません)"
        return _error(model, request, RequestError("NotImplemented", text))

    return app


def _operation(model: Any, request: Any) -> tuple[Any, dict[str, Any]]:
    """The operation that a request asks for, or None; the parameters in its path."""
    from moto.core.routing import NotFound, get_service_router

    try:
        return get_service_router(model.service_name).match(request)
    except (NotFound, NotImplementedError):
        return None, {}


def _protocol(model: Any, request: Any) -> str:
    """The protocol of a request; of those of the service, if it is another or moto has none."""
    from moto.core.parse import PROTOCOL_PARSERS
    from moto.core.request import determine_request_protocol

    known = model.metadata.get("protocols", [model.protocol])
    with suppress(NotImplementedError):
        known = [determine_request_protocol(model, request.content_type), *known]
    return next(protocol for protocol in known if protocol in PROTOCOL_PARSERS)


def _read(model: Any, request: Any) -> tuple[Any, dict[str, Any]] | None:
    """The operation of a request and its parameters; None if there is none to check.

    :raises RequestError: it cannot be read, or names no operation
    """
    from moto.core.parse import PROTOCOL_PARSERS, RequestParserError

    from lab.errors import RequestError
    from lab.s3_requests import MALFORMED_XML

    operation, path = _operation(model, request)
    protocol = _protocol(model, request)
    if operation is None and protocol == "json":
        target = request.headers.get("X-Amz-Target", request.path)
        raise RequestError("UnknownOperationException", f"Unknown operation {target}")
    if operation is None or operation.input_shape is None:
        return None
    if request.content_encoding == "gzip" and model.service_name != "s3":
        # The SDK packs large requests. moto unpacks too, but can no longer once the body is read.
        request.stream = gzip.GzipFile(fileobj=request.stream)
        request.get_data(parse_form_data=True)
        del request.environ["HTTP_CONTENT_ENCODING"]
    try:
        if protocol == "json":
            parameters = json.loads(request.data or b"{}")
            if not isinstance(parameters, dict):
                raise ValueError("no JSON object")
            return operation, parameters
        parameters = PROTOCOL_PARSERS[protocol](operation).parse(
            {
                "method": request.method,
                "values": request.values,
                "headers": request.headers,
                "body": request.data,
                "url_path": request.path,
                "url_params": path,
            }
        )
    except RequestParserError as error:
        raise RequestError(*MALFORMED_XML) from error
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        code = {"rest-xml": "InvalidArgument", "query": "MalformedInput"}
        raise RequestError(
            code.get(protocol, "SerializationException"), f"The request cannot be read: {error}"
        ) from error
    # moto's parser takes an empty body for one that is not given.
    payload = operation.input_shape.serialization.get("payload")
    if payload and operation.input_shape.members[payload].type_name == "blob":
        parameters.setdefault(payload, b"")
    return operation, parameters


def _raised_in(error: Exception) -> str:
    """The module, of the lab or of moto, that *error* came out of."""
    frames = [frame.f_globals["__name__"] for frame, _ in walk_tb(error.__traceback__)]
    return next(name for name in reversed(frames) if name.startswith(("lab.", "moto.")))


def _error(model: Any, request: Any, error: RequestError) -> Any:
    """The answer that tells an error, in the form of the service."""
    from flask import Response
    from moto.core.model import OperationModel
    from moto.core.serialize import get_serializer_class
    from moto.utilities.aws_headers import gen_amzn_requestid_long

    protocol = _protocol(model, request)
    operation = _operation(model, request)[0] or OperationModel({}, model)
    told = get_serializer_class(model.service_name, protocol)(operation).serialize(error)
    gen_amzn_requestid_long(told["headers"])
    return Response(told["body"], STATUSES.get(error.code, 400), told["headers"])
