"""学習できる形に整える。数だけの表にし、学習用、検証用、テスト用に分ける。"""

import json
from pathlib import Path

import pandas as pd

import work_folder

work_folder.enter()
SEED = 1729
# 電話の前には分からない列と、景気の指標（その時期を表してしまう）を除く。
LEAK = ["duration"]
ECONOMY = [
    "emp.var.rate",
    "cons.price.idx",
    "cons.conf.idx",
    "euribor3m",
    "nr.employed",
]

print("データ:", Path("data-source.txt").read_text(encoding="utf-8"))
data = pd.read_csv("bank-additional-full.csv", sep=";")
label = (data["y"] == "yes").astype(int)

# -- essential --
features = data.drop(columns=["y", *LEAK, *ECONOMY])
features["no_previous_contact"] = (data["pdays"] == 999).astype(int)
features["not_working"] = (
    data["job"].isin(["student", "retired", "unemployed"]).astype(int)
)
# 文字の列を 0 と 1 の列に開く。dtype を書かないと True と False になる。
features = pd.get_dummies(features, dtype=int)
# -- end --
table = pd.concat([label.rename("label"), features], axis=1)
print("列の数（答えを除く）:", features.shape[1])

# 混ぜてから、60 %、10 %、30 % に分ける。
table = table.sample(frac=1, random_state=SEED)
first, second = int(len(table) * 0.6), int(len(table) * 0.7)
parts = {
    "train": table.iloc[:first],
    "validation": table.iloc[first:second],
    "test": table.iloc[second:],
}
for name, part in parts.items():
    print(f"{name} の行数: {len(part):,}")
    print(f"{name} の申し込んだ割合: {part['label'].mean():.4f}")

# 組み込みの XGBoost の決まり。見出しなし、番号なし、答えは最初の列。
for name in ("train", "validation"):
    parts[name].to_csv(f"{name}.csv", header=False, index=False)
# 評価に使う分は、問題と答えを別のファイルにする。
for name in ("validation", "test"):
    label = parts[name]["label"]
    label.to_csv(f"{name}-labels.csv", header=False, index=False)
    questions = parts[name].drop(columns="label")
    questions.to_csv(f"{name}-features.csv", header=False, index=False)
Path("columns.json").write_text(json.dumps(list(features.columns)))
