"""図: ノートブックインスタンスと Studio の作り、課金されるもの。"""

from drawing import ACCENT, FRAME, PLAIN, SOFT, Figure

figure = Figure(
    "ノートブックインスタンスと Studio の作り",
    "ノートブックインスタンスは、1台の計算機と1つのボリュームの組である。Studio では、"
    "ドメインの中に"
    "利用者ごとのユーザープロファイルがあり、その下にスペースがある。スペースはボリュームを持ち、"
    "アプリを動かしている間だけ計算機が付く。共有スペースはドメインの全員が使う。",
    height=484,
    width=460,
)
figure.text(10, 20, "ノートブックインスタンス", anchor="start", bold=True)
figure.box(10, 38, 214, 48, "計算機（動作中は課金）", ACCENT)
figure.box(236, 38, 214, 48, "ボリューム（課金）", SOFT)
figure.text(10, 116, "Studio", anchor="start", bold=True)
figure.rect(6, 134, 448, 340, FRAME)
figure.text(16, 154, "ドメイン（器に課金なし。EFS は容量に課金）", anchor="start")
for left, name, app in ((14, "利用者 A", "JupyterLab"), (162, "利用者 B", "Code Editor")):
    figure.box(left, 180, 136, 56, ["プロファイル", name], PLAIN)
    figure.rect(left, 266, 136, 198, FRAME)
    figure.text(left + 68, 288, "スペース", size=15)
    figure.box(left + 8, 308, 120, 66, ["アプリ", app], ACCENT)
    figure.box(left + 8, 388, 120, 64, ["ボリューム", "5 GB から"], SOFT)
    figure.line((left + 68, 236), (left + 68, 266))
figure.rect(310, 266, 136, 198, FRAME)
figure.text(378, 288, "共有スペース", size=15)
figure.box(318, 308, 120, 66, ["アプリ", "JupyterLab"], ACCENT)
figure.box(318, 388, 120, 64, ["ボリューム", "5 GB から"], SOFT)
figure.line((150, 208), (162, 208), arrow=False, dashed=True)
figure.line((298, 208), (378, 208), (378, 266), dashed=True)
figure.text(386, 230, "全員", size=15, anchor="start")
figure.save()
