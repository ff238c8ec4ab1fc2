"""Which requests are answered: those of programs on this machine, and none of other web pages.

Any web page that is open in the reader's browser can send requests to 127.0.0.1. The browser tells
where they come from, in ``Origin`` and ``Sec-Fetch-Site``. A page that had its own host name
resolved to 127.0.0.1 (DNS rebinding) is known by ``Host``.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable
from typing import Any

log = logging.getLogger("lab")
LOCAL_HOST = re.compile(r"(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?", re.IGNORECASE)


def reason_to_refuse(host: str | None, origin: str | None, site: str | None) -> str | None:
    """Why a request is not answered; None if it is.

    :param host: the header ``Host``; None if there is none, as with the other two
    :param origin: the header ``Origin``
    :param site: the header ``Sec-Fetch-Site``
    """
    if not LOCAL_HOST.fullmatch(host or ""):
        return f"Host {host}"
    if origin is not None and origin.lower() != f"http://{host}".lower():
        return f"Origin {origin}"
    if site not in (None, "none", "same-origin"):
        return f"Sec-Fetch-Site {site}"
    return None


class LocalRequests:
    """A WSGI application that passes on only the requests that are answered.

    :param application: gets them
    """

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self.application = application

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """The application's answer, or status 403."""
        given = (environ.get(f"HTTP_{name}") for name in ("HOST", "ORIGIN", "SEC_FETCH_SITE"))
        reason = reason_to_refuse(*given)
        # moto's own pages and its API to change its state are no part of AWS.
        if environ.get("PATH_INFO", "").startswith("/moto-api"):
            reason = "/moto-api"
        if reason is None:
            return self.application(environ, start_response)
        log.warning("答えなかったリクエストがあります (%s)", reason)
        start_response("403 Forbidden", [("Content-Type", "text/plain; charset=utf-8")])
        body = (
            f"This lab answers programs on this machine only, not web pages ({reason}).\n"
            "ラボが答えるのは、この計算機のプログラムだけです。Web ページからは使えません。\n"
        )
        return [body.encode()]
