"""図: テスト用の1人が3本の木を通り、値が足されて予測スコアになる。

数字は listings/07/trees.py の出力から取る。
"""

import re
from pathlib import Path

from drawing import ACCENT, MAIN, PLAIN, SOFT, Figure

output = Path(__file__).parent.parent / "listings/07/trees.out.txt"
told = dict(re.findall(r"^(\S.*?): (.+)$", output.read_text(encoding="utf-8"), re.MULTILINE))

figure = Figure(
    "1人が木を1本ずつ通る",
    "出発点の値に、1本目、2本目、3本目の木の値を順に足すと、予測スコアが少しずつ下がる。"
    "100本全部の値を足すと、この人の予測スコアになる。",
    height=566,
)
figure.text(50, 24, "木", bold=True)
figure.text(233, 24, "この木が見た列と、この人の値", bold=True, size=15)
figure.text(411, 24, "足す値", bold=True, size=15)
figure.text(496, 24, "スコア", bold=True, size=15)
figure.box(10, 44, 80, 40, "出発点", PLAIN, size=15)
figure.text(233, 64, "学習用の申し込み率で決まる", size=15)
figure.box(376, 44, 70, 40, told["出発点の値"], PLAIN, size=15)
figure.box(456, 44, 78, 40, told["出発点の予測スコア"], SOFT)
for number in (1, 2, 3):
    y = 104 + (number - 1) * 128
    columns = told[f"{number}本目が見た列"].split("、")
    figure.box(10, y, 80, 112, f"{number}本目", MAIN, bold=True)
    figure.rect(98, y, 270, 112, PLAIN)
    for at, column in enumerate(columns):
        figure.text(233, y + 56 + (at - (len(columns) - 1) / 2) * 21, column, size=15, room=262)
    figure.box(376, y + 36, 70, 40, told[f"{number}本目の値"], PLAIN, size=15)
    figure.box(456, y + 36, 78, 40, told[f"{number}本目までの予測スコア"], SOFT)
    figure.line((495, 84 if number == 1 else y - 52), (495, y + 36))
figure.text(233, 494, f"… {told['全部の木の数']}本目まで、同じように足す", size=15)
figure.line((495, 436), (495, 512), dashed=True)
figure.box(
    170,
    512,
    364,
    44,
    f"全部の値を足した予測スコア {told['全部の値を足した予測スコア']}",
    ACCENT,
    bold=True,
)
figure.save()
