"""第5回で作ったものを消し、残っていないことを確かめる。何度実行してもよい。"""

from botocore.exceptions import ClientError

from connection import TAGS, sagemaker, session, tagged

NAME = "book-notebook"
ROLE = "sagemaker-book-role"

iam = session.client("iam")


def notebook():
    """ノートブックインスタンスの ARN と状態。なければ None が2つ。"""
    try:
        found = sagemaker.describe_notebook_instance(NotebookInstanceName=NAME)
    except ClientError as error:
        if error.response["Error"]["Code"] == "ValidationException":
            return None, None
        raise
    return found["NotebookInstanceArn"], found["NotebookInstanceStatus"]


def role_exists():
    """実行ロールがあるか。"""
    try:
        iam.get_role(RoleName=ROLE)
    except iam.exceptions.NoSuchEntityException:
        return False
    return True


arn, status = notebook()
if arn and not tagged(arn):
    raise SystemExit(f"{NAME} に札がないので、残します。")
# -- essential --
if status == "InService":
    sagemaker.stop_notebook_instance(NotebookInstanceName=NAME)
if notebook()[1] == "Stopping":
    sagemaker.get_waiter("notebook_instance_stopped").wait(
        NotebookInstanceName=NAME
    )
if notebook()[1] in ("Stopped", "Failed"):
    sagemaker.delete_notebook_instance(NotebookInstanceName=NAME)
if notebook()[1] == "Deleting":
    sagemaker.get_waiter("notebook_instance_deleted").wait(
        NotebookInstanceName=NAME
    )

# ノートブックが残っている間は、ロールを消さない。
if notebook()[1] is None and role_exists():
    if TAGS[0] not in iam.list_role_tags(RoleName=ROLE)["Tags"]:
        raise SystemExit(f"{ROLE} に札がないので、残します。")
    for policy in iam.list_role_policies(RoleName=ROLE)["PolicyNames"]:
        iam.delete_role_policy(RoleName=ROLE, PolicyName=policy)
    attached = iam.list_attached_role_policies(RoleName=ROLE)
    for policy in attached["AttachedPolicies"]:
        iam.detach_role_policy(RoleName=ROLE, PolicyArn=policy["PolicyArn"])
    iam.delete_role(RoleName=ROLE)
# -- end --

print("ノートブックインスタンス:", notebook()[1] or "なし")
print("実行ロール:", "あり" if role_exists() else "なし")
