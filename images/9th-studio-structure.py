"""図: ノートブックインスタンスと Studio の作り、課金されるもの。"""

from drawing import ACCENT, FRAME, PLAIN, SOFT, Figure

figure = Figure(
    "ノートブックインスタンスと Studio の作り",
    "ノートブックインスタンスは、1台の計算機と1つのボリュームの組である。Studio では、"
    "ドメインの中に"
    "利用者ごとのユーザープロファイルがあり、その下にスペースがある。スペースはボリュームを持ち、"
    "アプリを動かしている間だけ計算機が付く。共有スペースはドメインの全員が使う。",
    height=470,
)
figure.text(20, 20, "ノートブックインスタンス", anchor="start", bold=True)
figure.box(20, 38, 240, 48, "計算機（動作中は課金）", ACCENT)
figure.box(276, 38, 244, 48, "ボリューム（あれば課金）", SOFT)
figure.text(20, 116, "Studio", anchor="start", bold=True)
figure.rect(10, 134, 520, 326, FRAME)
figure.text(24, 156, "ドメイン（器に課金なし。EFS は容量に課金）", anchor="start")
for left, name, app in ((24, "利用者 A", "JupyterLab"), (192, "利用者 B", "Code Editor")):
    figure.box(left, 180, 154, 56, ["プロファイル", name], PLAIN)
    figure.rect(left, 266, 154, 180, FRAME)
    figure.text(left + 77, 286, "スペース", size=15)
    figure.box(left + 12, 304, 130, 60, ["アプリ", app], ACCENT)
    figure.box(left + 12, 376, 130, 56, ["ボリューム", "5 GB から"], SOFT)
    figure.line((left + 77, 236), (left + 77, 266))
figure.rect(360, 266, 160, 180, FRAME)
figure.text(440, 286, "共有スペース", size=15)
figure.box(375, 304, 130, 60, ["アプリ", "JupyterLab"], ACCENT)
figure.box(375, 376, 130, 56, ["ボリューム", "5 GB から"], SOFT)
figure.line((178, 208), (192, 208), arrow=False, dashed=True)
figure.line((346, 208), (440, 208), (440, 266), dashed=True)
figure.text(448, 230, "全員", size=15, anchor="start")
figure.save()
