"""Training jobs: from the request to the container, and back to S3, logs, metrics and states."""

from __future__ import annotations

import io
import re
import tarfile
import time
from pathlib import Path
from typing import Any

from moto.core.responses import ActionResult, EmptyResult

from lab import aws_clients, folders, host_folder
from lab.aws_clients import log, now
from lab.container.hyperparameters import METRICS
from lab.errors import Failure, ValidationException, reason
from lab.processes import Container, free_port
from lab.resources.base import Resource, start
from lab.resources.jobs import Job, known, upload_result
from lab.resources.training_job_checks import check, longest_runtime

GROUP = "/aws/sagemaker/TrainingJobs"
# AWS gives the container two minutes to end after StopTrainingJob.
GRACE = 120
# What the service extracts from the log of the built-in algorithm (xgboost-tuning in the manual).
DEFINITIONS = [
    {"Name": f"{channel}:{metric}", "Regex": rf".*\[[0-9]+\].*#011{channel}-{metric}:(\S+).*"}
    for channel in ("train", "validation")
    for metric in METRICS
]
VALUE = re.compile(r"#011(train|validation)-([\w@.-]+):(\S+?)(?=#011|$)")


class TrainingJob(Job):
    """A training job; each host has its ``/opt/ml`` below the job's folder."""

    def __init__(self, request: dict[str, Any], arn: str, region: str, folder: Path) -> None:
        super().__init__(request, arn, region, folder)
        self.name = self.training_job_name = request["TrainingJobName"]
        self.artifact: str | None = None
        self.transitions: list[dict[str, Any]] = []
        self.metrics: dict[str, dict[str, Any]] = {}
        self.containers: list[Container] = []
        self.enter("Starting", "Starting the training job")

    def enter(self, status: str, message: str) -> None:
        """Begin a secondary status, which ends the one before."""
        moment = now()
        if self.transitions and "EndTime" not in self.transitions[-1]:
            self.transitions[-1]["EndTime"] = moment
        entry = {"Status": status, "StartTime": moment, "StatusMessage": message}
        if status in ("Completed", "Failed", "Stopped", "MaxRuntimeExceeded"):
            entry["EndTime"] = moment
        self.transitions.append(entry)
        self.modified = moment
        log.info("トレーニングジョブ %s: %s (%s)", self.name, status, message)

    @property
    def seconds(self) -> int:
        """How long it trained so far."""
        if self.started is None:
            return 0
        return max(1, round(((self.ended or now()) - self.started).total_seconds()))

    def describe(self) -> dict[str, Any]:
        """The answer to DescribeTrainingJob."""
        algorithm = {**self.request["AlgorithmSpecification"]}
        algorithm["MetricDefinitions"] = DEFINITIONS
        answer = {
            **{k: v for k, v in self.request.items() if k != "Tags"},
            "TrainingJobArn": self.arn,
            "TrainingJobStatus": self.status,
            "SecondaryStatus": self.transitions[-1]["Status"],
            "SecondaryStatusTransitions": self.transitions,
            "AlgorithmSpecification": algorithm,
            "FailureReason": self.failure,
            "CreationTime": self.created,
            "TrainingStartTime": self.started,
            "TrainingEndTime": self.ended,
            "LastModifiedTime": self.modified,
            "EnableNetworkIsolation": self.request.get("EnableNetworkIsolation", False),
            "EnableManagedSpotTraining": self.request.get("EnableManagedSpotTraining", False),
            "EnableInterContainerTrafficEncryption": self.request.get(
                "EnableInterContainerTrafficEncryption", False
            ),
        }
        if self.artifact:
            answer["ModelArtifacts"] = {"S3ModelArtifacts": self.artifact}
        if self.metrics:
            answer["FinalMetricDataList"] = list(self.metrics.values())
        if self.ended and self.started:
            answer["TrainingTimeInSeconds"] = self.seconds
            # Wall-clock time, as on AWS: the bill multiplies it by the number of instances.
            answer["BillableTimeInSeconds"] = self.seconds
        return known(answer)

    def summary(self) -> dict[str, Any]:
        """Its line in ListTrainingJobs."""
        line = {
            "TrainingJobName": self.name,
            "TrainingJobArn": self.arn,
            "CreationTime": self.created,
            "TrainingEndTime": self.ended,
            "LastModifiedTime": self.modified,
            "TrainingJobStatus": self.status,
            "SecondaryStatus": self.transitions[-1]["Status"],
        }
        return known(line)

    def stop(self) -> None:
        """Ask it to end; the job's own thread does it."""
        if self.status == "InProgress":
            self.status = "Stopping"
            self.enter("Stopping", "Stopping the training job")
            self.stopping.set()

    def run(self) -> None:
        """The whole job, in a thread of its own; every way out is a state of the job."""
        status, last, message = "Completed", "Completed", "Training job completed"
        try:
            ended = self._train()
            if ended:
                status, last, message = "Stopped", *ended
        except Failure as failure:
            status, last, message = "Failed", "Failed", "Training job failed"
            self.failure = reason(str(failure))
            log.error("トレーニングジョブ %s の失敗: %s", self.name, self.failure)
        except Exception as error:
            status, last, message = "Failed", "Failed", "Training job failed"
            self.failure = reason(f"InternalServerError: {error}")
            log.exception("トレーニングジョブ %s: ラボ自身のエラー", self.name)
        for container in self.containers:
            container.remove()
        self.ended = now()
        self.enter(last, message)
        self.status = status

    def _train(self) -> tuple[str, str] | None:
        """Train; (secondary status, message) when it was stopped before its end."""
        self.enter("Starting", "Preparing the instances for training")
        count = self.request["ResourceConfig"].get("InstanceCount", 1)
        hosts = [f"algo-{number + 1}" for number in range(count)]
        self.started = now()
        self.enter("Downloading", "Downloading input data")
        roots = [self.folder / host for host in hosts]
        for host, root in zip(hosts, roots, strict=True):
            host_folder.prepare(root, self.request, host, hosts, self.region)
        if self.stopping.is_set():
            return "Stopped", "Training job stopped"
        self.enter("Training", "Training image download completed. Training in progress.")
        # The container uses two: one tracker to ask who has data, one to train.
        port = free_port(2)
        begun = int(time.time() * 1000)
        for host, root in zip(hosts, roots, strict=True):
            stream = aws_clients.Stream(GROUP, f"{self.name}/{host}-{begun}", self.region)
            self.containers.append(
                Container(
                    "lab.container.train",
                    ["--tracker-port", str(port)],
                    root,
                    self._listener(stream, leads=host == hosts[0]),
                    self.request.get("Environment"),
                )
            )
        ended = self._wait()
        if not ended:
            self._raise_failure()
        self._upload(roots[0] / "model")
        return ended

    def _raise_failure(self) -> None:
        """:raises Failure: a container ended with an error"""
        failed = [container for container in self.containers if container.exit_code]
        # One that says why comes first: the others were only stopped after it.
        failed.sort(key=lambda container: not (container.root / "output/failure").exists())
        if failed:
            path = failed[0].root / "output/failure"
            text = path.read_text() if path.exists() else ""
            raise Failure(f"AlgorithmError: {text}, exit code: {failed[0].exit_code}")

    def _wait(self) -> tuple[str, str] | None:
        """Until all containers have ended by themselves, or were made to."""
        end = time.monotonic() + longest_runtime(self.request)
        ended = None
        while any(container.wait(0.1) is None for container in self.containers):
            if any(container.exit_code for container in self.containers):
                break
            if self.stopping.is_set():
                ended = ("Stopped", "Training job stopped")
                break
            if time.monotonic() > end:
                self.status = "Stopping"
                ended = (
                    "MaxRuntimeExceeded",
                    "Training job runtime exceeded MaxRuntimeInSeconds provided",
                )
                break
        for container in self.containers:
            container.stop(GRACE if ended else 5)
            container.wait()
        return ended

    def _listener(self, stream: aws_clients.Stream, leads: bool) -> Any:
        def take(lines: list[tuple[float, str]]) -> None:
            stream.write(lines)
            found = [
                (f"{channel}:{name}", float(value))
                for _, line in lines
                for channel, name, value in VALUE.findall(aws_clients.as_log_line(line))
                if leads and line.startswith("[")
            ]
            if found:
                self._record(found)

        return take

    def _record(self, values: list[tuple[str, float]]) -> None:
        for name, value in values:
            self.metrics[name] = {"MetricName": name, "Value": value, "Timestamp": now()}
        aws_clients.put_metrics(
            GROUP,
            [(name, value, "None") for name, value in values],
            {"TrainingJobName": self.name},
            self.region,
        )

    def _upload(self, model: Path) -> None:
        """``model.tar.gz`` to S3, if there is anything to pack."""
        if not any(model.iterdir()):
            return
        self.enter("Uploading", "Uploading generated training model")
        packed = io.BytesIO()
        with tarfile.open(fileobj=packed, mode="w:gz") as archive:
            for path in sorted(model.iterdir()):
                archive.add(path, path.name)
        target = self.request["OutputDataConfig"]["S3OutputPath"].rstrip("/")
        uri = f"{target}/{self.name}/output/model.tar.gz"
        upload_result("Artifact", uri, packed.getvalue(), self.region)
        self.artifact = uri


