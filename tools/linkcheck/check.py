"""One run: each page asked for once, a second try for those that may recover, then the verdicts."""

from __future__ import annotations

import time
from collections.abc import Iterable, Set
from dataclasses import dataclass, replace
from urllib.parse import urlsplit, urlunsplit

from tools.linkcheck import pages
from tools.linkcheck.addresses import anchor, page
from tools.linkcheck.answers import Answer
from tools.linkcheck.built import Place, Uses
from tools.linkcheck.pages import Limits
from tools.linkcheck.verdicts import Verdict, judge, unasked


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


def settled(uses: Uses, *, allow_private: bool) -> list[Result]:
    """The results that need no asking."""
    verdicts = {key: unasked(key, allow_private=allow_private) for key in sorted(uses.places)}
    return [
        Result(uses.written[key], verdict, tuple(sorted(uses.places[key])))
        for key, verdict in verdicts.items()
        if verdict
    ]


def check(uses: Uses, limits: Limits, pause: float) -> list[Result]:
    """Ask for all addresses of *uses*, which are such as can be asked for.

    :param pause: seconds before the second try
    """
    anchored = {page(key) for key in uses.places if anchor(key)}
    answers = _twice({page(key) for key in uses.places}, anchored, limits, pause)
    counted: set[str] = set()
    results = []
    for key in sorted(uses.places):
        answer = answers[page(key)]
        requests = 0 if page(key) in counted else answer.requests
        counted.add(page(key))
        places = tuple(sorted(uses.places[key]))
        verdict = judge(key, answer)
        results.append(Result(uses.written[key], verdict, places, requests, answer.seconds))
    return results


def _twice(
    asked: Iterable[str], anchored: Set[str], limits: Limits, pause: float
) -> dict[str, Answer]:
    """Ask, and once more for what may have recovered."""
    answers = pages.ask(asked, anchored, limits)
    again = [name for name, answer in answers.items() if answer.passing]
    if again and limits.left:
        time.sleep(min(pause, limits.left))
        for name, second in pages.ask(again, anchored, limits).items():
            answers[name] = _together(answers[name], second)
    return answers


def _together(first: Answer, second: Answer) -> Answer:
    return replace(
        second,
        requests=first.requests + second.requests,
        seconds=first.seconds + second.seconds,
    )


def origins(uses: Uses) -> list[str]:
    """The hosts of *uses*, as ``https://host:port``."""
    parts = map(urlsplit, uses.places)
    return sorted({urlunsplit((p.scheme, p.netloc, "", "", "")) for p in parts})
