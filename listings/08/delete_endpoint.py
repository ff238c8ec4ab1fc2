"""エンドポイントだけを消す。モデルとデータは残る。何度実行してもよい。"""

import boto3

ENDPOINT = "bank-endpoint"
sagemaker = boto3.client("sagemaker")

if sagemaker.list_endpoints(NameContains=ENDPOINT)["Endpoints"]:
    sagemaker.delete_endpoint(EndpointName=ENDPOINT)
    sagemaker.get_waiter("endpoint_deleted").wait(
        EndpointName=ENDPOINT, WaiterConfig={"Delay": 10, "MaxAttempts": 60}
    )
if sagemaker.list_endpoint_configs(NameContains=ENDPOINT)["EndpointConfigs"]:
    sagemaker.delete_endpoint_config(EndpointConfigName=ENDPOINT)

left = sagemaker.list_endpoints(NameContains=ENDPOINT)["Endpoints"]
print("エンドポイント:", left[0]["EndpointStatus"] if left else "なし")
