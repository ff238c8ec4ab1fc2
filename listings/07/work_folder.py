"""どこから動かしても、プログラムと同じフォルダのファイルを読み書きする。"""

import os
from pathlib import Path


def enter():
    """プログラムのあるフォルダに移る。"""
    os.chdir(Path(__file__).parent)
