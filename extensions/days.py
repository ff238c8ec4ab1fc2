"""The days on which facts were checked, as authors write them: 2026-11-21."""

from __future__ import annotations

import re
from datetime import date, timedelta


class BadDay(ValueError):
    """What is written is no such day; carries what is wrong and the mend."""

    def __init__(self, text: str, mend: str) -> None:
        self.text = text
        self.mend = mend
        super().__init__(f"{text} → {mend}")


def day_of(text: str) -> date:
    """The day that *text* names.

    Tomorrow is let through: in Japan it may have begun when this machine's day has not ended.

    :raises BadDay: if it names none, or one that is still to come
    """
    try:
        day = date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else None
    except ValueError:
        day = None
    if day is None:
        raise BadDay(f"確認日「{text}」は日付ではありません", "2026-11-21 の形で実在の日を書く")
    if day > date.today() + timedelta(days=1):
        raise BadDay(f"確認日「{text}」は未来です", "事実を最後に確かめた日を書く")
    return day