class TrainingJobs(Resource):
    """The operations on training jobs."""

    def create_training_job(self) -> ActionResult:
        """Check, answer, and train in the background."""
        jobs = self.sagemaker_backend.training_jobs
        self._check_role(self.params["RoleArn"])
        check(self.params, self.region, jobs)
        job = TrainingJob(
            self.params,
            self._arn("training-job", self.params["TrainingJobName"]),
            self.region,
            folders.new(),
        )
        jobs[job.name] = job
        start(job.run)
        return ActionResult({"TrainingJobArn": job.arn})

    def describe_training_job(self) -> ActionResult:
        """Its state now."""
        return ActionResult(self._training_job().describe())

    def stop_training_job(self) -> ActionResult:
        """The container gets SIGTERM."""
        job = self._training_job()
        if job.status not in ("InProgress", "Stopping"):
            raise ValidationException(
                f"The request was rejected because the training job is in status {job.status}."
            )
        job.stop()
        return EmptyResult()

    def list_training_jobs(self) -> ActionResult:
        """Filtered, sorted, page by page."""
        return self._page(self.sagemaker_backend.training_jobs.values(), "TrainingJob", 10)

    def _training_job(self) -> TrainingJob:
        try:
            return self.sagemaker_backend.training_jobs[self.params["TrainingJobName"]]
        except KeyError:
            raise ValidationException("Requested resource not found.") from None
