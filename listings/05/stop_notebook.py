"""ノートブックインスタンスを止める。ファイルは残り、インスタンスの課金は止まる。"""

from connection import sagemaker

NAME = "book-notebook"

sagemaker.stop_notebook_instance(NotebookInstanceName=NAME)
sagemaker.get_waiter("notebook_instance_stopped").wait(
    NotebookInstanceName=NAME
)
notebook = sagemaker.describe_notebook_instance(NotebookInstanceName=NAME)
print("状態:", notebook["NotebookInstanceStatus"])
