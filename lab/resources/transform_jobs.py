"""Batch transform: a server for the time of the job, fed from S3 and emptied into S3."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from moto.core.responses import ActionResult, EmptyResult

from lab import aws_clients, folders
from lab.aws_clients import log, now
from lab.errors import Failure, ResourceInUse, ResourceNotFound, ValidationException, reason
from lab.model_server import Server
from lab.resources.base import Resource, start
from lab.resources.checks import bucket_problem, check_s3_uri
from lab.resources.jobs import Job, known, upload_result
from lab.resources.models import find_model

GROUP = "/aws/sagemaker/TransformJobs"
MEGABYTE = 1024 * 1024


class TransformJob(Job):
    """A transform job."""

    def __init__(
        self, request: dict[str, Any], arn: str, region: str, folder: Path, model: dict[str, Any]
    ) -> None:
        super().__init__(request, arn, region, folder)
        self.model = model
        self.name = self.transform_job_name = request["TransformJobName"]
        log.info("バッチ変換 %s: InProgress", self.name)

    def describe(self) -> dict[str, Any]:
        """The answer to DescribeTransformJob."""
        answer = {
            **{k: v for k, v in self.request.items() if k != "Tags"},
            "TransformJobArn": self.arn,
            "TransformJobStatus": self.status,
            "FailureReason": self.failure,
            "CreationTime": self.created,
            "TransformStartTime": self.started,
            "TransformEndTime": self.ended,
        }
        return known(answer)

    def summary(self) -> dict[str, Any]:
        """Its line in ListTransformJobs."""
        line = {
            "TransformJobName": self.name,
            "TransformJobArn": self.arn,
            "CreationTime": self.created,
            "TransformEndTime": self.ended,
            "LastModifiedTime": self.modified,
            "TransformJobStatus": self.status,
            "FailureReason": self.failure,
        }
        return known(line)

    def stop(self) -> None:
        """Ask it to end; the job's own thread does it."""
        if self.status == "InProgress":
            self.status = "Stopping"
            self.stopping.set()

    def run(self) -> None:
        """The whole job, in a thread of its own."""
        stream = aws_clients.Stream(GROUP, f"{self.name}/i-{uuid.uuid4().hex[:17]}", self.region)
        status = "Completed"
        try:
            self._transform(stream)
            if self.stopping.is_set():
                status = "Stopped"
        except Failure as failure:
            status, self.failure = "Failed", reason(str(failure))
            log.error("バッチ変換 %s の失敗: %s", self.name, self.failure)
        except Exception as error:
            status, self.failure = "Failed", reason(f"InternalServerError: {error}")
            log.exception("バッチ変換 %s: ラボ自身のエラー", self.name)
        shutil.rmtree(self.folder, ignore_errors=True)
        self.ended = self.modified = now()
        self.status = status
        log.info("バッチ変換 %s: %s", self.name, status)

    def _transform(self, stream: aws_clients.Stream) -> None:
        source = self.request["TransformInput"]
        uri = source["DataSource"]["S3DataSource"]["S3Uri"]
        bucket, prefix = aws_clients.split(uri)
        keys = aws_clients.objects(uri, self.region)
        if not keys:
            raise Failure(f'ClientError: No S3 objects found under S3 URL "{uri}".')
        if problem := bucket_problem(uri, self.region):
            raise Failure(f'ClientError: No S3 objects found under S3 URL "{uri}". {problem}')
        # The image answers with one prediction per line when it sees this variable.
        environment = {**(self.request.get("Environment") or {}), "SAGEMAKER_BATCH": "true"}
        try:
            server = Server(
                self.model, "AllTraffic", self.folder, self.region, stream.write, environment
            )
        except Failure as failure:
            stream.write_line(str(failure))
            raise Failure("AlgorithmError: See job logs for more information") from failure
        self.started = now()
        stream.write_line(
            f"[sagemaker logs]: MaxConcurrentTransforms=1, MaxPayloadInMB={self._limit}, "
            f"BatchStrategy={'SINGLE_RECORD' if self._single else 'MULTI_RECORD'}"
        )
        try:
            for key in keys:
                if self.stopping.is_set():
                    return
                self._file(server, bucket, key, prefix, stream)
        finally:
            server.container.remove()

    @property
    def _limit(self) -> int:
        """The most that one request holds, in MB."""
        given = self.request.get("MaxPayloadInMB")
        return 6 if given is None else given

    @property
    def _single(self) -> bool:
        return self.request.get("BatchStrategy") == "SingleRecord"

    def _file(
        self, server: Server, bucket: str, key: str, prefix: str, stream: aws_clients.Stream
    ) -> None:
        source, target = self.request["TransformInput"], self.request["TransformOutput"]
        headers = {}
        if source.get("ContentType"):
            headers["Content-Type"] = source["ContentType"]
        if target.get("Accept"):
            headers["Accept"] = target["Accept"]
        answers = []
        for payload in self._payloads(aws_clients.read(bucket, key, self.region)):
            if self.stopping.is_set():
                return
            try:
                status, _, body = server.ask("/invocations", payload, headers)
            except OSError:
                status, body = 500, b"the container does not answer"
            if status >= 400:
                kind = "ClientError" if status < 500 else "AlgorithmError"
                for line in (f"{kind}: {status}", "", "Message:", body.decode(errors="replace")):
                    stream.write_line(f"[sagemaker logs]: {bucket}/{key}: {line}")
                raise Failure(f"{kind}: See job logs for more information")
            answers.append(body)
        name = key[prefix.rfind("/") + 1 :]
        lines = target.get("AssembleWith") == "Line"
        joined = b"".join(
            body if not lines or body.endswith(b"\n") else body + b"\n" for body in answers
        )
        uri = f"{target['S3OutputPath'].rstrip('/')}/{name}.out"
        upload_result("Output", uri, joined, self.region)

    def _payloads(self, data: bytes) -> Iterator[bytes]:
        """What goes into one request each: the whole file, a line, or as many as fit."""
        limit = self._limit * MEGABYTE
        if self.request["TransformInput"].get("SplitType", "None") == "None":
            if limit and len(data) > limit:
                raise Failure("ClientError: See job logs for more information")
            yield data
            return
        batch: list[bytes] = []
        size = 0
        for line in data.splitlines(keepends=True):
            if batch and (self._single or (limit and size + len(line) > limit)):
                yield b"".join(batch)
                batch, size = [], 0
            batch.append(line)
            size += len(line)
        if batch:
            yield b"".join(batch)


