"""Lambda 関数を手元で動かす。渡すのは、テスト用ではない架空の顧客。"""

import json
from pathlib import Path

from predictions import read

Path("columns.json").write_text(read("bank/raw/columns.json"))

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
for name, change in (
    ("そのまま", {}),
    ("知らない職業", {"job": "engineer"}),
    ("文字で書いた年齢", {"age": "35"}),
    ("余計な項目", {"job_admin.": 1}),
):
    event = {"body": json.dumps(customer | change)}
    answer = lambda_function.lambda_handler(event, None)
    print(f"{name}: {answer['statusCode']} {answer['body']}")
