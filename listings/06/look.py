"""申し込んだ人と申し込まなかった人の、最初の行をいくつか見る。"""

import pandas as pd

import work_folder

work_folder.enter()
data = pd.read_csv("bank-additional-full.csv", sep=";")
rows = pd.concat([data[data["y"] == "no"][:2], data[data["y"] == "yes"][:3]])
# 列が多いので、1行に1つの列を、5人分並べる。
print(" " * 14, "1人目       2人目       3人目       4人目       5人目")
for name in rows.columns:
    values = [f"{str(value)[:11]:12}" for value in rows[name]]
    print(f"{name:15}" + "".join(values).rstrip())
