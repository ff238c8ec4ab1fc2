"""図: アプリケーションからエンドポイントまでの道。"""

from drawing import ACCENT, FRAME, MUTED, PLAIN, SOFT, Figure

figure = Figure(
    "アプリケーションからの接続",
    "社内の画面は API Gateway を HTTPS で呼ぶ。API Gateway は呼び出した人を確かめて"
    "Lambda 関数に渡す。"
    "Lambda は顧客の情報を学習と同じ列に直し、実行ロールの権限でエンドポイントを呼ぶ。"
    "エンドポイントはインターネットに出ない。",
    height=400,
)
figure.box(20, 20, 200, 54, ["営業の画面", "顧客の情報"], PLAIN)
figure.rect(10, 104, 520, 286, FRAME)
figure.text(518, 124, "あなたの AWS アカウント", size=15, anchor="end")
figure.box(20, 140, 200, 66, ["API Gateway", "だれかを確かめる"], SOFT, bold=True)
figure.line((120, 74), (120, 140))
figure.text(132, 92, "HTTPS", size=15, anchor="start")
figure.box(300, 140, 220, 66, ["Lambda 関数", "学習と同じ列に直す"], ACCENT, bold=True)
figure.line((220, 173), (300, 173))
figure.box(300, 296, 220, 66, ["エンドポイント", "予測スコアを返す"], SOFT, bold=True)
figure.line((410, 206), (410, 296))
figure.text(400, 240, "sagemaker:", size=15, anchor="end")
figure.text(400, 262, "InvokeEndpoint", size=15, anchor="end")
figure.box(20, 296, 200, 66, ["columns.json", "関数に同梱する"], MUTED)
figure.line((220, 316), (260, 316), (260, 190), (300, 190), dashed=True)
figure.save()
