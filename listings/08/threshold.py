"""利益が最も大きくなるしきい値を検証用で選び、テスト用で確かめる。"""

import csv
import json

import matplotlib.pyplot as plt
import numpy as np

from predictions import load, read, source
from profit import COST, GAIN, above, report, top, yen
from slider import save

plt.style.use("book.mplstyle")
BUDGET = 1200  # 電話できる件数が決まっているとき

print("データ:", source())
# -- essential --
steps = np.round(np.arange(0.01, 0.81, 0.01), 2)
truth, score = load("validation")
gains = np.array([yen(*above(truth, score, step)) for step in steps])
best = float(steps[gains.argmax()])
print(f"検証用で選んだしきい値: {best:.2f}")
# -- end --

truth, score = load("test")
for name, threshold in (
    ("全員", 0.0),
    ("選んだしきい値", best),
    ("しきい値 0.1", COST / GAIN),
    ("しきい値 0.5", 0.5),
):
    report(name, *above(truth, score, threshold))
report("上位1,200人", BUDGET, top(truth, score, BUDGET))
report("無作為の1,200人", BUDGET, round(BUDGET * truth.mean()))

# 1人に1件ではなく、実際の接触の回数だけ電話したとすると。
at = json.loads(read("bank/raw/columns.json")).index("campaign")
rows = csv.reader(read("bank/features/test.csv").splitlines())
contacts = sum(int(row[at]) for row in rows)
report("全員、実際の回数", contacts, truth.sum())

# しきい値の近くのスコアを、確率とみなしてよいか。
near = (score >= 0.08) & (score < 0.12)
print(f"スコアが 0.08〜0.12 の人数: {near.sum():,}")
print(f"その人たちの平均のスコア: {score[near].mean():.4f}")
print(f"その人たちの申し込み率: {truth[near].mean():.4f}")

figure, axes = plt.subplots(figsize=(6.0, 3.4))
axes.plot(steps, gains / 10000)
axes.axvline(0.5, linestyle="--", color="#5b6470")
foot = axes.get_xaxis_transform()  # 横はしきい値、縦は図の高さに対する割合
axes.text(0.51, 0.03, "0.5", transform=foot)
axes.set_xlabel("しきい値")
axes.set_ylabel("検証用の利益（万円）")
truth, score = load("validation")
rows = []
for step in steps:
    calls, hits = above(truth, score, step)
    precision = hits / calls if calls else 0
    recall = hits / truth.sum()
    rows.append([calls, hits, precision, recall, yen(calls, hits)])
save(
    figure,
    axes,
    "threshold",
    {
        "name": "しきい値",
        "values": steps.tolist(),
        "start": int(gains.argmax()),
        "format": ".2f",
    },
    [
        {"name": "電話", "unit": "件", "format": ",d"},
        {"name": "申し込み", "unit": "件", "format": ",d"},
        {"name": "適合率", "format": ".1%"},
        {"name": "再現率", "format": ".1%"},
        {"name": "利益", "unit": "円", "format": ",d"},
    ],
    [
        [*row[:2], *(round(float(v), 4) for v in row[2:4]), row[4]]
        for row in rows
    ],
)
plt.close(figure)
