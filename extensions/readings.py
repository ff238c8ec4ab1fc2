"""The order of Japanese terms: by reading, in 五十音, under the heads of its rows."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

_ROWS = ("あいうえお", "かきくけこ", "さしすせそ", "たちつてと", "なにぬねの")
_ROWS += ("はひふへほ", "まみむめも", "やゆよ", "らりるれろ", "わゐゑをん")
_HIRAGANA = {kana: kana - 0x60 for kana in range(ord("ァ"), ord("ヶ") + 1)}  # of katakana
_SMALL = str.maketrans("ぁぃぅぇぉっゃゅょゎ", "あいうえおつやゆよわ")
_VOWELS = {
    kana: vowel
    for column, vowel in zip(
        ("あかさたなはまやらわ", "いきしちにひみり", "うくすつぬふむゆる", "えけせてねへめれ",
         "おこそとのほもよろを"),
        "あいうえお",
        strict=True,
    )
    for kana in column
}  # fmt: skip


def collation_key(reading: str) -> tuple[str, str]:
    """The sort key of a reading, after JIS X 4061; katakana are read as hiragana.

    First without voicing marks, small kana as large ones and ー as the vowel it prolongs, then
    as it is written.
    """
    plain = ""
    letters = unicodedata.normalize("NFKC", reading).replace(" ", "").translate(_HIRAGANA)
    for char in unicodedata.normalize("NFD", letters.translate(_SMALL)):
        if char in "\u3099\u309a":
            continue
        plain += _VOWELS.get(plain[-1:], char) if char == "ー" else char
    return plain, reading


def head(reading: str) -> str:
    """The head that a reading stands under: 「あ行」 and so on, 「英数字」, or 「その他」."""
    first = collation_key(reading)[0][:1]
    latin = "英数字" if first.isascii() else "その他"
    return next((f"{row[0]}行" for row in _ROWS if first and first in row), latin)


def groups(
    readings: dict[str, str], head_of: Callable[[str], str] = head
) -> list[tuple[str, list[str]]]:
    """The terms under their heads, in order.

    :param readings: the reading of each term, in kana
    :param head_of: gives the head of a reading
    """
    result: list[tuple[str, list[str]]] = []
    for term in in_order(readings):
        under = head_of(readings[term])
        if not result or result[-1][0] != under:
            result.append((under, []))
        result[-1][1].append(term)
    return result


def in_order(readings: dict[str, str]) -> list[str]:
    """The terms in order.

    :param readings: the reading of each term, in kana
    """
    # a Latin name without a reading stands before the kana, any other after them
    order = {"英数字": 0, "その他": 2}
    return sorted(
        readings,
        key=lambda term: (order.get(head(readings[term]), 1), collation_key(readings[term])),
    )
