"""The reader's side of a lab, for its tests: small data, a role, and shorter calls."""

from __future__ import annotations

import io
import json
import tarfile
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import boto3
import numpy as np
import xgboost as xgb

HOME = Path(__file__).parents[2]
REGION = "ap-northeast-1"
IMAGE = f"354813040037.dkr.ecr.{REGION}.amazonaws.com/sagemaker-xgboost:3.2-0"
SETTINGS = {"objective": "binary:logistic", "num_round": "5", "eval_metric": "auc"}


def rows(count: int = 600) -> np.ndarray:
    """Generated rows: the label, then four features; shape (count, 5)."""
    source = np.random.RandomState(7)
    features = source.rand(count, 4)
    label = features[:, 0] + features[:, 1] + 0.3 * source.randn(count) > 1
    return np.column_stack([label, features])


def as_csv(table: np.ndarray) -> str:
    return "".join(",".join(f"{cell:.6g}" for cell in row) + "\n" for row in table)


TEST = rows()[500:, 1:]


def clients(environment: dict[str, str]) -> SimpleNamespace:
    """A client of each service, of the lab of *environment*."""
    session = boto3.session.Session()
    return SimpleNamespace(
        **{
            name.replace("-", "_"): session.client(
                name,
                region_name=REGION,
                endpoint_url=environment["AWS_ENDPOINT_URL"],
                aws_access_key_id="lab",
                aws_secret_access_key="lab",
            )
            for name in ("s3", "iam", "logs", "cloudwatch", "sagemaker", "sagemaker-runtime")
        }
    )


