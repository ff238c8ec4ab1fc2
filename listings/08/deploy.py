"""モデルをエンドポイントにデプロイし、使えるようになるまで待つ。"""

import boto3

ENDPOINT = "bank-endpoint"
SERVERLESS = False  # True にすると、呼ばれた間だけ課金される方式になる

session = boto3.session.Session()
sagemaker = session.client("sagemaker")
models = sagemaker.list_models(
    NameContains="bank-xgb-", SortBy="CreationTime", SortOrder="Descending"
)["Models"]
if not models:
    raise SystemExit("モデルがありません。transform.py を先に実行します。")
model = models[0]["ModelName"]

variant = {"VariantName": "AllTraffic", "ModelName": model}
if SERVERLESS:
    variant["ServerlessConfig"] = {"MemorySizeInMB": 2048, "MaxConcurrency": 5}
else:
    variant |= {"InstanceType": "ml.m5.large", "InitialInstanceCount": 1}
sagemaker.create_endpoint_config(
    EndpointConfigName=ENDPOINT,
    ProductionVariants=[variant],
    Tags=[{"Key": "project", "Value": "sagemaker-book"}],
)
sagemaker.create_endpoint(
    EndpointName=ENDPOINT,
    EndpointConfigName=ENDPOINT,
    Tags=[{"Key": "project", "Value": "sagemaker-book"}],
)
print("作成を受け付けました。ここから課金が始まります。")
sagemaker.get_waiter("endpoint_in_service").wait(
    EndpointName=ENDPOINT, WaiterConfig={"Delay": 10, "MaxAttempts": 180}
)
endpoint = sagemaker.describe_endpoint(EndpointName=ENDPOINT)
print("状態:", endpoint["EndpointStatus"])
