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
    width=460,
)
figure.box(10, 20, 130, 44, "Pending", PLAIN)
figure.box(238, 10, 214, 64, ["InService", "課金: 計算機とボリューム"], ACCENT, bold=True)
figure.line((140, 42), (238, 42))
figure.text(187, 26, "作成できた", size=15)
figure.box(275, 124, 140, 44, "Stopping", PLAIN)
figure.line((345, 74), (345, 124))
figure.text(335, 99, "停止", size=15, anchor="end")
figure.box(238, 222, 214, 64, ["Stopped", "課金: ボリュームだけ"], SOFT, bold=True)
figure.line((345, 168), (345, 222))
figure.line((238, 238), (114, 238), (114, 64))
figure.text(124, 196, "開始", size=15, anchor="start")
figure.line((238, 272), (140, 272), (140, 302))
figure.line((220, 324), (262, 324), (262, 286))
figure.box(92, 302, 128, 44, "Updating", PLAIN)
figure.text(140, 256, "設定の変更", size=15, anchor="start")
figure.box(10, 124, 84, 44, "Failed", MUTED)
figure.line((50, 64), (50, 124), dashed=True)
figure.text(60, 94, "失敗", size=15, anchor="start")
figure.box(275, 356, 140, 44, "Deleting", PLAIN)
figure.line((370, 286), (370, 356))
figure.text(360, 321, "削除", size=15, anchor="end")
figure.box(26, 356, 194, 44, "課金もファイルもなし", FRAME)
figure.line((275, 378), (220, 378))
figure.line((50, 168), (50, 356))
figure.text(60, 262, "削除", size=15, anchor="start")
figure.save()
