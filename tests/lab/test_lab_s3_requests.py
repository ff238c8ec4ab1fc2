"""S3: what AWS refuses is refused with its code, and odd but right requests work."""

from __future__ import annotations

import json
import urllib.request
from uuid import uuid4

import boto3
import pytest
import urllib3
from botocore.config import Config
from botocore.exceptions import ClientError
from lab_account import REGION

HERE = {"CreateBucketConfiguration": {"LocationConstraint": REGION}}


def code(call, **parameters) -> str:
    """The code of the error, which must be the request's fault."""
    with pytest.raises(ClientError) as caught:
        call(**parameters)
    response = caught.value.response
    assert 400 <= response["ResponseMetadata"]["HTTPStatusCode"] < 500
    return response["Error"]["Code"]


@pytest.fixture(scope="module")
def unchecked(account):
    """A client that sends whatever it is given."""
    return boto3.session.Session().client(
        "s3",
        region_name=REGION,
        endpoint_url=account.environment["AWS_ENDPOINT_URL"],
        aws_access_key_id="lab",
        aws_secret_access_key="lab",
        config=Config(parameter_validation=False, retries={"total_max_attempts": 1}),
    )


@pytest.mark.parametrize(
    "name",
    [
        *("Upper", "under_score", "ab", "a" * 64, "-start", "end-", ".start", "end.", "two..dots"),
        *("192.168.5.4", "xn--name", "sthree-name", "sthree-configurator", "amzn-s3-demo-name"),
        *("name-s3alias", "name--ol-s3", "name.mrap", "name--table-s3", "name-an"),
    ],
)
def test_no_bucket_of_a_name_that_breaks_the_rules(unchecked, name):
    assert code(unchecked.create_bucket, Bucket=name, **HERE) == "InvalidBucketName"


def test_names_at_the_edge_of_the_rules(account):
    for name in (f"a.b-{uuid4().hex}", uuid4().hex[:3], f"{uuid4().hex * 2}"[:63], "1.2.3.4a"):
        account.s3.create_bucket(Bucket=name, **HERE)
        account.s3.delete_bucket(Bucket=name)
    own = f"data-123456789012-{REGION}-an"
    account.s3.create_bucket(Bucket=own, BucketNamespace="account-regional", **HERE)
    account.s3.delete_bucket(Bucket=own)


def test_where_a_bucket_is(account):
    name = f"bucket-{uuid4().hex}"
    create = account.s3.create_bucket
    wrong = {"CreateBucketConfiguration": {"LocationConstraint": "us-west-2"}}
    assert code(create, Bucket=name) == "IllegalLocationConstraintException"
    assert code(create, Bucket=name, **wrong) == "IllegalLocationConstraintException"
    create(Bucket=name, **HERE)
    assert code(create, Bucket=name, **HERE) == "BucketAlreadyOwnedByYou"


def test_deletes_of_more_than_a_thousand_objects(account):
    account.put("many/0.txt", "")
    keys = [{"Key": f"many/{number}.txt"} for number in range(1001)]
    delete = account.s3.delete_objects
    for objects in (keys, []):
        told = code(delete, Bucket=account.bucket, Delete={"Objects": objects})
        assert told == "MalformedXML"
    assert account.get("many/0.txt") == b""
    deleted = delete(Bucket=account.bucket, Delete={"Objects": keys[:1000]})["Deleted"]
    assert len(deleted) == 1000


@pytest.mark.parametrize(
    ("call", "parameters", "expected"),
    [
        ("put_object", {"Key": "あ" * 342}, "KeyTooLongError"),
        ("put_object", {"Key": "a", "Metadata": {"a": "b" * 2048}}, "MetadataTooLarge"),
        ("put_object", {"Key": "a", "StorageClass": "COLD"}, "InvalidStorageClass"),
        ("put_object", {"Key": "a", "ACL": "everyone"}, "InvalidArgument"),
        (
            "put_object",
            {"Key": "a", "ServerSideEncryption": "DES"},
            "InvalidEncryptionAlgorithmError",
        ),
        ("list_objects_v2", {"MaxKeys": -1}, "InvalidArgument"),
        ("list_objects_v2", {"MaxKeys": "many"}, "InvalidArgument"),
        ("put_bucket_versioning", {"VersioningConfiguration": {"Status": "On"}}, "MalformedXML"),
        ("put_bucket_tagging", {"Tagging": {"TagSet": [{"Value": "v"}]}}, "MalformedXML"),
    ],
)
def test_values_that_the_model_does_not_allow(account, unchecked, call, parameters, expected):
    assert code(getattr(unchecked, call), Bucket=account.bucket, **parameters) == expected


