"""Training jobs in the lab: what a reader sees of one that ends well, fails, or is stopped."""

from __future__ import annotations

import io
import json
import tarfile

import numpy as np
import pytest
import xgboost as xgb
from botocore.exceptions import ClientError
from lab_account import IMAGE, SETTINGS, as_csv, rows, until

from lab.resources.checks import SERVICE, trusts_sagemaker

GROUP = "/aws/sagemaker/TrainingJobs"
SLOW = {**SETTINGS, "num_round": "200000"}


def booster(account, job) -> xgb.Booster:
    key = job["ModelArtifacts"]["S3ModelArtifacts"].split(account.bucket + "/")[1]
    with tarfile.open(fileobj=io.BytesIO(account.get(key)), mode="r:gz") as archive:
        assert archive.getnames() == ["xgboost-model"]
        raw = archive.extractfile("xgboost-model").read()
    return xgb.Booster(model_file=bytearray(raw))


def test_a_job_passes_through_the_states_that_aws_shows(trained):
    states = [entry["Status"] for entry in trained["SecondaryStatusTransitions"]]
    assert states == ["Starting", "Starting", "Downloading", "Training", "Uploading", "Completed"]
    assert all(
        entry["EndTime"] >= entry["StartTime"] for entry in trained["SecondaryStatusTransitions"]
    )
    assert trained["CreationTime"] <= trained["TrainingStartTime"] < trained["TrainingEndTime"]
    assert trained["BillableTimeInSeconds"] == trained["TrainingTimeInSeconds"] > 0


def test_the_waiter_returns_when_the_job_is_complete(account, trained):
    waiter = account.sagemaker.get_waiter("training_job_completed_or_stopped")
    waiter.wait(TrainingJobName=trained["TrainingJobName"])


def test_the_model_in_s3_is_the_one_xgboost_trains_itself(account, trained):
    table = rows()
    rounded = np.loadtxt(io.StringIO(as_csv(table)), delimiter=",")
    own = xgb.train(
        {"objective": "binary:logistic", "nthread": 1},
        xgb.DMatrix(rounded[:500, 1:], label=rounded[:500, 0]),
        5,
    )
    probe = xgb.DMatrix(rounded[500:, 1:])
    assert np.allclose(booster(account, trained).predict(probe), own.predict(probe), atol=1e-6)


def test_the_metrics_of_the_log_are_in_the_job_and_in_cloudwatch(account, trained):
    name = trained["TrainingJobName"]
    lines = [line for line in account.log_lines(GROUP, name) if line.startswith("[4]")]
    assert len(lines) == 1
    assert lines[0].startswith("[4]#011train-auc:0.")
    last = {metric["MetricName"]: metric["Value"] for metric in trained["FinalMetricDataList"]}
    assert lines[0] == f"[4]#011train-auc:{last['train:auc']:.5f}#011validation-auc:" + (
        f"{last['validation:auc']:.5f}"
    )
    found = account.cloudwatch.list_metrics(
        Namespace=GROUP, Dimensions=[{"Name": "TrainingJobName", "Value": name}]
    )
    assert {metric["MetricName"] for metric in found["Metrics"]} == {"train:auc", "validation:auc"}


def test_a_name_is_used_only_once(account, trained):
    with pytest.raises(account.sagemaker.exceptions.ResourceInUse, match="must be unique"):
        account.start(TrainingJobName=trained["TrainingJobName"])


def test_data_that_is_not_there_is_refused_at_once(account):
    with pytest.raises(ClientError, match="No S3 objects found under S3 URL") as caught:
        account.start(channels={"train": {"prefix": "nowhere"}})
    assert caught.value.response["Error"]["Code"] == "ValidationException"


def test_a_role_that_is_not_there_is_refused_at_once(account):
    with pytest.raises(ClientError, match="Could not assume role"):
        account.start(RoleArn="arn:aws:iam::123456789012:role/no-such-role")


TRUST = {
    "Effect": "Allow",
    "Principal": {"Service": SERVICE},
    "Action": "sts:AssumeRole",
}


@pytest.mark.parametrize(
    ("statements", "trusted"),
    [
        (TRUST, True),
        ([TRUST], True),
        ([{**TRUST, "Principal": {"Service": ["ec2.amazonaws.com", SERVICE]}}], True),
        ([{**TRUST, "Action": ["sts:TagSession", "STS:assumerole"]}], True),
        ([{**TRUST, "Principal": {"Service": "ec2.amazonaws.com"}}], False),
        ([{**TRUST, "Principal": {"AWS": "arn:aws:iam::123456789012:root"}}], False),
        ([{**TRUST, "Action": "sts:TagSession"}], False),
        ([{**TRUST, "Effect": "Deny"}], False),
        ([TRUST, {**TRUST, "Effect": "Deny"}], False),
        ([], False),
    ],
)
def test_a_role_must_trust_sagemaker(statements, trusted):
    policy = json.dumps({"Version": "2012-10-17", "Statement": statements})
    assert trusts_sagemaker(policy) == trusted


