"""ノートブックインスタンスの状態を一覧にする。"""

import boto3

# 調べるリージョン。ほかでも作った覚えがあれば、"us-east-1" のように書き足す。
REGIONS = [boto3.session.Session().region_name]

for region in REGIONS:
    sagemaker = boto3.client("sagemaker", region_name=region)
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
