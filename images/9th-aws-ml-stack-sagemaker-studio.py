"""図: AWS の機械学習の3つの層と Studio の位置。2020年と2026年。"""

from drawing import ACCENT, FRAME, PLAIN, SOFT, Figure

figure = Figure(
    "AWS の機械学習の層と SageMaker Studio",
    "2020年は AI サービス、ML サービス、フレームワークと基盤の3層で、中央の層が Amazon SageMaker、"
    "その画面が Studio だった。2026年は、すぐ使えるアプリとサービス、モデルと道具、基盤の3層で、"
    "中央の層に Amazon Bedrock と Amazon SageMaker AI が並び、"
    "Studio は SageMaker AI の画面である。",
    height=402,
    width=460,
)
for left, year in ((6, "2020年"), (236, "2026年")):
    figure.rect(left, 40, 218, 352, FRAME)
    figure.text(left + 109, 22, year, bold=True)
figure.box(
    16, 56, 198, 84, ["AI サービス", "画像・音声・翻訳・", "需要予測などの API"], SOFT, bold=True
)
figure.rect(16, 154, 198, 128, SOFT)
figure.text(115, 174, "ML サービス", bold=True)
figure.box(22, 190, 186, 82, ["Amazon SageMaker", "画面は Studio", "今の Studio Classic"], ACCENT)
figure.box(
    16,
    296,
    198,
    84,
    ["フレームワークと基盤", "TensorFlow など、", "GPU、推論の加速装置"],
    SOFT,
    bold=True,
)
figure.box(
    246,
    56,
    198,
    84,
    ["アプリとサービス", "業務アプリと、", "画像・音声・翻訳の API"],
    SOFT,
    bold=True,
)
figure.rect(246, 154, 198, 128, SOFT)
figure.text(345, 174, "モデルと道具", bold=True)
figure.box(254, 188, 182, 28, "Amazon Bedrock", PLAIN)
figure.box(254, 222, 182, 52, ["SageMaker AI", "画面は今の Studio"], ACCENT)
figure.box(246, 296, 198, 84, ["基盤", "GPU と、AWS 製の", "Trainium・Inferentia"], SOFT, bold=True)
figure.save()
