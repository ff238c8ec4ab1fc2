"""第5回で作ったものを消し、残っていないことを確かめる。何度実行してもよい。"""

import boto3
from botocore.exceptions import ClientError

NAME = "book-notebook"
ROLE = "sagemaker-book-role"

sagemaker = boto3.client("sagemaker")
iam = boto3.client("iam")


def notebook_status():
    """ノートブックインスタンスの状態。なければ None。"""
    try:
        notebook = sagemaker.describe_notebook_instance(
            NotebookInstanceName=NAME
        )
    except ClientError as error:
        if error.response["Error"]["Code"] == "ValidationException":
            return None
        raise
    return notebook["NotebookInstanceStatus"]


def role_exists():
    """実行ロールがあるか。"""
    try:
        iam.get_role(RoleName=ROLE)
    except iam.exceptions.NoSuchEntityException:
        return False
    return True


if notebook_status() == "InService":
    sagemaker.stop_notebook_instance(NotebookInstanceName=NAME)
if notebook_status() == "Stopping":
    sagemaker.get_waiter("notebook_instance_stopped").wait(
        NotebookInstanceName=NAME
    )
if notebook_status() in ("Stopped", "Failed"):
    sagemaker.delete_notebook_instance(NotebookInstanceName=NAME)
if notebook_status() == "Deleting":
    sagemaker.get_waiter("notebook_instance_deleted").wait(
        NotebookInstanceName=NAME
    )

# ノートブックが残っている間は、ロールを消さない。
if notebook_status() is None and role_exists():
    for policy in iam.list_role_policies(RoleName=ROLE)["PolicyNames"]:
        iam.delete_role_policy(RoleName=ROLE, PolicyName=policy)
    for policy in iam.list_attached_role_policies(RoleName=ROLE)[
        "AttachedPolicies"
    ]:
        iam.detach_role_policy(RoleName=ROLE, PolicyArn=policy["PolicyArn"])
    iam.delete_role(RoleName=ROLE)

print("ノートブックインスタンス:", notebook_status() or "なし")
print("実行ロール:", "あり" if role_exists() else "なし")
