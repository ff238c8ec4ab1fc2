"""図: 1つの表を3つに分け、それぞれに1つの役目を与える。"""

from drawing import ACCENT, MAIN, PLAIN, SOFT, Figure

figure = Figure(
    "3つに分けたデータの役目",
    "混ぜた表を、学習用6割、検証用1割、テスト用3割に分ける。学習用は規則を作り、検証用は設定を選び、"
    "テスト用は最後に一度だけ実力を測る。",
    height=300,
)
figure.box(20, 20, 500, 46, "混ぜた表（全部の行）", PLAIN)
figure.line((170, 66), (170, 100))
figure.line((345, 66), (345, 100))
figure.line((445, 66), (445, 100))
figure.box(20, 100, 300, 60, ["学習用", "6割"], MAIN)
figure.box(325, 100, 50, 60, ["検証", "1割"], ACCENT, size=15)
figure.box(380, 100, 140, 60, ["テスト用", "3割"], SOFT)
figure.text(170, 190, "規則を作る", bold=True)
figure.text(170, 214, "何度でも見る", size=15)
figure.line((350, 160), (350, 232))
figure.text(350, 250, "設定を選ぶ", bold=True)
figure.text(350, 274, "（周の数、しきい値）", size=15)
figure.text(460, 190, "実力を測る", bold=True)
figure.text(460, 214, "最後に一度だけ", size=15)
figure.save()
