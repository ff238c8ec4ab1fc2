"""What CreateTrainingJob refuses at once, in AWS's words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lab import aws_clients, images
from lab.aws_clients import log
from lab.errors import ResourceInUse, ValidationException
from lab.resources.checks import bucket_problem, check_s3_uri, unsatisfied
from lab.resources.jobs import Job

# Parts of a request that are kept and described, but that nothing in the lab acts on.
PASSED_OVER = {
    *("CheckpointConfig", "DebugHookConfig", "DebugRuleConfigurations", "ProfilerConfig"),
    *("RetryStrategy", "TensorBoardOutputConfig", "VpcConfig"),
}
# The most that MaxRuntimeInSeconds may be: 28 days.
RUNTIME_LIMIT = 28 * 86400


def longest_runtime(request: dict[str, Any]) -> int:
    """How long the job may take, in seconds; a day if the request does not say."""
    return (request.get("StoppingCondition") or {}).get("MaxRuntimeInSeconds", 86400)


def check(request: dict[str, Any], region: str, taken: Mapping[str, Job]) -> None:
    """What CreateTrainingJob refuses at once, in AWS's words.

    :raises ResourceInUse: a job of this name exists; they stay for ever
    :raises ValidationException: image, data or mode
    """
    name = request["TrainingJobName"]
    if name in taken:
        raise ResourceInUse(
            "Training job names must be unique within an AWS account and region, and a training "
            f"job with this name already exists ({taken[name].arn})"
        )
    if passed_over := sorted(PASSED_OVER & set(request)):
        log.warning("トレーニングジョブ %s: ラボは %s を使いません", name, "、".join(passed_over))
    algorithm = request["AlgorithmSpecification"]
    image = algorithm.get("TrainingImage", "")
    if not images.runs_here(image, region):
        log.error(
            "トレーニングジョブ %s のイメージ %s は使えません。%s。", name, image, images.HINT
        )
        raise ValidationException(
            f"Cannot find image {image or '(none)'} in this lab. {images.HINT}。"
        )
    if algorithm.get("TrainingInputMode") != "File":
        raise ValidationException(
            "This lab cannot stream: use TrainingInputMode File. (ラボは File だけを扱います)"
        )
    resources = request["ResourceConfig"]
    for name in ("InstanceType", "InstanceCount", "VolumeSizeInGB"):
        member = f"resourceConfig.{name[0].lower()}{name[1:]}"
        if name not in resources:
            raise unsatisfied("null", member, "not be null")
        if not resources[name]:
            raise unsatisfied(resources[name], member, "have value greater than or equal to 1")
    _check_times(request)
    channels = request.get("InputDataConfig") or []
    names = [channel["ChannelName"] for channel in channels]
    for name in names:
        if names.count(name) > 1 or name in (".", ".."):
            raise ValidationException(f"Invalid or duplicate channel name: {name}.")
    for number, channel in enumerate(channels, 1):
        _check_channel(channel, f"inputDataConfig.{number}.member", request["RoleArn"], region)
    check_s3_uri(request["OutputDataConfig"]["S3OutputPath"], "outputDataConfig.s3OutputPath")


def _check_times(request: dict[str, Any]) -> None:
    """:raises ValidationException: too long a time, or one that does not go with spot instances"""
    runtime = longest_runtime(request)
    if runtime > RUNTIME_LIMIT:
        raise unsatisfied(
            runtime,
            "stoppingCondition.maxRuntimeInSeconds",
            f"have value less than or equal to {RUNTIME_LIMIT}",
        )
    wait = (request.get("StoppingCondition") or {}).get("MaxWaitTimeInSeconds")
    if not request.get("EnableManagedSpotTraining"):
        if wait is not None:
            raise ValidationException(
                "Invalid MaxWaitTimeInSeconds. It is only supported when "
                "EnableManagedSpotTraining is set to true"
            )
    elif wait is None or wait < runtime:
        raise ValidationException(
            "Invalid MaxWaitTimeInSeconds. It must be present and be greater than or equal to "
            "MaxRuntimeInSeconds"
        )


def _check_channel(channel: dict[str, Any], member: str, role: str, region: str) -> None:
    """:raises ValidationException: the lab cannot read it, or there is no data"""
    source = channel["DataSource"].get("S3DataSource")
    if not source or source.get("S3DataType") != "S3Prefix":
        raise ValidationException(
            "This lab cannot read this DataSource: use S3DataSource with S3Prefix. "
            "(ラボは S3Prefix だけを扱います)"
        )
    usuals = {"InputMode": "File", "CompressionType": "None", "RecordWrapperType": "None"}
    for name, usual in usuals.items():
        if channel.get(name, usual) != usual:
            raise ValidationException(
                f"This lab cannot read a channel with {name} {channel[name]}: use {usual}. "
                f"(ラボの {name} は {usual} だけです)"
            )
    uri = source["S3Uri"]
    check_s3_uri(uri, f"{member}.dataSource.s3DataSource.s3Uri")
    problem = bucket_problem(uri, region)
    if problem or not aws_clients.objects(uri, region):
        bucket = aws_clients.split(uri)[0]
        raise ValidationException(
            f'No S3 objects found under S3 URL "{uri}" given in input data source. Please '
            f"ensure that the bucket exists in the selected region ({region}), that objects "
            f'exist under that S3 prefix, and that the role "{role}" has "s3:ListBucket" '
            f'permissions on bucket "{bucket}".'
            + (f" Error message from S3: {problem}" if problem else "")
        )
