"""``serve`` of the image: a web server with ``/ping`` and ``/invocations``.

``python -m lab.container.serve --root DIR --port N`` loads the files of DIR/model, then listens on
127.0.0.1. Formats and messages are those of the image's ``algorithm_mode/serve.py``.
"""

from __future__ import annotations

import argparse
import csv
import json
import logging
import os
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import xgboost as xgb

from lab.container.data import content_type
from lab.container.errors import without_addresses
from lab.local_requests import reason_to_refuse

ACCEPTS = [
    "application/json",
    "application/jsonlines",
    "application/x-recordio-protobuf",
    "text/csv",
]


class Refusal(Exception):
    """A request that is answered with an error.

    :param status: of HTTP
    """

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


def load(folder: Path) -> xgb.Booster:
    """The model of *folder*.

    :raises RuntimeError: there is no file in it, or none that XGBoost can read
    """
    files = sorted(path for path in folder.iterdir() if path.is_file())
    if not files:
        raise RuntimeError(f"No model found in {folder}")
    booster = xgb.Booster()
    try:
        booster.load_model(files[0])
    except Exception as error:
        raise RuntimeError(
            f"Model at /opt/ml/model/{files[0].name} cannot be loaded:\n{without_addresses(error)}"
        ) from error
    booster.set_param({"nthread": 1})
    return booster


def _csv(text: str) -> np.ndarray:
    """Rows of CSV as numbers, shape (rows, features); an empty cell is a missing value."""
    first = text.split("\n")[0][:512]
    found = csv.Sniffer().sniff(first).delimiter
    separator = "," if found.isalnum() else found
    rows = [[cell or "nan" for cell in line.split(separator)] for line in text.split("\n")]
    return np.array(rows).astype(float)


def _libsvm(text: str) -> np.ndarray:
    """Rows of libsvm as numbers, shape (rows, features); what is not given is missing."""
    rows = [
        {int(i): float(v) for i, _, v in (c.partition(":") for c in line.split() if ":" in c)}
        for line in text.split("\n")
    ]
    table = np.full((len(rows), max(max(row, default=0) for row in rows) + 1), np.nan)
    for number, row in enumerate(rows):
        table[number, list(row)] = list(row.values())
    return table


def parse(body: bytes, given: str | None) -> np.ndarray:
    """The rows of a request.

    :raises Refusal: 415, the type or the body is not understood
    """
    try:
        kind = content_type(given)
    except Exception as error:
        raise Refusal(415, str(error)) from error
    try:
        text = body.strip().decode("utf-8").replace("\r\n", "\n")
        return _csv(text) if kind == "csv" else _libsvm(text)
    except Exception as error:
        raise Refusal(
            415,
            f"Loading {kind} data failed with Exception, please ensure data is in {kind} format:\n"
            f" {type(error)}\n {error}",
        ) from error


def encode(predictions: list[Any], accept: str, batch: bool) -> tuple[str, str]:
    """(content type, body) of an answer.

    :param batch: whether a batch transform asks, which gets one prediction per line
    :raises Refusal: 406, for a type that is not served
    """
    accept = accept.split(";")[0].strip().lower()
    if accept in ("", "*/*"):
        accept = os.environ.get("SAGEMAKER_DEFAULT_INVOCATIONS_ACCEPT", "text/csv")
    if accept not in ACCEPTS:
        raise Refusal(
            406,
            f"Accept type {accept} is not supported. Please use supported accept types: {ACCEPTS}.",
        )
    if accept == "application/json":
        scores = [{"score": value} for value in predictions]
        return accept, json.dumps({"predictions": scores})
    if accept != "text/csv":
        raise Refusal(406, f"Accept type {accept} is not supported in this lab.")
    # One line per row since https://github.com/aws/sagemaker-xgboost-container/pull/269 (2022);
    # the images before it joined them with commas on one line.
    lines = [",".join(map(str, row)) if isinstance(row, list) else str(row) for row in predictions]
    return "text/csv; charset=utf-8", "\n".join(lines) + "\n"


class Handler(BaseHTTPRequestHandler):
    """Answers the two paths of the contract, and the third that batch transform asks first."""

    protocol_version = "HTTP/1.1"
    booster: xgb.Booster
    batch = os.environ.get("SAGEMAKER_BATCH", "") == "true"

    def do_GET(self) -> None:
        """``/ping``: 200 when the model is loaded, which it is before the server listens."""
        if self._refuse():
            return
        if self.path == "/ping":
            self._answer(200)
        elif self.path == "/execution-parameters":
            parameters = {
                "MaxConcurrentTransforms": 1,
                "BatchStrategy": "MULTI_RECORD",
                "MaxPayloadInMB": 6,
            }
            self._answer(200, "application/json", json.dumps(parameters))
        else:
            self._answer(404)

    def do_POST(self) -> None:
        """``/invocations``: rows to predictions."""
        if self._refuse():
            return
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path != "/invocations":
            self._answer(404)
            return
        if not body:
            self._answer(204)
            return
        try:
            kind, text = self._predict(body)
        except Refusal as refusal:
            logging.error(refusal)
            self._answer(refusal.status, "text/html; charset=utf-8", str(refusal))
        else:
            self._answer(200, kind, text)

    def _refuse(self) -> bool:
        """Whether the request was refused, because it comes from a web page."""
        given = (self.headers.get(name) for name in ("Host", "Origin", "Sec-Fetch-Site"))
        if refused := reason_to_refuse(*given) is not None:
            # The body is not read: what follows it must not be taken for the next request.
            self.close_connection = True
            self._answer(403)
        return refused

    def _predict(self, body: bytes) -> tuple[str, str]:
        rows = parse(body, self.headers.get("Content-Type"))
        try:
            # Too few columns pass: XGBoost takes the absent ones for missing. So does the image.
            found = self.booster.predict(xgb.DMatrix(rows, nthread=1), validate_features=False)
        except Exception as error:
            message = f"Unable to evaluate payload provided: {without_addresses(error)}"
            raise Refusal(400, message) from error
        return encode(found.tolist(), self.headers.get("Accept") or "", self.batch)

    def _answer(self, status: int, kind: str = "text/html; charset=utf-8", text: str = "") -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *values: Any) -> None:
        """One line on standard output, where the log of the endpoint is taken from."""
        print(
            f"{self.client_address[0]} - - [{self.log_date_time_string()}] {format % values}",
            flush=True,
        )


def main() -> int:
    """The command; exit code 1 when the model cannot be loaded."""
    parser = argparse.ArgumentParser(prog="serve")
    parser.add_argument("--root", type=Path, default=Path("/opt/ml"))
    parser.add_argument("--port", type=int, default=8080)
    arguments = parser.parse_args()
    logging.basicConfig(
        level=logging.INFO,
        stream=sys.stdout,
        datefmt="%Y-%m-%d:%H:%M:%S",
        format="[%(asctime)s:%(levelname)s] %(message)s",
    )
    try:
        Handler.booster = load(arguments.root / "model")
    except Exception as error:
        logging.error("Unable to load model: %s", error)
        return 1
    server = ThreadingHTTPServer(("127.0.0.1", arguments.port), Handler)
    server.daemon_threads = True
    logging.info("Model loaded successfully for worker : %d", os.getpid())
    server.serve_forever()
    return 0


if __name__ == "__main__":
    sys.exit(main())
