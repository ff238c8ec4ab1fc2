"""図: 実行ロールは、だれからだれへ渡るか。"""

from drawing import ACCENT, PLAIN, SOFT, Figure

figure = Figure(
    "実行ロールの渡り方",
    "利用者は iam:PassRole の権限で実行ロールをノートブックインスタンスに渡す。ノートブックは"
    "その一時的な鍵で S3 を読み書きし、トレーニングジョブやエンドポイントに同じロールを渡す。"
    "ジョブとエンドポイントも、そのロールの権限で S3 とログを読み書きする。",
    height=430,
)
figure.box(20, 20, 190, 60, ["あなた", "（IAM の利用者）"], PLAIN)
figure.box(310, 20, 210, 60, ["実行ロール", "sagemaker-book-role"], ACCENT, bold=True)
figure.line((210, 50), (310, 50))
figure.text(260, 34, "作る", size=15)
figure.box(20, 190, 220, 70, ["ノートブック", "インスタンス"], SOFT)
figure.line((60, 80), (60, 190))
figure.text(70, 112, "PassRole で", size=15, anchor="start")
figure.text(70, 134, "ロールを渡す", size=15, anchor="start")
figure.line((415, 80), (415, 160), (200, 160), (200, 190), dashed=True)
figure.text(424, 122, "一時的な鍵", size=15, anchor="start")
figure.box(310, 190, 210, 70, ["S3 バケット", "読む・書く"], PLAIN)
figure.line((240, 225), (310, 225))
figure.box(20, 340, 220, 70, ["トレーニングジョブや", "エンドポイント"], SOFT)
figure.line((60, 260), (60, 340))
figure.text(70, 289, "同じロールを", size=15, anchor="start")
figure.text(70, 311, "PassRole で渡す", size=15, anchor="start")
figure.box(310, 340, 210, 70, ["S3・ログ", "読む・書く"], PLAIN)
figure.line((240, 375), (310, 375))
figure.save()
