"""練習問題 1 の答え: しきい値を変えたときの、適合率と再現率。"""

from predictions import load, source
from profit import above

print("データ:", source())
truth, score = load("test")
for threshold in (0.12, 0.5):
    calls, hits = above(truth, score, threshold)
    print(f"しきい値 {threshold}、適合率: {hits / calls:.4f}")
    print(f"しきい値 {threshold}、再現率: {hits / truth.sum():.4f}")
