"""学習の成果物 model.tar.gz を取り出し、中を見る。"""

import io
import tarfile

from connection import account, s3
from jobs import latest_training

job = latest_training()
address = job["ModelArtifacts"]["S3ModelArtifacts"]
bucket, key = address.removeprefix("s3://").split("/", 1)
data = s3.get_object(Bucket=bucket, Key=key, ExpectedBucketOwner=account)
data = data["Body"].read()
print(f"大きさ: {len(data):,} バイト")
with tarfile.open(fileobj=io.BytesIO(data)) as archive:
    for member in archive:
        print(f"中身: {member.name}（{member.size:,} バイト）")
print(f"学習の時間: {job['TrainingTimeInSeconds']} 秒")
print(f"課金の時間: {job['BillableTimeInSeconds']} 秒")
