"""Pages whose text matters: those with an anchor, and those of hosts that answer 200 to anything.

lychee cannot tell enough of these: of an address with an anchor it reports no redirect, it sends
a request for each anchor of a page that fails, it does not decode Shift_JIS, and it never tells
the title. So urllib3 asks for this class, each page once, for all its anchors.
"""

from __future__ import annotations

import re
import ssl
import time
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from urllib.parse import unquote, urljoin, urlsplit
from urllib.request import getproxies, proxy_bypass

import urllib3
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    IncompleteRead,
    InvalidChunkLength,
    LocationParseError,
    NameResolutionError,
    NewConnectionError,
    ReadTimeoutError,
    SSLError,
)

from tools.linkcheck.addresses import host
from tools.linkcheck.answers import Answer, Fault, Hop, Page
from tools.linkcheck.lychee import AGENT, REDIRECTS, Limits

MOST = 5_000_000  # bytes of a page; longer ones are left there
HOSTS_AT_ONCE = 16
_BLOCK = 65_536
_CHARSET = re.compile(rb"""<meta[^>]+charset=["']?([\w-]+)""", re.I)
_REDIRECTING = {301, 302, 303, 307, 308}


def ask(pages: Sequence[str], limits: Limits) -> dict[str, Answer]:
    """Ask for each of *pages* once, those of one host in turn; the answer to each."""
    hosts: dict[str, list[str]] = defaultdict(list)
    for page in pages:
        hosts[host(page)].append(page)
    clients = _Clients()
    with ThreadPoolExecutor(HOSTS_AT_ONCE) as pool:
        answers: dict[str, Answer] = {}
        for found in pool.map(lambda group: _in_turn(clients, group, limits), hosts.values()):
            answers.update(found)
    return answers


class _Clients:
    """urllib3 with and without the proxy that the environment names, as lychee takes it."""

    def __init__(self) -> None:
        options = {
            "num_pools": HOSTS_AT_ONCE,
            "headers": {"User-Agent": AGENT, "Accept-Encoding": "gzip"},
            "ssl_context": ssl.create_default_context(),
        }
        self._direct = urllib3.PoolManager(**options)
        self._proxies = {
            scheme: urllib3.ProxyManager(proxy, **options)
            for scheme, proxy in getproxies().items()
            if scheme in ("http", "https") and proxy.startswith("http")
        }

    def of(self, url: str) -> urllib3.PoolManager:
        """The client that asks for *url*."""
        parts = urlsplit(url)
        bypassed = proxy_bypass(parts.hostname or "")
        return self._direct if bypassed else self._proxies.get(parts.scheme, self._direct)


def _in_turn(clients: _Clients, pages: list[str], limits: Limits) -> dict[str, Answer]:
    answers: dict[str, Answer] = {}
    limited = False  # a 429 asks to leave the host alone, so the rest are not asked for
    for number, page in enumerate(pages):
        if limited:
            answers[page] = Answer(429)
            continue
        if number:
            time.sleep(min(limits.interval, limits.left))
        answers[page] = _one(clients, page, limits) if limits.left else Answer(fault=Fault.LATE)
        limited = answers[page].code == 429
    return answers


def _one(clients: _Clients, page: str, limits: Limits) -> Answer:
    """Ask for *page* and follow where it leads."""
    begun = time.monotonic()
    until = min(begun + limits.timeout, limits.until)
    hops: list[Hop] = []
    sent, code, fault, content, url = 0, 0, Fault.NONE, None, page
    try:
        while True:
            sent += 1
            response = clients.of(url).request(
                "GET",
                url,
                redirect=False,
                retries=False,
                preload_content=False,
                timeout=max(0.1, until - time.monotonic()),
            )
            code = response.status
            leads = response.headers.get("Location", "")
            if code not in _REDIRECTING or not leads:
                break
            response.close()
            if len(hops) == REDIRECTS:
                fault = Fault.LOOP
                break
            url = urljoin(url, leads)
            hops.append(Hop(code, url))
        if 200 <= code < 300:
            content = _read(response, until)
        response.close()
    except (HTTPError, OSError, ValueError) as error:
        fault = _fault(error)
        sent -= fault in (Fault.DNS, Fault.TLS, Fault.REFUSED)
    seconds = time.monotonic() - begun
    return Answer(code, fault, tuple(hops), sent, seconds, content)


def _fault(error: Exception) -> Fault:
    if isinstance(error, NameResolutionError):
        return Fault.DNS
    if isinstance(error, SSLError):
        return Fault.TLS
    if isinstance(error, ConnectTimeoutError | ReadTimeoutError | TimeoutError):
        return Fault.TIMEOUT
    if isinstance(error, NewConnectionError | LocationParseError):
        return Fault.REFUSED
    if isinstance(error, IncompleteRead | InvalidChunkLength):
        return Fault.CUT
    return Fault.CUT if isinstance(error.__context__, IncompleteRead) else Fault.CLOSED


def _read(response: urllib3.BaseHTTPResponse, until: float) -> Page:
    """The page that *response* brings.

    :raises TimeoutError: if it is not here by *until*, though bytes keep dripping
    """
    kind = response.headers.get("Content-Type", "")
    if "html" not in kind:
        return Page()
    body = bytearray()
    while len(body) < MOST and (block := response.read1(_BLOCK)):
        body += block
        if time.monotonic() > until:
            raise TimeoutError
    return parse(bytes(body), kind, whole=len(body) < MOST)


def parse(body: bytes, kind: str, *, whole: bool = True) -> Page:
    """The page in *body*, whose Content-Type is *kind*."""
    told = re.search(r"charset=[\"']?([\w-]+)", kind, re.I)
    meta = _CHARSET.search(body[:4096])
    charset = told[1] if told else meta[1].decode() if meta else "utf-8"
    try:
        text = body.decode(charset, errors="replace")
    except LookupError:  # a charset that nobody knows
        text = body.decode(errors="replace")
    reader = _Reader()
    reader.feed(text)
    return Page(" ".join("".join(reader.title).split()), frozenset(reader.anchors), whole)


class _Reader(HTMLParser):
    """Collects title and anchors; the first heading counts as title as well."""

    def __init__(self) -> None:
        super().__init__()
        self.anchors: set[str] = set()
        self.title: list[str] = []
        self._within = ""
        self._seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if value and (name == "id" or (name == "name" and tag == "a")):
                self.anchors |= {value, unquote(value), value.removeprefix("user-content-")}
        if tag in ("title", "h1") and tag not in self._seen:
            self._within = tag
            self._seen.add(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == self._within:
            self._within = ""
            self.title.append(" ")

    def handle_data(self, data: str) -> None:
        if self._within:
            self.title.append(data)
