"""余った計算機（スポット）で学習し、節約できた割合を見る。"""

import time

from connection import sagemaker
from jobs import TRAINING, finish, latest_training, same_settings

JOB = time.strftime("bank-spot-%Y%m%d-%H%M%S")
settings = same_settings(latest_training())
# -- essential --
settings |= {
    "EnableManagedSpotTraining": True,
    # 動かす時間の上限と、空きを待つ時間も含めた上限。1時間で諦める。
    "StoppingCondition": {
        "MaxRuntimeInSeconds": 1800,
        "MaxWaitTimeInSeconds": 3600,
    },
}
# -- end --
sagemaker.create_training_job(TrainingJobName=JOB, **settings)

job = finish(TRAINING, JOB)
used, paid = job["TrainingTimeInSeconds"], job["BillableTimeInSeconds"]
print(f"学習の時間: {used} 秒")
print(f"課金の時間: {paid} 秒")
print(f"節約した割合: {1 - paid / used:.0%}")
