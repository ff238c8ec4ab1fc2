"""ノートブックインスタンスの状態を一覧にする。"""

from connection import region as here
from connection import session

# 調べるリージョン。ほかでも作った覚えがあれば、"us-east-1" のように書き足す。
REGIONS = [here]

for region in REGIONS:
    sagemaker = session.client("sagemaker", region_name=region)
    found = 0
    for page in sagemaker.get_paginator("list_notebook_instances").paginate():
        for notebook in page["NotebookInstances"]:
            found += 1
            print(
                region,
                notebook["NotebookInstanceName"],
                notebook["InstanceType"],
                notebook["NotebookInstanceStatus"],
            )
    print(f"{region}: {found} 台")
