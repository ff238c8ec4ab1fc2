"""銀行のデータを手元に置く。中身は SHA-256 で確かめる。

1. 環境変数 BANK_DATA があれば、そのファイル（csv、csv.gz、zip）を使う。
2. なければ、公開元の UCI からダウンロードする。
3. つながらなければ、同じ形の合成データ bank-synthetic.csv.gz を使う。
"""

import gzip
import hashlib
import io
import os
import sys
import urllib.request
import zipfile
import zlib
from pathlib import Path

import work_folder

URL = "https://archive.ics.uci.edu/static/public/222/bank+marketing.zip"
NAME = "bank-additional-full.csv"
SYNTHETIC = "bank-synthetic.csv.gz"
# 中身の SHA-256 と、その名前
KNOWN = {
    "74adfc578bf77a7ff4bb1ba4a9f8709d9e3c6907342959c2c8416847e0afb4d8": (
        "UCI Bank Marketing (CC BY 4.0, DOI 10.24432/C5K306)"
    ),
    "e57cb205a7e62fe677190c2a3e7395741e17d63313fcf4a756fb220926689df9": (
        "合成データ（プログラムで作ったもの。本物の記録ではない）"
    ),
}


def download():
    """公開元から zip を取り出す。進み具合を1割ごとに表示する。"""
    with urllib.request.urlopen(URL, timeout=30) as answer:
        size = int(answer.headers.get("Content-Length") or 0)
        data, shown = b"", 0
        while block := answer.read(65536):
            data += block
            while size and len(data) * 10 >= size * (shown + 1):
                shown += 1
                print(f"ダウンロード {shown * 10} %")
    return data


def unpack(data):
    """zip の中の zip まで開き、CSV の中身を返す。"""
    if data[:2] == b"\x1f\x8b":
        return gzip.decompress(data)
    if data[:2] != b"PK":
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if name.endswith(NAME) and "__MACOSX" not in name:
                return archive.read(name)
        return unpack(archive.read("bank-additional.zip"))


path = os.environ.get("BANK_DATA")
if path:
    path = Path(path).resolve()  # 今いる場所から見た名前
work_folder.enter()
if path:
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        sys.exit(f"BANK_DATA の {path} を読めません（{error.strerror}）。")
else:
    try:
        path, data = URL, download()
    except OSError as error:
        print(f"ダウンロードできません（{error}）。合成データを使います。")
        path, data = SYNTHETIC, Path(SYNTHETIC).read_bytes()

try:
    table = unpack(data)
except (
    zipfile.BadZipFile,
    gzip.BadGzipFile,
    zlib.error,
    EOFError,
    KeyError,
) as error:
    sys.exit(f"{path} を開けません（{error}）。取り直してください。")
# -- essential --
digest = hashlib.sha256(table).hexdigest()
if digest not in KNOWN:
    expected = "\n      ".join(KNOWN)
    sys.exit(
        f"{path} の中身が違います。取り直してください。\n"
        f"期待: {expected}\n実際: {digest}"
    )
# -- end --
Path(NAME).write_bytes(table)
Path("data-source.txt").write_text(KNOWN[digest], encoding="utf-8")
print("データ:", KNOWN[digest])
print(f"大きさ: {len(table):,} バイト")
