"""ノートブックインスタンスを作り、使えるようになるまで待つ。"""

from connection import TAGS, sagemaker, session

NAME = "book-notebook"
ROLE = "sagemaker-book-role"

role_arn = session.client("iam").get_role(RoleName=ROLE)["Role"]["Arn"]

# -- essential --
sagemaker.create_notebook_instance(
    NotebookInstanceName=NAME,
    InstanceType="ml.t3.medium",
    PlatformIdentifier="notebook-al2023-v1",
    VolumeSizeInGB=5,
    RoleArn=role_arn,
    RootAccess="Disabled",
    DirectInternetAccess="Enabled",
    InstanceMetadataServiceConfiguration={
        "MinimumInstanceMetadataServiceVersion": "2"
    },
    Tags=TAGS,
)
# -- end --
print("作成を受け付けました。数分待ちます。")
sagemaker.get_waiter("notebook_instance_in_service").wait(
    NotebookInstanceName=NAME
)

notebook = sagemaker.describe_notebook_instance(NotebookInstanceName=NAME)
print("状態:", notebook["NotebookInstanceStatus"])
print("URL:", notebook["Url"])
