"""What an address is: its one spelling, the page it asks for, the anchor it means there."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote, urlsplit, urlunsplit

# What a browser, or a program that comes with every system, opens without asking a host; and the
# files of this machine, which lychee looks for
UNASKED = frozenset(
    "about blob data file geo irc ircs javascript magnet sms tel vscode webcal xmpp".split()
)
_SCHEME = re.compile(r"\s*([a-z][a-z0-9+.-]*):", re.I)
_SAFE = "%:@!$&'()*+,;=/~-._[]?"
_PERCENT = re.compile(r"%[0-9a-fA-F]{2}")
_STRAY = re.compile(r"%(?![0-9A-F]{2})")
_PORTS = {"http": ":80", "https": ":443"}
# Fragments that a program of the page reads, or the reader's PDF viewer, and no id answers to
_NO_ANCHOR = re.compile(r"(page|zoom|nameddest|view)=|[!/]|L\d+(C\d+)?(-L\d+(C\d+)?)?$", re.I)


def scheme(address: str) -> str:
    """The scheme of *address* in small letters; empty if it has none."""
    match = _SCHEME.match(address)
    return match[1].lower() if match else ""


def normal(address: str) -> str:
    """The spelling that all spellings of *address* share.

    The host in ASCII (IDNA), Japanese and %XX in path and query alike as %XX; what is %XX
    already is left so.
    """
    address = address.strip()
    if scheme(address) not in ("http", "https"):
        return address
    try:
        parts = urlsplit(address)
        host = unquote(parts.hostname or "").encode("idna").decode()  # %31 is 1 to browsers
        port = f":{parts.port}" if parts.port else ""
    except (ValueError, UnicodeError):
        return address  # no address at all; asking will tell
    port = "" if _PORTS[parts.scheme] == port else port
    host = f"[{host}]" if ":" in host else host
    user = f"{parts.netloc.rpartition('@')[0]}@" if "@" in parts.netloc else ""
    path, query = _percent(parts.path or "/"), _percent(parts.query)
    fragment = quote(unquote(parts.fragment), safe=_SAFE.replace("%", ""))
    spelled = urlunsplit((parts.scheme, f"{user}{host}{port}", path, query, fragment))
    return spelled


def _percent(text: str) -> str:
    quoted = _PERCENT.sub(lambda match: match[0].upper(), quote(text, safe=_SAFE))
    return _STRAY.sub("%25", quoted)


def askable(address: str) -> bool:
    """Whether *address* is one that HTTP can ask for: its scheme, and a host that can be read."""
    if scheme(address) not in ("http", "https") or re.search(r"\s", address):
        return False
    try:
        parts = urlsplit(address)
        return bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def page(address: str) -> str:
    """The page of *address* (in its normal spelling), which is what a server is asked for."""
    return address.partition("#")[0]


def anchor(address: str) -> str:
    """The id that *address* means in its page, decoded; empty if none that could be looked for.

    A text directive (``#:~:text=``) is not looked for: where the text has changed, browsers show
    the page all the same.
    """
    fragment = unquote(address.partition("#")[2]).partition(":~:")[0]
    return "" if _NO_ANCHOR.match(fragment) or fragment == "top" else fragment


def host(address: str) -> str:
    """The host of *address* with its port, small."""
    try:
        return urlsplit(address).netloc.rpartition("@")[2].lower()
    except ValueError:
        return ""


def hostname(address: str) -> str:
    """The host of *address* without its port, small."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""
