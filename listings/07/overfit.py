"""慎重さを決める gamma を既定の 0 に戻して学習し、進み方を比べる。"""

import math
import time

import matplotlib.pyplot as plt

from connection import account, bucket, s3, sagemaker
from jobs import TRAINING, finish, latest_training, same_settings
from slider import save
from training_log import lines, rounds

plt.style.use("book.mplstyle")
JOB = time.strftime("bank-gamma0-%Y%m%d-%H%M%S")
careful = latest_training()
# -- essential --
settings = same_settings(careful)
settings["HyperParameters"]["gamma"] = "0"
sagemaker.create_training_job(TrainingJobName=JOB, **settings)
finish(TRAINING, JOB)
# -- end --
curves = {
    "gamma 4": rounds(lines(careful["TrainingJobName"])),
    "gamma 0": rounds(lines(JOB)),
}
for name, (train, validation) in curves.items():
    best = max(range(len(validation)), key=validation.__getitem__)
    print(f"{name}、最後の周の学習用の AUC: {train[-1]:.4f}")
    print(f"{name}、最後の周の検証用の AUC: {validation[-1]:.4f}")
    print(f"{name}、検証用が最も高い周: {best + 1}")
    print(f"{name}、検証用の最高の AUC: {validation[best]:.4f}")


def standard_error(auc, yes, no):
    """AUC の標準誤差。Hanley と McNeil（1982年）の式。"""
    one, two = auc / (2 - auc), 2 * auc**2 / (1 + auc)
    spread = (yes - 1) * (one - auc**2) + (no - 1) * (two - auc**2)
    return math.sqrt((auc * (1 - auc) + spread) / (yes * no))


labels = s3.get_object(
    Bucket=bucket,
    Key="bank/labels/validation.csv",
    ExpectedBucketOwner=account,
)["Body"].read()
yes, no = labels.count(b"1"), labels.count(b"0")
error = standard_error(curves["gamma 4"][1][-1], yes, no)
print(f"検証用の人数: {yes + no:,}")
print(f"検証用の AUC の標準誤差: {error:.4f}")

figure, axes = plt.subplots(figsize=(6.0, 3.8))
columns, numbers = [], []
for (name, parts), color in zip(
    curves.items(), ("#1d4f7c", "#5b6470"), strict=True
):
    for part, values, style in zip(
        ("学習用", "検証用"), parts, ("-", "--"), strict=True
    ):
        label = f"{name}、{part}"
        steps = list(range(1, len(values) + 1))
        axes.plot(steps, values, style, color=color, label=label)
        columns.append({"name": label, "format": ".4f"})
        numbers.append([round(value, 4) for value in values])
axes.set_xlabel("周（足した木の数）")
axes.set_ylabel("AUC")
axes.legend()
last = len(steps) - 1
slider = {"name": "周", "values": steps, "start": last}
save(figure, axes, "overfit", slider, columns, list(zip(*numbers, strict=True)))
plt.close(figure)
