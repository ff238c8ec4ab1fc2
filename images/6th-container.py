"""図: 学習のコンテナと SageMaker の約束。"""

from drawing import ACCENT, FRAME, MUTED, PLAIN, SOFT, Figure

figure = Figure(
    "学習のコンテナが受け取るものと残すもの",
    "SageMaker は S3 のデータを /opt/ml/input/data に、設定を /opt/ml/input/config に置いてから"
    "コンテナを動かす。コンテナは /opt/ml/model にモデルを残し、SageMaker がそれを model.tar.gz に"
    "まとめて S3 に置く。失敗の理由は /opt/ml/output/failure に、"
    "画面への出力は CloudWatch Logs に残る。",
    width=460,
    height=430,
)
figure.box(10, 20, 138, 54, ["ECR", "コンテナイメージ"], PLAIN, size=15)
figure.box(10, 120, 138, 54, ["S3", "整えたデータ"], PLAIN, size=15)
figure.box(10, 200, 138, 54, ["あなたの指定", "学習の設定"], PLAIN, size=15)
figure.rect(190, 20, 260, 390, FRAME)
figure.text(320, 42, "トレーニングジョブの計算機", size=15, bold=True)
figure.box(202, 62, 236, 44, "組み込みの XGBoost", ACCENT, bold=True)
figure.box(202, 120, 236, 54, ["/opt/ml/input/data/", "チャネルごとのフォルダ"], SOFT)
figure.box(202, 190, 236, 74, ["/opt/ml/input/config/", "hyperparameters.json", "など"], SOFT)
figure.box(202, 280, 236, 54, ["/opt/ml/model/", "学習したモデル"], SOFT)
figure.box(202, 346, 236, 54, ["/opt/ml/output/failure", "失敗の理由"], MUTED)
figure.line((148, 47), (174, 47), (174, 84), (202, 84))
figure.line((148, 147), (202, 147))
figure.line((148, 227), (202, 227))
figure.box(10, 280, 138, 54, ["S3", "model.tar.gz"], PLAIN, size=15)
figure.line((202, 307), (148, 307))
figure.box(10, 346, 138, 54, ["画面と API", "FailureReason"], PLAIN, size=15)
figure.line((202, 373), (148, 373))
figure.save()
