"""予測と答えを S3 から読む。evaluate.py などが取り込んで使う。"""

import numpy as np

from connection import account, bucket, s3


# -- essential --
def read(key):
    """S3 の文書を読む。"""
    try:
        answer = s3.get_object(
            Bucket=bucket, Key=key, ExpectedBucketOwner=account
        )
    except (s3.exceptions.NoSuchKey, s3.exceptions.NoSuchBucket):
        raise SystemExit(
            f"s3://{bucket}/{key} がありません。"
            "第6回の upload.py、第7回の train.py、第8回の transform.py を"
            "この順に動かします。"
        ) from None
    return answer["Body"].read().decode()


# -- end --


def write(key, text):
    """S3 に文書を置く。"""
    s3.put_object(
        Bucket=bucket,
        Key=key,
        Body=text.encode(),
        ExpectedBucketOwner=account,
    )


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
