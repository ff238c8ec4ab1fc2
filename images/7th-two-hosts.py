"""図: 2台で学習するとき、データはどう分かれ、モデルはどうまとまるか。"""

from drawing import ACCENT, MAIN, PLAIN, SOFT, Figure

figure = Figure(
    "2台で1つのモデルを学習する",
    "S3 の sharded にある2つのファイルを、ShardedByS3Key が1台に1つずつ渡す。2台は1周ごとに集計を"
    "交換し、同じ木を作る。できたモデルは1つで、S3 に置かれる。",
    height=370,
)
figure.box(30, 20, 210, 54, ["sharded/part-0.csv", "行の半分"], PLAIN)
figure.box(300, 20, 210, 54, ["sharded/part-1.csv", "残りの半分"], PLAIN)
figure.line((135, 74), (135, 130))
figure.line((405, 74), (405, 130))
figure.text(270, 102, "ShardedByS3Key", bold=True)
figure.box(30, 130, 210, 76, ["algo-1", "自分の半分で", "集計する"], SOFT, bold=True)
figure.box(300, 130, 210, 76, ["algo-2", "自分の半分で", "集計する"], SOFT, bold=True)
figure.line((270, 168), (300, 168))
figure.line((270, 168), (240, 168))
figure.line((135, 206), (135, 236), (405, 236), (405, 206), arrow=False)
figure.line((270, 236), (270, 258))
figure.text(270, 224, "1周ごとに集計を足し合わせる", size=15)
figure.box(120, 258, 300, 40, "2台とも同じ木を足す", ACCENT, bold=True)
figure.line((270, 298), (270, 322))
figure.box(120, 322, 300, 40, "モデルは1つ（model.tar.gz）", MAIN)
figure.save()
