"""図: 実行ロールは、だれからだれへ渡るか。"""

from drawing import ACCENT, PLAIN, SOFT, Figure

figure = Figure(
    "実行ロールの渡り方",
    "利用者は iam:PassRole の権限で実行ロールをノートブックインスタンスに渡す。ノートブックは"
    "その一時的な鍵で S3 を読み書きし、トレーニングジョブやエンドポイントに同じロールを渡す。"
    "ジョブとエンドポイントも、そのロールの権限で S3 とログを読み書きする。",
    height=430,
    width=460,
)
figure.box(10, 20, 176, 60, ["あなた", "（IAM の利用者）"], PLAIN)
figure.box(250, 20, 200, 60, ["実行ロール", "sagemaker-book-role"], ACCENT, bold=True)
figure.line((186, 50), (250, 50))
figure.text(216, 34, "作る", size=15)
figure.box(10, 190, 176, 70, ["ノートブック", "インスタンス"], SOFT)
figure.line((46, 80), (46, 190))
figure.text(56, 112, "PassRole で", size=15, anchor="start")
figure.text(56, 134, "ロールを渡す", size=15, anchor="start")
figure.line((350, 80), (350, 162), (150, 162), (150, 190), dashed=True)
figure.text(360, 122, "一時的な鍵", size=15, anchor="start")
figure.box(250, 190, 200, 70, ["S3 バケット", "読む・書く"], PLAIN)
figure.line((186, 225), (250, 225))
figure.box(10, 340, 176, 70, ["トレーニングジョブや", "エンドポイント"], SOFT)
figure.line((46, 260), (46, 340))
figure.text(56, 289, "同じロールを", size=15, anchor="start")
figure.text(56, 311, "PassRole で渡す", size=15, anchor="start")
figure.box(250, 340, 200, 70, ["S3・ログ", "読む・書く"], PLAIN)
figure.line((186, 375), (250, 375))
figure.save()
