"""Models and endpoint configurations in the lab: what may be deployed."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError
from lab_account import REGION


def test_an_artifact_that_is_not_there_is_refused_by_create_model(account):
    with pytest.raises(ClientError, match="Could not find model data at s3://"):
        account.model(f"s3://{account.bucket}/none.tar.gz")


def test_data_capture_that_the_lab_cannot_do_is_refused_clearly(account, artifact):
    with pytest.raises(ClientError, match="This lab cannot serve DataCaptureConfig"):
        account.sagemaker.create_endpoint_config(
            EndpointConfigName="captured",
            ProductionVariants=[
                {
                    "VariantName": "v",
                    "ModelName": account.model(artifact),
                    "InstanceType": "ml.m5.large",
                    "InitialInstanceCount": 1,
                }
            ],
            DataCaptureConfig={
                "InitialSamplingPercentage": 100,
                "DestinationS3Uri": f"s3://{account.bucket}/capture",
                "CaptureOptions": [{"CaptureMode": "Input"}],
            },
        )


def test_a_model_must_be_one_object_in_s3_of_the_region(account, artifact):
    elsewhere = account.bucket_in("us-east-1")
    for uri, words in (
        (artifact.replace("s3://", "https://s3.amazonaws.com/"), "regular expression pattern"),
        (artifact.removesuffix("model.tar.gz"), "Could not find model data at"),
        (artifact.removesuffix(".tar.gz"), "Could not find model data at"),
        (f"s3://{elsewhere}/model.tar.gz", f"the object is located in {REGION}"),
        (f"s3://{account.bucket}-none/model.tar.gz", "Could not access model data at"),
    ):
        with pytest.raises(ClientError, match=words) as caught:
            account.model(uri)
        assert caught.value.response["Error"]["Code"] == "ValidationException"


INSTANCE = {"InstanceType": "ml.m5.large", "InitialInstanceCount": 1}
SERVERLESS = {"ServerlessConfig": {"MemorySizeInMB": 2048, "MaxConcurrency": 1}}


@pytest.mark.parametrize(
    ("variants", "words"),
    [
        ([{"VariantName": "v", **INSTANCE}] * 2, "names must be unique"),
        ([{"VariantName": "v"}], "must have InstanceType and InitialInstanceCount"),
        ([{"VariantName": "v", "InstanceType": "ml.m5.large"}], "InitialInstanceCount"),
        ([{"VariantName": "v", **INSTANCE, **SERVERLESS}], "cannot be used with"),
        ([{"VariantName": "v", **INSTANCE}, {"VariantName": "w", **SERVERLESS}], "another prod"),
        ([{"VariantName": "v", "ModelName": None, **INSTANCE}], "without ModelName"),
        ([{"VariantName": "v", "ModelName": "none", **INSTANCE}], "Could not find model"),
    ],
)
def test_variants_that_aws_refuses_are_refused(account, artifact, variants, words):
    model = account.model(artifact)
    completed = [
        {k: v for k, v in {"ModelName": model, **variant}.items() if v} for variant in variants
    ]
    with pytest.raises(ClientError, match=words) as caught:
        account.sagemaker.create_endpoint_config(
            EndpointConfigName=f"{model}-config", ProductionVariants=completed
        )
    assert caught.value.response["Error"]["Code"] == "ValidationException"


def test_configurations_are_listed_page_by_page(account, artifact):
    made = [account.config(account.model(artifact)) for _ in range(3)]
    pages = account.sagemaker.get_paginator("list_endpoint_configs").paginate(
        SortBy="CreationTime", SortOrder="Descending", PaginationConfig={"PageSize": 2}
    )
    found = [one["EndpointConfigName"] for page in pages for one in page["EndpointConfigs"]]
    assert found[:3] == made[::-1]
