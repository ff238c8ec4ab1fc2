"""Requests that break the model of their service are refused, in AWS's words and codes."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from functools import cache

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from hypothesis import given, settings
from hypothesis import strategies as st
from lab_account import REGION, Account
from model_requests import breakages, minimal
from moto.core.utils import get_service_model
from moto.sagemaker.responses import SageMakerResponse

from lab import refusals, validation
from lab.errors import RequestError
from lab.sagemaker import LabSageMaker
from lab.validation import matches, validate, violations

SERVICES = ("sagemaker", "sagemaker-runtime", "iam", "sts", "logs", "cloudwatch", "ecr", "lambda")


def refusal(service: str, operation: str, **parameters) -> str:
    with pytest.raises(RequestError) as caught:
        validate(get_service_model(service).operation_model(operation), parameters)
    return f"{caught.value.code}: {caught.value.message}"


def training_job(**changed) -> dict:
    return {
        "TrainingJobName": "job",
        "RoleArn": "arn:aws:iam::123456789012:role/role",
        "OutputDataConfig": {"S3OutputPath": "s3://bucket/out"},
        **changed,
    }


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        (
            {"TrainingJobName": "x_y"},
            "1 validation error detected: Value 'x_y' at 'trainingJobName' failed to satisfy "
            "constraint: Member must satisfy regular expression pattern: "
            "[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}",
        ),
        (
            {"StoppingCondition": {"MaxRuntimeInSeconds": 0}},
            "Value '0' at 'stoppingCondition.maxRuntimeInSeconds' failed to satisfy constraint: "
            "Member must have value greater than or equal to 1",
        ),
        (
            {"InputDataConfig": [{"ChannelName": "a/b", "DataSource": {}}]},
            "Value 'a/b' at 'inputDataConfig.1.member.channelName' failed to satisfy constraint: ",
        ),
        (
            {"HyperParameters": {"depth": "5" * 2501, "eta": "0.1"}},
            "', eta=0.1}' at 'hyperParameters' failed to satisfy constraint: Map value must "
            "satisfy constraint: [Member must have length less than or equal to 2500, Member must "
            "have length greater than or equal to 0, Member must satisfy regular expression "
            "pattern: .*]".removeprefix("'"),
        ),
        (
            {"HyperParameters": {"k" * 257: "1"}},
            "at 'hyperParameters' failed to satisfy constraint: Map keys must satisfy constraint: ",
        ),
        (
            {"VpcConfig": {"SecurityGroupIds": ["sg_1", "sg-2"], "Subnets": ["subnet-1"]}},
            "Value '[sg_1, sg-2]' at 'vpcConfig.securityGroupIds' failed to satisfy constraint: "
            "Member must satisfy constraint: [Member must have length less than or equal to 32",
        ),
        (
            {"ResourceConfig": {"InstanceType": "ml.m5.tiny", "InstanceCount": 1}},
            "Value 'ml.m5.tiny' at 'resourceConfig.instanceType' failed to satisfy constraint: "
            "Member must satisfy enum value set: [ml.m4.xlarge, ",
        ),
        (
            {"RoleArn": None},
            "Value null at 'roleArn' failed to satisfy constraint: Member must not be null",
        ),
        (
            {"Tags": [{"Key": "k", "Value": "v"}] * 51},
            "at 'tags' failed to satisfy constraint: Member must have length less than or equal "
            "to 50",
        ),
    ],
)
def test_aws_words(changed, words):
    assert words in refusal("sagemaker", "CreateTrainingJob", **training_job(**changed))


def test_all_faults_of_a_request_are_told_together():
    told = refusal(
        "sagemaker",
        "CreateTrainingJob",
        **training_job(TrainingJobName="-" * 64, EnableNetworkIsolation=True),
    )
    assert told.startswith("ValidationException: 2 validation errors detected: Value '---")
    assert "less than or equal to 63; Value '---" in told


def test_a_right_request_passes():
    operation = get_service_model("sagemaker").operation_model("CreateTrainingJob")
    validate(
        operation, training_job(Tags=[{"Key": "部署", "Value": "分析 チーム"}], VpcConfig=None)
    )


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (5, "NUMBER_VALUE can not be converted to a String"),
        (True, "TRUE_VALUE can not be converted to a String"),
        (["a"], "Start of list found where not expected"),
        ({"a": "b"}, "Start of structure or map found where not expected"),
    ],
)
def test_a_value_of_another_type_cannot_be_read(value, words):
    told = refusal("sagemaker", "CreateTrainingJob", **training_job(TrainingJobName=value))
    assert told == f"SerializationException: {words}"


def test_a_union_has_one_member():
    shape = get_service_model("sagemaker").shape_for("AutoMLProblemTypeConfig")
    assert shape.is_tagged_union
    assert any("exactly one" in told for told in violations(shape, {}, "config"))


def test_secrets_are_not_repeated():
    told = refusal("sagemaker-runtime", "InvokeEndpoint", EndpointName="e", CustomAttributes="é")
    assert "Value at 'customAttributes' failed" in told


@pytest.mark.parametrize("service", SERVICES)
def test_the_patterns_of_the_model_are_understood(service):
    model = get_service_model(service)
    patterns = {model.shape_for(name).metadata.get("pattern") for name in model.shape_names}
    for pattern in patterns - {None}:
        matches(pattern, "a")


@pytest.mark.parametrize(
    ("pattern", "right", "wrong"),
    [
        # Java: \w is ASCII, \p{L} is any language's letters, and the whole value must match.
        (r"[\w+=,.@-]+", "role-1_a", "役割"),
        (r"\w+", "role", "ロール"),
        (r"([\p{L}\p{Z}\p{N}_.:/=+\-@]*)", "部署 1", "!"),
        (r"[\u0020-\uD7FF\uE000-\uFFFD\uD800\uDC00-\uDBFF\uDFFF\t]*", "表🙂", "\n"),
        (r"\A\S[\p{Print}]*\z", "model.tar.gz", "モデル"),
        (r"[a-z]+", "abc", "abc\n"),
        (r"\d{12}", "123456789012", "１２３４５６７８９０１２"),
    ],
)
def test_patterns_are_those_of_java(pattern, right, wrong):
    assert matches(pattern, right)
    assert not matches(pattern, wrong)


def test_a_pattern_that_takes_for_ever_counts_as_not_matched(monkeypatch):
    monkeypatch.setattr(validation, "SECONDS", 0.1)
    assert not matches(r"(a|aa|aaa)+(a+)+b", "a" * 5000)


@cache
def answered() -> list[str]:
    """The operations of SageMaker that the lab answers."""
    refused = refusals.refused("sagemaker", SageMakerResponse, LabSageMaker)
    model = get_service_model("sagemaker")
    named = [name for name in model.operation_names if name not in refused]
    return [name for name in named if model.operation_model(name).input_shape]


def test_every_operation_refuses_each_way_to_break_it():
    assert "CreateTrainingJob" in answered()
    count = 0
    for name in answered():
        operation = get_service_model("sagemaker").operation_model(name)
        validate(operation, minimal(operation.input_shape))
        validate(operation, minimal(operation.input_shape, optional=True))
        for place, request, words in breakages(operation.input_shape):
            found = list(violations(operation.input_shape, request))
            assert any(f"at '{place}'" in told and words in told for told in found), (name, place)
            count += 1
    assert count > 500


@settings(max_examples=20, derandomize=True, deadline=None, database=None)
@given(st.data())
def test_values_of_any_kind_are_refused_or_accepted_but_never_break_the_check(data):
    name = data.draw(st.sampled_from(answered()))
    operation = get_service_model("sagemaker").operation_model(name)
    request = minimal(operation.input_shape, optional=True)
    if not request:
        return
    member = data.draw(st.sampled_from(sorted(request)))
    scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9)
    few = {"max_size": 3}
    values = scalars | st.lists(scalars, **few) | st.dictionaries(st.text(**few), scalars, **few)
    try:
        validate(operation, {**request, member: data.draw(values)})
    except RequestError as error:
        assert error.code in ("ValidationException", "SerializationException")


# Over HTTP, as a program meets it


@pytest.fixture(scope="module")
def unchecked(account: Account):
    """Clients that send whatever they are given."""
    session = boto3.session.Session(
        aws_access_key_id="lab", aws_secret_access_key="lab", region_name=REGION
    )
    config = Config(parameter_validation=False, retries={"total_max_attempts": 1})
    url = account.environment["AWS_ENDPOINT_URL"]
    return lambda service: session.client(service, endpoint_url=url, config=config)


@pytest.mark.parametrize(
    ("service", "call", "parameters", "code", "member"),
    [
        ("sagemaker", "create_model", {"ModelName": "a_b"}, "ValidationException", "modelName"),
        (
            "sagemaker",
            "list_training_jobs",
            {"MaxResults": 1000},
            "ValidationException",
            "maxResults",
        ),
        ("sagemaker", "describe_endpoint", {}, "ValidationException", "endpointName"),
        (
            "sagemaker-runtime",
            "invoke_endpoint",
            {"EndpointName": "a_b", "Body": b""},
            "ValidationError",
            "endpointName",
        ),
        (
            "sagemaker-runtime",
            "invoke_endpoint",
            {"EndpointName": "ab", "Body": b"", "TargetVariant": "a_b"},
            "ValidationError",
            "targetVariant",
        ),
        (
            "logs",
            "create_log_group",
            {"logGroupName": "a b"},
            "InvalidParameterException",
            "logGroupName",
        ),
        (
            "cloudwatch",
            "put_metric_data",
            {"Namespace": "a", "MetricData": [{"MetricName": "m", "Value": 1, "Unit": "Apples"}]},
            "ValidationError",
            "metricData.1.member.unit",
        ),
        ("sts", "get_federation_token", {"Name": "a b"}, "ValidationError", "name"),
        ("ecr", "create_repository", {"repositoryName": "A"}, "InvalidParameterException", ""),
        ("lambda", "delete_function", {"FunctionName": "a b"}, "ValidationException", ""),
    ],
)
def test_each_service_has_its_own_code(unchecked, service, call, parameters, code, member):
    with pytest.raises(ClientError) as caught:
        getattr(unchecked(service), call)(**parameters)
    response = caught.value.response
    assert (response["Error"]["Code"], response["ResponseMetadata"]["HTTPStatusCode"]) == (
        code,
        400,
    )
    assert "detected: Value" in response["Error"]["Message"]
    assert f"at '{member}" in response["Error"]["Message"]


def test_a_large_request_that_the_sdk_packs_arrives(account):
    data = [{"MetricName": "m" * 50, "Value": number, "Unit": "None"} for number in range(400)]
    account.cloudwatch.put_metric_data(Namespace="packed", MetricData=data)
    found = account.cloudwatch.list_metrics(Namespace="packed")["Metrics"]
    assert {metric["MetricName"] for metric in found} == {"m" * 50}


@pytest.mark.parametrize(
    ("service", "call", "parameters"),
    [
        ("sagemaker", "list_edge_packaging_jobs", {}),
        ("sagemaker", "create_project", {"ProjectName": "project"}),
        (
            "sagemaker",
            "update_endpoint_weights_and_capacities",
            {"EndpointName": "e", "DesiredWeightsAndCapacities": [{"VariantName": "v"}]},
        ),
        (
            "sagemaker-runtime",
            "invoke_endpoint_async",
            {"EndpointName": "e", "InputLocation": "s3://bucket/key"},
        ),
        ("logs", "list_anomalies", {}),
        # moto fails while it answers.
        ("logs", "get_query_results", {"queryId": "none"}),
        ("s3", "put_bucket_acl", {"Bucket": "none"}),
    ],
)
def test_what_the_lab_cannot_do_is_refused_and_not_repeated(unchecked, service, call, parameters):
    with pytest.raises(ClientError) as caught:
        getattr(unchecked(service), call)(**parameters)
    response = caught.value.response
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 501
    assert response["Error"]["Code"] == "NotImplemented"
    assert "ラボ" in response["Error"]["Message"]


def test_an_operation_of_no_service_is_unknown(account):
    request = urllib.request.Request(
        account.environment["AWS_ENDPOINT_URL"],
        b"{}",
        {
            "X-Amz-Target": "SageMaker.NoSuchOperation",
            "Content-Type": "application/x-amz-json-1.1",
            "Authorization": "AWS4-HMAC-SHA256 Credential=lab/20260101/ap-northeast-1/sagemaker/"
            "aws4_request, SignedHeaders=host, Signature=0",
        },
    )
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(request)
    assert caught.value.code == 400
    assert json.load(caught.value)["__type"] == "UnknownOperationException"
