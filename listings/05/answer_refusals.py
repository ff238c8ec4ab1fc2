"""練習問題 2 の答え: 決まりに合わない値を渡し、だれが断るかを読む。"""

from botocore.exceptions import ClientError, ParamValidationError

from connection import sagemaker, session

ROLE = "sagemaker-book-role"
role_arn = session.client("iam").get_role(RoleName=ROLE)["Role"]["Arn"]


def ask(instance_type, volume):
    """作成を頼み、断った人と文面の最初の100字を表示する。"""
    print(f"\n{instance_type}、{volume} GB")
    try:
        sagemaker.create_notebook_instance(
            NotebookInstanceName="practice-notebook",
            InstanceType=instance_type,
            VolumeSizeInGB=volume,
            RoleArn=role_arn,
        )
    except ParamValidationError as error:
        print("断った人: boto3（送る前）")
        print("文面:", str(error).splitlines()[-1][:100])
    except ClientError as error:
        refusal = error.response["Error"]
        print(f"断った人: SageMaker（{refusal['Code']}）")
        print("文面:", refusal["Message"][:100].strip())


ask("ml.t3.medium", 4)
ask("ml.t3.midium", 5)
