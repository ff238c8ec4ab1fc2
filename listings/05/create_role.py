"""実行ロールを作る。もうあるときは、信頼ポリシーと権限を書き直す。"""

from pathlib import Path

from connection import TAGS, account, region, session

ROLE = "sagemaker-book-role"
iam = session.client("iam")


def policy(name):
    """JSON の見本のアカウント ID とリージョンを、自分のものに置き換える。"""
    text = Path(name).read_text(encoding="utf-8")
    return text.replace("111122223333", account).replace(
        "ap-northeast-1", region
    )


# -- essential --
try:
    iam.create_role(
        RoleName=ROLE,
        AssumeRolePolicyDocument=policy("trust.json"),
        Tags=TAGS,
    )
except iam.exceptions.EntityAlreadyExistsException:
    iam.update_assume_role_policy(
        RoleName=ROLE, PolicyDocument=policy("trust.json")
    )
iam.put_role_policy(
    RoleName=ROLE,
    PolicyName="sagemaker-book",
    PolicyDocument=policy("permissions.json"),
)
print(iam.get_role(RoleName=ROLE)["Role"]["Arn"])
# -- end --
