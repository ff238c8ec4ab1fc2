"""図: 公開元のデータが、S3 の中の決まった場所に並ぶまで。"""

from drawing import ACCENT, FRAME, PLAIN, SOFT, Figure

figure = Figure(
    "データの流れと置き場所",
    "UCI が公開する表を手元で整え、S3 バケットの bank/ の下の5つの場所に分けて置く。raw は元の"
    "データ、train と validation は学習に、features と labels は評価に使う。",
    width=460,
    height=430,
)
figure.box(10, 20, 150, 56, ["公開元（UCI）", "1つの CSV"], PLAIN)
figure.line((85, 76), (85, 160))
figure.text(95, 106, "get_data.py", size=15, anchor="start")
figure.text(95, 128, "中身を確かめる", size=15, anchor="start")
figure.box(10, 160, 150, 80, ["手元の計算機か", "ノートブック", "prepare.py"], ACCENT)
figure.line((160, 200), (250, 200))
figure.text(205, 184, "upload.py", size=15)
figure.rect(250, 20, 200, 390, FRAME)
figure.text(350, 42, "S3 バケットの bank/", size=15, bold=True)
figure.box(262, 62, 176, 54, ["raw/", "元のデータ"], PLAIN)
figure.box(262, 132, 176, 54, ["train/", "学習用（答えつき）"], SOFT)
figure.box(262, 202, 176, 54, ["validation/", "検証用（答えつき）"], SOFT)
figure.box(262, 272, 176, 54, ["features/", "評価用の問題だけ"], PLAIN)
figure.box(262, 342, 176, 54, ["labels/", "評価用の答えだけ"], PLAIN)
figure.text(85, 330, "どの行も、", size=15)
figure.text(85, 352, "3つの役割のうち", size=15)
figure.text(85, 374, "1つだけに入る", size=15)
figure.save()
