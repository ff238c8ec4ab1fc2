"""学習と推論に使う S3 バケットを作る。もうあれば、設定だけを直す。"""

from connection import TAGS, account, bucket, region, s3

# 置き場所のリージョン。us-east-1 だけは、書くとエラーになる。
place = {}
if region != "us-east-1":
    place["CreateBucketConfiguration"] = {"LocationConstraint": region}

# -- essential --
try:
    s3.create_bucket(Bucket=bucket, **place)
    print("作りました:", bucket)
except s3.exceptions.BucketAlreadyOwnedByYou:
    print("もうあります:", bucket)

# ここから先は、持ち主が自分でなければ失敗させる。
own = {"Bucket": bucket, "ExpectedBucketOwner": account}
s3.put_bucket_tagging(Tagging={"TagSet": TAGS}, **own)
# 公開の禁止。4つとも有効にすると、誤って公開する操作も失敗する。
s3.put_public_access_block(
    **own,
    PublicAccessBlockConfiguration={
        "BlockPublicAcls": True,
        "IgnorePublicAcls": True,
        "BlockPublicPolicy": True,
        "RestrictPublicBuckets": True,
    },
)
# 置いたものを S3 の鍵で暗号化する（SSE-S3）。
s3.put_bucket_encryption(
    **own,
    ServerSideEncryptionConfiguration={
        "Rules": [
            {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
        ]
    },
)
# -- end --

location = s3.get_bucket_location(**own)["LocationConstraint"]
print("リージョン:", location or "us-east-1")
print("公開の禁止と暗号化: 設定済み")
