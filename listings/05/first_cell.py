"""ノートブックの最初のセル。どこで、だれの権限で動いているかを表示する。"""

import platform

import boto3

session = boto3.session.Session()
print("Python:", platform.python_version())
print("boto3:", boto3.__version__)
print("リージョン:", session.region_name)
print("権限の持ち主:", session.client("sts").get_caller_identity()["Arn"])
