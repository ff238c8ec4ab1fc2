"""バケットを中身ごと消し、残っていないことを確かめる。何度実行してもよい。"""

import boto3
from botocore.exceptions import ClientError

session = boto3.session.Session()
account = session.client("sts").get_caller_identity()["Account"]
bucket = f"sagemaker-book-{account}-{session.region_name}"
s3 = session.client("s3")


def bucket_exists():
    """バケットがあるか。"""
    try:
        s3.head_bucket(Bucket=bucket)
    except ClientError as error:
        if error.response["Error"]["Code"] == "404":
            return False
        raise
    return True


if bucket_exists():
    # 空でないバケットは消せない。中身は1回に1000個まで消せる。
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket):
        keys = [{"Key": item["Key"]} for item in page.get("Contents", [])]
        if keys:
            answer = s3.delete_objects(Bucket=bucket, Delete={"Objects": keys})
            for error in answer.get("Errors", []):
                print("消せません:", error["Key"], error["Code"])
    s3.delete_bucket(Bucket=bucket)
    s3.get_waiter("bucket_not_exists").wait(Bucket=bucket)

print("バケット:", "あり" if bucket_exists() else "なし")
