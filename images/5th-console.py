"""図: マネジメントコンソールで最初に見る3か所。"""

from drawing import ACCENT, FRAME, MUTED, PLAIN, SOFT, Figure

figure = Figure(
    "コンソールで最初に見る3か所",
    "画面の最上部に、左から検索欄、CloudShell を開く印、リージョンの選択、アカウント名が並ぶ。"
    "検索欄に sagemaker と入れると、Amazon SageMaker と Amazon SageMaker AI が候補に出る。"
    "選ぶのは SageMaker AI。開いた画面の左の一覧からノートブックインスタンスへ進む。",
    height=340,
    width=460,
)
figure.rect(6, 6, 448, 328, FRAME)
figure.rect(6, 6, 448, 66, SOFT)
figure.box(24, 22, 138, 36, "sagemaker", ACCENT)
figure.box(174, 22, 44, 36, ">_", PLAIN)
figure.box(236, 22, 94, 36, "東京", ACCENT)
figure.box(342, 22, 100, 36, "アカウント", PLAIN, size=15)
figure.badge(24, 22, "1")
figure.badge(236, 22, "2")
figure.box(24, 96, 210, 46, "Amazon SageMaker", MUTED)
figure.box(24, 152, 210, 46, "Amazon SageMaker AI", ACCENT, bold=True)
figure.line((100, 58), (100, 94))
figure.text(246, 108, "Unified Studio など。", size=15, anchor="start")
figure.text(246, 130, "この連載では使わない", size=15, anchor="start")
figure.text(246, 175, "開くのはこちら", size=15, anchor="start")
figure.line((129, 198), (129, 236))
figure.box(24, 236, 210, 82, ["左の一覧", "「ノートブック」", "ノートブックインスタンス"], PLAIN)
figure.badge(24, 236, "3")
figure.text(246, 266, "一覧の場所と名前は", size=15, anchor="start")
figure.text(246, 288, "時期で変わる", size=15, anchor="start")
figure.save()
