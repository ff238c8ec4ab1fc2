"""Requests to S3, which has checks, codes and words of its own."""

from __future__ import annotations

import re
from typing import Any

from botocore.model import OperationModel

from lab import policies
from lab.errors import RequestError
from lab.validation import violations

# The rules of general purpose buckets.
BUCKET = re.compile(
    r"(?!xn--|sthree-|amzn-s3-demo-)"
    r"(?!\d+\.\d+\.\d+\.\d+$)"
    r"(?!.*\.\.)"
    r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]"
    r"(?<!-s3alias)(?<!--ol-s3)(?<!\.mrap)(?<!--x-s3)(?<!--table-s3)"
)
# The end of names that only a bucket of the account's own namespace may have.
OWN_NAMESPACE = "-an"
KEY_BYTES = 1024
METADATA_BYTES = 2048
OBJECTS_PER_DELETE = 1000
MALFORMED_XML = (
    "MalformedXML",
    "The XML you provided was not well-formed or did not validate against our published schema",
)
# What S3 says of a wrong value in the header of this member.
HEADERS = {
    "StorageClass": ("InvalidStorageClass", "The storage class you specified is not valid"),
    "ServerSideEncryption": (
        "InvalidEncryptionAlgorithmError",
        "The encryption request you specified is not valid. Supported value: AES256.",
    ),
}


def check(operation: OperationModel, parameters: dict[str, Any]) -> None:
    """:raises RequestError: with the code and words of S3, of the first fault"""
    if operation.name == "CreateBucket":
        _check_name(parameters)
    if len((parameters.get("Key") or "").encode()) > KEY_BYTES:
        raise RequestError("KeyTooLongError", "Your key is too long")
    if (parameters.get("MaxKeys") or 0) < 0:
        raise RequestError(
            "InvalidArgument", "Argument maxKeys must be an integer between 0 and 2147483647"
        )
    metadata = parameters.get("Metadata") or {}
    if len("".join([*metadata, *metadata.values()]).encode()) > METADATA_BYTES:
        raise RequestError(
            "MetadataTooLarge",
            "Your metadata headers exceed the maximum allowed metadata size",
        )
    for name, value in parameters.items():
        # moto compares the region of a new bucket with that of the request, as S3 does first.
        if value is not None and name != "CreateBucketConfiguration":
            shape = operation.input_shape.members[name]
            if any(violations(shape, value)):
                raise RequestError(*_refusal(name, shape.serialization))
    objects = (parameters.get("Delete") or {}).get("Objects", ())
    if operation.name == "DeleteObjects" and not 0 < len(objects) <= OBJECTS_PER_DELETE:
        raise RequestError(*MALFORMED_XML)
    if operation.name == "PutBucketPolicy":
        try:
            policies.check_bucket(parameters.get("Policy", ""), parameters["Bucket"])
        except policies.PolicyError as error:
            raise RequestError("MalformedPolicy", str(error)) from error


def _check_name(parameters: dict[str, Any]) -> None:
    name = parameters["Bucket"]
    reserved = name.endswith(OWN_NAMESPACE) and not parameters.get("BucketNamespace")
    if reserved or not BUCKET.fullmatch(name):
        raise RequestError("InvalidBucketName", "The specified bucket is not valid.")


def _refusal(name: str, serialization: dict[str, str]) -> tuple[str, str]:
    if "location" not in serialization:
        return MALFORMED_XML
    usual = f"The value specified in the {serialization.get('name', name)} header is invalid"
    return HEADERS.get(name, ("InvalidArgument", usual))
