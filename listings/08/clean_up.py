"""第7回と第8回で作ったものを消す。この連載の札が付いたものだけを消す。"""

import delete_endpoint
from connection import sagemaker, session, tagged

logs = session.client("logs")


def ours(operation, key, kind, **filters):
    """一覧から、名前が bank- で始まり、札が付いたものの名前を集める。"""
    found = []
    pages = sagemaker.get_paginator(operation).paginate(
        NameContains="bank-", **filters
    )
    for page in pages:
        for item in page[key]:
            name, arn = item[f"{kind}Name"], item[f"{kind}Arn"]
            if not name.startswith("bank-"):
                continue
            if tagged(arn):
                found.append(name)
            elif not filters:
                print("札がないので残します:", name)
    return found


# 課金が続くものから消す。
delete_endpoint.delete()
# 動いているジョブは止める。記録は残り、課金されない。
RUNNING = {"StatusEquals": "InProgress"}
training = ("list_training_jobs", "TrainingJobSummaries", "TrainingJob")
transform = ("list_transform_jobs", "TransformJobSummaries", "TransformJob")
for name in ours(*training, **RUNNING):
    sagemaker.stop_training_job(TrainingJobName=name)
    print("トレーニングジョブを止めました:", name)
for name in ours(*transform, **RUNNING):
    sagemaker.stop_transform_job(TransformJobName=name)
    print("バッチ変換を止めました:", name)
for name in ours("list_models", "Models", "Model"):
    sagemaker.delete_model(ModelName=name)
    print("モデルを消しました:", name)

# ログは、札が付いたジョブとエンドポイントのものだけを消す。
for group, jobs in (("TrainingJobs", training), ("TransformJobs", transform)):
    group = f"/aws/sagemaker/{group}"
    for name in ours(*jobs):
        try:
            streams = logs.describe_log_streams(
                logGroupName=group, logStreamNamePrefix=f"{name}/"
            )["logStreams"]
        except logs.exceptions.ResourceNotFoundException:
            continue
        for stream in streams:
            logs.delete_log_stream(
                logGroupName=group, logStreamName=stream["logStreamName"]
            )
try:
    group = f"/aws/sagemaker/Endpoints/{delete_endpoint.ENDPOINT}"
    logs.delete_log_group(logGroupName=group)
except logs.exceptions.ResourceNotFoundException:
    pass
