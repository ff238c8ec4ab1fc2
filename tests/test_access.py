"""Everybody can read and use it: axe-core on every page and on what opens, and the colours."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest
from browsing import DESKTOP, PHONE, Opener
from conftest import ROOT
from playwright.sync_api import Page
from pygments.styles import get_style_by_name
from pygments.token import STANDARD_TYPES, Token
from test_figures import contrast

AXE = ROOT / "tools/node_modules/axe-core/axe.min.js"
# Every rule that axe has, also those that it leaves to the asker, but for one: code keeps to AA.
RULES = """() => axe.run({
  rules: Object.fromEntries(axe.getRules().map(
    rule => [rule.ruleId, { enabled: rule.ruleId !== "color-contrast-enhanced" }])),
}).then(found => found.violations.map(fault =>
  `${fault.id}: ${fault.nodes.map(node => node.target.join(" ")).slice(0, 3).join(", ")}`))"""


def violations(page: Page) -> list[str]:
    """What axe-core finds wrong with *page* as it is now."""
    page.add_script_tag(path=AXE)
    return page.evaluate(RULES)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_axe_finds_nothing(
    viewport: dict, scheme: str, pages: list[Path], origin: str, open_page: Opener
) -> None:
    page = open_page(viewport=viewport, color_scheme=scheme)
    found = {}
    for name in (page.name for page in pages):
        page.goto(origin + name)
        if faults := violations(page):
            found[name] = faults
    assert found == {}


OPENED = {
    "search": lambda page: (
        page.keyboard.press("/"),
        page.keyboard.type("ロール"),
        page.locator("#search-results a").first.wait_for(),
    ),
    "no result": lambda page: (
        page.keyboard.press("/"),
        page.keyboard.type("ないない"),
        page.get_by_text("見つかりませんでした").wait_for(),
    ),
    "zoom": lambda page: page.get_by_role("button", name="図を拡大する").first.click(),
    "hint": lambda page: page.locator("article a[href*='#term-']").first.focus(),
    "menu": lambda page: page.get_by_role("button", name="目次").click(),
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("what", OPENED)
def test_axe_finds_nothing_in_what_opens(
    what: str, scheme: str, origin: str, open_page: Opener
) -> None:
    page = open_page(viewport=PHONE, color_scheme=scheme)
    page.goto(f"{origin}05-sagemaker-basics-1.html")
    OPENED[what](page)
    assert violations(page) == []


def test_violations_are_found(origin: str, open_page: Opener) -> None:
    """Were axe set up wrongly, the tests above would pass whatever the pages hold."""
    page = open_page(viewport=PHONE)
    page.goto(f"{origin}index.html")
    page.evaluate(
        """document.querySelector("main").insertAdjacentHTML("beforeend", `<img src="cover.png">
        <p style="color: #aaa">薄い</p><a href="#" style="font-size: 6px">a</a>`)"""
    )
    assert {"image-alt", "color-contrast"} <= {fault.split(":")[0] for fault in violations(page)}


@pytest.mark.parametrize("setting", ["pygments_style", "pygments_dark_style"])
def test_every_colour_of_code_can_be_read(setting: str) -> None:
    """AA (4.5) on the style's own ground, tokens that no listing has yet included."""
    style = get_style_by_name(runpy.run_path(str(ROOT / "conf.py"))[setting])
    weak = {}
    for token in STANDARD_TYPES:
        look = style.style_for_token(token)
        if look["color"] and token is not Token.Text.Whitespace:
            ground = f"#{look['bgcolor']}" if look["bgcolor"] else style.background_color
            if contrast(f"#{look['color']}", ground) < 4.5:
                weak[str(token)] = look["color"]
    assert weak == {}


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_every_colour_of_text_is_easy_to_read(scheme: int) -> None:
    """AAA (7) on the page and on panels; AA where a searched word is marked."""
    css = (ROOT / "docs/_theme/static/page.css").read_text(encoding="utf-8")
    pairs = re.findall(r"--(\w+): light-dark\((#\w{6}), (#\w{6})\)", css)
    colour = {name: values[scheme] for name, *values in pairs}
    for text in ("text", "faint", "link", "accent", "code"):
        assert contrast(colour[text], colour["back"]) >= 7, text
        assert contrast(colour[text], colour["panel"]) >= 7, text
    for text in ("text", "link"):
        assert contrast(colour[text], colour["mark"]) >= 4.5, text
