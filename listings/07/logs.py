"""トレーニングジョブのログを読み、学習の進み方を図にする。"""

import re

import boto3
import matplotlib.pyplot as plt

plt.style.use("book.mplstyle")
session = boto3.session.Session()
sagemaker = session.client("sagemaker")
logs = session.client("logs")
GROUP = "/aws/sagemaker/TrainingJobs"


def latest_job(prefix):
    """名前が prefix で始まる、最後に成功したジョブの名前。"""
    jobs = sagemaker.list_training_jobs(
        NameContains=prefix,
        StatusEquals="Completed",
        SortBy="CreationTime",
        SortOrder="Descending",
    )["TrainingJobSummaries"]
    if not jobs:
        raise SystemExit(f"{prefix} で始まる、成功したジョブがありません。")
    return jobs[0]["TrainingJobName"]


def lines(job):
    """ジョブのログの行を、計算機ごとに順に返す。"""
    for stream in logs.describe_log_streams(
        logGroupName=GROUP, logStreamNamePrefix=f"{job}/"
    )["logStreams"]:
        token = None
        while True:
            where = {"nextToken": token} if token else {"startFromHead": True}
            page = logs.get_log_events(
                logGroupName=GROUP,
                logStreamName=stream["logStreamName"],
                **where,
            )
            yield from (event["message"] for event in page["events"])
            # 同じ印が返ったら、そこが終わり。
            if page["nextForwardToken"] == token:
                break
            token = page["nextForwardToken"]


job = latest_job("bank-xgb-")
messages = list(lines(job))
for message in messages:
    if " matrix has " in message:  # 読み込んだ行数と列数
        print(message.strip())
# 1周ごとの行。#011 はタブ文字の書き方で、ログにこのまま残る。
ROUND = re.compile(
    r"\[(\d+)\](?:#011|\t)train-auc:([\d.]+)"
    r"(?:#011|\t)validation-auc:([\d.]+)"
)
rounds = [found.groups() for line in messages if (found := ROUND.search(line))]
train = [float(value) for _, value, _ in rounds]
validation = [float(value) for _, _, value in rounds]
best = max(range(len(rounds)), key=validation.__getitem__)

print(f"周の数: {len(rounds)}")
for number in (0, 9, 49, len(rounds) - 1):
    print(
        f"{number + 1}周目  学習用 {train[number]:.4f}"
        f"  検証用 {validation[number]:.4f}"
    )
print(f"最後の周の学習用の AUC: {train[-1]:.4f}")
print(f"最後の周の検証用の AUC: {validation[-1]:.4f}")
print(f"検証用が最も高い周: {best + 1}")
print(f"検証用の最高の AUC: {validation[best]:.4f}")

figure, axes = plt.subplots(figsize=(6.0, 3.4))
axes.plot(range(1, len(rounds) + 1), train, label="学習用")
axes.plot(range(1, len(rounds) + 1), validation, "--", label="検証用")
axes.axvline(best + 1, color="#5b6470", linewidth=1)
axes.set_xlabel("周（足した木の数）")
axes.set_ylabel("AUC")
axes.legend()
figure.savefig("learning.svg")
plt.close(figure)
