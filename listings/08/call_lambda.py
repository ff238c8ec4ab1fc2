"""Lambda 関数を手元で動かす。渡すのは、テスト用ではない架空の顧客。"""

import json
from pathlib import Path

import boto3

session = boto3.session.Session()
account = session.client("sts").get_caller_identity()["Account"]
bucket = f"sagemaker-book-{account}-{session.region_name}"
columns = session.client("s3").get_object(
    Bucket=bucket, Key="bank/raw/columns.json"
)
Path("columns.json").write_bytes(columns["Body"].read())

import lambda_function  # noqa: E402  columns.json を読むので、後で取り込む

customer = {
    "age": 35,
    "job": "student",
    "marital": "single",
    "education": "high.school",
    "default": "no",
    "housing": "no",
    "loan": "no",
    "contact": "cellular",
    "month": "oct",
    "day_of_week": "wed",
    "campaign": 1,
    "pdays": 3,
    "previous": 1,
    "poutcome": "success",
}
print(lambda_function.lambda_handler({"body": json.dumps(customer)}, None))
customer["job"] = "engineer"
print(lambda_function.lambda_handler({"body": json.dumps(customer)}, None))
