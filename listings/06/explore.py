"""データを眺める。行数、偏り、欠け、並び順、漏れを確かめる。"""

from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd

import work_folder

work_folder.enter()
plt.style.use("book.mplstyle")

print("データ:", Path("data-source.txt").read_text(encoding="utf-8"))
data = pd.read_csv("bank-additional-full.csv", sep=";")
yes = data["y"] == "yes"
print(f"行数: {len(data):,}")
print(f"説明に使える列の数: {data.shape[1] - 1}")
print(f"申し込んだ人数: {yes.sum():,}")
print(f"申し込んだ割合: {yes.mean():.4f}")
print(f"全員に「申し込まない」と答えたときの正解率: {1 - yes.mean():.4f}")
print(f"重複した行: {data.duplicated().sum()}")

# 1行は1人の、最後の接触の記録。campaign は、その人への接触の回数。
contacts = data["campaign"]
print("\n1人あたりの接触の回数（campaign）")
print(f"接触の合計: {contacts.sum():,}")
print(f"接触の平均: {contacts.mean():.2f}")
print(f"接触が1回だけの人の割合: {(contacts == 1).mean():.4f}")
print(f"接触の最大: {contacts.max()}")

print("\n「不明（unknown）」の数")
for column in data.columns[:-1]:
    if unknown := (data[column] == "unknown").sum():
        print(f"不明 {column}: {unknown:,}")
print(f"延滞あり（default が yes）: {(data['default'] == 'yes').sum()}")
never = data["pdays"] == 999
print(f"前回の接触なし（pdays が 999）: {never.sum():,}")
print(f"そのうち previous が 1 以上: {(data['previous'][never] > 0).sum():,}")

# 通話の長さは、電話を切った後にしか分からない。
print("\n通話の長さ（duration、秒）")
print(f"通話の中央値、申し込んだ人: {data['duration'][yes].median():.0f}")
print(f"通話の中央値、ほかの人: {data['duration'][~yes].median():.0f}")
long_call = data["duration"] >= data["duration"].quantile(0.9)
print(f"通話が長い1割の申し込み率: {yes[long_call].mean():.4f}")

# -- essential --
# 行は日付の順に並んでいる。10等分して、申し込んだ割合を見る。
tenth = pd.Series(range(len(data))) * 10 // len(data)
share = yes.groupby(tenth).mean()
print("\n並び順に10等分した申し込み率")
for number, value in share.items():
    print(f"区間 {number + 1}: {value:.4f}")
# -- end --

figure, axes = plt.subplots(figsize=(6.0, 3.2))
style = {"color": "#dbe7f3", "edgecolor": "#1d4f7c"}
bars = axes.bar(share.index + 1, share * 100, **style)
axes.bar_label(bars, fmt="%.1f", padding=2)
axes.axhline(yes.mean() * 100, linestyle="--", color="#b06a00")
axes.text(0.5, yes.mean() * 100 + 4, f"破線は全体 {yes.mean():.1%}")
axes.set_xticks(range(1, 11))
axes.set_xlabel("並び順に10等分した区間（1 が最も古い）")
axes.set_ylabel("申し込んだ割合（%）")
figure.savefig("order.svg")
plt.close(figure)
