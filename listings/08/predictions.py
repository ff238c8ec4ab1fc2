"""予測と答えを S3 から読む。evaluate.py などが取り込んで使う。"""

import boto3
import numpy as np

session = boto3.session.Session()
account = session.client("sts").get_caller_identity()["Account"]
bucket = f"sagemaker-book-{account}-{session.region_name}"
s3 = session.client("s3")


def read(key):
    """S3 の文書を読む。"""
    return s3.get_object(Bucket=bucket, Key=key)["Body"].read().decode()


def numbers(text):
    """コンマか改行で区切られた数の並びを、配列にする。"""
    return np.array(text.replace(",", "\n").split(), dtype=float)


def load(part):
    """part（validation か test）の、答え（0 か 1）と予測（0〜1）の配列。"""
    truth = numbers(read(f"bank/labels/{part}.csv"))
    score = numbers(read(f"bank/predictions/{part}.csv.out"))
    return truth.astype(int), score


def source():
    """データの出どころ。"""
    return read("bank/raw/data-source.txt")
