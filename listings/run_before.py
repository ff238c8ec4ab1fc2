"""ある回の前に要るプログラムだけを、順に動かす。例: python run_before.py 08"""

import subprocess
import sys
from pathlib import Path

# 後の回が、その結果を使うもの
NEEDED = [
    "05/create_role.py",
    "06/create_bucket.py",
    "06/get_data.py",
    "06/prepare.py",
    "06/upload.py",
    "07/train.py",
]
CHAPTERS = ("06", "07", "08")

chapter = sys.argv[1] if len(sys.argv) == 2 else ""
if chapter not in CHAPTERS:
    raise SystemExit(f"回を1つ書きます: python run_before.py {CHAPTERS[-1]}")
for name in NEEDED:
    if name >= chapter:
        break
    print(f"== {name}", flush=True)
    program = Path(__file__).parent / name
    if code := subprocess.run(
        [sys.executable, program], check=False
    ).returncode:
        raise SystemExit(f"{name} が失敗しました（終了コード {code}）。")
