"""What a request, or a web page that is open in the reader's browser, cannot make the lab do."""

from __future__ import annotations

import io
import tarfile
import urllib.error
import urllib.request
from pathlib import Path
from uuid import uuid4

import pytest
import urllib3
from lab_account import IMAGE, Account, as_csv, rows
from lab_process import containers, linux, started

from lab.folders import inside

HOSTILE = {
    "PYTHONPATH": "/hostile",
    "PYTHONSTARTUP": "/hostile",
    "LD_PRELOAD": "/hostile.so",
    "LD_LIBRARY_PATH": "/hostile",
    "DYLD_INSERT_LIBRARIES": "/hostile",
    "PATH": "/hostile",
    "HOME": "/hostile",
    "GLIBC_TUNABLES": "hostile",
    "OMP_NUM_THREADS": "99",
    "MY_OWN": "hostile",
}


def status(address: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], str]:
    """(status, headers, body) of the answer to a request."""
    request = urllib.request.Request(address, method=method)
    for name, value in headers.items():
        request.add_header(name.replace("_", "-"), value)
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, dict(answer.headers), answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, dict(error.headers), error.read().decode()


@pytest.mark.parametrize(
    ("headers", "refused"),
    [
        ({"Host": "example.com"}, True),
        ({"Host": "127.0.0.1.example.com"}, True),
        ({"Host": "127.0.0.1@example.com"}, True),
        ({"Host": "bucket.localhost"}, True),
        ({"Host": "192.168.0.1"}, True),
        ({"Origin": "https://example.com"}, True),
        ({"Origin": "null"}, True),
        ({"Origin": "http://127.0.0.1:1"}, True),
        ({"Sec_Fetch_Site": "cross-site"}, True),
        ({"Sec_Fetch_Site": "same-site"}, True),
        ({"Host": "localhost"}, False),
        ({"Host": "[::1]:80"}, False),
        ({"Sec_Fetch_Site": "none"}, False),
        ({}, False),
    ],
)
def test_web_pages_are_not_answered(account, headers, refused):
    address = account.environment["AWS_ENDPOINT_URL"]
    bucket = f"page-{uuid4().hex[:8]}"
    for method, path in (("GET", "/"), ("POST", "/"), ("OPTIONS", "/"), ("PUT", f"/{bucket}")):
        code, answered, body = status(f"{address}{path}", method, **headers)
        assert (code == 403 and "Web ページからは使えません" in body) == refused
        assert not [name for name in answered if name.lower().startswith("access-control")]
    made = {found["Name"] for found in account.s3.list_buckets()["Buckets"]}
    assert (bucket in made) != refused


def test_motos_own_api_is_not_there(account):
    address = account.environment["AWS_ENDPOINT_URL"]
    assert status(f"{address}/moto-api/reset", "POST")[0] == 403
    assert status(f"{address}/%6doto-api/reset", "POST")[0] == 403
    assert account.s3.list_buckets()["Buckets"]


def test_presigned_addresses_work_from_programs(account):
    post = account.s3.generate_presigned_post(account.bucket, "posted.bin")
    body = b"\xff\xfe\x00\x01"
    fields = {**post["fields"], "file": ("x.bin", body)}
    assert urllib3.PoolManager().request("POST", post["url"], fields=fields).status < 300
    given = {"Bucket": account.bucket, "Key": "posted.bin"}
    address = account.s3.generate_presigned_url("get_object", Params=given)
    assert urllib.request.urlopen(address).read() == body


@pytest.mark.parametrize("name", ["../x", "a/../../x", "..", ".", "", "/", "a/..", "a\0b"])
def test_no_name_leads_out_of_its_folder(tmp_path, name):
    with pytest.raises(ValueError, match="is not a path below its folder"):
        inside(tmp_path / "folder", name)


def test_names_below_a_folder_are_paths_in_it(tmp_path):
    for name, path in (("a/b", "a/b"), ("/etc/x", "etc/x"), ("a//b/../c", "a/c"), ("…", "…")):
        assert inside(tmp_path, name) == tmp_path / path


def test_a_key_that_is_no_path_in_the_channel_fails_the_job(account):
    jobs = {}
    for key in (
        "../../../../../escaped.csv",
        "a/../../../escaped.csv",
        "..",
        f"{'n' * 300}.csv",
        "a.csv/b",
        "/a.csv",
    ):
        prefix = f"escape-{uuid4().hex[:8]}"
        account.put(f"{prefix}/a.csv", as_csv(rows(50)))
        account.put(f"{prefix}/{key}", as_csv(rows(50)))
        jobs[account.start(channels={"train": {"prefix": prefix}})] = key
    for name, key in jobs.items():
        reason = account.finished(name)["FailureReason"]
        assert reason.startswith("ClientError: Data download failed:")
        assert key in reason


def archive(*members: tarfile.TarInfo) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as file:
        for member in members:
            file.addfile(member, io.BytesIO(b"x" * member.size))
    return packed.getvalue()


def member(name: str, kind: bytes = tarfile.REGTYPE, link: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname, info.size = kind, link, int(kind == tarfile.REGTYPE)
    return info


def test_a_model_that_leads_out_of_its_folder_is_not_unpacked(account):
    names = []
    for body in (
        archive(member("../../escaped")),
        archive(member("xgboost-model", tarfile.SYMTYPE, "/etc/passwd")),
        archive(member("xgboost-model", tarfile.SYMTYPE, "../../../x")),
        archive(member("xgboost-model", tarfile.LNKTYPE, "../../x")),
        archive(member("pipe", tarfile.FIFOTYPE)),
        archive(member("device", tarfile.CHRTYPE)),
        archive(member("xgboost-model"))[:40],
        b"\x1f\x8b\x08\0" + b"\xff" * 60,
    ):
        key = f"bad/{uuid4().hex}.tar.gz"
        account.s3.put_object(Bucket=account.bucket, Key=key, Body=body)
        model = account.model(f"s3://{account.bucket}/{key}")
        names.append(account.endpoint(account.config(model)))
    for name in names:
        found = account.settled(name)
        assert found["EndpointStatus"] == "Failed"
        assert "Failed to extract model data archive" in found["FailureReason"]
        account.sagemaker.delete_endpoint(EndpointName=name)


@linux
def test_the_environment_of_a_request_reaches_neither_interpreter_nor_loader(tmp_path):
    process, environment = started("--data-dir", str(tmp_path))
    try:
        account = Account(environment)
        job = account.finished(account.start(Environment=HOSTILE))
        assert job["TrainingJobStatus"] == "Completed"
        assert job["Environment"] == HOSTILE
        account.sagemaker.create_model(
            ModelName="m",
            ExecutionRoleArn=account.role,
            PrimaryContainer={
                "Image": IMAGE,
                "ModelDataUrl": job["ModelArtifacts"]["S3ModelArtifacts"],
                "Environment": {
                    **HOSTILE,
                    "SAGEMAKER_DEFAULT_INVOCATIONS_ACCEPT": "application/json",
                },
            },
        )
        name = account.endpoint(account.config("m"))
        assert account.settled(name)["EndpointStatus"] == "InService"
        (child,) = containers(tmp_path)
        assert b"hostile" not in Path(f"/proc/{child}/environ").read_bytes()
        assert b"\0OMP_NUM_THREADS=1\0" in Path(f"/proc/{child}/environ").read_bytes()
        # What the image reads still arrives.
        assert account.invoke(name, "1,1,1,1")["ContentType"] == "application/json"
    finally:
        process.kill()
        _, log = process.communicate()
    assert "環境変数" in log
    assert "LD_PRELOAD" in log