def test_a_role_of_another_service_is_refused_at_once(account):
    role = account.make_role("only-ec2", "ec2.amazonaws.com")
    with pytest.raises(ClientError, match=r"principal 'sagemaker\.amazonaws\.com'"):
        account.start(RoleArn=role)


def with_channel(account, **changed) -> dict:
    """A change of the request: one channel, with *changed* in its source or itself."""
    source = {"S3DataType": "S3Prefix", "S3Uri": f"s3://{account.bucket}/train/"}
    channel = {"ChannelName": "train", "ContentType": "text/csv"}
    for name, value in changed.items():
        (source if name.startswith("S3") else channel)[name] = value
    return {"InputDataConfig": [{**channel, "DataSource": {"S3DataSource": source}}]}


def test_what_create_training_job_refuses(account):
    elsewhere, bucket = account.bucket_in("us-east-1"), account.bucket
    machine = {"InstanceType": "ml.m5.large", "InstanceCount": 1, "VolumeSizeInGB": 5}
    spot = {"EnableManagedSpotTraining": True}
    run = {"MaxRuntimeInSeconds": 600}
    channel = with_channel(account)["InputDataConfig"]
    for changed, words in (
        (with_channel(account, S3Uri=f"https://s3.amazonaws.com/{bucket}/train/"), "s3Uri' failed"),
        (with_channel(account, S3Uri=f"{bucket}/train/"), "inputDataConfig.1.member.dataSource"),
        (with_channel(account, S3Uri="s3:///train/"), "s3Uri' failed"),
        (with_channel(account, S3Uri=f"s3://{bucket}-none/"), "bucket does not exist"),
        (with_channel(account, S3Uri="s3://No_Bucket/x"), "bucket does not exist"),
        (with_channel(account, S3Uri=f"s3://{elsewhere}/train/"), "in this region: us-east-1"),
        (with_channel(account, S3DataType="ManifestFile"), "use S3DataSource with S3Prefix"),
        (with_channel(account, ChannelName=".."), "channel name"),
        (with_channel(account, InputMode="Pipe"), "use File"),
        (with_channel(account, CompressionType="Gzip"), "use None"),
        ({"InputDataConfig": channel * 2}, "duplicate channel name: train"),
        ({"OutputDataConfig": {"S3OutputPath": f"{bucket}/out"}}, "outputDataConfig.s3OutputPath"),
        ({"OutputDataConfig": {"S3OutputPath": f"https://{bucket}/out"}}, "s3OutputPath"),
        ({**spot}, "It must be present and be greater than or equal to MaxRuntimeInSeconds"),
        ({**spot, "StoppingCondition": {**run, "MaxWaitTimeInSeconds": 599}}, "or equal to MaxRun"),
        ({"StoppingCondition": {**run, "MaxWaitTimeInSeconds": 600}}, "only supported when Enable"),
        ({"StoppingCondition": {"MaxRuntimeInSeconds": 2419201}}, "less than or equal to 2419200"),
        ({"ResourceConfig": {**machine, "InstanceCount": 0}}, "resourceConfig.instanceCount"),
        ({"ResourceConfig": {**machine, "VolumeSizeInGB": 0}}, "resourceConfig.volumeSizeInGB"),
        ({"ResourceConfig": {"InstanceCount": 1, "VolumeSizeInGB": 5}}, "instanceType"),
    ):
        with pytest.raises(ClientError, match=words) as caught:
            account.start(**changed)
        assert caught.value.response["Error"]["Code"] == "ValidationException", words


def test_the_model_goes_to_a_bucket_of_the_region_only(account):
    jobs = {
        account.start(OutputDataConfig={"S3OutputPath": f"s3://{bucket}/out"}): words
        for bucket, words in (
            (account.bucket_in("us-east-1"), "bucket must be in the same region as the job"),
            (f"{account.bucket}-none", "NoSuchBucket: The specified bucket does not exist"),
        )
    }
    for name, words in jobs.items():
        job = account.finished(name)
        assert job["TrainingJobStatus"] == "Failed"
        assert job["FailureReason"].startswith("ClientError: Artifact upload failed:")
        assert words in job["FailureReason"]
        assert "ModelArtifacts" not in job


@pytest.mark.parametrize(
    "image", [IMAGE.replace(":3.2-0", ":latest"), "example.com/mine:1", IMAGE.replace("ap-", "us-")]
)
def test_an_image_that_the_lab_has_not_is_refused_with_the_one_it_has(account, image):
    with pytest.raises(ClientError, match=r"sagemaker-xgboost:3\.2-0"):
        account.start(AlgorithmSpecification={"TrainingImage": image, "TrainingInputMode": "File"})


def test_csv_without_a_content_type_fails_because_libsvm_is_the_default(account):
    reason = account.failure(channels={"train": {"kind": None}})
    assert reason.startswith("AlgorithmError: framework error: \nTraceback")
    assert "of file 'a.csv' is not 'LIBSVM' format." in reason
    assert reason.endswith(", exit code: 1")


