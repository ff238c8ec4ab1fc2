"""The errors of the service, in the form and in the words that AWS uses."""

from __future__ import annotations

from moto.core.exceptions import ServiceException


class RequestError(ServiceException):
    """A request that the service does not accept: its code, and the message."""


class ValidationException(ServiceException):
    """The request does not make sense now."""

    code = "ValidationException"


class ResourceInUse(ServiceException):
    """The name is taken."""

    code = "ResourceInUse"


class ResourceNotFound(ServiceException):
    """There is no such job."""

    code = "ResourceNotFound"


class Failure(Exception):
    """A job or endpoint fails; the message becomes its FailureReason."""


def reason(text: str) -> str:
    """A FailureReason: AWS's model allows 1,024 characters."""
    return text if len(text) <= 1024 else text[:1021] + "..."
