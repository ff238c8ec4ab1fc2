"""整えたデータを S3 に置き、置いたものを一覧にする。"""

from connection import account, bucket, s3

# -- essential --
FILES = {
    "bank-additional-full.csv": "bank/raw/bank-additional-full.csv",
    "data-source.txt": "bank/raw/data-source.txt",
    "columns.json": "bank/raw/columns.json",
    "train.csv": "bank/train/train.csv",
    "validation.csv": "bank/validation/validation.csv",
    "validation-features.csv": "bank/features/validation.csv",
    "test-features.csv": "bank/features/test.csv",
    "validation-labels.csv": "bank/labels/validation.csv",
    "test-labels.csv": "bank/labels/test.csv",
}
OWNER = {"ExpectedBucketOwner": account}
for name, key in FILES.items():
    s3.upload_file(name, bucket, key, ExtraArgs=OWNER)
# -- end --

print(f"s3://{bucket}/")
for page in s3.get_paginator("list_objects_v2").paginate(
    Bucket=bucket, Prefix="bank/", **OWNER
):
    for item in page["Contents"]:
        print(f"  {item['Key']}  {item['Size']:,} バイト")
