"""Each place where the lab reaches into moto, one by one, and the pin that makes it safe."""

from __future__ import annotations

import time

import pytest
from moto.logs import urls as logs_urls
from moto.sagemaker import models
from moto.sagemaker import urls as sagemaker_urls
from moto.sagemaker.exceptions import ValidationError as MotoValidationError
from moto.sagemaker.responses import SageMakerResponse
from moto.sagemakerruntime import urls as runtime_urls

from lab import moto_patches, refusals
from lab.resources import KINDS
from lab.runtime import LabRuntime
from lab.sagemaker import LabSageMaker


@pytest.fixture
def untouched(monkeypatch):
    """moto as it was, before and after the test."""
    for urls in (sagemaker_urls, runtime_urls, logs_urls):
        monkeypatch.setattr(urls, "url_paths", dict(urls.url_paths))
    for kind in (models.FakeEndpointConfig, models.FakeSagemakerNotebookInstance):
        monkeypatch.setattr(kind, "validate_instance_type", kind.validate_instance_type)
    for use in ("transform", "realtime_inference"):
        name = f"validate_supported_{use}_instance_types"
        monkeypatch.setattr(models.ModelPackage, name, getattr(models.ModelPackage, name))


def test_the_moto_that_is_installed_is_the_pinned_one():
    moto_patches.check_version()


def test_another_moto_is_refused_in_one_line(monkeypatch):
    monkeypatch.setattr(moto_patches, "MOTO", "0.0.1")
    with pytest.raises(SystemExit, match=r"ラボには moto 0\.0\.1 が必要です"):
        moto_patches.check_version()


def test_sagemaker_is_answered_by_the_lab(untouched):
    assert set(sagemaker_urls.url_paths) == {"{0}/$"}
    moto_patches.answers_of_sagemaker()
    assert sagemaker_urls.url_paths["{0}/$"].__self__ is LabSageMaker


def test_the_runtime_is_answered_by_the_lab_on_all_its_paths(untouched):
    moto_patches.answers_of_the_runtime()
    assert {path.__self__ for path in runtime_urls.url_paths.values()} == {LabRuntime}


def test_motos_lists_of_instance_types_refuse_nothing(untouched, account):
    """They are older than the SDK's, by which the lab checks all requests."""
    with pytest.raises(MotoValidationError):
        models.FakeSagemakerNotebookInstance.validate_instance_type(None, "ml.m6i.large")
    moto_patches.instance_types()
    models.FakeEndpointConfig.validate_instance_type(None, "ml.m6i.large")
    models.FakeSagemakerNotebookInstance.validate_instance_type(None, "ml.m6i.large")
    models.ModelPackage.validate_supported_transform_instance_types(["ml.m7i.large"])
    models.ModelPackage.validate_supported_realtime_inference_instance_types(["ml.m7i.large"])
    api, name = account.sagemaker, {"NotebookInstanceName": "newer"}
    api.create_notebook_instance(**name, InstanceType="ml.m6i.large", RoleArn=account.role)
    # The lab is one for all tests, and others count what is there.
    api.get_waiter("notebook_instance_in_service").wait(**name)
    api.stop_notebook_instance(**name)
    api.get_waiter("notebook_instance_stopped").wait(**name)
    api.delete_notebook_instance(**name)


def test_the_log_of_one_job_is_found_by_the_prefix_of_its_streams(untouched, account):
    assert set(logs_urls.url_paths) == {"{0}/$"}
    moto_patches.log_streams_by_prefix()
    assert "LabLogs" in repr(logs_urls.url_paths["{0}/$"].__self__)
    account.logs.create_log_group(logGroupName="group")
    for stream in ("one/a", "two/a"):
        account.logs.create_log_stream(logGroupName="group", logStreamName=stream)
        account.logs.put_log_events(
            logGroupName="group",
            logStreamName=stream,
            logEvents=[{"timestamp": int(time.time() * 1000), "message": stream}],
        )
    for prefix, expected in (("one/", ["one/a"]), ("three/", [])):
        found = account.logs.filter_log_events(logGroupName="group", logStreamNamePrefix=prefix)
        assert [event["message"] for event in found["events"]] == expected


def test_what_the_lab_overrides_is_an_operation_that_moto_calls():
    added = {"update_endpoint", "stop_training_job", "stop_transform_job"}
    for kind in KINDS:
        for name in set(vars(kind)) - added:
            assert name.startswith("_") or hasattr(SageMakerResponse, name), name


def test_refusals_are_derived_from_the_service_model():
    refused = refusals.refused("sagemaker", SageMakerResponse, LabSageMaker)
    assert {
        "CreateProcessingJob",
        "CreateHyperParameterTuningJob",
        "CreateAutoMLJobV2",
        "CreateDomain",
        "StartPipelineExecution",
    } <= refused
    assert (
        not {
            "CreateTrainingJob",
            "CreateEndpoint",
            "UpdateEndpoint",
            "CreateTransformJob",
            "CreateModel",
            "CreateNotebookInstance",
            "StartNotebookInstance",
            "AddTags",
            "ListProcessingJobs",
            "CreateModelPackage",
        }
        & refused
    )
    assert "CreateDomain" in refusals.message("CreateDomain")
