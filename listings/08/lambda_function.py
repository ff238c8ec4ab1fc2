"""アプリから受け取った顧客の情報を、エンドポイントに渡す Lambda 関数。"""

import json
import os
from pathlib import Path

import boto3

ENDPOINT = os.environ.get("ENDPOINT", "bank-endpoint")
COLUMNS = json.loads(Path("columns.json").read_text())
FIELDS = set(
    "age job marital education default housing loan contact month "
    "day_of_week campaign pdays previous poutcome".split()
)
runtime = boto3.client("sagemaker-runtime")


def encode(customer):
    """顧客の情報を、学習のときと同じ並びの CSV の1行にする。"""
    if missing := FIELDS - customer.keys():
        raise ValueError(f"項目が足りません: {sorted(missing)}")
    row = dict.fromkeys(COLUMNS, 0)
    row["no_previous_contact"] = int(customer["pdays"] == 999)
    row["not_working"] = int(
        customer["job"] in ("student", "retired", "unemployed")
    )
    for name, value in customer.items():
        if name in row:
            row[name] = value
        elif f"{name}_{value}" in row:
            row[f"{name}_{value}"] = 1
        else:
            raise ValueError(f"{name} の値 {value} は、学習に使っていません")
    return ",".join(str(row[name]) for name in COLUMNS)


def reply(status, body):
    """API Gateway が受け取る形の返事。"""
    text = json.dumps(body, ensure_ascii=False)
    return {"statusCode": status, "body": text}


def lambda_handler(event, context):
    """API Gateway から呼ばれる。"""
    try:
        body = encode(json.loads(event["body"]))
    except (KeyError, TypeError, ValueError) as error:
        return reply(400, {"error": str(error)})
    answer = runtime.invoke_endpoint(
        EndpointName=ENDPOINT,
        ContentType="text/csv",
        Accept="text/csv",
        Body=body,
    )
    score = float(answer["Body"].read().decode().strip())
    return reply(200, {"score": score})
