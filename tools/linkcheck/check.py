"""One run: each page asked for once, a second try for those that may recover, then the verdicts."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit, urlunsplit

from tools.linkcheck import lychee, pages
from tools.linkcheck.addresses import anchor, askable, host, page
from tools.linkcheck.answers import Answer
from tools.linkcheck.built import Place, Uses
from tools.linkcheck.lychee import Limits
from tools.linkcheck.verdicts import Verdict, judge, unasked

# A page that no host has. One that sends it all the same answers 200 to dead addresses too, so
# that there only the titles tell (Bar-Yossef et al., Sic transit gloria telae, WWW 2004).
NONSENSE = "/linkcheck-no-such-page-7f3a91"
_Ask = Callable[[Sequence[str], Limits], dict[str, Answer]]


@dataclass(frozen=True)
class Result:
    """What is reported of one address.

    :param requests: sent for its page; those for a page with several addresses count at the first
    :param seconds: that asking took
    """

    url: str
    verdict: Verdict
    places: tuple[Place, ...]
    requests: int = 0
    seconds: float = 0.0


def check(uses: Uses, limits: Limits, pause: float) -> list[Result]:
    """Check all addresses of *uses*.

    :param pause: seconds before the second try
    """
    web = set(filter(askable, uses.places))
    anchored = {page(key) for key in web if anchor(key)}
    bare = {page(key) for key in web} - anchored
    answers = _twice(lychee.ask, _spread(bare), limits, pause)
    answers |= _twice(pages.ask, sorted(anchored), limits, pause)
    _look_behind(answers, sorted(bare), limits)
    counted: set[str] = set()
    results = []
    for key in sorted(uses.places):
        places = tuple(sorted(uses.places[key]))
        if key not in web:
            results.append(Result(uses.written[key], unasked(key), places))
            continue
        answer = answers[page(key)]
        requests = 0 if page(key) in counted else answer.requests
        counted.add(page(key))
        verdict = judge(key, answer)
        results.append(Result(uses.written[key], verdict, places, requests, answer.seconds))
    return results


def _spread(asked: Iterable[str]) -> list[str]:
    """*asked*, the hosts in turn: lychee's places are few, and those who wait for their host's
    turn would hold them all.
    """
    turns: Counter[str] = Counter()
    places = {}
    for name in sorted(asked):
        turns[host(name)] += 1
        places[name] = turns[host(name)]
    return sorted(places, key=lambda name: (places[name], name))


def _twice(ask: _Ask, asked: list[str], limits: Limits, pause: float) -> dict[str, Answer]:
    """Ask, and once more for what may have recovered."""
    answers = ask(asked, limits)
    again = [name for name in asked if answers[name].passing]
    if again and limits.left:
        time.sleep(min(pause, limits.left))
        for name, second in ask(again, limits).items():
            answers[name] = _together(answers[name], second)
    return answers


def _together(first: Answer, second: Answer) -> Answer:
    return replace(
        second,
        requests=first.requests + second.requests,
        seconds=first.seconds + second.seconds,
    )


def _look_behind(answers: dict[str, Answer], asked: list[str], limits: Limits) -> None:
    """Read the pages of hosts that answer 200 to anything, and put what stands there to *answers*.

    A page that leads elsewhere is read there, at the host that sends it.
    """
    good = {name: _end(name, answers[name]) for name in asked if answers[name].good}
    origins = sorted({_origin(end) for end in good.values() if urlsplit(end).path != "/"})
    tests = pages.ask([origin + NONSENSE for origin in origins], limits)
    lying = {origin for origin in origins if tests[origin + NONSENSE].good}
    doubtful = {name: end for name, end in good.items() if _origin(end) in lying}
    seconds = pages.ask(sorted(set(doubtful.values())), limits)
    for name, end in doubtful.items():
        first, second = answers[name], seconds[end]
        answers[name] = replace(first, page=second.page, requests=first.requests + second.requests)
        seconds[end] = replace(second, requests=0)  # told once


def _end(name: str, answer: Answer) -> str:
    return answer.hops[-1].url if answer.hops else name


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return urlunsplit((parts.scheme, parts.netloc, "", "", ""))


def origins(uses: Uses) -> list[str]:
    """The hosts that are to be asked, as ``https://host:port``."""
    return sorted({_origin(key) for key in uses.places if askable(key)})
