"""How the lab itself calls S3, CloudWatch Logs and CloudWatch: through the API, as on AWS.

Everything goes through boto3 to the lab's own address, so what the lab writes is what a reader's
program reads.
"""

from __future__ import annotations

import logging
import re
import threading
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError, ParamValidationError

log = logging.getLogger("lab")
# Set once the server listens.
address = ""


def now() -> datetime:
    """The time, with its zone."""
    return datetime.now(UTC)


@lru_cache
def client(service: str, region: str) -> Any:
    """A client of the lab itself."""
    return boto3.session.Session().client(
        service,
        region_name=region,
        endpoint_url=address,
        aws_access_key_id="lab",
        aws_secret_access_key="lab",
        config=Config(proxies={}, retries={"max_attempts": 1}, max_pool_connections=20),
    )


def split(uri: str) -> tuple[str, str]:
    """(bucket, key) of an ``s3://`` address."""
    bucket, _, key = uri.removeprefix("s3://").partition("/")
    return bucket, key


def bucket_region(bucket: str) -> str | None:
    """The region of a bucket; None if there is no such bucket."""
    try:
        found = client("s3", "us-east-1").get_bucket_location(Bucket=bucket)
    except (ClientError, ParamValidationError):
        return None
    return found["LocationConstraint"] or "us-east-1"


def objects(uri: str, region: str) -> list[str]:
    """The keys under a prefix, in order, without the markers of folders; none if no bucket."""
    bucket, prefix = split(uri)
    pages = client("s3", region).get_paginator("list_objects_v2")
    try:
        found = [
            item["Key"]
            for page in pages.paginate(Bucket=bucket, Prefix=prefix)
            for item in page.get("Contents", [])
        ]
    except (ClientError, ParamValidationError):
        return []
    return [key for key in found if not key.endswith("/")]


def exists(uri: str, region: str) -> bool:
    """Whether there is this very object."""
    return split(uri)[1] in objects(uri, region)


def read(bucket: str, key: str, region: str) -> bytes:
    """One object."""
    return client("s3", region).get_object(Bucket=bucket, Key=key)["Body"].read()


def upload(uri: str, body: bytes, region: str) -> None:
    """Bytes to one object."""
    bucket, key = split(uri)
    client("s3", region).put_object(Bucket=bucket, Key=key, Body=body)


def as_log_line(line: str) -> str:
    """A line as CloudWatch shows it: the log agent writes control characters as ``#`` and octal.

    The container prints a tab between metrics; readers know it as ``#011``.
    """
    return re.sub(r"[\x00-\x1f]", lambda found: f"#{ord(found[0]):03o}", line)


class Stream:
    """One stream of CloudWatch Logs, created with its first line.

    :param group: such as ``/aws/sagemaker/TrainingJobs``
    """

    def __init__(self, group: str, name: str, region: str) -> None:
        self.group, self.name, self.region = group, name, region
        self._created = False
        self._lock = threading.Lock()

    def write(self, lines: list[tuple[float, str]]) -> None:
        """Add lines, each with its time."""
        if not lines:
            return
        logs = client("logs", self.region)
        with self._lock:
            if not self._created:
                _unless_there(logs.create_log_group, logGroupName=self.group)
                _unless_there(
                    logs.create_log_stream, logGroupName=self.group, logStreamName=self.name
                )
                self._created = True
            logs.put_log_events(
                logGroupName=self.group,
                logStreamName=self.name,
                logEvents=[
                    {"timestamp": int(moment * 1000), "message": as_log_line(line)}
                    for moment, line in lines
                ],
            )

    def write_line(self, line: str) -> None:
        """Add a line of the service's own, with the time of now."""
        self.write([(time.time(), line)])


def _unless_there(create: Any, **parameters: str) -> None:
    try:
        create(**parameters)
    except ClientError as error:
        if error.response["Error"]["Code"] != "ResourceAlreadyExistsException":
            raise


def put_metrics(
    namespace: str,
    values: Iterable[tuple[str, float, str]],
    dimensions: dict[str, str],
    region: str,
) -> None:
    """Values to CloudWatch.

    :param values: (name, value, unit)
    """
    named = [{"Name": key, "Value": value} for key, value in dimensions.items()]
    client("cloudwatch", region).put_metric_data(
        Namespace=namespace,
        MetricData=[
            {
                "MetricName": name,
                "Value": value,
                "Unit": unit,
                "Dimensions": named,
                "Timestamp": now(),
            }
            for name, value, unit in values
        ],
    )
