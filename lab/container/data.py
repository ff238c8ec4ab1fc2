"""Channels to matrices: content types, the look at the first line, and XGBoost's own readers.

As in the image (``data_utils.py``) only the first line of a file is looked at here; the rest is
read by XGBoost. It reads a cell that is no number as 0 and pads a short row, without a word: a
header row becomes one row of zeros. That is how AWS behaves too.
"""

from __future__ import annotations

import csv
import logging
from email.message import Message
from pathlib import Path

import xgboost as xgb

from lab.container.errors import UserError, without_addresses

ACCEPTED = (
    "csv, libsvm, parquet, recordio-protobuf, text/csv, text/libsvm, text/x-libsvm, "
    "application/x-parquet, application/x-recordio-protobuf"
)
LIBSVM = ("libsvm", "text/libsvm", "text/x-libsvm")


def content_type(given: str | None) -> str:
    """``csv`` or ``libsvm``; nothing given means libsvm, which surprises many a CSV.

    :raises UserError: the type is none of the image's, or one that only the image reads
    """
    if not given:
        return "libsvm"
    header = Message()
    header["content-type"] = given.lower()
    name = given.lower().split(";")[0].strip()
    if name in ("csv", "text/csv"):
        if header.get_param("label_size", "1") != "1":
            raise UserError(
                f"{given} is not an accepted csv ContentType. "
                "Optional parameter label_size must be equal to 1"
            )
        return "csv"
    if name in LIBSVM:
        return "libsvm"
    if name in ACCEPTED.split(", "):
        raise UserError(
            f"Content-type {given} is not supported in this lab: it is read on AWS only."
        )
    raise UserError(f"{given} is not an accepted ContentType: {ACCEPTED}.")


def delimiter(line: str) -> str:
    """What separates the cells of a line of CSV.

    :raises UserError: it cannot be determined
    """
    try:
        found = csv.Sniffer().sniff(line).delimiter
    except csv.Error as error:
        raise UserError(f"Could not determine delimiter on line {line[:50]}:\n{error}") from error
    logging.info("Determined delimiter of CSV input is '%s'", found)
    return found


def _files(folder: Path) -> list[Path]:
    """The data files of a channel.

    :raises UserError: there is a hidden one among them
    """
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    if any(path.name.startswith(".") for path in files):
        raise UserError("Hidden file found in the data path! Remove that before training.")
    return [path for path in files if not path.name.startswith("_")]


def _features(line: str) -> int:
    """How many features a line of libsvm holds; -1 when it is no such line."""
    label, *features = line.split(" ")
    try:
        [float(part) for part in label.split(":", 1)]
    except ValueError:
        logging.error("%s does not follow LIBSVM label format <label>(:<weight>).", label)
        return -1
    return len(features) if all(f.count(":") == 1 for f in features) else -1


def _check_libsvm(path: Path) -> None:
    """:raises UserError: the first line with features is not libsvm"""
    with path.open(errors="ignore") as lines:
        for line in lines:
            count = _features(line.strip())
            if count > 1:
                return
            if count < 0:
                raise UserError(
                    f"First line '{line[:50]}...' of file '{path.name}' is not 'LIBSVM' format. "
                    "Please ensure the file is in 'LIBSVM' format."
                )


def matrix(channel: Path, kind: str, scratch: Path, weights: bool = False) -> xgb.DMatrix | None:
    """All the files of a channel as one matrix, or None when there is no data.

    :param channel: the folder of the channel
    :param kind: ``csv`` (first column: label; second: weight if *weights*) or ``libsvm``
    :param scratch: a folder for links, because XGBoost reads the files of one flat folder
    :raises UserError: the data is not what *kind* says
    """
    files = _files(channel) if channel.is_dir() else []
    if not any(path.stat().st_size for path in files):
        return None
    for path in files:
        if kind == "csv":
            with path.open(errors="ignore") as lines:
                separator = delimiter(lines.readline())
        else:
            _check_libsvm(path)
    scratch.mkdir(parents=True)
    for number, path in enumerate(files):
        (scratch / f"{number:05}-{path.name}").symlink_to(path.resolve())
    logging.info("files path: %s", channel.name)
    options = "format=libsvm"
    if kind == "csv":
        options = f"format=csv&label_column=0&delimiter={separator}"
        options += "&weight_column=1" if weights else ""
    try:
        data = xgb.DMatrix(f"{scratch}?{options}", nthread=1)
    except Exception as error:
        raise UserError(
            f"Failed to load {kind} data with exception:\n{without_addresses(error)}"
        ) from error
    if data.get_label().size == 0:
        raise UserError("Got input data without labels. Please check the input data set. ")
    return data
