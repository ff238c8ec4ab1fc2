"""組み込みの XGBoost の置き場所を、リージョンごとに調べる（SDK v3）。"""

from sagemaker.core import image_uris

VERSION = "3.2-0"
for region in ("ap-northeast-1", "ap-northeast-3", "us-east-1"):
    print(image_uris.retrieve("xgboost", region, version=VERSION))

# 版を決めないと、取り違えを防ぐために失敗する。
try:
    image_uris.retrieve("xgboost", "ap-northeast-1")
except ValueError as error:
    print("版なし:", str(error).split(". ")[0])
