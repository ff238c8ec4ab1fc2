"""図: AWS の機械学習の3つの層と Studio の位置。2020年と2026年。"""

from drawing import ACCENT, FRAME, PLAIN, SOFT, Figure

figure = Figure(
    "AWS の機械学習の層と SageMaker Studio",
    "2020年は AI サービス、ML サービス、フレームワークと基盤の3層で、中央の層が Amazon SageMaker、"
    "その画面が Studio だった。2026年は、すぐ使えるアプリとサービス、モデルと道具、基盤の3層で、"
    "中央の層に Amazon Bedrock と Amazon SageMaker AI が並び、"
    "Studio は SageMaker AI の画面である。",
    height=402,
)
for left, year in ((10, "2020年"), (280, "2026年")):
    figure.rect(left, 40, 250, 352, FRAME)
    figure.text(left + 125, 22, year, bold=True)
figure.box(
    24, 56, 222, 84, ["AI サービス", "画像・音声・翻訳・", "需要予測などの API"], SOFT, bold=True
)
figure.rect(24, 154, 222, 128, SOFT)
figure.text(135, 174, "ML サービス", bold=True)
figure.box(36, 190, 198, 82, ["Amazon SageMaker", "画面は Studio", "今の Studio Classic"], ACCENT)
figure.box(
    24,
    296,
    222,
    84,
    ["フレームワークと基盤", "TensorFlow など、", "GPU、推論の加速装置"],
    SOFT,
    bold=True,
)
figure.box(
    294,
    56,
    222,
    84,
    ["アプリとサービス", "業務アプリと、", "画像・音声・翻訳の API"],
    SOFT,
    bold=True,
)
figure.rect(294, 154, 222, 128, SOFT)
figure.text(405, 174, "モデルと道具", bold=True)
figure.box(306, 188, 198, 28, "Amazon Bedrock", PLAIN)
figure.box(306, 222, 198, 52, ["Amazon SageMaker AI", "画面は今の Studio"], ACCENT)
figure.box(294, 296, 222, 84, ["基盤", "GPU と、AWS 製の", "Trainium・Inferentia"], SOFT, bold=True)
figure.save()
