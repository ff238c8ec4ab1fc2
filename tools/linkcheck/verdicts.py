"""What an answer means for a reader who follows the address."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus
from urllib.parse import parse_qs, unquote, urlsplit

from tools.linkcheck import signs
from tools.linkcheck.addresses import anchor, askable, hostname, page, scheme
from tools.linkcheck.answers import Answer, Fault
from tools.linkcheck.private import private


class Kind(StrEnum):
    """What is said of an address."""

    OK = "ok"
    MOVED = "moved"
    BLOCKED = "blocked"
    UNSTABLE = "unstable"
    BROKEN = "broken"
    SUSPICIOUS = "suspicious"
    SKIPPED = "skipped"


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
_ABOUT = re.compile(r"404|not-?_?found", re.I)  # in the address of a page about lost pages
_RESERVED = re.compile(r"(.+\.)?(test|invalid|example|example\.(com|org|net|edu))")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+")


def judge(address: str, answer: Answer) -> Verdict:
    """The verdict on *address* (in its normal spelling), whose page gave *answer*."""
    if answer.fault is Fault.PRIVATE:
        return _private(answer.hops[-1].url if answer.hops else "")
    if answer.fault:
        return Verdict(*_FAULTS[answer.fault])
    if wall := _wall(address, answer):
        return Verdict(Kind.BLOCKED, f"{wall}（人には見えるかもしれません）")
    if not answer.good:
        return _refused(answer)
    return _other(address, answer) or _missing(address, answer) or _elsewhere(address, answer)


def unasked(address: str, *, allow_private: bool) -> Verdict | None:
    """The verdict on an *address* (in its normal spelling) that is not asked for; None for others.

    Such are mail, what browsers do not open, what is no address, and what is not public.
    """
    kind = scheme(address)
    if kind == "mailto":
        return _mail(address)
    if kind == "ftp":
        return Verdict(Kind.BROKEN, "今のブラウザーは FTP を開けません")
    if kind not in ("http", "https"):
        return Verdict(Kind.BROKEN, f"「{kind}:」で始まるアドレスを、ブラウザーは開けません")
    if not askable(address):
        return Verdict(Kind.BROKEN, "アドレスの形になっていません")
    name = hostname(address).rstrip(".")
    if private(name):
        return None if allow_private else _private()
    if not _RESERVED.fullmatch(name):
        return None
    if "example" in name:
        return Verdict(Kind.OK, "例示のためのドメインです（取りに行きません）")
    return Verdict(Kind.BROKEN, "使われることのないドメインです（RFC 2606）")


def _private(leads: str = "") -> Verdict:
    what = f"{leads} に転送されます。" if leads else ""
    return Verdict(
        Kind.SKIPPED, f"{what}手元や社内のネットワークのアドレスです（取りに行きません）"
    )


def _mail(address: str) -> Verdict:
    parts = urlsplit(address)
    named = ",".join([unquote(parts.path), *parse_qs(parts.query).get("to", [])]).split(",")
    if all(map(_MAIL.fullmatch, filter(None, named))) and any(named):
        return Verdict(Kind.OK, "メールの宛先です（届くかは確かめません）")
    return Verdict(Kind.BROKEN, "メールの宛先がありません")


def _wall(address: str, answer: Answer) -> str:
    """What stands before the page that came, in Japanese; empty if nothing does."""
    last = answer.hops[-1].url if answer.hops else ""
    if answer.page.challenge or signs.challenging(last):
        return "人かどうかを確かめるページが返ります"
    same = urlsplit(last).path.strip("/") == urlsplit(address).path.strip("/")
    if signs.sign_in(last) and not same and answer.code not in (404, 410):
        return f"サインインのページ {last} に転送されます"
    if answer.code in WALLS:
        return f"{answer.code} {_phrase(answer.code)}".strip()
    return ""


def _refused(answer: Answer) -> Verdict:
    code = answer.code
    said = f"{code} {_phrase(code)}".strip()
    if code == 429 or code >= 500:
        return Verdict(Kind.UNSTABLE, said)
    if 300 <= code < 400:
        return Verdict(Kind.BROKEN, f"{said}（転送先が読めません）")
    via = f"{answer.hops[-1].url} に転送され、" if answer.hops else ""
    return Verdict(Kind.BROKEN, via + said)


def _phrase(code: int) -> str:
    return HTTPStatus(code).phrase if code in HTTPStatus._value2member_map_ else ""


def _other(address: str, answer: Answer) -> Verdict | None:
    """A page that says itself that it is not the one that was asked for."""
    read = answer.page
    if read.parked or (answer.hops and signs.parking(answer.hops[-1].url)):
        return Verdict(Kind.SUSPICIOUS, "売りに出されたドメインのページらしいです")
    if read.lost and not _ABOUT.search(urlsplit(address).path):
        return Verdict(Kind.SUSPICIOUS, f"{answer.code} ですが、題名が「{read.title[:40]}」です")
    return None


def _missing(address: str, answer: Answer) -> Verdict | None:
    """A page that came, but without its anchor."""
    read, wanted = answer.page, anchor(address)
    if not wanted or read.anchors is None or wanted in read.anchors:
        return None
    if read.doubt:
        return Verdict(Kind.SUSPICIOUS, f"{read.doubt} #{wanted} がありません")
    return Verdict(Kind.BROKEN, f"ページに #{wanted} がありません")


def _elsewhere(address: str, answer: Answer) -> Verdict:
    """A page that came, perhaps from another address."""
    if not answer.hops:
        return Verdict(Kind.OK, "")
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
        return Verdict(Kind.OK, "")
    mark, fragment = ("", "") if "#" in new else address.partition("#")[1:]
    return Verdict(Kind.MOVED, f"移転先: {new}{mark}{fragment}", f"{new}{mark}{fragment}")
