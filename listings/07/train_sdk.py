"""train.py と同じジョブを、SageMaker Python SDK v3 で書く。"""

import os

from sagemaker.core import image_uris
from sagemaker.core.helper.session_helper import Session
from sagemaker.train import ModelTrainer
from sagemaker.train.configs import (
    Compute,
    InputData,
    OutputDataConfig,
    StoppingCondition,
    Tag,
)

from connection import TAGS, account, bucket, region
from jobs import TRAINING, finish

# ロールに使わない権限まで求める検査を止める。
os.environ["SAGEMAKER_VALIDATE_ROLE"] = "false"

# -- essential --
trainer = ModelTrainer(
    sagemaker_session=Session(),
    tags=[Tag(key=tag["Key"], value=tag["Value"]) for tag in TAGS],
    role=f"arn:aws:iam::{account}:role/sagemaker-book-role",
    base_job_name="bank-sdk",
    training_image=image_uris.retrieve("xgboost", region, version="3.2-0"),
    training_input_mode="File",
    compute=Compute(
        instance_type="ml.m5.large", instance_count=1, volume_size_in_gb=10
    ),
    stopping_condition=StoppingCondition(max_runtime_in_seconds=1800),
    output_data_config=OutputDataConfig(
        s3_output_path=f"s3://{bucket}/bank/output/"
    ),
    hyperparameters={
        "objective": "binary:logistic",
        "num_round": 100,
        "max_depth": 5,
        "eta": 0.2,
        "gamma": 4,
        "min_child_weight": 6,
        "subsample": 0.8,
        "eval_metric": "auc",
    },
)
trainer.train(
    input_data_config=[
        InputData(
            channel_name=name,
            data_source=f"s3://{bucket}/bank/{name}/",
            content_type="text/csv",
        )
        for name in ("train", "validation")
    ],
    wait=False,
)
# -- end --
job = finish(TRAINING, trainer._latest_training_job.training_job_name)
print(job["TrainingJobStatus"])
for metric in job["FinalMetricDataList"]:
    print(f"{metric['MetricName']}: {metric['Value']:.4f}")
