"""What asking for a page brought."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Fault(StrEnum):
    """Why there is no answer to judge by its status."""

    NONE = ""
    TIMEOUT = "timeout"
    DNS = "dns"
    TLS = "tls"
    REFUSED = "refused"
    CLOSED = "closed"
    CUT = "cut"  # the body ended before its length
    LOOP = "loop"
    PRIVATE = "private"  # it led to a private address, which is not asked
    LATE = "late"  # the whole run was over before


@dataclass(frozen=True)
class Hop:
    """One redirect, by its status or by the page itself (200), and the address it leads to."""

    code: int
    url: str


@dataclass(frozen=True)
class Page:
    """What stands in a page.

    :param title: with the first heading
    :param anchors: its ids and names; None if it is not HTML
    :param doubt: why an anchor that is not among them may still be there, in Japanese
    :param refresh: where ``<meta http-equiv="refresh">`` leads
    :param challenge: whether it only makes sure that a person asks
    :param lost: whether it says that there is no such page
    :param parked: whether it only offers the domain
    """

    title: str = ""
    anchors: frozenset[str] | None = None
    doubt: str = ""
    refresh: str = ""
    challenge: bool = False
    lost: bool = False
    parked: bool = False


@dataclass(frozen=True)
class Answer:
    """The end of asking for one page.

    :param code: the last HTTP status; 0 if there was none
    :param requests: how many HTTP requests were sent, redirects and second tries included
    :param seconds: by the clock, the wait for the host's turn not included
    :param page: what stands there
    """

    code: int = 0
    fault: Fault = Fault.NONE
    hops: tuple[Hop, ...] = ()
    requests: int = 0
    seconds: float = 0.0
    page: Page = Page()

    @property
    def good(self) -> bool:
        """Whether a page came."""
        return not self.fault and 200 <= self.code < 300

    @property
    def passing(self) -> bool:
        """Whether a second try may do better; not after a 429, which asks to be left alone."""
        passing = self.fault in (Fault.TIMEOUT, Fault.CUT) or self.code >= 500
        return passing and not self.page.challenge
