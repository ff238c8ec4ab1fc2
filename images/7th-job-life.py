"""図: トレーニングジョブの一生と、課金される間。"""

from drawing import ACCENT, MAIN, MUTED, PLAIN, SOFT, Figure

figure = Figure(
    "トレーニングジョブの一生",
    "Starting で計算機を用意し、Downloading でデータを写し、Training で学習し、"
    "Uploading でモデルを S3 に置き、Completed で終わる。途中の失敗は Failed、"
    "止めれば Stopped になる。終わると計算機は消える。",
    height=400,
)
steps = (
    ("Starting", "計算機を用意する"),
    ("Downloading", "データを写す"),
    ("Training", "学習する"),
    ("Uploading", "モデルを S3 に置く"),
)
for number, (name, about) in enumerate(steps):
    y = 20 + number * 76
    tone = ACCENT if name == "Training" else SOFT
    figure.box(150, y, 220, 54, [name, about], tone, bold=True)
    figure.line((260, y + 54), (260, y + 76))
figure.box(150, 324, 220, 54, ["Completed", "計算機は消える"], MAIN, bold=True)
figure.box(10, 172, 110, 54, ["Failed", "理由が残る"], MUTED)
figure.box(420, 172, 110, 54, ["Stopped", "自分で止めた"], MUTED, size=15)
figure.line((150, 199), (120, 199))
figure.line((370, 199), (420, 199))
figure.text(500, 268, "時間切れも", size=15, anchor="end")
figure.text(500, 290, "Stopped", size=15, anchor="end")
figure.box(10, 324, 110, 54, ["S3", "モデル"], PLAIN, size=15)
figure.line((150, 275), (65, 275), (65, 324))
figure.save()
