"""図: 推論の方式は、4つの質問で選ぶ。"""

from drawing import ACCENT, PLAIN, SOFT, Figure

figure = Figure(
    "推論の方式の選び方",
    "まとめて予測してよいならバッチ変換。すぐに返事が要らない大きな入力なら非同期推論。呼び出しがまばらで"
    "最初の遅れを許せるならサーバーレス推論。どれでもなければリアルタイム推論。",
    height=380,
)
rows = (
    ("まとめて予測してよいか", "バッチ変換"),
    ("入力が大きく、返事を待てるか", "非同期推論"),
    ("呼び出しがまばらで、遅れてよいか", "サーバーレス推論"),
)
for number, (question, answer) in enumerate(rows):
    y = 20 + number * 100
    figure.box(20, y, 290, 56, question, SOFT)
    figure.box(390, y, 140, 56, answer, PLAIN, bold=True)
    figure.line((310, y + 28), (390, y + 28))
    figure.text(350, y + 14, "はい", size=15)
    figure.line((165, y + 56), (165, y + 100))
    figure.text(175, y + 78, "いいえ", size=15, anchor="start")
figure.box(20, 320, 290, 46, "リアルタイム推論", ACCENT, bold=True)
figure.save()
