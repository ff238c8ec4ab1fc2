"""モデルをエンドポイントにデプロイし、使えるようになるまで待つ。"""

import time

from connection import TAGS, sagemaker
from jobs import latest_training

ENDPOINT = "bank-endpoint"
SERVERLESS = False  # True にすると、呼ばれた間だけ課金される方式になる

model = latest_training()[
    "TrainingJobName"
]  # transform.py がモデルに付けた名前
models = sagemaker.list_models(NameContains=model)["Models"]
if model not in [found["ModelName"] for found in models]:
    raise SystemExit("モデルがありません。transform.py を先に動かします。")

# -- essential --
variant = {"VariantName": "AllTraffic", "ModelName": model}
if SERVERLESS:
    variant["ServerlessConfig"] = {"MemorySizeInMB": 2048, "MaxConcurrency": 5}
else:
    variant |= {"InstanceType": "ml.m5.large", "InitialInstanceCount": 1}
sagemaker.create_endpoint_config(
    EndpointConfigName=ENDPOINT, ProductionVariants=[variant], Tags=TAGS
)
sagemaker.create_endpoint(
    EndpointName=ENDPOINT, EndpointConfigName=ENDPOINT, Tags=TAGS
)
# -- end --
print("作成を受け付けました。消すまで課金されます。")
try:
    status = "Creating"
    while status == "Creating":
        time.sleep(3)
        endpoint = sagemaker.describe_endpoint(EndpointName=ENDPOINT)
        status = endpoint["EndpointStatus"]
except KeyboardInterrupt:
    raise SystemExit(
        "\n待つのをやめました。エンドポイントは作られ続けます。"
        "消すには: python delete_endpoint.py"
    ) from None
print("状態:", status)
if status != "InService":
    raise SystemExit(
        f"{endpoint.get('FailureReason')}\n"
        f"詳しくは CloudWatch Logs の /aws/sagemaker/Endpoints/{ENDPOINT}。"
        "消すには: python delete_endpoint.py"
    )
