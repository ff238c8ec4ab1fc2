"""アプリから受け取った顧客の情報を、エンドポイントに渡す Lambda 関数。"""

import json
import math
import os
from pathlib import Path

import boto3

ENDPOINT = os.environ.get("ENDPOINT", "bank-endpoint")
COLUMNS = json.loads(Path("columns.json").read_text())
NUMBERS = {"age", "campaign", "pdays", "previous"}
WORDS = set(
    "job marital education default housing loan contact month "
    "day_of_week poutcome".split()
)
runtime = boto3.client("sagemaker-runtime")


# -- essential --
def encode(customer):
    """顧客の情報を、学習のときと同じ並びの CSV の1行にする。"""
    if not isinstance(customer, dict):
        raise ValueError("顧客の情報は、項目と値の組で渡してください")
    if missing := (NUMBERS | WORDS) - customer.keys():
        raise ValueError(f"項目が足りません: {sorted(missing)}")
    if unknown := customer.keys() - (NUMBERS | WORDS):
        raise ValueError(f"知らない項目があります: {sorted(unknown)}")
    row = dict.fromkeys(COLUMNS, 0)
    for name in NUMBERS:
        value = customer[name]
        if type(value) not in (int, float) or not math.isfinite(value):
            raise ValueError(f"{name} は数で渡してください")
        row[name] = value
    for name in WORDS:
        column = f"{name}_{customer[name]}"
        if column not in row:
            raise ValueError(f"{name} の値が、学習に使った値にありません")
        row[column] = 1
    row["no_previous_contact"] = int(customer["pdays"] == 999)
    row["not_working"] = int(
        customer["job"] in ("student", "retired", "unemployed")
    )
    return ",".join(str(row[name]) for name in COLUMNS)


# -- end --


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
