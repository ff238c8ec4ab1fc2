"""第5回から第8回で作ったものが残っていないかを、1つずつ調べる。"""

import boto3
from botocore.exceptions import ClientError

session = boto3.session.Session()
account = session.client("sts").get_caller_identity()["Account"]
bucket = f"sagemaker-book-{account}-{session.region_name}"
sagemaker = session.client("sagemaker")
left = 0


def report(kind, found):
    """見つかった名前を表示し、数を足す。"""
    global left
    left += len(found)
    print(f"{kind}: {'、'.join(found) or 'なし'}")


for kind, operation, key, field, filters in (
    ("エンドポイント", "list_endpoints", "Endpoints", "EndpointName", {}),
    (
        "ノートブックインスタンス",
        "list_notebook_instances",
        "NotebookInstances",
        "NotebookInstanceName",
        {},
    ),
    (
        "動いているトレーニングジョブ",
        "list_training_jobs",
        "TrainingJobSummaries",
        "TrainingJobName",
        {"StatusEquals": "InProgress"},
    ),
    (
        "動いているバッチ変換",
        "list_transform_jobs",
        "TransformJobSummaries",
        "TransformJobName",
        {"StatusEquals": "InProgress"},
    ),
    (
        "エンドポイント設定",
        "list_endpoint_configs",
        "EndpointConfigs",
        "EndpointConfigName",
        {},
    ),
    ("モデル", "list_models", "Models", "ModelName", {}),
):
    pages = sagemaker.get_paginator(operation).paginate(**filters)
    names = [item[field] for page in pages for item in page[key]]
    # この連載の名前は、どれも bank- か book- で始まる。
    report(kind, [n for n in names if n.startswith(("bank-", "book-"))])

buckets = session.client("s3").list_buckets()["Buckets"]
report("バケット", [b["Name"] for b in buckets if b["Name"] == bucket])
try:
    session.client("iam").get_role(RoleName="sagemaker-book-role")
    report("実行ロール", ["sagemaker-book-role"])
except ClientError as error:
    if error.response["Error"]["Code"] != "NoSuchEntity":
        raise
    report("実行ロール", [])
print(f"残り: {left}")
