"""データの渡し方を変えて学習し直し、点と利益がどれだけ変わるかを見る。

base: 第6回と同じ列。混ぜて、7割で学習し、3割を予測する。
duration: 電話の前には分からない通話の長さを、列に加える。
no-campaign: 勧誘が終わるまで決まらない接触の回数 campaign を、列から除く。
date: 混ぜずに、古い7割で学習し、新しい3割を予測する。
"""

import io
import time

import numpy as np
import pandas as pd
from sklearn.metrics import roc_auc_score

from connection import TAGS, bucket, sagemaker
from jobs import TRAINING, TRANSFORM, finish, latest_training, same_settings
from predictions import numbers, read, source, write
from profit import COST, GAIN, above, report, top, yen

STAMP = time.strftime("%Y%m%d-%H%M%S")
ECONOMY = [
    "emp.var.rate",
    "cons.price.idx",
    "cons.conf.idx",
    "euribor3m",
    "nr.employed",
]
# -- essential --
# 名前: (景気の指標のほかに除く列, 混ぜるか)
VARIANTS = {
    "base": (["duration"], True),
    "duration": ([], True),
    "no-campaign": (["duration", "campaign"], True),
    "date": (["duration"], False),
}
# -- end --
BUDGET = 1200  # 電話できる件数が決まっているとき


def prepare(data, drop, shuffle):
    """第6回と同じ列を作り、7割と3割に分ける。"""
    features = data.drop(columns=["y", *ECONOMY, *drop])
    features["no_previous_contact"] = (data["pdays"] == 999).astype(int)
    jobs = ["student", "retired", "unemployed"]
    features["not_working"] = data["job"].isin(jobs).astype(int)
    table = pd.get_dummies(features, dtype=int)
    table.insert(0, "label", (data["y"] == "yes").astype(int))
    if shuffle:
        table = table.sample(frac=1, random_state=1729)
    edge = int(len(table) * 0.7)
    return table.iloc[:edge], table.iloc[edge:]


def csv(table):
    """見出しのない CSV。"""
    return table.to_csv(header=False, index=False)


def train(name):
    """トレーニングジョブを始める。設定は第7回のものを写す。"""
    settings = same_settings(first)
    settings["InputDataConfig"] = settings["InputDataConfig"][:1]
    where = settings["InputDataConfig"][0]["DataSource"]["S3DataSource"]
    where["S3Uri"] = f"s3://{bucket}/bank/{name}/train/"
    job = f"bank-{name}-{STAMP}"
    sagemaker.create_training_job(TrainingJobName=job, **settings)


def predict(name):
    """学習が終わるのを待ち、バッチ変換を始める。"""
    job = f"bank-{name}-{STAMP}"
    trained = finish(TRAINING, job)
    sagemaker.create_model(
        ModelName=job,
        ExecutionRoleArn=trained["RoleArn"],
        PrimaryContainer={
            "Image": trained["AlgorithmSpecification"]["TrainingImage"],
            "ModelDataUrl": trained["ModelArtifacts"]["S3ModelArtifacts"],
        },
        Tags=TAGS,
    )
    sagemaker.create_transform_job(
        TransformJobName=job,
        ModelName=job,
        TransformInput={
            "DataSource": {
                "S3DataSource": {
                    "S3DataType": "S3Prefix",
                    "S3Uri": f"s3://{bucket}/bank/{name}/features/",
                }
            },
            "ContentType": "text/csv",
            "SplitType": "Line",
        },
        TransformOutput={
            "S3OutputPath": f"s3://{bucket}/bank/{name}/predictions/",
            "AssembleWith": "Line",
        },
        TransformResources={
            "InstanceType": "ml.m5.large",
            "InstanceCount": 1,
        },
        Tags=TAGS,
    )


print("データ:", source())
raw = io.StringIO(read("bank/raw/bank-additional-full.csv"))
data = pd.read_csv(raw, sep=";")
first = latest_training()
answers = {}
for name, (drop, shuffle) in VARIANTS.items():
    old, new = prepare(data, drop, shuffle)
    answers[name] = new["label"].to_numpy()
    print(f"{name}、学習用の申し込んだ割合: {old['label'].mean():.4f}")
    write(f"bank/{name}/train/train.csv", csv(old))
    write(f"bank/{name}/features/test.csv", csv(new.drop(columns="label")))
    train(name)  # 4つのジョブは同時に動く
for name in VARIANTS:
    predict(name)

results = {}
for name in VARIANTS:
    finish(TRANSFORM, f"bank-{name}-{STAMP}")
    score = numbers(read(f"bank/{name}/predictions/test.csv.out"))
    truth = answers[name]
    results[name] = truth, score
    found = truth[score >= 0.5].sum() / truth.sum()
    print(f"{name}、申し込んだ割合: {truth.mean():.4f}")
    print(f"{name}、ROC AUC: {roc_auc_score(truth, score):.4f}")
    print(f"{name}、再現率: {found:.4f}")
    report(f"{name}、しきい値 0.1", *above(truth, score, COST / GAIN))

# 新しい3割で、電話のしかたを比べる。
print()
truth, score = results["date"]
calls, hits = above(truth, score, COST / GAIN)
print(f"date、しきい値 0.1 で電話した人の申し込み率: {hits / calls:.4f}")
report("date、全員", len(truth), truth.sum())
report("date、上位1,200人", BUDGET, top(truth, score, BUDGET))
report("date、無作為の1,200人", BUDGET, round(BUDGET * truth.mean()))
# 答えを知った後で引き直した線。実際には選べないが、余地の大きさが分かる。
lines = np.round(np.arange(0.0, 0.31, 0.01), 2)
best = max(lines, key=lambda line: yen(*above(truth, score, line)))
print(f"date、後から選んだしきい値: {best:.2f}")
report("date、後から選んだしきい値", *above(truth, score, best))
# 1人に1件ではなく、実際の接触の回数だけ電話したとすると。
contacts = data["campaign"][len(data) - len(truth) :].sum()
report("date、全員、実際の回数", contacts, truth.sum())
