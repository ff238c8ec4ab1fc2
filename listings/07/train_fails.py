"""わざと失敗するジョブを2つ動かし、失敗の理由を読む。"""

import time

from connection import TAGS, account, bucket, region, sagemaker
from jobs import TRAINING, describe, finish

IMAGE = f"354813040037.dkr.ecr.{region}.amazonaws.com/sagemaker-xgboost:3.2-0"
STAMP = time.strftime("%Y%m%d-%H%M%S")

# -- essential --
FAULTS = {
    # 入力の形式を書き忘れる
    "format": ({}, {"objective": "binary:logistic", "num_round": "10"}),
    # 値を打ち間違える
    "value": (
        {"ContentType": "text/csv"},
        {"objective": "binary:logistic", "num_round": "10", "eta": "20"},
    ),
}
# -- end --
for name, (kind, parameters) in FAULTS.items():
    job = f"bank-fails-{name}-{STAMP}"
    sagemaker.create_training_job(
        TrainingJobName=job,
        RoleArn=f"arn:aws:iam::{account}:role/sagemaker-book-role",
        AlgorithmSpecification={
            "TrainingImage": IMAGE,
            "TrainingInputMode": "File",
        },
        HyperParameters=parameters,
        InputDataConfig=[
            {
                "ChannelName": "train",
                "DataSource": {
                    "S3DataSource": {
                        "S3DataType": "S3Prefix",
                        "S3Uri": f"s3://{bucket}/bank/train/",
                    }
                },
                **kind,
            }
        ],
        OutputDataConfig={"S3OutputPath": f"s3://{bucket}/bank/output/"},
        ResourceConfig={
            "InstanceType": "ml.m5.large",
            "InstanceCount": 1,
            "VolumeSizeInGB": 10,
        },
        StoppingCondition={"MaxRuntimeInSeconds": 600},
        Tags=TAGS,
    )
    try:
        finish(TRAINING, job)
    except SystemExit:  # 失敗すると分かっている
        failed, status = describe(TRAINING, job)
        print(f"{name}: {status}")
        print(" ", failed.get("FailureReason", "理由なし"))
