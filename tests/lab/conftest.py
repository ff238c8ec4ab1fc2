"""One running lab for the tests of a session, and what costs time to make in it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))

from lab_account import Account

import lab


@pytest.fixture(scope="session")
def environment() -> Iterator[dict[str, str]]:
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]
    os.environ["AWS_EC2_METADATA_DISABLED"] = "true"
    with lab.running(log=None) as exported:
        yield exported


@pytest.fixture(scope="session")
def account(environment: dict[str, str]) -> Account:
    return Account(environment)


@pytest.fixture(scope="session")
def trained(account: Account) -> dict[str, Any]:
    """A job that has completed."""
    job = account.finished(account.start())
    assert job["TrainingJobStatus"] == "Completed", job
    return job


@pytest.fixture(scope="session")
def artifact(trained: dict[str, Any]) -> str:
    return trained["ModelArtifacts"]["S3ModelArtifacts"]


@pytest.fixture(scope="session")
def served(account: Account, artifact: str) -> str:
    """The name of an endpoint in service, which no test deletes."""
    name = account.endpoint(account.config(account.model(artifact)))
    assert account.settled(name)["EndpointStatus"] == "InService"
    return name
