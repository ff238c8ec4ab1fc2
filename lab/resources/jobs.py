"""What training and transform jobs have in common: a request, a state, times, and a way to stop."""

from __future__ import annotations

import threading
from datetime import datetime
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError, ParamValidationError

from lab import aws_clients
from lab.aws_clients import now
from lab.errors import Failure


class Job:
    """One job: its request as given, and what has become of it.

    :param request: the parameters of the call that made it
    :param folder: the job's own
    """

    def __init__(self, request: dict[str, Any], arn: str, region: str, folder: Path) -> None:
        self.request, self.arn, self.region, self.folder = request, arn, region, folder
        self.tags = list(request.get("Tags") or [])
        self.status = "InProgress"
        self.created = self.modified = now()
        self.started: datetime | None = None
        self.ended: datetime | None = None
        self.failure: str | None = None
        self.stopping = threading.Event()


def known(answer: dict[str, Any]) -> dict[str, Any]:
    """*answer* without the fields that have no value yet, which the API leaves out."""
    return {key: value for key, value in answer.items() if value is not None}


def upload_result(what: str, uri: str, body: bytes, region: str) -> None:
    """Write what a job leaves behind to S3.

    :param what: "Artifact" or "Output", for the message
    :raises Failure: there is no bucket, or it is in another region than the job
    """
    found = aws_clients.bucket_region(aws_clients.split(uri)[0])
    problem = "BucketRegionError: bucket must be in the same region as the job"
    if found in (None, region):
        try:
            aws_clients.upload(uri, body, region)
            return
        except (ClientError, ParamValidationError) as error:
            problem = str(error)
            if isinstance(error, ClientError):
                problem = "{Code}: {Message}".format(**error.response["Error"])
    raise Failure(f"ClientError: {what} upload failed:Unable to upload file to {uri} ({problem})")
