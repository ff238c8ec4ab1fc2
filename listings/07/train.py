"""組み込みの XGBoost でトレーニングジョブを動かし、状態の変化を表示する。"""

import time

from connection import TAGS, account, bucket, region, sagemaker
from jobs import TRAINING, finish

# 設定を変えて試すときは、{"gamma": "0"} のように書く。ジョブの名前も変わる。
TRIAL = {}

# 東京のイメージ。ほかのリージョンでは、最初の番号を image_uri.py で調べる。
IMAGE = f"354813040037.dkr.ecr.{region}.amazonaws.com/sagemaker-xgboost:3.2-0"
KIND = "trial" if TRIAL else "xgb"
JOB = time.strftime(f"bank-{KIND}-%Y%m%d-%H%M%S")


def channel(name):
    """S3 の bank/<name>/ を、コンテナの入力の1つにする。"""
    return {
        "ChannelName": name,
        "ContentType": "text/csv",  # 書かないと libsvm 形式とみなされる
        "DataSource": {
            "S3DataSource": {
                "S3DataType": "S3Prefix",
                "S3Uri": f"s3://{bucket}/bank/{name}/",
                "S3DataDistributionType": "FullyReplicated",
            }
        },
    }


# -- essential --
sagemaker.create_training_job(
    TrainingJobName=JOB,
    RoleArn=f"arn:aws:iam::{account}:role/sagemaker-book-role",
    AlgorithmSpecification={
        "TrainingImage": IMAGE,
        "TrainingInputMode": "File",
    },
    HyperParameters={  # 値はどれも文字列で書く
        "objective": "binary:logistic",
        "num_round": "100",
        "max_depth": "5",
        "eta": "0.2",
        "gamma": "4",
        "min_child_weight": "6",
        "subsample": "0.8",
        "eval_metric": "auc",
        **TRIAL,
    },
    InputDataConfig=[channel("train"), channel("validation")],
    OutputDataConfig={"S3OutputPath": f"s3://{bucket}/bank/output/"},
    ResourceConfig={
        "InstanceType": "ml.m5.large",
        "InstanceCount": 1,
        "VolumeSizeInGB": 10,
    },
    StoppingCondition={"MaxRuntimeInSeconds": 1800},
    EnableNetworkIsolation=True,
    Tags=TAGS,
)
# -- end --

shown = []


def show(job):
    """まだ表示していない状態の変化を表示する。"""
    for step in job.get("SecondaryStatusTransitions", [])[len(shown) :]:
        print(step["Status"], step.get("StatusMessage", ""))
        shown.append(step)


job = finish(TRAINING, JOB, show)
for metric in job.get("FinalMetricDataList", []):
    print(f"{metric['MetricName']}: {metric['Value']:.4f}")
print("モデル:", job["ModelArtifacts"]["S3ModelArtifacts"])
