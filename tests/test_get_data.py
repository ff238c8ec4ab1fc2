"""06/get_data.py puts the right data beside itself, or nothing, and says in a line what it did."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from conftest import ROOT

LISTING = ROOT / "listings/06/get_data.py"
SYNTHETIC = ROOT / "listings/06/bank-synthetic.csv.gz"
NAME = "bank-additional-full.csv"
TABLE = gzip.decompress(SYNTHETIC.read_bytes())
LABEL = "合成データ（プログラムで作ったもの。本物の記録ではない）"


def zipped(**files: bytes) -> bytes:
    """A zip of *files*; two underscores in a name are a slash."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/"), content)
    return packed.getvalue()


# As UCI packs it: a zip in a zip, with what a Mac adds
INNER = zipped(
    **{f"bank-additional__{NAME}": TABLE, f"@MACOSX__._{NAME}": b"x"},
).replace(b"@MACOSX/._", b"__MACOSX/.")
OUTER = zipped(**{"bank-additional.zip": INNER, "bank.zip": b"x"})


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A reader's folder."""
    folder = tmp_path / "06"
    folder.mkdir()
    for path in (LISTING, LISTING.with_name("work_folder.py"), SYNTHETIC):
        shutil.copy(path, folder)
    return folder


def closed_port() -> int:
    """A port of this machine where nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def run(place: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the listing of *place*; whatever the test says, it reaches no network."""
    nowhere = f"http://127.0.0.1:{closed_port()}"
    kept = {
        name: value
        for name, value in os.environ.items()
        if name != "BANK_DATA" and not name.lower().endswith("_proxy")
    }
    return subprocess.run(
        [sys.executable, "get_data.py"],
        cwd=place,
        env=kept | {"https_proxy": nowhere, "PYTHONIOENCODING": "utf-8"} | variables,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def refused(place: Path, before: set[Path], done: subprocess.CompletedProcess[str]) -> str:
    """What a refusal says; it leaves nothing behind."""
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert set(place.iterdir()) == before
    return done.stderr.rstrip("\n")


def taken(place: Path, done: subprocess.CompletedProcess[str]) -> None:
    """The data is there, with its label, whole."""
    assert done.returncode == 0, done.stderr
    assert (place / NAME).read_bytes() == TABLE
    assert (place / "data-source.txt").read_text(encoding="utf-8") == LABEL
    assert done.stdout.endswith(f"データ: {LABEL}\n大きさ: {len(TABLE):,} バイト\n")


# -- a file of the reader's ------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bank.csv", TABLE),
        ("bank.csv.gz", gzip.compress(TABLE)),
        ("bank-additional.zip", INNER),
        ("bank+marketing.zip", OUTER),
    ],
)
def test_a_file_is_taken_however_it_is_packed(place: Path, name: str, content: bytes) -> None:
    path = place.parent / name
    path.write_bytes(content)
    done = run(place, BANK_DATA=str(path))
    taken(place, done)
    assert "ダウンロード" not in done.stdout


@pytest.mark.parametrize("content", [b"a;b\n1;2\n", TABLE[:-1]], ids=["another", "cut"])
def test_other_content_is_refused_with_both_sums(place: Path, content: bytes) -> None:
    path = place.parent / "bank.csv"
    path.write_bytes(content)
    before = set(place.iterdir())
    told = refused(place, before, run(place, BANK_DATA=str(path)))
    first, *sums = told.splitlines()
    assert first == f"{path} の中身が違います。取り直してください。"
    assert sums[-1] == f"実際: {hashlib.sha256(content).hexdigest()}"
    expected = re.findall(r"[0-9a-f]{64}", "\n".join(sums[:-1]))
    assert sums[0].startswith("期待: ")
    assert hashlib.sha256(TABLE).hexdigest() in expected
    assert len(expected) == 2


def spoilt(packed: bytes) -> bytes:
    """*packed* with some bytes in the middle made others."""
    middle = len(packed) // 2
    return packed[:middle] + b"\xff" * 64 + packed[middle + 64 :]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("cut.zip", INNER[:-1000]),
        ("cut.csv.gz", SYNTHETIC.read_bytes()[:-1000]),
        ("spoilt.zip", spoilt(INNER)),
        ("spoilt.csv.gz", spoilt(SYNTHETIC.read_bytes())),
        ("other.zip", zipped(**{"readme.txt": b"x"})),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_broken_archive_is_refused_in_one_line(place: Path, name: str, content: bytes) -> None:
    path = place.parent / name
    path.write_bytes(content)
    before = set(place.iterdir())
    told = refused(place, before, run(place, BANK_DATA=str(path)))
    assert re.fullmatch(rf"{re.escape(str(path))} を開けません（.+）。取り直してください。", told)


@pytest.mark.parametrize("name", ["missing.zip", "."])
def test_a_file_that_cannot_be_read_is_told_in_one_line(place: Path, name: str) -> None:
    path = place.parent / name
    before = set(place.iterdir())
    told = refused(place, before, run(place, BANK_DATA=str(path)))
    assert re.fullmatch(rf"BANK_DATA の {re.escape(str(path))} を読めません（.+）。", told)


# -- the network -----------------------------------------------------------------------------
def test_without_a_network_it_takes_the_synthetic_data_and_says_so(place: Path) -> None:
    done = run(place)
    first, *_ = done.stdout.splitlines()
    assert first.startswith("ダウンロードできません（")
    assert first.endswith("）。合成データを使います。")
    taken(place, done)


@contextmanager
def publisher(content: bytes, size: int, *, reset: bool = False) -> Iterator[str]:
    """A server that says it sends *size* bytes, sends *content* and closes; yields its address.

    :param reset: cut the connection rather than close it
    """

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(size))
            self.end_headers()
            self.wfile.write(content)
            if reset:
                linger = b"\x01\x00\x00\x00\x00\x00\x00\x00"  # on, for no time
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                self.wfile.flush()
                self.connection.close()

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/bank.zip"
    finally:
        server.shutdown()
        server.server_close()


def at(place: Path, address: str) -> None:
    """Make the reader's copy of the listing download from *address*."""
    path = place / LISTING.name
    source = path.read_text(encoding="utf-8")
    path.write_text(re.sub('URL = ".*"', f'URL = "{address}"', source), encoding="utf-8")


def test_a_download_shows_how_far_it_is(place: Path) -> None:
    with publisher(OUTER, len(OUTER)) as address:
        at(place, address)
        done = run(place)
    taken(place, done)
    shown = [line for line in done.stdout.splitlines() if line.startswith("ダウンロード")]
    assert shown == [f"ダウンロード {percent} %" for percent in range(10, 101, 10)]


def test_a_download_that_is_cut_is_refused(place: Path) -> None:
    with publisher(OUTER[: len(OUTER) * 6 // 10], len(OUTER)) as address:
        at(place, address)
        before = set(place.iterdir())
        done = run(place)
    told = refused(place, before, done)
    assert re.fullmatch(rf"{re.escape(address)} を開けません（.+）。取り直してください。", told)
    assert done.stdout.splitlines()[-1] in ("ダウンロード 50 %", "ダウンロード 60 %")


def test_a_connection_that_breaks_off_ends_in_the_synthetic_data(place: Path) -> None:
    with publisher(OUTER[:100], len(OUTER), reset=True) as address:
        at(place, address)
        done = run(place)
    assert "合成データを使います。" in done.stdout
    taken(place, done)
