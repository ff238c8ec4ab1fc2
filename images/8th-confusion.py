"""図: 混同行列の4つの枠と、何で割ると何の割合になるか。"""

from drawing import ACCENT, MAIN, MUTED, SOFT, Figure

figure = Figure(
    "混同行列の読み方",
    "縦に実際、横に予測を取る2行2列の表。申し込んだ行で TP を割ると再現率、申し込むと予測した列で"
    "TP を割ると適合率になる。",
    height=380,
)
figure.text(340, 24, "モデルの予測", bold=True)
figure.text(255, 54, "申し込まない", size=15)
figure.text(425, 54, "申し込む", size=15)
figure.text(12, 116, "実際は", size=15, anchor="start")
figure.text(12, 138, "申し込まない", size=15, anchor="start")
figure.text(12, 206, "実際は", size=15, anchor="start")
figure.text(12, 228, "申し込んだ", size=15, anchor="start")
figure.box(170, 76, 165, 84, ["TN", "電話しないで", "正しかった"], SOFT, bold=True)
figure.box(345, 76, 165, 84, ["FP", "電話したが", "断られた"], MUTED, bold=True)
figure.box(170, 168, 165, 84, ["FN", "電話せずに", "逃した"], MUTED, bold=True)
figure.box(345, 168, 165, 84, ["TP", "電話して", "申し込んだ"], MAIN, bold=True)
figure.line((428, 252), (428, 284))
figure.box(310, 284, 220, 62, ["適合率 = TP ÷ 列の合計", "電話が当たる割合"], ACCENT, size=15)
figure.line((170, 210), (140, 210), (140, 284))
figure.box(
    20, 284, 260, 62, ["再現率 = TP ÷ 行の合計", "申し込む人を見つけた割合"], ACCENT, size=15
)
figure.text(270, 364, "列の合計は予測の数、行の合計は実際の数", size=15)
figure.save()
