"""バケットを中身ごと消し、残っていないことを確かめる。何度実行してもよい。"""

from botocore.exceptions import ClientError

from connection import TAGS, account, bucket, s3

OWN = {"Bucket": bucket, "ExpectedBucketOwner": account}


def bucket_exists():
    """バケットがあるか。"""
    try:
        s3.head_bucket(**OWN)
    except ClientError as error:
        if error.response["Error"]["Code"] == "404":
            return False
        raise
    return True


def bucket_tags():
    """バケットの札。"""
    try:
        return s3.get_bucket_tagging(**OWN)["TagSet"]
    except ClientError as error:
        if error.response["Error"]["Code"] == "NoSuchTagSet":
            return []
        raise


# -- essential --
if bucket_exists():
    if TAGS[0] not in bucket_tags():
        raise SystemExit(f"{bucket} に札がないので、残します。")
    # 空でないバケットは消せない。中身は1回に1000個まで消せる。
    kept = []
    for page in s3.get_paginator("list_objects_v2").paginate(**OWN):
        keys = [{"Key": item["Key"]} for item in page.get("Contents", [])]
        if keys:
            answer = s3.delete_objects(Delete={"Objects": keys}, **OWN)
            kept += answer.get("Errors", [])
    for error in kept:
        print("消せません:", error["Key"], error["Code"])
    if kept:
        raise SystemExit("中身が残っているので、バケットも残します。")
    s3.delete_bucket(**OWN)
    s3.get_waiter("bucket_not_exists").wait(**OWN)
# -- end --

print("バケット:", "あり" if bucket_exists() else "なし")
