"""利益が最も大きくなるしきい値を検証用で選び、テスト用で確かめる。"""

import matplotlib.pyplot as plt
import numpy as np

from predictions import load, source

plt.style.use("book.mplstyle")

# 仮の値。自分の仕事の数に書き換える。
COST = 500  # 電話1件の費用（円）
GAIN = 5000  # 申し込み1件の利益（円）


def profit(truth, score, threshold):
    """電話した数、申し込みの数、利益（円）。"""
    called = score >= threshold
    calls, hits = int(called.sum()), int(truth[called].sum())
    return calls, hits, hits * GAIN - calls * COST


print("データ:", source())
steps = np.round(np.arange(0.01, 0.81, 0.01), 2)
validation = load("validation")
gains = np.array([profit(*validation, step)[2] for step in steps])
best = float(steps[gains.argmax()])
print(f"検証用で選んだしきい値: {best:.2f}")
for name, threshold in (
    ("全員に電話", 0.0),
    ("選んだしきい値", best),
    ("しきい値 0.5", 0.5),
):
    calls, hits, yen = profit(*load("test"), threshold)
    print(f"{name}、電話: {calls:,}")
    print(f"{name}、申し込み: {hits:,}")
    print(f"{name}、利益（円）: {yen:,}")

# 線の近くのスコアを、確率とみなしてよいか。
truth, score = load("test")
near = (score >= 0.08) & (score < 0.12)
print(f"スコアが 0.08〜0.12 の人数: {near.sum():,}")
print(f"その人たちの平均のスコア: {score[near].mean():.4f}")
print(f"その人たちの申し込み率: {truth[near].mean():.4f}")

figure, axes = plt.subplots(figsize=(6.0, 3.4))
axes.plot(steps, gains / 10000)
axes.axvline(best, color="#b06a00")
axes.axvline(0.5, linestyle="--", color="#5b6470")
foot = axes.get_xaxis_transform()  # 横はしきい値、縦は図の高さに対する割合
axes.text(best + 0.01, 0.03, f"{best:.2f}", transform=foot)
axes.text(0.51, 0.03, "0.5", transform=foot)
axes.set_xlabel("しきい値")
axes.set_ylabel("検証用の利益（万円）")
figure.savefig("threshold.svg")
plt.close(figure)
