"""The made-up data that is shipped: its program made it, the listing knows it, it looks real."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import zipfile

from conftest import ROOT
from reader_run import REAL, SYNTHETIC

from tools import synthetic

# The first line of bank-additional-full.csv
HEADER = (
    '"age";"job";"marital";"education";"default";"housing";"loan";"contact";"month";"day_of_week";'
    '"duration";"campaign";"pdays";"previous";"poutcome";"emp.var.rate";"cons.price.idx";'
    '"cons.conf.idx";"euribor3m";"nr.employed";"y"'
)


def table(data: bytes) -> list[dict[str, str]]:
    """The rows of a CSV."""
    return list(csv.DictReader(io.StringIO(data.decode()), delimiter=";"))


def shipped() -> bytes:
    """The table in the file that is shipped."""
    return gzip.decompress(SYNTHETIC.read_bytes())


def test_the_shipped_file_is_what_its_program_makes() -> None:
    assert synthetic.TARGET == SYNTHETIC
    assert shipped() == synthetic.table()


def test_the_listing_knows_it_by_its_sum_as_synthetic() -> None:
    source = (ROOT / "listings/06/get_data.py").read_text(encoding="utf-8")
    _, found, label = source.partition(hashlib.sha256(shipped()).hexdigest())
    assert found
    assert label.split('"')[2].startswith("合成データ")


def test_it_is_written_as_the_real_file_is() -> None:
    header, *rows = shipped().decode().splitlines()
    assert header == HEADER
    assert len(rows) == synthetic.ROWS
    assert {row.count(";") for row in rows} == {HEADER.count(";")}
    if REAL.exists():
        assert real().decode().splitlines()[0] == HEADER


def real() -> bytes:
    """The real table."""
    with zipfile.ZipFile(REAL) as archive:
        (name,) = (
            name
            for name in archive.namelist()
            if name.endswith("bank-additional-full.csv") and "__MACOSX" not in name
        )
        return archive.read(name)


def test_its_words_are_among_those_of_the_real_table() -> None:
    """Or the pages' columns would not come out of it."""
    rows = table(shipped())
    words = {
        name: {row[name] for row in rows}
        for name, value in rows[0].items()
        if not value.replace(".", "").replace("-", "").isdigit()
    }
    assert set(words) >= {"job", "marital", "education", "month", "poutcome", "y"}
    assert words["y"] == {"yes", "no"}
    assert words["poutcome"] == {"nonexistent", "failure", "success"}
    if REAL.exists():
        true = table(real())
        assert all(found <= {row[name] for row in true} for name, found in words.items())


def test_it_holds_something_to_find() -> None:
    """Rare answers, more of them towards the end, and a call's length that tells too much."""
    answers = [row["y"] == "yes" for row in table(shipped())]
    fifth = len(answers) // 5
    assert 0.04 < sum(answers) / len(answers) < 0.2
    assert sum(answers[-fifth:]) > 2 * sum(answers[:fifth])
    lengths = {
        answer: sorted(int(row["duration"]) for row in table(shipped()) if row["y"] == answer)
        for answer in ("yes", "no")
    }
    middle = {answer: found[len(found) // 2] for answer, found in lengths.items()}
    assert middle["yes"] > 1.5 * middle["no"]
