"""図: ブースティングは、残った間違いを次の木が埋めていく。"""

from drawing import ACCENT, MAIN, MUTED, PLAIN, SOFT, Figure

figure = Figure(
    "決定木を足していく",
    "1本目の木が予測し、外れた分を2本目の木が埋め、さらに外れた分を3本目が埋める。すべての木の値を"
    "足し、0 から 1 の予測スコアに直す。",
    height=330,
)
for number, x in enumerate((20, 200, 380), 1):
    figure.box(x, 20, 140, 40, f"{number}本目の木", SOFT, bold=True)
    figure.box(x + 40, 82, 60, 32, "質問", PLAIN, size=15)
    figure.box(x, 140, 60, 32, "＋", MAIN, size=15)
    figure.box(x + 80, 140, 60, 32, "－", MUTED, size=15)
    figure.line((x + 60, 114), (x + 30, 140), arrow=False)
    figure.line((x + 80, 114), (x + 110, 140), arrow=False)
figure.line((160, 40), (200, 40))
figure.line((340, 40), (380, 40))
figure.text(180, 204, "外れた分を次の木が埋める", size=15)
figure.text(452, 204, "… 100本目まで", size=15)
for x in (90, 270, 450):
    figure.line((x, 218), (x, 240), arrow=False)
figure.line((90, 240), (450, 240), arrow=False)
figure.line((270, 240), (270, 266))
figure.box(120, 266, 300, 48, "全部の値を足す → 予測スコア", ACCENT, bold=True)
figure.save()
