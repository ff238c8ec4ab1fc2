"""Each page asked for once, those of one host in turn, and followed where it leads.

lychee could ask for them too, but it tells no titles, decodes no Shift_JIS, follows a redirect to
a private address, and reports no redirect of an address with an anchor (0.24.2).
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Set
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from http.cookiejar import CookieJar
from urllib.parse import urljoin

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

from tools.linkcheck import content
from tools.linkcheck.addresses import askable, host, hostname, normal, page
from tools.linkcheck.answers import Answer, Fault, Hop, Page
from tools.linkcheck.client import POOLS, Client
from tools.linkcheck.private import PrivateHost, private

MOST = 2_000_000  # bytes of a page whose anchors are wanted; longer ones are left there
HEAD = 262_144  # bytes of any other page
REDIRECTS = 5
_BLOCK = 65_536
_REDIRECTING = {301, 302, 303, 307, 308}
_CHALLENGING = {405, 429, 503}  # besides 2xx, what a challenge may come with
_UNSENT = {Fault.DNS, Fault.TLS, Fault.REFUSED, Fault.PRIVATE}


@dataclass(frozen=True)
class Limits:
    """How long, how often and which servers are asked; times in seconds.

    :param timeout: of one page, to the end of its last answer
    :param interval: between two pages of one host
    :param until: when the whole run ends, by ``time.monotonic()``
    :param allow_private: whether this machine and private networks are asked as well
    """

    timeout: float
    interval: float
    until: float
    allow_private: bool

    @property
    def left(self) -> float:
        """What is left of the whole run."""
        return max(0.0, self.until - time.monotonic())


def ask(pages: Iterable[str], anchored: Set[str], limits: Limits) -> dict[str, Answer]:
    """Ask for each of *pages*, those in *anchored* to their end; the answer to each."""
    hosts: dict[str, list[str]] = defaultdict(list)
    for name in sorted(pages):
        hosts[host(name)].append(name)
    client = Client(allow_private=limits.allow_private)
    with ThreadPoolExecutor(POOLS) as pool:
        answers: dict[str, Answer] = {}
        for found in pool.map(lambda g: _in_turn(client, g, anchored, limits), hosts.values()):
            answers.update(found)
    return answers


def _in_turn(
    client: Client, pages: list[str], anchored: Set[str], limits: Limits
) -> dict[str, Answer]:
    answers: dict[str, Answer] = {}
    limited = False  # a 429 asks to leave the host alone, so the rest are not asked for
    for number, name in enumerate(pages):
        if limited:
            answers[name] = Answer(429)
            continue
        if number:
            time.sleep(min(limits.interval, limits.left))
        late = Answer(fault=Fault.LATE)
        answers[name] = _one(client, name, name in anchored, limits) if limits.left else late
        limited = answers[name].code == 429
    return answers


def _one(client: Client, name: str, whole: bool, limits: Limits) -> Answer:
    """Ask for the page *name* and follow where it leads."""
    begun = time.monotonic()
    until = min(begun + limits.timeout, limits.until)
    hops: list[Hop] = []
    jar = CookieJar()  # for this page alone: some redirect to themselves until it comes back
    sent, code, fault, found, url = 0, 0, Fault.NONE, Page(), name
    try:
        while True:
            if private(hostname(url)) and not limits.allow_private:
                raise PrivateHost(url)
            sent += 1
            response = client.get(url, jar, max(0.1, until - time.monotonic()))
            code = response.status
            if code in _REDIRECTING:
                found, leads = Page(), _target(url, response.headers.get("Location", ""))
            else:
                found = _read(response, whole, until)
                leads = _target(url, found.refresh)
                leads = "" if page(leads) == page(url) else leads
            response.close()
            if not leads:
                break
            if len(hops) == REDIRECTS:
                fault = Fault.LOOP
                break
            hops.append(Hop(code, leads))
            url = leads
    except (HTTPError, OSError, ValueError) as error:
        fault = _fault(error)
        sent -= fault in _UNSENT and sent > len(hops)
    seconds = time.monotonic() - begun
    return Answer(code, fault, tuple(hops), sent, seconds, found)


def _target(url: str, leads: str) -> str:
    """Where *leads* leads from *url*; empty if nowhere that can be asked for."""
    with suppress(UnicodeError):  # urllib3 reads headers as Latin-1, hosts write them in UTF-8
        leads = leads.encode("latin-1").decode("utf-8")
    try:
        target = normal(urljoin(url, leads.strip())) if leads else ""
    except ValueError:
        return ""
    return target if askable(target) else ""


def _fault(error: Exception) -> Fault:
    kinds = (
        (PrivateHost, Fault.PRIVATE),
        (NameResolutionError, Fault.DNS),
        (SSLError, Fault.TLS),
        (NewConnectionError | LocationParseError, Fault.REFUSED),  # a ConnectTimeoutError as well
        (ConnectTimeoutError | ReadTimeoutError | TimeoutError, Fault.TIMEOUT),
        (IncompleteRead | InvalidChunkLength, Fault.CUT),
    )
    for kind, fault in kinds:
        if isinstance(error, kind):
            return fault
    return Fault.CUT if isinstance(error.__context__, IncompleteRead) else Fault.CLOSED


def _read(response: urllib3.BaseHTTPResponse, whole: bool, until: float) -> Page:
    """The page that *response* brings.

    :param whole: whether its anchors are wanted, so that its head is not enough
    :raises TimeoutError: if it is wanted whole and not here by *until*, though bytes keep dripping
    """
    if content.challenged(response.headers):
        return Page(challenge=True)
    kind, good = response.headers.get("Content-Type", ""), 200 <= response.status < 300
    if "html" not in kind or not (good or response.status in _CHALLENGING):
        return Page()
    coding = response.headers.get("Content-Encoding", "").strip().lower()
    if coding not in ("", "identity", *response.CONTENT_DECODERS):
        return Page(anchors=frozenset(), doubt=f"読めない方式（{coding}）で圧縮されたページに")
    body, most = bytearray(), MOST if whole and good else HEAD
    try:
        while len(body) < most and (block := response.read1(_BLOCK)):
            body += block
            if time.monotonic() > until:
                raise TimeoutError
    except (HTTPError, OSError):
        if whole and good:
            raise
    return content.parse(bytes(body), kind, whole=len(body) < most)
