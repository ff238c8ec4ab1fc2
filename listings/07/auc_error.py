"""AUC の標準誤差を求める。ほかのプログラムが取り込む。"""

import math


def standard_error(auc, yes, no):
    """AUC の標準誤差。Hanley と McNeil（1982年）の式。"""
    one, two = auc / (2 - auc), 2 * auc**2 / (1 + auc)
    spread = (yes - 1) * (one - auc**2) + (no - 1) * (two - auc**2)
    return math.sqrt((auc * (1 - auc) + spread) / (yes * no))
