"""The generated stand-in for the bank's data: same columns, same spellings, nobody's records.

``python -m tools.synthetic`` rewrites ``listings/06/bank-synthetic.csv.gz``. The listings fall back
to it without a network, and CI runs them on it. The rates below only resemble those of the real
table (rare answers, more of them towards the end, a tell-tale ``duration``), so that training has
something to find; no number of the book comes from here.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import math
import random
from pathlib import Path

TARGET = Path(__file__).parent.parent / "listings" / "06" / "bank-synthetic.csv.gz"
ROWS = 8000
COLUMNS = [
    *("age", "job", "marital", "education", "default", "housing", "loan", "contact", "month"),
    *("day_of_week", "duration", "campaign", "pdays", "previous", "poutcome", "emp.var.rate"),
    *("cons.price.idx", "cons.conf.idx", "euribor3m", "nr.employed", "y"),
]

# value -> (how often, how much it moves the log-odds of a yes)
JOB = {
    "admin.": (25, 0.1),
    "blue-collar": (22, -0.3),
    "technician": (16, 0),
    "services": (10, -0.2),
    "management": (7, 0),
    "retired": (4, 0.6),
    "entrepreneur": (4, -0.2),
    "self-employed": (3, 0),
    "housemaid": (3, 0),
    "unemployed": (2, 0.2),
    "student": (2, 0.8),
    "unknown": (1, 0),
}
MARITAL = {"married": (61, 0), "single": (28, 0.1), "divorced": (11, 0), "unknown": (0.2, 0)}
EDUCATION = {
    "university.degree": (30, 0.2),
    "high.school": (23, 0),
    "basic.9y": (15, -0.2),
    "professional.course": (13, 0),
    "basic.4y": (10, -0.1),
    "basic.6y": (5, -0.2),
    "unknown": (4, 0.1),
    "illiterate": (0.1, 0),
}
DEFAULT = {"no": (79, 0), "unknown": (21, -0.5), "yes": (0.05, -0.5)}
HOUSING = {"yes": (52, 0), "no": (45, 0), "unknown": (2.4, 0)}
LOAN = {"no": (82, 0), "yes": (15, 0), "unknown": (2.4, 0)}
CONTACT = {"cellular": (63, 0.3), "telephone": (37, -0.4)}
MONTH = {
    "may": (33, -0.5),
    "jul": (17, 0),
    "aug": (15, 0),
    "jun": (13, 0),
    "nov": (10, 0),
    "apr": (6, 0.4),
    "oct": (2, 0.9),
    "sep": (1.5, 0.9),
    "mar": (1.5, 1),
    "dec": (0.5, 0.9),
}
DAY = {"thu": (21, 0), "mon": (21, -0.1), "wed": (20, 0), "tue": (20, 0), "fri": (19, 0)}


def rows(count: int = ROWS) -> list[list[str | int | float]]:
    """*count* made-up rows in the order of their (made-up) dates; columns as ``COLUMNS``."""
    random_ = random.Random(20261122)

    def pick(table: dict[str, tuple[float, float]]) -> tuple[str, float]:
        value = random_.choices(list(table), [weight for weight, _ in table.values()])[0]
        return value, table[value][1]

    made = []
    for number in range(count):
        time = number / count
        chosen = [
            pick(t) for t in (JOB, MARITAL, EDUCATION, DEFAULT, HOUSING, LOAN, CONTACT, MONTH, DAY)
        ]
        (job, marital, education, default, housing, loan, contact, month, day) = (
            value for value, _ in chosen
        )
        age = max(18, min(95, round(random_.gauss(68 if job == "retired" else 39, 9))))
        previous = random_.choices([0, 1, 2, 3], [86, 10, 3, 1])[0]
        outcome = (
            random_.choices(["failure", "success"], [75, 25])[0] if previous else "nonexistent"
        )
        # who says yes changes with time, so that the newest rows are the hardest to foretell
        told = 1 - 0.75 * time**2
        odds = -3.6 + 3.6 * time**3 + told * 1.6 * sum(effect for _, effect in chosen)
        odds += told * {"success": 3.4, "failure": 0.3, "nonexistent": 0}[outcome]
        yes = random_.random() < 1 / (1 + math.exp(-odds))
        duration = round(random_.lognormvariate(6.1 if yes else 5.1, 0.75))
        pdays = random_.randint(1, 20) if outcome == "success" else 999
        economy = [
            round(1.4 - 4 * time, 1),
            round(93.9 - 1.2 * time, 3),
            round(-36.4 - 8 * time, 1),
            round(4.96 - 4.2 * time, 3),
            round(5228 - 250 * time),
        ]
        made.append(
            [
                *(age, job, marital, education, default, housing, loan, contact, month, day),
                *(duration, random_.choices([1, 2, 3, 4, 6, 10], [43, 26, 13, 7, 8, 3])[0]),
                *(pdays, previous, outcome, *economy, "yes" if yes else "no"),
            ]
        )
    return made


def table() -> bytes:
    """The table as the listings read it: semicolons, every text in quotes, as UCI writes it."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows())
    return text.getvalue().encode()


if __name__ == "__main__":
    data = table()
    TARGET.write_bytes(gzip.compress(data, mtime=0))
    print(f"できました: {TARGET.name}  SHA-256: {hashlib.sha256(data).hexdigest()}")
