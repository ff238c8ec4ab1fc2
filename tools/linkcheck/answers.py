"""What asking for a page brought, whoever asked."""

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
    RESERVED = "reserved"  # a name kept for examples, which lychee does not ask
    LATE = "late"  # the whole run was over before


@dataclass(frozen=True)
class Hop:
    """One redirect: its status and the address it leads to."""

    code: int
    url: str


@dataclass(frozen=True)
class Page:
    """What stands in a page.

    :param anchors: its ids and names; None if it is not HTML
    :param whole: false if it was left before its end, being too long
    """

    title: str = ""
    anchors: frozenset[str] | None = None
    whole: bool = True


@dataclass(frozen=True)
class Answer:
    """The end of asking for one page.

    :param code: the last HTTP status; 0 if there was none
    :param requests: how many HTTP requests were sent, redirects and second tries included
    :param seconds: by the clock, the wait for the host's turn included
    :param page: what stands there, if it was read
    """

    code: int = 0
    fault: Fault = Fault.NONE
    hops: tuple[Hop, ...] = ()
    requests: int = 0
    seconds: float = 0.0
    page: Page | None = None

    @property
    def good(self) -> bool:
        """Whether a page came."""
        return not self.fault and 200 <= self.code < 300

    @property
    def passing(self) -> bool:
        """Whether a second try may do better; not after a 429, which asks to be left alone."""
        return self.fault in (Fault.TIMEOUT, Fault.CUT) or self.code >= 500
