"""予測が高い順に並べ、上から何割に電話すると何割を見つけられるかを見る。"""

import matplotlib.pyplot as plt
import numpy as np

from predictions import load, source

plt.style.use("book.mplstyle")
print("データ:", source())
truth, score = load("test")
# -- essential --
# 同じ点の並びが偏らないように、順を保つ並べ替えを使う。
ordered = truth[np.argsort(-score, kind="stable")]
tenths = [part.mean() for part in np.array_split(ordered, 10)]
top = ordered[: len(ordered) // 10]
# -- end --
print(f"上位1割の人数: {len(top):,}")
print(f"上位1割の申し込み率: {top.mean():.4f}")
print(f"全体の申し込み率: {truth.mean():.4f}")
print(f"上位1割のリフト: {top.mean() / truth.mean():.2f}")
print(f"上位1割で見つかる申込者の割合: {top.sum() / truth.sum():.4f}")
half = ordered[: len(ordered) // 2]
print(f"上位5割で見つかる申込者の割合: {half.sum() / truth.sum():.4f}")

figure, axes = plt.subplots(figsize=(6.0, 3.2))
style = {"color": "#dbe7f3", "edgecolor": "#1d4f7c"}
bars = axes.bar(range(1, 11), np.array(tenths) * 100, **style)
axes.bar_label(bars, fmt="%.1f", padding=2)
axes.axhline(truth.mean() * 100, linestyle="--", color="#b06a00")
axes.text(10.5, truth.mean() * 100 + 6, "破線は全体", ha="right")
axes.set_xticks(range(1, 11))
axes.set_xlabel("予測が高い順に10等分した区間（1 が最も高い）")
axes.set_ylabel("申し込んだ割合（%）")
figure.savefig("lift.svg")
plt.close(figure)
