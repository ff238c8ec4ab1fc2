"""What AWS refuses beyond the model of its API, and that several kinds of resources check."""

from __future__ import annotations

import json
from typing import Any

from lab import aws_clients
from lab.errors import ValidationException

SERVICE = "sagemaker.amazonaws.com"


def _listed(value: Any) -> list[Any]:
    """A member of a policy that may be one thing or a list of them."""
    return value if isinstance(value, list) else [value]


def _applies(statement: dict[str, Any]) -> bool:
    """Whether a statement of a trust policy is about SageMaker assuming the role."""
    principal = statement.get("Principal")
    services = _listed(principal.get("Service")) if isinstance(principal, dict) else [principal]
    actions = {str(action).lower() for action in _listed(statement.get("Action"))}
    return bool({SERVICE, "*"} & set(services)) and bool({"sts:assumerole", "sts:*", "*"} & actions)


def trusts_sagemaker(policy: str) -> bool:
    """Whether a trust policy lets SageMaker assume the role; conditions are not looked at."""
    try:
        statements = [s for s in _listed(json.loads(policy)["Statement"]) if _applies(s)]
    except (ValueError, KeyError, TypeError, AttributeError):
        return False
    effects = {statement.get("Effect") for statement in statements}
    return effects == {"Allow"}


def unsatisfied(value: Any, member: str, constraint: str) -> ValidationException:
    """The error of a value that the model of the API, or a narrower one, does not allow.

    :param member: where it stands in the request, as AWS writes it
    :param constraint: what it must do
    """
    return ValidationException(
        f"1 validation error detected: Value '{value}' at '{member}' failed to satisfy "
        f"constraint: Member must {constraint}"
    )


def check_s3_uri(uri: str, member: str) -> None:
    """The model of the API allows ``https://`` too, but what is meant is ``s3://``.

    :param member: where it stands in the request, as AWS writes it
    :raises ValidationException: in the words of a pattern that does not match
    """
    if not uri.startswith("s3://") or not aws_clients.split(uri)[0]:
        pattern = "^s3://([^/]+)/?(.*)$"
        raise unsatisfied(uri, member, f"satisfy regular expression pattern: {pattern}")


def bucket_problem(uri: str, region: str) -> str | None:
    """What S3 says of the bucket of an address; None if it is in *region*."""
    found = aws_clients.bucket_region(aws_clients.split(uri)[0])
    if found is None:
        return "The specified bucket does not exist"
    if found != region:
        return f"The bucket is in this region: {found}. Please use this region to retry the request"
    return None


def check_tags(tags: Any) -> None:
    """:raises ValidationException: a key that is kept for AWS, or one given twice"""
    keys = [tag["Key"] for tag in tags or [] if isinstance(tag, dict) and "Key" in tag]
    if any(key.lower().startswith("aws:") for key in keys):
        raise ValidationException("aws: prefixed tag key names are not allowed for external use.")
    if len(set(keys)) < len(keys):
        raise ValidationException("Duplicate tag keys found. Please note that Tag keys are unique.")
