"""ノートブックインスタンスの状態を一覧にする。引数でリージョンを足せる。"""

import sys

import boto3

regions = sys.argv[1:] or [boto3.session.Session().region_name]
for region in regions:
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
