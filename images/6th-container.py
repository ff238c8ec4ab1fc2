"""図: 学習のコンテナと SageMaker の約束。"""

from drawing import ACCENT, FRAME, MUTED, PLAIN, SOFT, Figure

figure = Figure(
    "学習のコンテナが受け取るものと残すもの",
    "SageMaker は S3 のデータを /opt/ml/input/data に、設定を /opt/ml/input/config に置いてから"
    "コンテナを動かす。コンテナは /opt/ml/model にモデルを残し、SageMaker がそれを model.tar.gz に"
    "まとめて S3 に置く。失敗の理由は /opt/ml/output/failure に、"
    "画面への出力は CloudWatch Logs に残る。",
    height=430,
)
figure.box(20, 20, 150, 54, ["ECR", "コンテナイメージ"], PLAIN, size=15)
figure.box(20, 120, 150, 54, ["S3", "整えたデータ"], PLAIN, size=15)
figure.box(20, 210, 150, 54, ["あなたの指定", "学習の設定"], PLAIN, size=15)
figure.rect(220, 20, 310, 390, FRAME)
figure.text(375, 42, "トレーニングジョブの計算機", size=15, bold=True)
figure.box(240, 62, 270, 44, "組み込みの XGBoost", ACCENT, bold=True)
figure.box(240, 120, 270, 54, ["/opt/ml/input/data/", "チャネルごとのフォルダ"], SOFT)
figure.box(240, 190, 270, 74, ["/opt/ml/input/config/", "hyperparameters.json", "など"], SOFT)
figure.box(240, 280, 270, 54, ["/opt/ml/model/", "学習したモデル"], SOFT)
figure.box(240, 346, 270, 54, ["/opt/ml/output/failure", "失敗の理由"], MUTED)
figure.line((170, 47), (205, 47), (205, 84), (240, 84))
figure.line((170, 147), (240, 147))
figure.line((170, 237), (240, 237))
figure.box(20, 280, 150, 54, ["S3", "model.tar.gz"], PLAIN, size=15)
figure.line((240, 307), (170, 307))
figure.box(20, 346, 150, 54, ["画面と API", "FailureReason"], PLAIN, size=15)
figure.line((240, 373), (170, 373))
figure.save()
