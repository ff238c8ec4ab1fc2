"""AWS かラボにつなぎ、どこで動くかを表示する。ほかのプログラムが取り込む。"""

import boto3
from botocore.exceptions import (
    ClientError,
    ConnectionError,
    NoCredentialsError,
)

import work_folder

work_folder.enter()
TAGS = [{"Key": "project", "Value": "sagemaker-book"}]  # 作るものに付ける札
PASTE = "ラボなら、make lab が表示した export の行をこの端末に貼ります。"

session = boto3.session.Session()
region = session.region_name
if not region:
    raise SystemExit(f"リージョンが決まっていません。{PASTE}")
try:
    sts = session.client("sts")
    account = sts.get_caller_identity()["Account"]
except ValueError as error:  # AWS_ENDPOINT_URL の書き誤り
    raise SystemExit(f"接続先が読めません（{error}）。{PASTE}") from None
except NoCredentialsError:
    raise SystemExit(f"認証情報がありません。{PASTE}") from None
except ConnectionError as error:
    raise SystemExit(
        f"つながりません（{error}）。ラボなら、make lab が動いているかを見て、"
        "表示された export の行を貼り直します。"
    ) from None
except ClientError as error:
    raise SystemExit(f"認証情報を使えません（{error}）。{PASTE}") from None
bucket = f"sagemaker-book-{account}-{region}"
sagemaker = session.client("sagemaker")
s3 = session.client("s3")

lab = "//127.0.0.1" in sts.meta.endpoint_url
place = "ラボ（課金なし）" if lab else "AWS（課金される）"
print(f"動く場所: {place}、アカウント {account}、リージョン {region}")


def tagged(arn):
    """この連載の札が付いているか。SageMaker の ARN で調べる。"""
    return TAGS[0] in sagemaker.list_tags(ResourceArn=arn)["Tags"]
