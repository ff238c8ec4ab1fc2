"""図: ワークフローの各工程で Studio が受け持つもの。2020年と2026年。"""

from drawing import ACCENT, MUTED, PLAIN, SOFT, Figure

OUTSIDE = ["Studio の外"]
OWN_WORK = ["道具を組み合わせて", "自分で作る"]
STEPS = (
    ("データの収集", OUTSIDE, OUTSIDE),
    ("データの準備", ["Notebooks"], ["JupyterLab", "Canvas"]),
    ("モデルの開発", ["Notebooks", "Autopilot"], ["JupyterLab", "Canvas"]),
    ("学習", ["Experiments", "Debugger"], ["ジョブ一覧", "MLflow"]),
    ("評価と選択", ["Experiments"], ["MLflow", "モデル一覧"]),
    ("デプロイ", ["エンドポイント一覧"], ["エンドポイント一覧"]),
    ("監視", ["Model Monitor"], OWN_WORK),
    ("業務への組み込み", OUTSIDE, OUTSIDE),
)

figure = Figure(
    "ワークフローの中で Studio が受け持つ範囲",
    "8つの工程のうち、データの収集と業務への組み込みは、2020年も2026年も Studio の外にある。"
    "2020年は準備から監視までを Notebooks、Autopilot、Experiments、Debugger、Model Monitor が"
    "受け持った。2026年は JupyterLab、Canvas、MLflow などに替わり、"
    "監視は道具を組み合わせて自分で作る。",
    height=506,
    width=460,
)
figure.text(224, 20, "2020年の Studio", bold=True)
figure.text(378, 20, "2026年の Studio", bold=True)
for number, (step, then, now) in enumerate(STEPS):
    top = 38 + 58 * number
    figure.box(6, top, 136, 48, step, PLAIN, size=15)
    for left, names, tone in ((150, then, SOFT), (306, now, ACCENT)):
        tone = {id(OUTSIDE): MUTED, id(OWN_WORK): PLAIN}.get(id(names), tone)
        figure.box(left, top, 148, 48, names, tone, size=15)
    if number:
        figure.line((74, top - 10), (74, top))
figure.save()