class Account:
    """The reader's side of a lab: a bucket with data, a role, and shorter calls."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment
        self.__dict__.update(vars(clients(environment)))
        self.bucket = f"bucket-{uuid4().hex[:12]}"
        self.s3.create_bucket(
            Bucket=self.bucket, CreateBucketConfiguration={"LocationConstraint": REGION}
        )
        self.role = self.make_role(self.bucket)
        table = rows()
        self.put("train/a.csv", as_csv(table[:250]))
        self.put("train/b.csv", as_csv(table[250:500]))
        self.put("validation/v.csv", as_csv(table[500:]))

    def make_role(self, name: str, service: str = "sagemaker.amazonaws.com") -> str:
        """The ARN of a new role that *service* may assume."""
        statement = {
            "Effect": "Allow",
            "Principal": {"Service": service},
            "Action": "sts:AssumeRole",
        }
        policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        made = self.iam.create_role(RoleName=name, AssumeRolePolicyDocument=policy)
        return made["Role"]["Arn"]

    def bucket_in(self, region: str) -> str:
        """The name of the account's bucket in us-east-1, with data."""
        name = f"{self.bucket}-{region}"
        session = boto3.session.Session(aws_access_key_id="lab", aws_secret_access_key="lab")
        address = self.environment["AWS_ENDPOINT_URL"]
        s3 = session.client("s3", region_name=region, endpoint_url=address)
        s3.create_bucket(Bucket=name)
        s3.put_object(Bucket=name, Key="train/a.csv", Body=as_csv(rows(50)).encode())
        s3.put_object(Bucket=name, Key="model.tar.gz", Body=b"")
        return name

    def put(self, key: str, body: str) -> None:
        self.s3.put_object(Bucket=self.bucket, Key=key, Body=body.encode())

    def get(self, key: str) -> bytes:
        return self.s3.get_object(Bucket=self.bucket, Key=key)["Body"].read()

    def start(
        self,
        settings: dict[str, str] | None = None,
        channels: dict[str, dict[str, Any]] | None = None,
        **changed: Any,
    ) -> str:
        """Create a training job; its name.

        :param channels: name → {prefix, kind, spread}
        :param changed: parameters of CreateTrainingJob in place of the usual
        """
        channels = channels or {"train": {}, "validation": {}}
        request = {
            "TrainingJobName": f"job-{uuid4().hex[:8]}",
            "RoleArn": self.role,
            "AlgorithmSpecification": {"TrainingImage": IMAGE, "TrainingInputMode": "File"},
            "HyperParameters": SETTINGS if settings is None else settings,
            "InputDataConfig": [
                {
                    "ChannelName": name,
                    **({"ContentType": kind} if (kind := of.get("kind", "text/csv")) else {}),
                    "DataSource": {
                        "S3DataSource": {
                            "S3DataType": "S3Prefix",
                            "S3Uri": f"s3://{self.bucket}/{of.get('prefix', name)}/",
                            "S3DataDistributionType": of.get("spread", "FullyReplicated"),
                        }
                    },
                }
                for name, of in channels.items()
            ],
            "OutputDataConfig": {"S3OutputPath": f"s3://{self.bucket}/out/"},
            "ResourceConfig": {
                "InstanceType": "ml.m5.large",
                "InstanceCount": 1,
                "VolumeSizeInGB": 5,
            },
            "StoppingCondition": {"MaxRuntimeInSeconds": 300},
            **changed,
        }
        self.sagemaker.create_training_job(**request)
        return request["TrainingJobName"]

    def job(self, name: str) -> dict[str, Any]:
        return self.sagemaker.describe_training_job(TrainingJobName=name)

    def finished(self, name: str) -> dict[str, Any]:
        """The job once it is at its end."""
        return until(
            lambda: self.job(name),
            lambda job: job["TrainingJobStatus"] not in ("InProgress", "Stopping"),
        )

    def failure(self, *arguments: Any, **changed: Any) -> str:
        """The FailureReason of a job that must fail."""
        job = self.finished(self.start(*arguments, **changed))
        assert job["TrainingJobStatus"] == "Failed"
        return job["FailureReason"]

    def log_lines(self, group: str, stream: str = "") -> list[str]:
        """All lines of the streams whose name begins with *stream*."""
        named = {"logStreamNamePrefix": stream} if stream else {}
        found = self.logs.describe_log_streams(logGroupName=group, **named)
        return [
            event["message"]
            for one in found["logStreams"]
            for event in self.logs.get_log_events(
                logGroupName=group, logStreamName=one["logStreamName"], startFromHead=True
            )["events"]
        ]

    def model(self, artifact: str, image: str = IMAGE) -> str:
        name = f"model-{uuid4().hex[:8]}"
        self.sagemaker.create_model(
            ModelName=name,
            ExecutionRoleArn=self.role,
            PrimaryContainer={"Image": image, "ModelDataUrl": artifact},
        )
        return name

    def config(self, model: str, **variant: Any) -> str:
        name = f"config-{uuid4().hex[:8]}"
        sized = variant or {"InstanceType": "ml.m5.large", "InitialInstanceCount": 1}
        self.sagemaker.create_endpoint_config(
            EndpointConfigName=name,
            ProductionVariants=[{"VariantName": "AllTraffic", "ModelName": model, **sized}],
        )
        return name

    def endpoint(self, config: str) -> str:
        name = f"endpoint-{uuid4().hex[:8]}"
        self.sagemaker.create_endpoint(EndpointName=name, EndpointConfigName=config)
        return name

    def settled(self, endpoint: str) -> dict[str, Any]:
        """The endpoint once it is neither Creating nor Updating."""
        return until(
            lambda: self.sagemaker.describe_endpoint(EndpointName=endpoint),
            lambda found: found["EndpointStatus"] not in ("Creating", "Updating"),
        )

    def invoke(self, endpoint: str, body: str | bytes, **more: str) -> dict[str, Any]:
        return self.sagemaker_runtime.invoke_endpoint(
            EndpointName=endpoint, Body=body, **{"ContentType": "text/csv", **more}
        )


def own_predictions(account: Account, artifact: str) -> np.ndarray:
    """What XGBoost says of TEST with the model of the artifact, without any server."""
    key = artifact.split(account.bucket + "/")[1]
    with tarfile.open(fileobj=io.BytesIO(account.get(key)), mode="r:gz") as archive:
        raw = archive.extractfile("xgboost-model").read()
    rounded = np.loadtxt(io.StringIO(as_csv(TEST)), delimiter=",")
    return xgb.Booster(model_file=bytearray(raw)).predict(xgb.DMatrix(rounded))


def until(look: Callable[[], Any], done: Callable[[Any], bool], seconds: float = 120) -> Any:
    """What *look* sees once *done* is content with it."""
    end = time.monotonic() + seconds
    while not done(seen := look()):
        assert time.monotonic() < end, f"still {seen!r}"
        time.sleep(0.1)
    return seen
