"""学習の成果物 model.tar.gz を取り出し、中を見る。"""

import io
import tarfile

import boto3

session = boto3.session.Session()
sagemaker = session.client("sagemaker")
s3 = session.client("s3")

jobs = sagemaker.list_training_jobs(
    NameContains="bank-xgb-",
    StatusEquals="Completed",
    SortBy="CreationTime",
    SortOrder="Descending",
)["TrainingJobSummaries"]
if not jobs:
    raise SystemExit("成功したジョブがありません。train.py を先に実行します。")
job = sagemaker.describe_training_job(
    TrainingJobName=jobs[0]["TrainingJobName"]
)
address = job["ModelArtifacts"]["S3ModelArtifacts"]
bucket, key = address.removeprefix("s3://").split("/", 1)
data = s3.get_object(Bucket=bucket, Key=key)["Body"].read()
print(f"大きさ: {len(data):,} バイト")
with tarfile.open(fileobj=io.BytesIO(data)) as archive:
    for member in archive:
        print(f"中身: {member.name}（{member.size:,} バイト）")
print(f"学習の時間: {job['TrainingTimeInSeconds']} 秒")
print(f"課金の時間: {job['BillableTimeInSeconds']} 秒")
