"""テスト用の1人が、学習した木を1本ずつ通る様子を見る。"""

import csv
import io
import json
import math
import tarfile

import xgboost

from connection import account, s3
from connection import bucket as own_bucket
from jobs import latest_training

PERSON = 0  # テスト用の何人目か（0 から数える）
TREES = 3


def read(bucket, key):
    """S3 のファイルの中身。"""
    answer = s3.get_object(Bucket=bucket, Key=key, ExpectedBucketOwner=account)
    return answer["Body"].read()


job = latest_training()
address = job["ModelArtifacts"]["S3ModelArtifacts"]
archive = io.BytesIO(read(*address.removeprefix("s3://").split("/", 1)))
with tarfile.open(fileobj=archive) as members:
    model = bytearray(members.extractfile("xgboost-model").read())
booster = xgboost.Booster()
booster.load_model(model)
columns = json.loads(read(own_bucket, "bank/raw/columns.json"))
table = read(own_bucket, "bank/features/test.csv").decode().splitlines()
row = [float(value) for value in next(csv.reader([table[PERSON]]))]
person = dict(zip(columns, row, strict=True))


def chance(total):
    """足した値を 0 から 1 に直す。"""
    return 1 / (1 + math.exp(-total))


settings = json.loads(booster.save_config())["learner"]
start = float(settings["learner_model_param"]["base_score"].strip("[]"))
total = math.log(start / (1 - start))
print(f"出発点の値: {total:+.3f}")
print(f"出発点の予測スコア: {chance(total):.3f}")
# -- essential --
for number, text in enumerate(booster.get_dump(dump_format="json"), 1):
    node, way = json.loads(text), []
    while "leaf" not in node:
        name = columns[int(node["split"].removeprefix("f"))]
        below = person[name] < node["split_condition"]
        way.append(f"{name} = {person[name]:g}")
        goal = node["yes"] if below else node["no"]
        node = next(
            child for child in node["children"] if child["nodeid"] == goal
        )
    total += node["leaf"]
    if number <= TREES:
        print(f"{number}本目が見た列: {'、'.join(way)}")
        print(f"{number}本目の値: {node['leaf']:+.3f}")
        print(f"{number}本目までの予測スコア: {chance(total):.3f}")
# -- end --
print(f"全部の木の数: {number}")
print(f"全部の値を足した予測スコア: {chance(total):.4f}")
