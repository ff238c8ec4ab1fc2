"""練習問題 2 の答え: 前回の勧誘の結果（poutcome）ごとの申し込み率。"""

from pathlib import Path

import pandas as pd

import work_folder

work_folder.enter()
print("データ:", Path("data-source.txt").read_text(encoding="utf-8"))
data = pd.read_csv("bank-additional-full.csv", sep=";")
data["yes"] = data["y"] == "yes"
# 行は日付の順に並んでいるので、上から7割が古い。
border = int(len(data) * 0.7)
parts = {"全部": data, "古い7割": data[:border], "新しい3割": data[border:]}
for outcome in ("nonexistent", "failure", "success"):
    for name, part in parts.items():
        yes = part["yes"][part["poutcome"] == outcome]
        print(f"{outcome}、{name}の人数: {len(yes):,}")
        print(f"{outcome}、{name}の申し込み率: {yes.mean():.4f}")
