"""エンドポイントだけを消す。モデルとデータは残る。何度実行してもよい。"""

import time

from botocore.exceptions import ClientError

from connection import sagemaker, tagged

ENDPOINT = "bank-endpoint"


def describe():
    """エンドポイントの詳細と状態。なければ None が2つ。"""
    try:
        endpoint = sagemaker.describe_endpoint(EndpointName=ENDPOINT)
    except ClientError as error:
        if error.response["Error"]["Code"] == "ValidationException":
            return None, None
        raise
    return endpoint, endpoint["EndpointStatus"]


def delete():
    """エンドポイントと、その設定を消し、残りを表示する。"""
    endpoint, status = describe()
    if endpoint and not tagged(endpoint["EndpointArn"]):
        raise SystemExit(f"{ENDPOINT} に札がないので、残します。")
    # 作っている間と、作り替えている間は消せない。終わるのを待つ。
    while status in ("Creating", "Updating", "SystemUpdating", "RollingBack"):
        print("作成か更新の途中です。終わるのを待ちます。")
        time.sleep(30)
        status = describe()[1]
    # -- essential --
    if status not in (None, "Deleting"):
        sagemaker.delete_endpoint(EndpointName=ENDPOINT)
    while describe()[1] == "Deleting":
        time.sleep(3)
    # -- end --
    found = sagemaker.list_endpoint_configs(NameContains=ENDPOINT)
    for config in found["EndpointConfigs"]:
        name, arn = config["EndpointConfigName"], config["EndpointConfigArn"]
        if name == ENDPOINT and tagged(arn):
            sagemaker.delete_endpoint_config(EndpointConfigName=ENDPOINT)
    print("エンドポイント:", describe()[1] or "なし")


if __name__ == "__main__":
    delete()
