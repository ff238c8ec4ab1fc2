"""図: ノートブックインスタンスを使うときの3つの課題と、それが起きる工程。"""

from drawing import ACCENT, PLAIN, SOFT, Figure

figure = Figure(
    "3つの課題と起きる工程",
    "工程は開発、学習、推論、維持・運用の順に並ぶ。課題1「計算機の大きさを自分で決め、見張る」は"
    "開発と維持・運用で起きる。課題2「ジョブやエンドポイントの情報が散らばる」は4つの工程のすべてで"
    "起きる。課題3「増えたモデルを並べて比べられない」は推論と維持・運用で起きる。",
    height=330,
    width=460,
)
for number, step in enumerate(("開発", "学習", "推論", "維持・運用")):
    left = 6 + 114 * number
    figure.box(left, 10, 104, 48, step, PLAIN, bold=True)
    if number:
        figure.line((left - 10, 34), (left, 34))
PROBLEMS = (
    ("1", ((6, 104), (348, 104)), "計算機の大きさを自分で決め、見張る"),
    ("2", ((6, 446),), "ジョブやエンドポイントの情報が散らばる"),
    ("3", ((234, 218),), "増えたモデルを並べて比べられない"),
)
for row, (number, spans, text) in enumerate(PROBLEMS):
    top = 82 + 84 * row
    for left, width in spans:
        figure.rect(left, top, width, 34, ACCENT)
        figure.badge(left + 20, top + 17, number, SOFT)
    figure.text(452, top + 52, text, anchor="end")
figure.save()
