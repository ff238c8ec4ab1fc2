"""The site in a real browser: screens, and what a page must not do."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

PHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1440, "height": 900}
# The browser's page, made with the options of its context
Opener = Callable[..., Page]


def listen(page: Page, origin: str) -> list[str]:
    """A list that takes up what goes wrong on *page* from now on."""
    faults: list[str] = []
    page.on("console", lambda message: message.type == "error" and faults.append(message.text))
    page.on("pageerror", lambda error: faults.append(f"script: {error.message}"))
    # the browser itself breaks off the icon of a page that is left
    page.on(
        "requestfailed",
        lambda request: (
            (request.failure, request.url.rpartition("/")[2]) == ("net::ERR_ABORTED", "favicon.svg")
            or faults.append(f"failed: {request.url}")
        ),
    )
    page.on(
        "request",
        lambda request: request.url.startswith(origin) or faults.append(f"outside: {request.url}"),
    )
    page.on(
        "response",
        lambda response: (
            response.status < 400 or faults.append(f"{response.status}: {response.url}")
        ),
    )
    return faults


def overflow(page: Page) -> int:
    """How far the page can be scrolled sideways, in CSS pixels."""
    return page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )


def focused(page: Page) -> str:
    """What the keyboard is on: the id of the element, or else its words."""
    return page.evaluate(
        "document.activeElement.id || document.activeElement.innerText.trim().replace(/\\s+/g, ' ')"
    )
