"""図: 1つの表を3つに分け、それぞれに1つの役目を与える。

人数は listings/06/prepare.py の出力から取る。
"""

import re
from pathlib import Path

from drawing import ACCENT, MAIN, PLAIN, SOFT, Figure

output = Path(__file__).parent.parent / "listings/06/prepare.out.txt"
rows = dict(re.findall(r"^(\w+) の行数: (.+)$", output.read_text(encoding="utf-8"), re.MULTILINE))

figure = Figure(
    "3つに分けたデータの役目",
    "混ぜた表を、学習用6割、検証用1割、テスト用3割に分ける。学習用は規則を作り、検証用は設定を選び、"
    "テスト用は最後に一度だけ実力を測る。",
    width=460,
    height=316,
)
figure.box(10, 20, 440, 46, "混ぜた表（全員）", PLAIN)
figure.line((139, 66), (139, 100))
figure.line((294, 66), (294, 100))
figure.line((385, 66), (385, 100))
figure.box(10, 100, 258, 60, ["学習用 6割", f"{rows['train']}人"], MAIN)
figure.box(272, 100, 44, 60, ["検証", "1割"], ACCENT, size=15)
figure.box(320, 100, 130, 60, ["テスト用 3割", f"{rows['test']}人"], SOFT)
figure.text(139, 190, "規則を作る", bold=True)
figure.text(139, 214, "何度でも見る", size=15)
figure.line((294, 160), (294, 232))
figure.text(294, 250, "設定を選ぶ", bold=True)
figure.text(294, 274, "候補を比べる", size=15)
figure.text(294, 298, f"{rows['validation']}人", size=15)
figure.text(385, 190, "実力を測る", bold=True)
figure.text(385, 214, "最後に一度だけ", size=15)
figure.save()
