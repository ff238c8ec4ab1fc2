"""図: 第5回から第8回で作るものと、それぞれが動く場所。"""

from drawing import ACCENT, FRAME, PLAIN, SOFT, Figure

figure = Figure(
    "第5回から第8回で作るもの",
    "第5回でノートブックインスタンスを作る。第6回で S3 バケットにデータを置く。第7回でトレーニング"
    "ジョブがデータとコンテナイメージを読み、モデルを S3 に書く。第8回でエンドポイントがモデルを"
    "読み、アプリケーションに予測を返す。",
    height=480,
    width=460,
)
figure.rect(6, 72, 448, 336, FRAME)
figure.text(446, 92, "あなたの AWS アカウント（東京リージョン）", size=15, anchor="end")
figure.box(20, 10, 180, 42, "あなたのブラウザー", PLAIN)
figure.box(20, 112, 180, 80, ["ノートブック", "インスタンス", "開発（第5回）"], ACCENT)
figure.box(260, 112, 180, 80, ["S3 バケット", "データとモデル", "開発（第6回）"], SOFT)
figure.box(20, 306, 180, 80, ["トレーニングジョブ", "終わると消える", "学習（第7回）"], SOFT)
figure.box(260, 306, 180, 80, ["エンドポイント", "消すまで動き続ける", "推論（第8回）"], SOFT)
figure.box(10, 428, 200, 42, "ECR（コンテナイメージ）", PLAIN, size=15)
figure.box(260, 428, 180, 42, "アプリケーション", PLAIN)
figure.line((80, 52), (80, 112))
figure.line((200, 152), (260, 152))
figure.text(229, 136, "置く", size=15)
figure.line((60, 192), (60, 306))
figure.text(70, 250, "起動する", size=15, anchor="start")
figure.line((290, 192), (290, 226), (150, 226), (150, 306))
figure.text(222, 212, "データ", size=15)
figure.line((185, 306), (185, 268), (335, 268), (335, 192))
figure.text(258, 284, "モデル", size=15)
figure.line((405, 192), (405, 306))
figure.text(397, 250, "読む", size=15, anchor="end")
figure.line((110, 428), (110, 386))
figure.line((350, 428), (350, 386))
figure.save()
