"""バッチ変換で、検証用とテスト用のデータをまとめて予測する。"""

import time

from connection import TAGS, bucket, s3, sagemaker
from jobs import TRANSFORM, finish, latest_training

JOB = time.strftime("bank-batch-%Y%m%d-%H%M%S")

# 第7回のジョブから、モデルを登録する。名前はジョブと同じ。
trained = latest_training()
model = trained["TrainingJobName"]
models = sagemaker.list_models(NameContains=model)["Models"]
if model not in [found["ModelName"] for found in models]:
    sagemaker.create_model(
        ModelName=model,
        ExecutionRoleArn=trained["RoleArn"],
        PrimaryContainer={
            "Image": trained["AlgorithmSpecification"]["TrainingImage"],
            "ModelDataUrl": trained["ModelArtifacts"]["S3ModelArtifacts"],
        },
        Tags=TAGS,
    )

# -- essential --
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
    Tags=TAGS,
)
# -- end --
job = finish(TRANSFORM, JOB)
print("状態:", job["TransformJobStatus"])
found = s3.list_objects_v2(Bucket=bucket, Prefix="bank/predictions/")
for item in found.get("Contents", []):
    print("予測:", item["Key"])
