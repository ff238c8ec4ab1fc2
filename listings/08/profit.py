"""電話の費用と申し込みの利益から、もうけを計算する。ほかが取り込む。"""

import numpy as np

# 仮の値。自分の仕事の数に書き換える。
COST = 500  # 電話1件の費用（円）
GAIN = 5000  # 申し込み1件の利益（円）


def yen(calls, hits):
    """利益（円）。"""
    return int(hits) * GAIN - int(calls) * COST


def above(truth, score, threshold):
    """予測スコアが threshold 以上の人に電話したときの、電話と申し込みの数。"""
    called = score >= threshold
    return int(called.sum()), int(truth[called].sum())


def top(truth, score, calls):
    """予測スコアの高い順に calls 人に電話したときの、申し込みの数。"""
    # 同じ点の並びが偏らないように、順を保つ並べ替えを使う。
    order = np.argsort(-score, kind="stable")
    return int(truth[order[:calls]].sum())


def report(name, calls, hits):
    """電話、申し込み、利益を3行で表示する。"""
    print(f"{name}、電話: {calls:,}")
    print(f"{name}、申し込み: {hits:,}")
    print(f"{name}、利益（円）: {yen(calls, hits):,}")
