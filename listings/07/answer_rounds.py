"""練習問題 2 の答え: 木を足す回数を 30 に減らし、AUC と大きさを比べる。"""

import time

from connection import account, s3, sagemaker
from jobs import TRAINING, finish, latest_training, same_settings

JOB = time.strftime("bank-rounds30-%Y%m%d-%H%M%S")
full = latest_training()
settings = same_settings(full)
settings["HyperParameters"]["num_round"] = "30"
sagemaker.create_training_job(TrainingJobName=JOB, **settings)

for rounds, job in ((100, full), (30, finish(TRAINING, JOB))):
    metrics = {m["MetricName"]: m["Value"] for m in job["FinalMetricDataList"]}
    address = job["ModelArtifacts"]["S3ModelArtifacts"]
    bucket, key = address.removeprefix("s3://").split("/", 1)
    head = s3.head_object(Bucket=bucket, Key=key, ExpectedBucketOwner=account)
    print(f"{rounds}回、検証用の AUC: {metrics['validation:auc']:.4f}")
    print(
        f"{rounds}回、model.tar.gz の大きさ: {head['ContentLength']:,} バイト"
    )
