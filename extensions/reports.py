"""Where a reader reports an error: ``report_address``, or the issues of ``repository_url``.

The first that is set counts; with neither, no format asks for reports.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote, urlencode

from sphinx.application import Sphinx
from sphinx.config import Config

from extensions import metadata
from extensions.faults import Fault, FaultySources

_ADDRESS = re.compile(r"mailto:[^@\s?]+@[^@\s?]+|https://[^/\s]+\S*")


def report_address(config: Config) -> str:
    """The address as a book names it, beside the edition; empty if there is none."""
    if config.report_address:
        return config.report_address
    return f"{config.repository_url.rstrip('/')}/issues/new" if config.repository_url else ""


def report_of(config: Config, docname: str) -> str:
    """The address for a report of the page *docname*, which names the page and the edition."""
    address = report_address(config)
    if not address:
        return ""
    subject = f"誤りの知らせ: {docname}、{config.edition_label}"
    if address.startswith("mailto:"):
        return f"{address}?subject={quote(subject)}"
    if config.report_address:
        fields = {"page": docname, "edition": config.edition_label}
    else:
        fields = {"title": subject}
    return f"{address}{'&' if '?' in address else '?'}{urlencode(fields, quote_via=quote)}"


def _check(app: Sphinx, config: Config) -> None:
    if config.report_address and not _ADDRESS.fullmatch(config.report_address):
        text = f"report_address が「{config.report_address}」です"
        mend = "mailto:name@example.com か https://… の形にするか、空にする"
        raise FaultySources([Fault("conf.py", 1, text, mend)])


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_config_value("report_address", "", "html", types=frozenset({str}))
    app.add_config_value("repository_url", "", "html", types=frozenset({str}))
    app.connect("config-inited", _check)
    return metadata()
