"""申し込んだ人と申し込まなかった人の、最初の行をいくつか見る。"""

import pandas as pd

import work_folder

work_folder.enter()
data = pd.read_csv("bank-additional-full.csv", sep=";")
rows = pd.concat([data[data["y"] == "no"][:2], data[data["y"] == "yes"][:3]])
# 列が多いので、縦に並べる。
print(rows.T.to_string(header=["1人目", "2人目", "3人目", "4人目", "5人目"]))
