"""第7回と第8回で作ったものを消す。バケットとジョブの記録は残る。"""

import boto3

sagemaker = boto3.client("sagemaker")
logs = boto3.client("logs")


def names(operation, key, field, **filters):
    """一覧から、名前が bank- で始まるものを集める。"""
    found = []
    pages = sagemaker.get_paginator(operation).paginate(
        NameContains="bank-", **filters
    )
    for page in pages:
        found += [
            item[field] for item in page[key] if item[field].startswith("bank-")
        ]
    return found


# 課金が続くものから消す。
for name in names("list_endpoints", "Endpoints", "EndpointName"):
    sagemaker.delete_endpoint(EndpointName=name)
    sagemaker.get_waiter("endpoint_deleted").wait(
        EndpointName=name, WaiterConfig={"Delay": 10, "MaxAttempts": 60}
    )
    print("エンドポイントを消しました:", name)
for name in names(
    "list_training_jobs",
    "TrainingJobSummaries",
    "TrainingJobName",
    StatusEquals="InProgress",
):
    sagemaker.stop_training_job(TrainingJobName=name)
    print("トレーニングジョブを止めました:", name)
for name in names(
    "list_transform_jobs",
    "TransformJobSummaries",
    "TransformJobName",
    StatusEquals="InProgress",
):
    sagemaker.stop_transform_job(TransformJobName=name)
    print("バッチ変換を止めました:", name)

# 課金されないものも、次に作るときに名前が重ならないように消す。
for name in names(
    "list_endpoint_configs", "EndpointConfigs", "EndpointConfigName"
):
    sagemaker.delete_endpoint_config(EndpointConfigName=name)
    print("エンドポイント設定を消しました:", name)
for name in names("list_models", "Models", "ModelName"):
    sagemaker.delete_model(ModelName=name)
    print("モデルを消しました:", name)

# ログは、名前が bank- で始まるものだけを消す。
for group in ("TrainingJobs", "TransformJobs", "Endpoints/bank-endpoint"):
    group = f"/aws/sagemaker/{group}"
    try:
        pages = logs.get_paginator("describe_log_streams").paginate(
            logGroupName=group
        )
        streams = [
            stream["logStreamName"]
            for page in pages
            for stream in page["logStreams"]
        ]
    except logs.exceptions.ResourceNotFoundException:
        continue
    if group.endswith("bank-endpoint"):
        logs.delete_log_group(logGroupName=group)
        continue
    for stream in streams:
        if stream.startswith("bank-"):
            logs.delete_log_stream(logGroupName=group, logStreamName=stream)
