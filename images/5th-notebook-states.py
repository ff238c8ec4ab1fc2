"""図: ノートブックインスタンスの状態と課金。"""

from drawing import ACCENT, FRAME, MUTED, PLAIN, SOFT, Figure

figure = Figure(
    "ノートブックインスタンスの状態と課金",
    "作成すると Pending を経て InService になる。InService の間は、使っていなくても"
    "計算機とボリュームの両方に課金される。止めると Stopping を経て Stopped になり、"
    "課金はボリュームだけになる。設定の変更は Stopped で受け付け、Updating を経て Stopped に戻る。"
    "消すと Deleting を経て、課金もファイルもなくなる。"
    "作成や起動に失敗すると Failed になり、残るのは削除だけである。",
    height=410,
)
figure.box(20, 20, 150, 44, "Pending", PLAIN)
figure.box(310, 10, 220, 64, ["InService", "課金: 計算機とボリューム"], ACCENT, bold=True)
figure.line((170, 42), (310, 42))
figure.text(240, 26, "作成できた", size=15)
figure.box(345, 124, 150, 44, "Stopping", PLAIN)
figure.line((420, 74), (420, 124))
figure.text(410, 99, "停止", size=15, anchor="end")
figure.box(310, 222, 220, 64, ["Stopped", "課金: ボリュームだけ"], SOFT, bold=True)
figure.line((420, 168), (420, 222))
figure.line((310, 238), (140, 238), (140, 64))
figure.text(152, 196, "開始", size=15, anchor="start")
figure.line((310, 270), (190, 270), (190, 302))
figure.line((250, 324), (330, 324), (330, 286))
figure.box(110, 302, 140, 44, "Updating", PLAIN)
figure.text(182, 256, "設定の変更", size=15, anchor="start")
figure.box(20, 124, 90, 44, "Failed", MUTED)
figure.line((65, 64), (65, 124), dashed=True)
figure.text(76, 94, "失敗", size=15, anchor="start")
figure.box(345, 356, 150, 44, "Deleting", PLAIN)
figure.line((450, 286), (450, 356))
figure.text(440, 321, "削除", size=15, anchor="end")
figure.box(40, 356, 210, 44, "課金もファイルもなし", FRAME)
figure.line((345, 378), (250, 378))
figure.line((65, 168), (65, 356))
figure.text(76, 262, "削除", size=15, anchor="start")
figure.save()
