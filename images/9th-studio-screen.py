"""図: 今の Studio の画面の見取り図。"""

from drawing import ACCENT, FRAME, PLAIN, SOFT, Figure

figure = Figure(
    "今の Studio の画面（見取り図）",
    "左の列の上に JupyterLab、Code Editor、Canvas、MLflow などのアプリが並ぶ。その下に、実行中の"
    "インスタンス、ジョブ、パイプライン、モデル、デプロイなどの一覧への入口がある。右の広い部分に、"
    "選んだ一覧や詳細が表示される。アプリは別のタブで開く。",
    height=396,
)
figure.rect(10, 10, 520, 376, FRAME)
figure.text(24, 34, "アプリ", anchor="start", bold=True)
for number, name in enumerate(("JupyterLab", "Code Editor", "Canvas", "MLflow")):
    left, top = 24 + 126 * (number % 2), 52 + 42 * (number // 2)
    figure.box(left, top, 118, 34, name, ACCENT, size=15)
figure.text(24, 156, "一覧への入口", anchor="start", bold=True)
for number, name in enumerate(
    ("実行中のインスタンス", "ジョブ", "パイプライン", "モデル", "デプロイ")
):
    figure.box(24, 174 + 42 * number, 244, 34, name, SOFT, size=15)
figure.box(292, 30, 224, 60, ["アプリは", "別のタブで開く"], PLAIN, size=15)
figure.line((268, 69), (290, 69))
figure.rect(292, 110, 224, 266, PLAIN)
figure.text(404, 136, "選んだ一覧や詳細", bold=True)
for number in range(5):
    figure.rect(308, 162 + 40 * number, 192, 24, SOFT, radius=3)
figure.line((268, 233), (290, 233))
figure.save()