def policy(bucket: str, **changed) -> str:
    statement = {
        "Effect": "Allow",
        "Principal": "*",
        "Action": "s3:GetObject",
        "Resource": f"arn:aws:s3:::{bucket}/*",
        **changed,
    }
    kept = {name: value for name, value in statement.items() if value is not None}
    return json.dumps({"Version": "2012-10-17", "Statement": [kept]})


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"Principal": None}, "Missing required field Principal"),
        ({"Resource": None}, "Missing required field Resource"),
        ({"Resource": "arn:aws:s3:::another/*"}, "Policy has invalid resource"),
        ({"Action": "ec2:RunInstances"}, "Policy has invalid action"),
        ({"Action": None}, "Missing required field Action"),
        ({"Action": []}, "Missing required field Action cannot be empty!"),
        ({"NotAction": "s3:PutObject"}, "Statement contains both Action and NotAction"),
        ({"Actions": "s3:GetObject"}, "Unknown field Actions"),
    ],
)
def test_a_malformed_bucket_policy(account, changed, words):
    with pytest.raises(ClientError, match="MalformedPolicy") as caught:
        account.s3.put_bucket_policy(
            Bucket=account.bucket, Policy=policy(account.bucket, **changed)
        )
    assert caught.value.response["Error"]["Message"] == words
    assert code(account.s3.get_bucket_policy, Bucket=account.bucket) == "NoSuchBucketPolicy"


def test_a_bucket_policy_that_is_no_json(account):
    for text in ("{", "[]", "Version"):
        assert code(account.s3.put_bucket_policy, Bucket=account.bucket, Policy=text) == (
            "MalformedPolicy"
        )


def test_a_right_bucket_policy_is_kept(account):
    name = f"bucket-{uuid4().hex}"
    account.s3.create_bucket(Bucket=name, **HERE)
    text = policy(name, Resource=[f"arn:aws:s3:::{name}", f"arn:aws:s3:::{name}/*"], Action="s3:*")
    account.s3.put_bucket_policy(Bucket=name, Policy=text)
    assert account.s3.get_bucket_policy(Bucket=name)["Policy"] == text


@pytest.mark.parametrize(
    "key",
    [
        *("あ い/う+え.csv", "a%20b.csv", "a b.csv", "q?x=1&y.csv", "../up.csv", "/lead.csv"),
        *("dir//x.csv", "日本語/", "emoji🙂.txt", "k" * 1024),
    ],
)
def test_odd_keys_work_by_all_ways(account, key):
    account.put(key, key)
    assert account.get(key) == key.encode()
    listed = account.s3.list_objects_v2(Bucket=account.bucket, Prefix=key)["Contents"]
    assert [found["Key"] for found in listed] == [key]
    where = {"Bucket": account.bucket, "Key": key}
    url = account.s3.generate_presigned_url("get_object", Params=where)
    with urllib.request.urlopen(url) as answer:
        assert answer.read() == key.encode()
    account.s3.copy_object(Bucket=account.bucket, Key="copy", CopySource=where)
    assert account.get("copy") == key.encode()
    account.s3.delete_object(**where)


def test_a_form_uploads_any_bytes(account):
    form = account.s3.generate_presigned_post(account.bucket, "posted.bin")
    fields = {**form["fields"], "file": ("x.bin", b"\xff\xfe\x00\x01")}
    answer = urllib3.PoolManager().request("POST", form["url"], fields=fields)
    assert answer.status == 204
    assert account.get("posted.bin") == b"\xff\xfe\x00\x01"
