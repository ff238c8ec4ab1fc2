"""バッチ変換で、検証用とテスト用のデータをまとめて予測する。"""

import time

import boto3

session = boto3.session.Session()
account = session.client("sts").get_caller_identity()["Account"]
bucket = f"sagemaker-book-{account}-{session.region_name}"
sagemaker = session.client("sagemaker")
JOB = time.strftime("bank-batch-%Y%m%d-%H%M%S")

# 最後に成功した学習のジョブから、モデルを登録する。名前はジョブと同じ。
jobs = sagemaker.list_training_jobs(
    NameContains="bank-xgb-",
    StatusEquals="Completed",
    SortBy="CreationTime",
    SortOrder="Descending",
)["TrainingJobSummaries"]
if not jobs:
    raise SystemExit("成功したジョブがありません。第7回の train.py が先です。")
model = jobs[0]["TrainingJobName"]
trained = sagemaker.describe_training_job(TrainingJobName=model)
if not sagemaker.list_models(NameContains=model)["Models"]:
    sagemaker.create_model(
        ModelName=model,
        ExecutionRoleArn=trained["RoleArn"],
        PrimaryContainer={
            "Image": trained["AlgorithmSpecification"]["TrainingImage"],
            "ModelDataUrl": trained["ModelArtifacts"]["S3ModelArtifacts"],
        },
    )

sagemaker.create_transform_job(
    TransformJobName=JOB,
    ModelName=model,
    TransformInput={
        "DataSource": {
            "S3DataSource": {
                "S3DataType": "S3Prefix",
                "S3Uri": f"s3://{bucket}/bank/features/",
            }
        },
        "ContentType": "text/csv",
        "SplitType": "Line",
    },
    TransformOutput={
        "S3OutputPath": f"s3://{bucket}/bank/predictions/",
        "Accept": "text/csv",
        "AssembleWith": "Line",
    },
    TransformResources={"InstanceType": "ml.m5.large", "InstanceCount": 1},
)
sagemaker.get_waiter("transform_job_completed_or_stopped").wait(
    TransformJobName=JOB, WaiterConfig={"Delay": 10, "MaxAttempts": 360}
)
job = sagemaker.describe_transform_job(TransformJobName=JOB)
print("状態:", job["TransformJobStatus"])
print("モデル:", model)
for item in session.client("s3").list_objects_v2(
    Bucket=bucket, Prefix="bank/predictions/"
)["Contents"]:
    print("予測:", item["Key"])
