"""ジョブを待ち、探し、失敗の理由を伝える。ほかのプログラムが取り込む。"""

import time

from connection import TAGS, sagemaker

# 種類: (describe の名前, ログのある場所)
TRAINING = ("TrainingJob", "/aws/sagemaker/TrainingJobs")
TRANSFORM = ("TransformJob", "/aws/sagemaker/TransformJobs")


def describe(kind, name):
    """ジョブの詳細と状態。kind は TRAINING か TRANSFORM。"""
    if kind is TRAINING:
        job = sagemaker.describe_training_job(TrainingJobName=name)
    else:
        job = sagemaker.describe_transform_job(TransformJobName=name)
    return job, job[f"{kind[0]}Status"]


# -- essential --
def finish(kind, name, watch=lambda job: None):
    """終わるまで待ち、詳細を返す。成功しなければ、理由を表示して終わる。"""
    try:
        while True:
            job, status = describe(kind, name)
            watch(job)
            if status in ("Completed", "Failed", "Stopped"):
                break
            time.sleep(3)
    except KeyboardInterrupt:
        operation = (
            f"stop_{'training' if kind is TRAINING else 'transform'}_job"
        )
        raise SystemExit(
            f"\n待つのをやめました。ジョブ {name} は動き続けます。止めるには:\n"
            f"""python -c "import boto3; boto3.client('sagemaker')"""
            f""".{operation}({kind[0]}Name='{name}')\""""
        ) from None
    if status != "Completed":
        reason = job.get("FailureReason", "理由の記録はありません")
        raise SystemExit(
            f"ジョブ {name} は {status} で終わりました: {reason}\n"
            f"詳しくは CloudWatch Logs の {kind[1]}、{name} で始まるログ"
        )
    return job


# -- end --


def latest_training(prefix="bank-xgb-"):
    """名前が prefix で始まる、最後に成功したトレーニングジョブの詳細。"""
    pages = sagemaker.get_paginator("list_training_jobs").paginate(
        NameContains=prefix,
        StatusEquals="Completed",
        SortBy="CreationTime",
        SortOrder="Descending",
    )
    for page in pages:
        for job in page["TrainingJobSummaries"]:
            if job["TrainingJobName"].startswith(prefix):
                print("使うジョブ:", job["TrainingJobName"])
                return describe(TRAINING, job["TrainingJobName"])[0]
    raise SystemExit(
        f"名前が {prefix} で始まる、成功したジョブがありません。"
        "第7回の train.py を先に動かします。"
    )


def same_settings(job):
    """同じ設定でまた学習するために、create_training_job に渡すもの。"""
    image = job["AlgorithmSpecification"]["TrainingImage"]
    return {
        "RoleArn": job["RoleArn"],
        "AlgorithmSpecification": {
            "TrainingImage": image,
            "TrainingInputMode": "File",
        },
        "HyperParameters": job["HyperParameters"],
        "InputDataConfig": job["InputDataConfig"],
        "OutputDataConfig": job["OutputDataConfig"],
        "ResourceConfig": job["ResourceConfig"],
        "StoppingCondition": job["StoppingCondition"],
        "EnableNetworkIsolation": True,
        "Tags": TAGS,
    }
