"""図: 今の Studio の画面の見取り図。"""

from drawing import ACCENT, FRAME, PLAIN, SOFT, Figure

figure = Figure(
    "今の Studio の画面（見取り図）",
    "左の列の上に JupyterLab、Code Editor、Canvas、MLflow などのアプリが並ぶ。その下に、実行中の"
    "インスタンス、ジョブ、パイプライン、モデル、デプロイなどの一覧への入口がある。右の広い部分に、"
    "選んだ一覧や詳細が表示される。アプリは別のタブで開く。",
    height=396,
    width=460,
)
figure.rect(6, 10, 448, 376, FRAME)
figure.text(18, 34, "アプリ", anchor="start", bold=True)
for number, name in enumerate(("JupyterLab", "Code Editor", "Canvas", "MLflow")):
    left, top = 18 + 118 * (number % 2), 52 + 42 * (number // 2)
    figure.box(left, top, 110, 34, name, ACCENT, size=15)
figure.text(18, 156, "一覧への入口", anchor="start", bold=True)
for number, name in enumerate(
    ("実行中のインスタンス", "ジョブ", "パイプライン", "モデル", "デプロイ")
):
    figure.box(18, 174 + 42 * number, 228, 34, name, SOFT, size=15)
figure.box(274, 36, 168, 60, ["アプリは", "別のタブで開く"], PLAIN, size=15)
figure.line((246, 69), (272, 69))
figure.rect(274, 110, 168, 266, PLAIN)
figure.text(358, 136, "選んだ一覧や詳細", bold=True)
for number in range(5):
    figure.rect(288, 162 + 40 * number, 140, 24, SOFT, radius=3)
figure.line((246, 233), (272, 233))
figure.save()
