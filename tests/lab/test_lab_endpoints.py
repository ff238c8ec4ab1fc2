"""Endpoints in the lab: created, asked, updated, deleted."""

from __future__ import annotations

import io
import json
import tarfile
from uuid import uuid4

import numpy as np
import pytest
from botocore.exceptions import ClientError
from lab_account import IMAGE, TEST, as_csv, own_predictions


def test_predictions_over_http_are_those_of_xgboost_itself(account, served, artifact):
    answer = account.invoke(served, as_csv(TEST))
    assert answer["ContentType"].startswith("text/csv")
    assert answer["InvokedProductionVariant"] == "AllTraffic"
    got = [float(line) for line in answer["Body"].read().decode().splitlines()]
    assert np.allclose(got, own_predictions(account, artifact), atol=1e-6)


def test_json_is_answered_when_it_is_asked_for(account, served):
    answer = account.invoke(served, as_csv(TEST[:2]), Accept="application/json")
    scores = json.loads(answer["Body"].read())["predictions"]
    assert [list(score) for score in scores] == [["score"], ["score"]]


@pytest.mark.parametrize(
    ("body", "more", "status", "text"),
    [
        ("a,b,c,d", {}, 415, "could not convert string to float"),
        ("1,2,3,4,5", {}, 400, "Number of columns does not match number of features"),
        ("1,2,3,4\n1,2", {}, 415, "Loading csv data failed with Exception"),
        ("{}", {"ContentType": "application/json"}, 415, "is not an accepted ContentType: csv"),
        ("1,2,3,4", {"Accept": "image/png"}, 406, "Accept type image/png is not supported"),
    ],
)
def test_a_bad_request_is_a_model_error_that_says_why(account, served, body, more, status, text):
    with pytest.raises(account.sagemaker_runtime.exceptions.ModelError) as caught:
        account.invoke(served, body, **more)
    answer = caught.value.response
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 424
    assert answer["OriginalStatusCode"] == status
    assert text in answer["OriginalMessage"]
    assert answer["Error"]["Message"].startswith(
        f'Received client error ({status}) from primary with message "'
    )
    assert f"group=/aws/sagemaker/Endpoints/{served} in account" in answer["Error"]["Message"]


def test_too_few_columns_pass_as_missing_values_as_they_do_on_aws(account, served):
    assert account.invoke(served, "0.5,0.5")["Body"].read()


def test_an_empty_body_gets_an_empty_answer(account, served):
    assert account.invoke(served, b"")["Body"].read() == b""


def test_requests_are_logged_and_counted(account, served):
    account.invoke(served, as_csv(TEST[:1]))
    lines = account.log_lines(f"/aws/sagemaker/Endpoints/{served}")
    assert any("POST /invocations" in line for line in lines)
    found = account.cloudwatch.list_metrics(
        Namespace="AWS/SageMaker", Dimensions=[{"Name": "EndpointName", "Value": served}]
    )
    assert {"Invocations", "ModelLatency"} <= {m["MetricName"] for m in found["Metrics"]}


def test_an_unknown_endpoint_is_a_validation_error(account):
    with pytest.raises(ClientError, match="Endpoint nope of account 123456789012 not found") as e:
        account.invoke("nope", "1")
    assert e.value.response["Error"]["Code"] == "ValidationError"


def test_an_endpoint_is_created_updated_without_a_gap_and_deleted(account, artifact):
    first, second = (account.config(account.model(artifact)) for _ in range(2))
    name = account.endpoint(first)
    assert account.sagemaker.describe_endpoint(EndpointName=name)["EndpointStatus"] == "Creating"
    account.sagemaker.get_waiter("endpoint_in_service").wait(
        EndpointName=name, WaiterConfig={"Delay": 1, "MaxAttempts": 120}
    )
    account.sagemaker.update_endpoint(EndpointName=name, EndpointConfigName=second)
    states = set()
    while "InService" not in states:
        account.invoke(name, as_csv(TEST[:1]))
        states.add(account.sagemaker.describe_endpoint(EndpointName=name)["EndpointStatus"])
    assert states == {"Updating", "InService"}
    described = account.sagemaker.describe_endpoint(EndpointName=name)
    assert described["EndpointConfigName"] == second
    account.sagemaker.delete_endpoint(EndpointName=name)
    account.sagemaker.get_waiter("endpoint_deleted").wait(EndpointName=name)
    with pytest.raises(ClientError, match=f'Could not find endpoint "arn:.*/{name}"'):
        account.sagemaker.describe_endpoint(EndpointName=name)


def test_everything_that_is_deleted_is_gone_from_the_lists(account, artifact):
    model = account.model(artifact)
    config = account.config(model, ServerlessConfig={"MemorySizeInMB": 2048, "MaxConcurrency": 1})
    name = account.endpoint(config)
    assert account.settled(name)["EndpointStatus"] == "InService"
    api = account.sagemaker
    api.delete_endpoint(EndpointName=name)
    api.delete_endpoint_config(EndpointConfigName=config)
    api.delete_model(ModelName=model)
    assert api.list_endpoints(NameContains=name)["Endpoints"] == []
    assert api.list_endpoint_configs(NameContains=config)["EndpointConfigs"] == []
    assert api.list_models(NameContains=model)["Models"] == []
    for call, words in (
        (lambda: api.delete_model(ModelName=model), "Could not find model"),
        (
            lambda: api.delete_endpoint_config(EndpointConfigName=config),
            "Could not find endpoint configuration",
        ),
    ):
        with pytest.raises(ClientError, match=words):
            call()


@pytest.mark.parametrize(
    ("body", "image", "words"),
    [
        ("no archive", IMAGE, "valid tar.gz archive"),
        (None, IMAGE, "did not pass the ping health check"),
        (None, "example.com/other:1", "Please make sure all images included in the model"),
    ],
)
def test_an_endpoint_that_cannot_start_fails_and_says_why(account, body, image, words):
    empty = io.BytesIO()
    tarfile.open(fileobj=empty, mode="w:gz").close()
    key = f"bad/{uuid4().hex}.tar.gz"
    account.s3.put_object(Bucket=account.bucket, Key=key, Body=body or empty.getvalue())
    model = account.model(f"s3://{account.bucket}/{key}", image)
    name = account.endpoint(account.config(model))
    described = account.settled(name)
    assert described["EndpointStatus"] == "Failed"
    assert words in described["FailureReason"]
    account.sagemaker.delete_endpoint(EndpointName=name)


def test_a_body_over_the_limit_of_the_endpoint_is_refused(account, served, artifact):
    serverless = {"MemorySizeInMB": 2048, "MaxConcurrency": 1}
    small = account.endpoint(account.config(account.model(artifact), ServerlessConfig=serverless))
    assert account.settled(small)["EndpointStatus"] == "InService"
    for name, limit in ((served, 25), (small, 4)):
        with pytest.raises(ClientError, match=f"exceeded {limit * 1024 * 1024} bytes") as caught:
            account.invoke(name, b"0.5" * (limit * 1024 * 1024 // 3 + 1))
        assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 413
    line = b"0.5,0.5,0.5,0.5\n"
    assert account.invoke(small, line * (4 * 1024 * 1024 // len(line)))["Body"].read()
    account.sagemaker.delete_endpoint(EndpointName=small)


def test_a_change_of_weights_is_refused_by_name(account, served):
    with pytest.raises(ClientError, match="This lab cannot run UpdateEndpointWeights"):
        account.sagemaker.update_endpoint_weights_and_capacities(
            EndpointName=served,
            DesiredWeightsAndCapacities=[{"VariantName": "AllTraffic", "DesiredWeight": 1}],
        )
