"""What stands in a page: its title and anchors, and what it is when it is no page of its own."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from html.parser import HTMLParser
from math import inf
from urllib.parse import unquote

from tools.linkcheck import signs
from tools.linkcheck.answers import Page

_CHARSET = re.compile(rb"""<(?:meta|\?xml)[^>]+(?:charset|encoding)=\s*["']?([\w-]+)""", re.I)
# The names that browsers know and Python does not, or takes for a smaller set (WHATWG Encoding)
_WIDER = {
    "cp932": "shift-jis shift_jis sjis x-sjis ms_kanji ms932 windows-31j csshiftjis",
    "euc_jp": "x-euc-jp cseucpkdfmtjapanese",
    "iso2022_jp": "csiso2022jp",
    "gb18030": "gb2312 gbk x-gbk gb_2312-80 chinese",
    "big5hkscs": "big5 big5-hkscs x-x-big5 cn-big5",
    "cp949": "euc-kr ks_c_5601-1987 korean ksc5601 windows-949",
    "cp1252": "iso-8859-1 latin1 us-ascii ascii x-cp1252",
}
_CHARSETS = {label: codec for codec, labels in _WIDER.items() for label in labels.split()}
_REFRESH = re.compile(r"\s*(\d+)[\d.]*\s*[;,\s]\s*(?:url\s*=\s*)?[\"']?([^\"']+)", re.I)
_SOON = 10  # seconds; what refreshes later is a page that one can read
_CHALLENGES = {  # headers of Cloudflare, AWS WAF and Vercel
    "cf-mitigated": ("challenge",),
    "x-amzn-waf-action": ("challenge", "captcha"),
    "x-vercel-mitigated": ("challenge",),
}
_THIN = 1500  # characters; pages that are only an obstacle are shorter
_FEW = 200  # characters of a page without headings, whose script has yet to fill it
_MOUNT = re.compile(
    r"(^|[-_])(app|root|main|content|mount|docs?|ui|redoc|next|nuxt|gatsby)($|[-_])"
)
_BLOCKS = {"div", "main", "section", "article"}
_SPECIAL = {"title", "noscript", "script", "style", "template", "svg", "h1"}


def challenged(headers: Mapping[str, str]) -> bool:
    """Whether *headers* say that the answer is there to tell people from programs."""
    return any(headers.get(name, "").lower() in said for name, said in _CHALLENGES.items())


def parse(body: bytes, kind: str, *, whole: bool = True) -> Page:
    """The page in *body*, whose Content-Type is *kind*.

    :param whole: false if *body* is only its beginning
    """
    text = _decoded(body, kind)
    reader = _Reader()
    reader.feed(text)
    parts = (reader.title, reader.heading, reader.shown, reader.aside)
    title, heading, shown, aside = (" ".join("".join(part).split()) for part in parts)
    thin = len(shown) < _THIN
    doubt = "" if whole else "長いページの初めの方に"
    bare = len(shown) < _FEW and not heading
    if reader.scripts and (reader.empty or bare or signs.NEEDS_SCRIPT.search(aside)):
        doubt = doubt or "スクリプトで作られるページの元に"
    return Page(
        title=f"{title} {heading}".strip(),
        anchors=frozenset(reader.anchors),
        doubt=doubt,
        refresh=reader.refresh,
        challenge=thin and signs.challenge(title, f"{heading} {shown} {aside}", text),
        lost=signs.lost(title) or signs.lost(heading),
        parked=thin and signs.parked(f"{title} {shown}", reader.sources),
    )


def _decoded(body: bytes, kind: str) -> str:
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return body.decode("utf-16", errors="replace")
    told = re.search(r"charset=\s*[\"']?([\w-]+)", kind, re.I)
    meta = _CHARSET.search(body[:4096])
    charset = (told[1] if told else meta[1].decode() if meta else "utf-8").lower()
    try:
        return body.decode(_CHARSETS.get(charset, charset), errors="replace")
    except LookupError:  # a charset that nobody knows
        return body.decode(errors="replace")


def refresh(meta: Mapping[str, str], soon: float = inf) -> str:
    """Where the <meta> with these attributes leads, if it is a refresh, within *soon* seconds."""
    match = _REFRESH.match(meta.get("content", ""))
    if meta.get("http-equiv", "").lower() != "refresh" or not match or int(match[1]) > soon:
        return ""
    return match[2].strip()


class _Reader(HTMLParser):
    """Collects what :func:`parse` looks at, in time that grows with the page and no faster."""

    def __init__(self) -> None:
        super().__init__()
        self.anchors: set[str] = set()
        self.title: list[str] = []
        self.heading: list[str] = []  # the first <h1>
        self.shown: list[str] = []
        self.aside: list[str] = []  # for browsers without scripts
        self.refresh = ""
        self.scripts = False
        self.sources: list[str] = []  # of scripts and frames
        self.empty = False  # whether an element waits for a script to fill it
        self._depth: dict[str, int] = defaultdict(int)  # open elements of each kind that matters
        # Open elements that may wait so: the tag, how deep it is, the pieces of text before it
        self._waiting: list[tuple[str, int, int]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        for name in ("id", "name") if tag == "a" else ("id",):
            if value := values.get(name):
                self.anchors |= {value, unquote(value), value.removeprefix("user-content-")}
        self.scripts |= tag == "script"
        if tag in ("script", "iframe", "frame"):
            self.sources.append(values.get("src", ""))
        if tag == "meta" and not self._depth["noscript"] and not self.refresh:
            self.refresh = refresh(values, _SOON)
        if tag in _SPECIAL or tag in _BLOCKS or "-" in tag:
            self._depth[tag] += 1
            if "-" in tag or (tag in _BLOCKS and _MOUNT.search(values.get("id", ""))):
                self._waiting.append((tag, self._depth[tag], len(self.shown)))

    def handle_endtag(self, tag: str) -> None:
        if not self._depth[tag]:
            return
        if self._waiting and self._waiting[-1][:2] == (tag, self._depth[tag]):
            before = self._waiting.pop()[2]
            if len(self.shown) - before < 4:
                self.empty |= bool(signs.LOADING.fullmatch("".join(self.shown[before:]).strip()))
        self._depth[tag] -= 1

    def handle_data(self, data: str) -> None:
        depth = self._depth
        if depth["title"] and not depth["svg"]:
            self.title.append(data)
        elif depth["noscript"]:
            self.aside.append(data)
        elif not (depth["script"] or depth["style"] or depth["template"] or depth["title"]):
            self.shown.append(data)
            if depth["h1"]:
                self.heading.append(data)
