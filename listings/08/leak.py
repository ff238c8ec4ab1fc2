"""データの渡し方を変えて学習し直し、点がどれだけ変わるかを見る。

base: 第6回と同じ列。混ぜて、7割で学習し、3割を予測する。
duration: 電話の前には分からない通話の長さを、列に加える。
date: 混ぜずに、古い7割で学習し、新しい3割を予測する。
"""

import io
import time

import boto3
import numpy as np
import pandas as pd
from sklearn.metrics import roc_auc_score

session = boto3.session.Session()
account = session.client("sts").get_caller_identity()["Account"]
bucket = f"sagemaker-book-{account}-{session.region_name}"
sagemaker = session.client("sagemaker")
s3 = session.client("s3")
STAMP = time.strftime("%Y%m%d-%H%M%S")
AFTER = ["duration"]
ECONOMY = [
    "emp.var.rate",
    "cons.price.idx",
    "cons.conf.idx",
    "euribor3m",
    "nr.employed",
]
# 名前: (除く列, 混ぜるか)
VARIANTS = {
    "base": (AFTER + ECONOMY, True),
    "duration": (ECONOMY, True),
    "date": (AFTER + ECONOMY, False),
}
COST, GAIN = 500, 5000  # threshold.py と同じ（円）


def read(key):
    """S3 のファイルの中身。"""
    return s3.get_object(Bucket=bucket, Key=key)["Body"].read()


def put(key, table):
    """見出しのない CSV にして S3 に置く。"""
    text = table.to_csv(header=False, index=False)
    s3.put_object(Bucket=bucket, Key=key, Body=text.encode())


def prepare(data, drop, shuffle):
    """第6回と同じ列を作り、7割と3割に分ける。"""
    features = data.drop(columns=["y", *drop])
    features["no_previous_contact"] = (data["pdays"] == 999).astype(int)
    jobs = ["student", "retired", "unemployed"]
    features["not_working"] = data["job"].isin(jobs).astype(int)
    table = pd.get_dummies(features, dtype=int)
    table.insert(0, "label", (data["y"] == "yes").astype(int))
    if shuffle:
        table = table.sample(frac=1, random_state=1729)
    edge = int(len(table) * 0.7)
    return table.iloc[:edge], table.iloc[edge:]


print("データ:", read("bank/raw/data-source.txt").decode())
raw = read("bank/raw/bank-additional-full.csv")
data = pd.read_csv(io.BytesIO(raw), sep=";")
first = sagemaker.list_training_jobs(
    NameContains="bank-xgb-",
    StatusEquals="Completed",
    SortBy="CreationTime",
    SortOrder="Descending",
)["TrainingJobSummaries"]
if not first:
    raise SystemExit("成功したジョブがありません。第7回の train.py が先です。")
base = sagemaker.describe_training_job(
    TrainingJobName=first[0]["TrainingJobName"]
)

# 3つのジョブを同時に動かす。設定は第7回のものを写す。
answers = {}
for name, (drop, shuffle) in VARIANTS.items():
    train, test = prepare(data, drop, shuffle)
    answers[name] = test["label"].to_numpy()
    print(f"{name}、学習用の申し込んだ割合: {train['label'].mean():.4f}")
    put(f"bank/{name}/train/train.csv", train)
    put(f"bank/{name}/features/test.csv", test.drop(columns="label"))
    channel = base["InputDataConfig"][0]
    channel["DataSource"]["S3DataSource"]["S3Uri"] = (
        f"s3://{bucket}/bank/{name}/train/"
    )
    sagemaker.create_training_job(
        TrainingJobName=f"bank-{name}-{STAMP}",
        RoleArn=base["RoleArn"],
        AlgorithmSpecification={
            "TrainingImage": base["AlgorithmSpecification"]["TrainingImage"],
            "TrainingInputMode": "File",
        },
        HyperParameters=base["HyperParameters"],
        InputDataConfig=[channel],
        OutputDataConfig=base["OutputDataConfig"],
        ResourceConfig=base["ResourceConfig"],
        StoppingCondition=base["StoppingCondition"],
    )

for name in VARIANTS:
    job = f"bank-{name}-{STAMP}"
    sagemaker.get_waiter("training_job_completed_or_stopped").wait(
        TrainingJobName=job, WaiterConfig={"Delay": 10, "MaxAttempts": 360}
    )
    trained = sagemaker.describe_training_job(TrainingJobName=job)
    sagemaker.create_model(
        ModelName=job,
        ExecutionRoleArn=base["RoleArn"],
        PrimaryContainer={
            "Image": base["AlgorithmSpecification"]["TrainingImage"],
            "ModelDataUrl": trained["ModelArtifacts"]["S3ModelArtifacts"],
        },
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
    )

for name in VARIANTS:
    job = f"bank-{name}-{STAMP}"
    sagemaker.get_waiter("transform_job_completed_or_stopped").wait(
        TransformJobName=job, WaiterConfig={"Delay": 10, "MaxAttempts": 360}
    )
    text = read(f"bank/{name}/predictions/test.csv.out").decode()
    score = np.array(text.replace(",", "\n").split(), dtype=float)
    truth = answers[name]
    found = truth[score >= 0.5].sum() / truth.sum()
    print(f"{name}、申し込んだ割合: {truth.mean():.4f}")
    print(f"{name}、ROC AUC: {roc_auc_score(truth, score):.4f}")
    print(f"{name}、再現率: {found:.4f}")
    called = score >= COST / GAIN
    profit = int(truth[called].sum()) * GAIN - int(called.sum()) * COST
    everyone = int(truth.sum()) * GAIN - len(truth) * COST
    print(f"{name}、しきい値 0.1 の利益（円）: {profit:,}")
    print(f"{name}、全員に電話した利益（円）: {everyone:,}")
