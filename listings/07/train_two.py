"""同じデータを2台で学習し、1台のときと比べる。"""

import time

from connection import account, bucket, s3, sagemaker
from jobs import TRAINING, finish, latest_training, same_settings

JOB = time.strftime("bank-two-%Y%m%d-%H%M%S")
OWNER = {"Bucket": bucket, "ExpectedBucketOwner": account}

# 学習用のファイルを、行を交互に取って2つに分ける。1台に1つずつ渡る。
table = s3.get_object(Key="bank/train/train.csv", **OWNER)["Body"].read()
rows = table.splitlines(keepends=True)
for number in (0, 1):
    part = rows[number::2]
    key = f"bank/sharded/part-{number}.csv"
    s3.put_object(Key=key, Body=b"".join(part), **OWNER)
    print(f"part-{number}.csv: {len(part):,} 行")

# -- essential --
# 1台のジョブの設定を写し、違うところだけを書き換える。
one = latest_training()
settings = same_settings(one)
settings["InputDataConfig"][0]["DataSource"]["S3DataSource"] |= {
    "S3Uri": f"s3://{bucket}/bank/sharded/",
    "S3DataDistributionType": "ShardedByS3Key",
}
settings["ResourceConfig"]["InstanceCount"] = 2
sagemaker.create_training_job(TrainingJobName=JOB, **settings)
# -- end --

two = finish(TRAINING, JOB)
for count, job in ((1, one), (2, two)):
    auc = {
        metric["MetricName"]: metric["Value"]
        for metric in job["FinalMetricDataList"]
    }
    print(f"{count}台の検証用の AUC: {auc['validation:auc']:.4f}")
    print(f"{count}台の学習の時間: {job['TrainingTimeInSeconds']} 秒")
