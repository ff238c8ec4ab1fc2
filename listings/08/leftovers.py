"""第5回から第8回で作ったものが残っていないかを、1つずつ調べる。"""

from botocore.exceptions import ClientError

from connection import bucket, s3, sagemaker, session, tagged

left = 0


def report(kind, found):
    """見つかった名前を表示し、数を足す。"""
    global left
    left += len(found)
    print(f"{kind}: {'、'.join(found) or 'なし'}")


RUNNING = {"StatusEquals": "InProgress"}
for kind, operation, key, thing, filters in (
    ("エンドポイント", "list_endpoints", "Endpoints", "Endpoint", {}),
    (
        "ノートブックインスタンス",
        "list_notebook_instances",
        "NotebookInstances",
        "NotebookInstance",
        {},
    ),
    (
        "動いているトレーニングジョブ",
        "list_training_jobs",
        "TrainingJobSummaries",
        "TrainingJob",
        RUNNING,
    ),
    (
        "動いているバッチ変換",
        "list_transform_jobs",
        "TransformJobSummaries",
        "TransformJob",
        RUNNING,
    ),
    (
        "エンドポイント設定",
        "list_endpoint_configs",
        "EndpointConfigs",
        "EndpointConfig",
        {},
    ),
    ("モデル", "list_models", "Models", "Model", {}),
):
    pages = sagemaker.get_paginator(operation).paginate(**filters)
    # -- essential --
    # この連載の名前は、どれも bank- か book- で始まり、札が付いている。
    names = [
        item[f"{thing}Name"]
        for page in pages
        for item in page[key]
        if item[f"{thing}Name"].startswith(("bank-", "book-"))
        and tagged(item[f"{thing}Arn"])
    ]
    # -- end --
    report(kind, names)

# 名前が bank- で始まるログ。ノートブックのログは含まない。
logs = session.client("logs")
found = []
for group, prefix in (
    ("TrainingJobs", "bank-"),
    ("TransformJobs", "bank-"),
    ("Endpoints/bank-endpoint", ""),
):
    group = f"/aws/sagemaker/{group}"
    where = {"logStreamNamePrefix": prefix} if prefix else {}
    try:
        pages = logs.get_paginator("describe_log_streams").paginate(
            logGroupName=group, **where
        )
        found += [
            each["logStreamName"] for p in pages for each in p["logStreams"]
        ]
    except logs.exceptions.ResourceNotFoundException:
        continue
report("ログ", found)

buckets = s3.list_buckets()["Buckets"]
report("バケット", [b["Name"] for b in buckets if b["Name"] == bucket])
try:
    session.client("iam").get_role(RoleName="sagemaker-book-role")
    report("実行ロール", ["sagemaker-book-role"])
except ClientError as error:
    if error.response["Error"]["Code"] != "NoSuchEntity":
        raise
    report("実行ロール", [])
print(f"残り: {left}")
