"""図: 第5回から第8回で作るものと、それぞれが動く場所。"""

from drawing import ACCENT, FRAME, PLAIN, SOFT, Figure

figure = Figure(
    "第5回から第8回で作るもの",
    "第5回でノートブックインスタンスを作る。第6回で S3 バケットにデータを置く。第7回でトレーニング"
    "ジョブがデータとコンテナイメージを読み、モデルを S3 に書く。第8回でエンドポイントがモデルを"
    "読み、アプリケーションに予測を返す。",
    height=480,
)
figure.rect(10, 72, 520, 336, FRAME)
figure.text(518, 92, "あなたの AWS アカウント（東京リージョン）", size=15, anchor="end")
figure.box(30, 10, 180, 42, "あなたのブラウザー", PLAIN)
figure.box(30, 112, 210, 80, ["ノートブック", "インスタンス", "開発（第5回）"], ACCENT)
figure.box(300, 112, 210, 80, ["S3 バケット", "データとモデル", "開発（第6回）"], SOFT)
figure.box(30, 306, 210, 80, ["トレーニングジョブ", "終わると消える", "学習（第7回）"], SOFT)
figure.box(300, 306, 210, 80, ["エンドポイント", "消すまで動き続ける", "推論（第8回）"], SOFT)
figure.box(30, 428, 210, 42, "ECR（コンテナイメージ）", PLAIN, size=15)
figure.box(300, 428, 210, 42, "アプリケーション", PLAIN)
figure.line((95, 52), (95, 112))
figure.line((240, 152), (300, 152))
figure.text(270, 136, "置く", size=15)
figure.line((75, 192), (75, 306))
figure.text(84, 250, "起動する", size=15, anchor="start")
figure.line((340, 192), (340, 226), (180, 226), (180, 306))
figure.text(262, 212, "データ", size=15)
figure.line((215, 306), (215, 268), (390, 268), (390, 192))
figure.text(300, 284, "モデル", size=15)
figure.line((470, 192), (470, 306))
figure.text(462, 250, "読む", size=15, anchor="end")
figure.line((135, 428), (135, 386))
figure.line((405, 428), (405, 386))
figure.save()
