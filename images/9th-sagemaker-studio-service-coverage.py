"""図: ワークフローの各工程で Studio が受け持つもの。2020年と2026年。"""

from drawing import ACCENT, MUTED, PLAIN, SOFT, Figure

STEPS = (
    ("データの収集", None, None),
    ("データの準備", "Notebooks", "JupyterLab・Canvas"),
    ("モデルの開発", "Notebooks・Autopilot", "JupyterLab・Canvas"),
    ("学習", "Experiments・Debugger", "ジョブ一覧・MLflow"),
    ("評価と選択", "Experiments", "MLflow・モデル一覧"),
    ("デプロイ", "エンドポイント一覧", "エンドポイント一覧"),
    ("監視", "Model Monitor", "道具を組み合わせる"),
    ("業務への組み込み", None, None),
)

figure = Figure(
    "ワークフローの中で Studio が受け持つ範囲",
    "8つの工程のうち、データの収集と業務への組み込みは、2020年も2026年も Studio の外にある。"
    "2020年は準備から監視までを Notebooks、Autopilot、Experiments、Debugger、Model Monitor が"
    "受け持った。2026年は JupyterLab、Canvas、MLflow などに替わり、"
    "監視は道具を組み合わせて自分で作る。",
    height=470,
)
figure.text(254, 22, "2020年の Studio", bold=True)
figure.text(446, 22, "2026年の Studio", bold=True)
for number, (step, then, now) in enumerate(STEPS):
    top = 40 + 53 * number
    figure.box(10, top, 138, 42, step, PLAIN, size=15)
    for left, width, name, tone in ((154, 200, then, SOFT), (360, 172, now, ACCENT)):
        if name is None:
            figure.box(left, top, width, 42, "Studio の外", MUTED, size=15)
        else:
            own_work = name == "道具を組み合わせる"
            figure.box(left, top, width, 42, name, PLAIN if own_work else tone, size=15)
    if number:
        figure.line((79, top - 11), (79, top))
figure.save()
