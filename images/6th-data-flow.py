"""図: 公開元のデータが、S3 の中の決まった場所に並ぶまで。"""

from drawing import ACCENT, FRAME, PLAIN, SOFT, Figure

figure = Figure(
    "データの流れと置き場所",
    "UCI が公開する表を手元で整え、S3 バケットの bank/ の下の5つの場所に分けて置く。raw は元の"
    "データ、train と validation は学習に、features と labels は評価に使う。",
    height=430,
)
figure.box(20, 20, 200, 56, ["公開元（UCI）", "1つの CSV"], PLAIN)
figure.box(20, 160, 200, 80, ["手元の計算機か", "ノートブック", "prepare.py"], ACCENT)
figure.line((120, 76), (120, 160))
figure.text(132, 108, "get_data.py", size=15, anchor="start")
figure.text(132, 130, "中身を確かめる", size=15, anchor="start")
figure.rect(310, 20, 220, 390, FRAME)
figure.text(420, 42, "S3 バケットの bank/", size=15, bold=True)
figure.box(324, 62, 192, 54, ["raw/", "元のデータ"], PLAIN)
figure.box(324, 132, 192, 54, ["train/", "学習用（答えつき）"], SOFT)
figure.box(324, 202, 192, 54, ["validation/", "検証用（答えつき）"], SOFT)
figure.box(324, 272, 192, 54, ["features/", "評価用の問題だけ"], PLAIN)
figure.box(324, 342, 192, 54, ["labels/", "評価用の答えだけ"], PLAIN)
figure.line((220, 200), (310, 200))
figure.text(265, 184, "upload.py", size=15)
figure.text(110, 330, "どの行も、", size=15)
figure.text(110, 352, "3つの役割のうち", size=15)
figure.text(110, 374, "1つだけに入る", size=15)
figure.save()
