"""トレーニングジョブのログを読み、学習の進み方を図にする。"""

import matplotlib.pyplot as plt

from jobs import latest_training
from training_log import lines, rounds

plt.style.use("book.mplstyle")
# -- essential --
job = latest_training()
messages = list(lines(job["TrainingJobName"]))
for message in messages:
    if " matrix has " in message:  # 読み込んだ行数と列数
        print(message.strip())
train, validation = rounds(messages)
last = len(train)
best = max(range(last), key=validation.__getitem__)

print(f"周の数: {last}")
for number in sorted({1, min(10, last), min(50, last), last}):
    print(
        f"{number}周目  学習用 {train[number - 1]:.4f}"
        f"  検証用 {validation[number - 1]:.4f}"
    )
print(f"最後の周の学習用の AUC: {train[-1]:.4f}")
print(f"最後の周の検証用の AUC: {validation[-1]:.4f}")
print(f"検証用が最も高い周: {best + 1}")
print(f"検証用の最高の AUC: {validation[best]:.4f}")
# -- end --

figure, axes = plt.subplots(figsize=(6.0, 3.4))
axes.plot(range(1, last + 1), train, label="学習用")
axes.plot(range(1, last + 1), validation, "--", label="検証用")
axes.axvline(best + 1, color="#5b6470", linewidth=1)
axes.set_xlabel("周（足した木の数）")
axes.set_ylabel("AUC")
axes.legend()
figure.savefig("learning.svg")
plt.close(figure)
