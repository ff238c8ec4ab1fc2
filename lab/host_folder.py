"""``/opt/ml`` of one host of a training job: its configuration, and its share of the data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from lab import aws_clients
from lab.errors import Failure
from lab.folders import inside


def prepare(root: Path, request: dict[str, Any], host: str, hosts: list[str], region: str) -> None:
    """Make the folder that the container of *host* gets.

    :param request: the request of CreateTrainingJob
    :raises Failure: there is no data, or it cannot be written below the folder
    """
    for name in ("input/config", "input/data", "model", "output/data"):
        (root / name).mkdir(parents=True)
    instance = request["ResourceConfig"].get("InstanceType")
    resources = {
        "current_host": host,
        "hosts": hosts,
        "network_interface_name": "eth0",
        "current_instance_type": instance,
        "current_group_name": "homogeneousCluster",
        "instance_groups": [
            {
                "instance_group_name": "homogeneousCluster",
                "instance_type": instance,
                "hosts": hosts,
            }
        ],
    }
    channels = {
        channel["ChannelName"]: _download(channel, root, hosts.index(host), len(hosts), region)
        for channel in request.get("InputDataConfig") or []
    }
    for name, value in (
        ("hyperparameters", request.get("HyperParameters") or {}),
        ("inputdataconfig", channels),
        ("resourceconfig", resources),
    ):
        (root / f"input/config/{name}.json").write_text(json.dumps(value, indent=1))


def _download(
    channel: dict[str, Any], root: Path, number: int, count: int, region: str
) -> dict[str, str]:
    """Download a host's share of a channel; returns its entry in ``inputdataconfig.json``.

    :param number: the host's, from 0
    :param count: of all hosts
    :raises Failure: no data, or an object whose key is no path below the channel's folder
    """
    source = channel["DataSource"]["S3DataSource"]
    bucket, prefix = aws_clients.split(source["S3Uri"])
    keys = aws_clients.objects(source["S3Uri"], region)
    if not keys:
        raise Failure(
            "ClientError: Data download failed: No S3 objects found under S3 URL "
            f'"{source["S3Uri"]}" given in input data source.'
        )
    spread = source.get("S3DataDistributionType") or "FullyReplicated"
    if spread == "ShardedByS3Key":
        keys = keys[number::count]
    folder = inside(root / "input/data", channel["ChannelName"])
    folder.mkdir()
    for key in keys:
        # What follows the last "/" of the prefix is the path inside the channel.
        try:
            path = inside(folder, key[prefix.rfind("/") + 1 :])
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("xb") as file:
                file.write(aws_clients.read(bucket, key, region))
        except (OSError, ValueError) as error:
            raise Failure(
                f"ClientError: Data download failed: The object s3://{bucket}/{key} cannot be "
                f'saved as a file of the channel "{channel["ChannelName"]}".'
            ) from error
    entry = {
        "TrainingInputMode": channel.get("InputMode") or "File",
        "S3DistributionType": spread,
        "RecordWrapperType": channel.get("RecordWrapperType") or "None",
    }
    if channel.get("ContentType"):
        entry["ContentType"] = channel["ContentType"]
    return entry
