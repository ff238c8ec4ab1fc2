"""図: 第5回から第8回のプログラムが、今の状態を尋ねた先。"""

import json
from pathlib import Path

from drawing import ACCENT, SOFT, Figure

# 状態を尋ねる操作の名前の始まり。札を読む ListTags は、状態を尋ねる操作に数えない。
PLACES = {
    "SageMaker の一覧と状態": ("sagemaker.List", "sagemaker.Describe"),
    "S3 のバケットの中身": ("s3.List", "s3.Get", "s3.Head"),
    "IAM のロール": ("iam.List", "iam.Get"),
    "CloudWatch Logs": ("logs.Describe", "logs.Get"),
}
# 本文もこの数を書く。記録と食い違えば、下の検査が図を描くのを止める。
PROGRAMS = 28
COUNTS = {
    "SageMaker の一覧と状態": 19,
    "S3 のバケットの中身": 15,
    "IAM のロール": 4,
    "CloudWatch Logs": 4,
}
RECORD = Path(__file__).resolve().parents[1] / "listings" / "captured.json"
if RECORD.exists():  # 検査は、この図だけを写した所でも描く
    record = json.loads(RECORD.read_text(encoding="utf-8"))
    programs = [
        [call for call in entry["calls"] if not call.startswith("sts.") and "ListTags" not in call]
        for name, entry in record.items()
        if name[:2] in ("05", "06", "07", "08") and "/answer_" not in name
    ]
    programs = [calls for calls in programs if calls]
    counts = {
        place: sum(any(call.startswith(starts) for call in calls) for calls in programs)
        for place, starts in PLACES.items()
    }
    if (len(programs), counts) != (PROGRAMS, COUNTS):
        raise ValueError(f"記録と違う数です。図と第9回の本文を直す: {len(programs)}, {counts}")

figure = Figure(
    "第5回から第8回のプログラムが状態を尋ねた先",
    f"AWS の操作を呼ぶ{PROGRAMS}本のうち、尋ねた先ごとの本数の横棒グラフ。"
    + "、".join(f"{place}が{count}本" for place, count in COUNTS.items())
    + "。1本が複数の所に尋ねることもある。",
    height=300,
    width=460,
)
for number, (place, count) in enumerate(COUNTS.items()):
    top = 8 + 64 * number
    length = 380 * count / PROGRAMS
    figure.text(10, top + 12, place, anchor="start")
    figure.rect(10, top + 26, length, 26, SOFT if number else ACCENT, radius=2)
    figure.text(10 + length + 10, top + 39, f"{count}本", anchor="start", bold=True)
figure.line((10, 270), (390, 270), arrow=False)
figure.text(10, 284, "0", size=15, anchor="start")
figure.text(390, 284, f"全部で{PROGRAMS}本", size=15)
figure.save()
