"""学習と推論に使う S3 バケットを作る。もうあれば、設定だけを直す。"""

import boto3

session = boto3.session.Session()
region = session.region_name
account = session.client("sts").get_caller_identity()["Account"]
bucket = f"sagemaker-book-{account}-{region}"
s3 = session.client("s3")

# 置き場所のリージョン。us-east-1 だけは、書くとエラーになる。
place = {}
if region != "us-east-1":
    place["CreateBucketConfiguration"] = {"LocationConstraint": region}

try:
    s3.create_bucket(Bucket=bucket, **place)
    print("作りました:", bucket)
except s3.exceptions.BucketAlreadyOwnedByYou:
    print("もうあります:", bucket)

# 公開の禁止。4つとも有効にすると、誤って公開する操作も失敗する。
s3.put_public_access_block(
    Bucket=bucket,
    PublicAccessBlockConfiguration={
        "BlockPublicAcls": True,
        "IgnorePublicAcls": True,
        "BlockPublicPolicy": True,
        "RestrictPublicBuckets": True,
    },
)
# 置いたものを S3 の鍵で暗号化する（SSE-S3）。
s3.put_bucket_encryption(
    Bucket=bucket,
    ServerSideEncryptionConfiguration={
        "Rules": [
            {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
        ]
    },
)

location = s3.get_bucket_location(Bucket=bucket)["LocationConstraint"]
print("リージョン:", location or "us-east-1")
print("公開の禁止と暗号化: 設定済み")
