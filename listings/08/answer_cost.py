"""練習問題 2 の答え: 電話1件の費用を変え、検証用で選んだしきい値を比べる。"""

import numpy as np

from predictions import load, source
from profit import GAIN, above

steps = np.round(np.arange(0.01, 0.81, 0.01), 2)


def value(part, threshold, cost):
    """part（答えとスコアの組）での利益（円）。"""
    calls, hits = above(*part, threshold)
    return hits * GAIN - calls * cost


print("データ:", source())
# -- essential --
validation, test = load("validation"), load("test")
for cost in (250, 500, 1000, 2000):
    best = max(steps, key=lambda step: value(validation, step, cost))
    calls, hits = above(*test, best)
    print(f"費用 {cost} 円、計算で求めた境目: {cost / GAIN:.2f}")
    print(f"費用 {cost} 円、検証用で選んだしきい値: {best:.2f}")
    print(f"費用 {cost} 円、テスト用の電話: {calls:,}")
    print(f"費用 {cost} 円、テスト用の利益（円）: {value(test, best, cost):,}")
# -- end --
