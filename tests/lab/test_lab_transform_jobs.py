"""Batch transform in the lab."""

from __future__ import annotations

from uuid import uuid4

import numpy as np
import pytest
from botocore.exceptions import ClientError
from lab_account import TEST, as_csv, own_predictions, until


def transform(account, model, **changed) -> dict:
    name = f"transform-{uuid4().hex[:8]}"
    request = {
        "TransformJobName": name,
        "ModelName": model,
        "TransformInput": {
            "DataSource": {
                "S3DataSource": {
                    "S3DataType": "S3Prefix",
                    "S3Uri": f"s3://{account.bucket}/batch/",
                }
            },
            "ContentType": "text/csv",
            "SplitType": "Line",
        },
        "TransformOutput": {
            "S3OutputPath": f"s3://{account.bucket}/{name}",
            "AssembleWith": "Line",
        },
        "TransformResources": {"InstanceType": "ml.m5.large", "InstanceCount": 1},
        **changed,
    }
    account.sagemaker.create_transform_job(**request)
    return until(
        lambda: account.sagemaker.describe_transform_job(TransformJobName=name),
        lambda job: job["TransformJobStatus"] not in ("InProgress", "Stopping"),
    )


@pytest.mark.parametrize(
    ("strategy", "split"), [("MultiRecord", "Line"), ("SingleRecord", "Line"), (None, "None")]
)
def test_a_batch_transform_writes_one_prediction_for_each_row(account, artifact, strategy, split):
    account.put("batch/rows.csv", as_csv(TEST[:20]))
    source = {
        "DataSource": {
            "S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": f"s3://{account.bucket}/batch/"}
        },
        "ContentType": "text/csv",
        "SplitType": split,
    }
    changed = {"BatchStrategy": strategy} if strategy else {}
    job = transform(account, account.model(artifact), TransformInput=source, **changed)
    assert job["TransformJobStatus"] == "Completed", job
    got = account.get(f"{job['TransformJobName']}/rows.csv.out").decode().splitlines()
    assert np.allclose(
        [float(line) for line in got], own_predictions(account, artifact)[:20], atol=1e-6
    )
    account.sagemaker.get_waiter("transform_job_completed_or_stopped").wait(
        TransformJobName=job["TransformJobName"]
    )


def test_a_batch_transform_of_bad_rows_fails_and_its_log_says_why(account, artifact):
    account.put("bad-batch/rows.csv", "a,b,c,d\n")
    source = {
        "DataSource": {
            "S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": f"s3://{account.bucket}/bad-batch/"}
        },
        "ContentType": "text/csv",
    }
    job = transform(account, account.model(artifact), TransformInput=source)
    assert job["TransformJobStatus"] == "Failed"
    assert job["FailureReason"] == "ClientError: See job logs for more information"
    lines = account.log_lines("/aws/sagemaker/TransformJobs", job["TransformJobName"])
    assert any("could not convert string to float" in line for line in lines)


def test_a_join_that_the_lab_cannot_do_is_refused_clearly(account, artifact):
    with pytest.raises(ClientError, match=r"This lab cannot serve DataProcessing\.JoinSource"):
        transform(account, account.model(artifact), DataProcessing={"JoinSource": "Input"})


def test_what_create_transform_job_refuses(account, artifact):
    model = account.model(artifact)
    given = {"S3DataType": "S3Prefix", "S3Uri": f"https://s3.amazonaws.com/{account.bucket}/batch/"}
    for changed, words in (
        ({"TransformInput": {"DataSource": {"S3DataSource": given}}}, "transformInput.dataSource"),
        ({"TransformOutput": {"S3OutputPath": account.bucket}}, "transformOutput.s3OutputPath"),
        ({"MaxPayloadInMB": 101}, "cannot exceed 100 MB"),
        ({"MaxPayloadInMB": 50, "MaxConcurrentTransforms": 3}, "cannot exceed 100 MB"),
        ({"ModelName": "none"}, "Could not find model"),
    ):
        with pytest.raises(ClientError, match=words) as caught:
            transform(account, model, **changed)
        assert caught.value.response["Error"]["Code"] == "ValidationException"


def test_results_go_to_the_region_of_the_job_only(account, artifact):
    account.put("batch/rows.csv", as_csv(TEST[:20]))
    model = account.model(artifact)
    for bucket, words in (
        (account.bucket_in("us-east-1"), "must be in the same region as the job"),
        (f"{account.bucket}-none", "NoSuchBucket"),
    ):
        job = transform(account, model, TransformOutput={"S3OutputPath": f"s3://{bucket}/x"})
        assert job["TransformJobStatus"] == "Failed"
        assert words in job["FailureReason"]
