"""Notebook instances and tags in the lab: records, with the states and refusals of AWS."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError


@pytest.fixture
def notebook(account):
    """The ARN of a running notebook instance "Book"."""
    api = account.sagemaker
    made = api.create_notebook_instance(
        NotebookInstanceName="Book",
        InstanceType="ml.t3.medium",
        RoleArn=account.role,
        Tags=[{"Key": "a", "Value": "1"}],
    )
    api.get_waiter("notebook_instance_in_service").wait(NotebookInstanceName="Book")
    yield made["NotebookInstanceArn"]
    if (
        api.describe_notebook_instance(NotebookInstanceName="Book")["NotebookInstanceStatus"]
        != "Stopped"
    ):
        api.stop_notebook_instance(NotebookInstanceName="Book")
    api.delete_notebook_instance(NotebookInstanceName="Book")
    assert api.list_notebook_instances()["NotebookInstances"] == []


def refused(call, words: str, **parameters) -> None:
    with pytest.raises(ClientError, match=words) as caught:
        call(**parameters)
    assert caught.value.response["Error"]["Code"] == "ValidationException"


def test_only_what_its_status_allows_is_done(account, notebook):
    api, name = account.sagemaker, {"NotebookInstanceName": "Book"}
    refused(api.delete_notebook_instance, r"Status \(InService\) not in", **name)
    refused(api.start_notebook_instance, r"Status \(InService\) not in", **name)
    api.stop_notebook_instance(**name)
    refused(api.stop_notebook_instance, r"Status \(Stopped\) not in", **name)
    api.start_notebook_instance(**name)
    refused(api.stop_notebook_instance, "RecordNotFound", NotebookInstanceName="none")


def test_its_role_must_trust_sagemaker(account):
    for role in (account.role + "-none", account.make_role("for-ec2", "ec2.amazonaws.com")):
        refused(
            account.sagemaker.create_notebook_instance,
            "Could not assume role",
            NotebookInstanceName="other",
            InstanceType="ml.t3.medium",
            RoleArn=role,
        )


def test_tags_are_added_replaced_listed_and_deleted(account, notebook, trained, served):
    api = account.sagemaker
    api.add_tags(ResourceArn=notebook, Tags=[{"Key": k, "Value": "2"} for k in "ab"])
    pages = api.get_paginator("list_tags").paginate(
        ResourceArn=notebook, PaginationConfig={"PageSize": 50}
    )
    tags = [(tag["Key"], tag["Value"]) for page in pages for tag in page["Tags"]]
    assert tags == [("a", "2"), ("b", "2")]
    api.delete_tags(ResourceArn=notebook, TagKeys=["a", "none"])
    assert api.list_tags(ResourceArn=notebook)["Tags"] == [{"Key": "b", "Value": "2"}]
    endpoint = api.describe_endpoint(EndpointName=served)
    config = api.describe_endpoint_config(EndpointConfigName=endpoint["EndpointConfigName"])
    for arn in (trained["TrainingJobArn"], endpoint["EndpointArn"], config["EndpointConfigArn"]):
        assert api.list_tags(ResourceArn=arn)["Tags"] == []


def test_tags_that_aws_refuses_are_refused(account, notebook):
    api = account.sagemaker
    for keys, words in ((["aws:x"], "aws: prefixed tag key names"), (["a", "a"], "Duplicate tag")):
        tags = [{"Key": key, "Value": ""} for key in keys]
        refused(api.add_tags, words, ResourceArn=notebook, Tags=tags)
        with pytest.raises(ClientError, match=words):
            account.start(Tags=tags)
    refused(
        api.list_tags,
        "Could not find resource",
        ResourceArn=notebook.replace("notebook-instance", "endpoint"),
    )