def check(request: dict[str, Any], taken: dict[str, TransformJob]) -> None:
    """What CreateTransformJob refuses at once.

    :raises ResourceInUse: a job of this name exists
    :raises ValidationException: what this lab cannot do
    """
    name = request["TransformJobName"]
    if name in taken:
        raise ResourceInUse(
            "Job name must be unique within an AWS account and region, and a job with this name "
            f"already exists ({taken[name].arn})."
        )
    processing = request.get("DataProcessing") or {}
    source = request["TransformInput"]
    for value, usual, what in (
        (processing.get("InputFilter"), "$", "DataProcessing.InputFilter"),
        (processing.get("OutputFilter"), "$", "DataProcessing.OutputFilter"),
        (processing.get("JoinSource"), "None", "DataProcessing.JoinSource"),
        (source.get("CompressionType"), "None", "CompressionType"),
        (source["DataSource"]["S3DataSource"]["S3DataType"], "S3Prefix", "S3DataType"),
    ):
        if value not in (None, usual):
            raise ValidationException(
                f"This lab cannot serve {what}={value}: it runs on AWS only. "
                f"(ラボでは {what} を使えません)"
            )
    if source.get("SplitType", "None") not in ("None", "Line"):
        raise ValidationException(
            f"This lab cannot serve SplitType={source['SplitType']}: it runs "
            "on AWS only. (ラボの SplitType は None と Line だけです)"
        )
    check_s3_uri(
        source["DataSource"]["S3DataSource"]["S3Uri"],
        "transformInput.dataSource.s3DataSource.s3Uri",
    )
    check_s3_uri(request["TransformOutput"]["S3OutputPath"], "transformOutput.s3OutputPath")
    if (request.get("MaxPayloadInMB") or 0) * (request.get("MaxConcurrentTransforms") or 1) > 100:
        raise ValidationException(
            "MaxConcurrentTransforms * MaxPayloadInMB cannot exceed 100 MB in total."
        )


class TransformJobs(Resource):
    """The operations on transform jobs."""

    def create_transform_job(self) -> ActionResult:
        """Check, answer, and transform in the background."""
        jobs = self.sagemaker_backend.transform_jobs
        check(self.params, jobs)
        job = TransformJob(
            self.params,
            self._arn("transform-job", self.params["TransformJobName"]),
            self.region,
            folders.new(),
            find_model(self, self.params["ModelName"]),
        )
        jobs[job.name] = job
        start(job.run)
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
        return self._page(jobs, "TransformJob", 10, order="Descending")

    def _transform_job(self) -> TransformJob:
        name = self.params["TransformJobName"]
        try:
            return self.sagemaker_backend.transform_jobs[name]
        except KeyError:
            raise ResourceNotFound(f"Could not find requested job with name: {name}") from None
