"""同じデータを2台で学習し、1台のときと比べる。"""

import time

import boto3

session = boto3.session.Session()
region = session.region_name
account = session.client("sts").get_caller_identity()["Account"]
bucket = f"sagemaker-book-{account}-{region}"
sagemaker = session.client("sagemaker")
s3 = session.client("s3")
JOB = time.strftime("bank-two-%Y%m%d-%H%M%S")


def latest_job(prefix):
    """名前が prefix で始まる、最後に成功したジョブの詳細。"""
    jobs = sagemaker.list_training_jobs(
        NameContains=prefix,
        StatusEquals="Completed",
        SortBy="CreationTime",
        SortOrder="Descending",
    )["TrainingJobSummaries"]
    if not jobs:
        raise SystemExit(f"{prefix} で始まる、成功したジョブがありません。")
    return sagemaker.describe_training_job(
        TrainingJobName=jobs[0]["TrainingJobName"]
    )


# 学習用のファイルを、行を交互に取って2つに分ける。1台に1つずつ渡る。
rows = (
    s3.get_object(Bucket=bucket, Key="bank/train/train.csv")["Body"]
    .read()
    .splitlines(keepends=True)
)
for number in (0, 1):
    part = rows[number::2]
    s3.put_object(
        Bucket=bucket,
        Key=f"bank/sharded/part-{number}.csv",
        Body=b"".join(part),
    )
    print(f"part-{number}.csv: {len(part):,} 行")

# 1台のジョブの設定を写し、違うところだけを書き換える。
one = latest_job("bank-xgb-")
inputs = one["InputDataConfig"]
inputs[0]["DataSource"]["S3DataSource"] |= {
    "S3Uri": f"s3://{bucket}/bank/sharded/",
    "S3DataDistributionType": "ShardedByS3Key",
}
sagemaker.create_training_job(
    TrainingJobName=JOB,
    RoleArn=one["RoleArn"],
    AlgorithmSpecification={
        "TrainingImage": one["AlgorithmSpecification"]["TrainingImage"],
        "TrainingInputMode": "File",
    },
    HyperParameters=one["HyperParameters"],
    InputDataConfig=inputs,
    OutputDataConfig={"S3OutputPath": f"s3://{bucket}/bank/output/"},
    ResourceConfig=one["ResourceConfig"] | {"InstanceCount": 2},
    # 余った計算機を安く借りる。空かなければ、1時間で諦める。
    EnableManagedSpotTraining=True,
    StoppingCondition={
        "MaxRuntimeInSeconds": 1800,
        "MaxWaitTimeInSeconds": 3600,
    },
)
sagemaker.get_waiter("training_job_completed_or_stopped").wait(
    TrainingJobName=JOB, WaiterConfig={"Delay": 10, "MaxAttempts": 360}
)

two = sagemaker.describe_training_job(TrainingJobName=JOB)
for count, job in ((1, one), (2, two)):
    auc = {
        metric["MetricName"]: metric["Value"]
        for metric in job["FinalMetricDataList"]
    }
    print(f"{count}台の検証用の AUC: {auc['validation:auc']:.4f}")
    print(f"{count}台の学習の時間: {job['TrainingTimeInSeconds']} 秒")
