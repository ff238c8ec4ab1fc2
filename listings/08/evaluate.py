"""テスト用の予測と答えを比べ、モデルを評価する。"""

import matplotlib.pyplot as plt
from sklearn.metrics import (
    average_precision_score,
    confusion_matrix,
    precision_recall_curve,
    roc_auc_score,
    roc_curve,
)

from predictions import load, source

plt.style.use("book.mplstyle")
print("データ:", source())
truth, score = load("test")
answer = (score >= 0.5).astype(int)
CHOSEN = 0.12  # threshold.py が検証用で選ぶしきい値

# -- essential --
(tn, fp), (fn, tp) = confusion_matrix(truth, answer)
accuracy = (tn + tp) / len(truth)
always_no = (truth == 0).mean()
# -- end --
print(f"件数: {len(truth):,}")
print(f"申し込んだ人: {truth.sum():,}")
print(f"申し込まず、予測も「申し込まない」（TN）: {tn:,}")
print(f"申し込まず、予測は「申し込む」（FP）: {fp:,}")
print(f"申し込み、予測は「申し込まない」（FN）: {fn:,}")
print(f"申し込み、予測も「申し込む」（TP）: {tp:,}")
print(f"正解率: {accuracy:.4f}")
print(f"全員に「申し込まない」と答えた正解率: {always_no:.4f}")
print(f"正解率の差（ポイント）: {(accuracy - always_no) * 100:.1f}")
print(f"適合率: {tp / (tp + fp):.4f}")
print(f"再現率: {tp / (tp + fn):.4f}")
print(f"予測が「申し込まない」の列で割った値: {tn / (tn + fn):.4f}")
print(f"ROC AUC: {roc_auc_score(truth, score):.4f}")
print(f"PR AUC（平均適合率）: {average_precision_score(truth, score):.4f}")
print(f"無作為に選んだときの PR AUC: {truth.mean():.4f}")


def mark(axes, place, right, up):
    """2つのしきい値の点に、しきい値を書く。"""
    for threshold in (0.5, CHOSEN):
        counts = confusion_matrix(truth, score >= threshold).ravel()
        x, y = place(*counts)
        axes.plot(x, y, "o", color="#b06a00", markersize=9)
        axes.annotate(f"しきい値 {threshold}", (x + right, y + up))


false_alarm, found, _ = roc_curve(truth, score)
figure, axes = plt.subplots(figsize=(5.4, 3.8))
axes.plot(false_alarm, found, label="このモデル")
axes.plot([0, 1], [0, 1], "--", color="#5b6470", label="無作為")
mark(axes, lambda tn, fp, fn, tp: (fp / (fp + tn), tp / (tp + fn)), 0.05, -0.04)
axes.set_xlabel("偽陽性率（申し込まない人に電話する割合）")
axes.set_ylabel("再現率")
axes.legend(loc="lower right")
figure.savefig("roc.svg")
plt.close(figure)

precision, recall, _ = precision_recall_curve(truth, score)
figure, axes = plt.subplots(figsize=(5.4, 3.8))
axes.plot(recall[:-1], precision[:-1], label="このモデル")
axes.axhline(truth.mean(), linestyle="--", color="#5b6470", label="無作為")
mark(axes, lambda tn, fp, fn, tp: (tp / (tp + fn), tp / (tp + fp)), 0.03, 0.02)
axes.set_xlabel("再現率")
axes.set_ylabel("適合率")
axes.set_ylim(0, 1)
axes.legend(loc="upper right")
figure.savefig("pr.svg")
plt.close(figure)
