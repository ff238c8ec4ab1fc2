"""図: 前回の勧誘の結果ごとの申し込み率。"""

import re
from pathlib import Path

from drawing import ACCENT, SOFT, Figure

# 本文もこの数を書く。プログラムの出力と食い違えば、下の検査が図を描くのを止める。
GROUPS = {
    "success": ("前回の勧誘で申し込んだ人", "1,373", 0.6511),
    "failure": ("前回の勧誘で申し込まなかった人", "4,252", 0.1423),
    "nonexistent": ("今回まで勧誘されていない人", "35,563", 0.0883),
}
ALL = 0.1127
OUTPUT = Path(__file__).resolve().parents[1] / "listings/06/answer_outcome.out.txt"
if OUTPUT.exists():  # 検査は、この図だけを写した所でも描く
    printed = dict(re.findall(r"^(.+): (.+)$", OUTPUT.read_text(encoding="utf-8"), re.M))
    for outcome, (_, people, rate) in GROUPS.items():
        found = printed[f"{outcome}、全部の人数"], printed[f"{outcome}、全部の申し込み率"]
        if found != (people, f"{rate:.4f}"):
            raise ValueError(f"出力と違う数です。図と第5回の本文を直す: {outcome} {found}")

figure = Figure(
    "前回の勧誘の結果ごとの、今回の申し込み率",
    "横棒グラフ。"
    + "、".join(f"{name}は{people}人のうち{rate:.1%}" for name, people, rate in GROUPS.values())
    + f"が申し込んだ。破線は全体の{ALL:.1%}。",
    height=276,
    width=460,
)
SCALE = 520  # 申し込み率 1 の長さ
for number, (name, people, rate) in enumerate(GROUPS.values()):
    top = 8 + 70 * number
    figure.text(10, top + 12, f"{name}（{people}人）", anchor="start")
    figure.rect(10, top + 28, SCALE * rate, 28, SOFT if number else ACCENT, radius=2)
    beside = 20 + SCALE * max(rate, ALL)
    figure.text(beside, top + 42, f"{rate:.1%}", anchor="start", bold=True)
left = 10 + SCALE * ALL
for number in range(3):
    figure.line((left, 32 + 70 * number), (left, 68 + 70 * number), arrow=False, dashed=True)
figure.line((left, 206), (left, 240), arrow=False, dashed=True)
figure.text(left + 8, 248, f"破線は全体 {ALL:.1%}", size=15, anchor="start")
figure.save()
