"""ジョブのログから、1周ごとの AUC を読む。ほかのプログラムが取り込む。"""

import re

from connection import session

logs = session.client("logs")
GROUP = "/aws/sagemaker/TrainingJobs"
# 1周ごとの行。#011 はタブ文字の書き方で、ログにこのまま残る。
ROUND = re.compile(
    r"\[(\d+)\](?:#011|\t)train-auc:([\d.]+)"
    r"(?:#011|\t)validation-auc:([\d.]+)"
)


# -- essential --
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


# -- end --


def rounds(messages):
    """学習用の AUC と検証用の AUC の並び。周の順。"""
    found = [match for line in messages if (match := ROUND.search(line))]
    if not found:
        raise SystemExit(
            "1周ごとの AUC がログにありません。検証用の入力と、"
            "eval_metric の auc を渡したジョブかを見ます。"
        )
    return [float(m[2]) for m in found], [float(m[3]) for m in found]
