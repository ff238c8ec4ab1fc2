"""What an answer means for a reader who follows the address."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus
from urllib.parse import urlsplit

from tools.linkcheck.addresses import anchor, host, page
from tools.linkcheck.answers import Answer, Fault


class Kind(StrEnum):
    """What is said of an address."""

    OK = "ok"
    MOVED = "moved"
    BLOCKED = "blocked"
    UNSTABLE = "unstable"
    BROKEN = "broken"
    SUSPICIOUS = "suspicious"


@dataclass(frozen=True)
class Verdict:
    """*kind*, why in Japanese, and for a page that moved its new address."""

    kind: Kind
    reason: str
    to: str = ""


PERMANENT = {301, 308}
# 401 and 403 are walls; so are a proxy's 407, 451 (law) and 999 (LinkedIn's answer to programs)
WALLS = {401, 403, 407, 451, 999}
_FAULTS = {
    Fault.TIMEOUT: (Kind.UNSTABLE, "時間内に答えがありません"),
    Fault.CUT: (Kind.UNSTABLE, "ページの途中で通信が切れました"),
    Fault.LATE: (Kind.UNSTABLE, "検査全体の時間が終わり、確かめられませんでした"),
    Fault.DNS: (Kind.BROKEN, "ホストの名前が引けません"),
    Fault.TLS: (Kind.BROKEN, "証明書が信頼できないか、期限切れか、別のホストのものです"),
    Fault.REFUSED: (Kind.BROKEN, "接続を断られました"),
    Fault.CLOSED: (Kind.BROKEN, "答えずに接続を切られました"),
    Fault.LOOP: (Kind.BROKEN, "転送が終わりません"),
}
_HOME = re.compile(r"/?((ja|jp|en|us)([-_][a-z]{2})?/?)?((index|default|home)\.\w+|home/?)?", re.I)
_LOST = re.compile(r"(^|[/_-])(404|not-?_?found|error)([/._-]|$)", re.I)
_LOST_TITLE = re.compile(
    r"\b404\b|not found|page (isn.t|is not) available|見つかりません|見つかりませんでした"
    r"|ページは?(存在しません|ありません)|お探しのページ",
    re.I,
)


def judge(address: str, answer: Answer) -> Verdict:
    """The verdict on *address* (in its normal spelling), whose page gave *answer*."""
    if answer.fault is Fault.RESERVED:
        return _reserved(address)
    if answer.fault:
        return Verdict(*_FAULTS[answer.fault])
    if not answer.good:
        return _refused(answer)
    return _missing(address, answer) or _elsewhere(address, answer) or Verdict(Kind.OK, "")


def unasked(address: str) -> Verdict:
    """The verdict on an address that HTTP cannot ask for: mail, FTP, or nothing that is one."""
    if address.startswith("mailto:"):
        return Verdict(Kind.OK, "メールの宛先です（届くかは確かめません）")
    if address.startswith("ftp:"):
        return Verdict(Kind.BROKEN, "今のブラウザーは FTP を開けません")
    return Verdict(Kind.BROKEN, "アドレスの形になっていません")


def _reserved(address: str) -> Verdict:
    name = host(address).partition(":")[0]
    if re.search(r"(^|\.)example(\.(com|org|net|edu))?$", name):
        return Verdict(Kind.OK, "例示のためのドメインです（取りに行きません）")
    return Verdict(Kind.BROKEN, "使われることのないドメインです（RFC 2606）")


def _refused(answer: Answer) -> Verdict:
    code = answer.code
    said = f"{code} {_phrase(code)}".strip()
    if code in WALLS:
        return Verdict(Kind.BLOCKED, f"{said}（人には見えるかもしれません）")
    if code == 429 or code >= 500:
        return Verdict(Kind.UNSTABLE, said)
    if 300 <= code < 400:
        return Verdict(Kind.BROKEN, f"{said}（転送先が読めません）")
    via = f"{answer.hops[-1].url} に転送され、" if answer.hops else ""
    return Verdict(Kind.BROKEN, via + said)


def _phrase(code: int) -> str:
    return HTTPStatus(code).phrase if code in HTTPStatus._value2member_map_ else ""


def _missing(address: str, answer: Answer) -> Verdict | None:
    """A page that came, but without what was asked for."""
    read = answer.page
    if not read:
        return None
    if _LOST_TITLE.search(read.title):
        return Verdict(Kind.SUSPICIOUS, f"200 ですが、題名が「{read.title[:40]}」です")
    wanted = anchor(address)
    if not wanted or read.anchors is None or wanted in read.anchors:
        return None
    if read.whole:
        return Verdict(Kind.BROKEN, f"ページに #{wanted} がありません")
    return Verdict(Kind.SUSPICIOUS, f"長いページの初めの方に #{wanted} がありません")


def _elsewhere(address: str, answer: Answer) -> Verdict | None:
    """A page that came from another address."""
    if not answer.hops:
        return None
    last = answer.hops[-1].url
    before, after = urlsplit(address), urlsplit(last)
    if _HOME.fullmatch(after.path) and not after.query and not _HOME.fullmatch(before.path):
        return Verdict(Kind.SUSPICIOUS, f"トップページ {last} に転送されます")
    if _LOST.search(after.path) and not _LOST.search(before.path):
        return Verdict(Kind.SUSPICIOUS, f"エラーのページらしい {last} に転送されます")
    new = ""
    for hop in answer.hops:  # what comes after a temporary redirect may change again
        if hop.code not in PERMANENT:
            break
        new = hop.url
    if not new or new == page(address):
        return None
    mark, fragment = ("", "") if "#" in new else address.partition("#")[1:]
    return Verdict(Kind.MOVED, f"移転先: {new}{mark}{fragment}", f"{new}{mark}{fragment}")
