"""Requests to IAM: its words for names, and the policies in them."""

from __future__ import annotations

from typing import Any

from botocore.model import OperationModel

from lab import policies
from lab.errors import RequestError
from lab.validation import matches, validate

# The pattern of the names of roles, users and policies.
NAME = r"[\w+=,.@-]+"


def check(operation: OperationModel, parameters: dict[str, Any]) -> None:
    """:raises RequestError: a name, a policy, or what the model says of all requests"""
    for name, value in parameters.items():
        if name.endswith("Arn") and not str(value).startswith("arn:"):
            raise RequestError("ValidationError", f"ARN {value} is not valid.")
        pattern = operation.input_shape.members[name].metadata.get("pattern")
        if pattern == NAME and not matches(NAME, value):
            raise RequestError(
                "ValidationError",
                f"The specified value for {name[0].lower()}{name[1:]} is invalid. It must contain "
                "only alphanumeric characters and/or the following: +=,.@_-",
            )
    validate(operation, parameters)
    try:
        if "AssumeRolePolicyDocument" in parameters:
            policies.check_trust(parameters["AssumeRolePolicyDocument"])
        elif operation.name == "UpdateAssumeRolePolicy":
            policies.check_trust(parameters["PolicyDocument"])
        elif "PolicyDocument" in parameters:
            policies.check_identity(parameters["PolicyDocument"])
    except policies.PolicyError as error:
        raise RequestError("MalformedPolicyDocument", str(error)) from error
