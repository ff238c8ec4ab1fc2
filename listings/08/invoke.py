"""エンドポイントに予測を頼み、バッチ変換の予測と同じかを確かめる。"""

import numpy as np

from connection import session
from predictions import load, numbers, read

ENDPOINT = "bank-endpoint"
runtime = session.client("sagemaker-runtime")


# -- essential --
def predict(rows):
    """CSV の行のリストを送り、予測スコアの並びを受け取る。"""
    answer = runtime.invoke_endpoint(
        EndpointName=ENDPOINT,
        ContentType="text/csv",
        Accept="text/csv",
        Body="\n".join(rows),
    )
    return numbers(answer["Body"].read().decode())


# -- end --


rows = read("bank/features/test.csv").splitlines()
for number, value in enumerate(predict(rows[:3]), 1):
    print(f"{number}人目の予測スコア: {value:.4f}")

# 1回に送れる大きさには限りがあるので、500行ずつ送る。
parts = [predict(rows[at : at + 500]) for at in range(0, len(rows), 500)]
online = np.concatenate(parts)
_, batch = load("test")
print(f"予測した行: {len(online):,}")
print(f"バッチ変換との差の最大: {np.abs(online - batch).max():.6f}")
