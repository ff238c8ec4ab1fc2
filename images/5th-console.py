"""図: マネジメントコンソールで最初に見る3か所。"""

from drawing import ACCENT, FRAME, MUTED, PLAIN, SOFT, Figure

figure = Figure(
    "コンソールで最初に見る3か所",
    "画面の最上部に、左から検索欄、CloudShell を開く印、リージョンの選択、アカウント名が並ぶ。"
    "検索欄に sagemaker と入れると、Amazon SageMaker と Amazon SageMaker AI が候補に出る。"
    "選ぶのは SageMaker AI。開いた画面の左の一覧からノートブックインスタンスへ進む。",
    height=344,
)
figure.rect(10, 10, 520, 324, FRAME)
figure.rect(10, 10, 520, 66, SOFT)
figure.box(34, 26, 180, 36, "sagemaker", ACCENT)
figure.box(228, 26, 46, 36, ">_", PLAIN)
figure.box(300, 26, 112, 36, "東京", ACCENT)
figure.box(426, 26, 92, 36, "アカウント", PLAIN, size=15)
figure.badge(34, 26, "1")
figure.badge(300, 26, "2")
figure.box(34, 100, 230, 46, "Amazon SageMaker", MUTED)
figure.box(34, 156, 230, 46, "Amazon SageMaker AI", ACCENT, bold=True)
figure.line((124, 62), (124, 98))
figure.text(278, 112, "Unified Studio など。", size=15, anchor="start")
figure.text(278, 134, "この連載では使わない", size=15, anchor="start")
figure.text(278, 179, "開くのはこちら", size=15, anchor="start")
figure.line((149, 202), (149, 236))
figure.box(34, 236, 230, 82, ["左の一覧", "「ノートブック」", "ノートブックインスタンス"], PLAIN)
figure.badge(34, 236, "3")
figure.text(278, 277, "一覧の場所と名前は時期で変わる", size=15, anchor="start")
figure.save()