def test_the_reason_of_a_failure_is_in_the_log_too(account):
    name = account.start({**SETTINGS, "nonsense": "1"})
    job = account.finished(name)
    assert "Extraneous hyperparameter found: nonsense" in job["FailureReason"]
    assert any("Extraneous hyperparameter" in line for line in account.log_lines(GROUP, name))
    assert "ModelArtifacts" not in job
    assert [entry["Status"] for entry in job["SecondaryStatusTransitions"]][-1] == "Failed"


def test_stopping_ends_the_container(account):
    name = account.start(SLOW)
    until(lambda: account.job(name), lambda job: job["SecondaryStatus"] == "Training")
    account.sagemaker.stop_training_job(TrainingJobName=name)
    job = account.finished(name)
    assert (job["TrainingJobStatus"], job["SecondaryStatus"]) == ("Stopped", "Stopped")
    assert "Stopping" in [entry["Status"] for entry in job["SecondaryStatusTransitions"]]
    with pytest.raises(ClientError, match="in status Stopped"):
        account.sagemaker.stop_training_job(TrainingJobName=name)


def test_a_job_that_keeps_its_latest_model_leaves_it_at_the_time_limit(account):
    name = account.start(
        {**SLOW, "save_model_on_termination": "true"},
        StoppingCondition={"MaxRuntimeInSeconds": 8},
    )
    job = account.finished(name)
    assert (job["TrainingJobStatus"], job["SecondaryStatus"]) == ("Stopped", "MaxRuntimeExceeded")
    assert booster(account, job).num_boosted_rounds() > 0


def test_two_hosts_train_one_model_each_on_its_own_share(account, trained):
    name = account.start(
        channels={"train": {"spread": "ShardedByS3Key"}, "validation": {}},
        ResourceConfig={
            "InstanceType": "ml.m5.large",
            "InstanceCount": 2,
            "VolumeSizeInGB": 5,
        },
    )
    job = account.finished(name)
    assert job["TrainingJobStatus"] == "Completed", job.get("FailureReason")
    for host in ("algo-1", "algo-2"):
        lines = account.log_lines(GROUP, f"{name}/{host}-")
        assert any("Train matrix has 250 rows and 4 columns" in line for line in lines)
    probe = xgb.DMatrix(rows()[500:, 1:])
    together, alone = (booster(account, each).predict(probe) for each in (job, trained))
    assert np.corrcoef(together, alone)[0, 1] > 0.95


def test_several_jobs_run_at_once_and_are_listed_page_by_page(account):
    names = [account.start(TrainingJobName=f"many-{number}") for number in range(3)]
    for name in names:
        assert account.finished(name)["TrainingJobStatus"] == "Completed"
    listed = account.sagemaker.get_paginator("list_training_jobs").paginate(
        NameContains="many-",
        StatusEquals="Completed",
        SortBy="Name",
        SortOrder="Descending",
        PaginationConfig={"PageSize": 2},
    )
    pages = [[job["TrainingJobName"] for job in page["TrainingJobSummaries"]] for page in listed]
    assert pages == [["many-2", "many-1"], ["many-0"]]


def test_a_host_without_data_leaves_the_others_to_train(account):
    account.put("single/only.csv", as_csv(rows(300)))
    name = account.start(
        channels={"train": {"prefix": "single", "spread": "ShardedByS3Key"}},
        ResourceConfig={"InstanceType": "ml.m5.large", "InstanceCount": 2, "VolumeSizeInGB": 5},
    )
    job = account.finished(name)
    assert job["TrainingJobStatus"] == "Completed", job.get("FailureReason")
    lines = account.log_lines(GROUP, f"{name}/algo-2-")
    assert any("not being used for distributed training" in line for line in lines)


def test_one_host_that_fails_ends_the_job_with_its_reason(account):
    account.put("uneven/a.csv", as_csv(rows(300)))
    account.put("uneven/b.csv", "no delimiter here\n1,2\n")
    reason = account.failure(
        channels={"train": {"prefix": "uneven", "spread": "ShardedByS3Key"}},
        ResourceConfig={"InstanceType": "ml.m5.large", "InstanceCount": 2, "VolumeSizeInGB": 5},
    )
    assert "Failed to load csv data with exception" in reason or "delimiter" in reason


def test_a_long_log_is_complete_when_the_job_is(account):
    name = account.start({**SETTINGS, "num_round": "1500"}, channels={"train": {}})
    assert account.finished(name)["TrainingJobStatus"] == "Completed"
    pages = account.logs.get_paginator("filter_log_events").paginate(
        logGroupName=GROUP, logStreamNamePrefix=f"{name}/"
    )
    lines = [event["message"] for page in pages for event in page["events"]]
    assert sum("#011train-auc:" in line for line in lines) == 1500
