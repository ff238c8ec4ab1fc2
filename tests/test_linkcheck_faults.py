"""The whole table of faults, in one run: verdict, requests by the server's own count, and time.

Each row has a host of its own on loopback, since a host that limits its rate delays its others.
"""

from __future__ import annotations

import json
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from socket import socket

import pytest
import trustme
from faulty_server import HUGE, Faulty, closing, faulty, refusing

from tools.linkcheck.__main__ import main

TIMEOUT = 2  # seconds for one request
PAUSE = 0.3  # seconds before the second try
OPTIONS = ("--interval=0", "--pause=0", "--allow-private")
TRIES = 2 * TIMEOUT + PAUSE + 4  # seconds that two tries may take on a busy machine


@dataclass(frozen=True)
class Row:
    """A fault: the path that shows it, the verdict, the requests, part of the reason."""

    path: str
    verdict: str
    requests: int
    reason: str = ""


ROWS = {
    "200": Row("/page", "ok", 1),
    "204": Row("/status/204", "ok", 1),
    "301": Row("/redirect/301/page", "moved", 2, "/page"),
    "302": Row("/redirect/302/page", "ok", 2),
    "303": Row("/redirect/303/page", "ok", 2),
    "307": Row("/redirect/307/page", "ok", 2),
    "308": Row("/redirect/308/page", "moved", 2, "/page"),
    "301 with anchor": Row("/redirect/301/page#推論", "moved", 2, "/page#"),
    "chain of 3": Row("/redirect/301/redirect/308/redirect/301/page", "moved", 4, "/page"),
    "chain, then temporary": Row("/redirect/301/redirect/302/page", "moved", 3, "/redirect/302"),
    "loop": Row("/loop", "broken", 6, "転送が終わりません"),
    "loop with anchor": Row("/loop#a", "broken", 6, "転送が終わりません"),
    "bad Location": Row("/nowhere", "broken", 1, "転送先が読めません"),
    "redirect to 404": Row("/redirect/302/status/404", "broken", 2, "404"),
    "redirect to home": Row("/redirect/301/", "suspicious", 2, "トップページ"),
    "redirect to error page": Row("/gone", "suspicious", 2, "エラー"),
    "400": Row("/status/400", "broken", 1, "400"),
    "401": Row("/status/401", "blocked", 1, "401"),
    "403": Row("/status/403", "blocked", 1, "403"),
    "403 to bots": Row("/bots", "blocked", 1, "403"),
    "404": Row("/status/404", "broken", 1, "404"),
    "404 with anchor": Row("/status/404#a", "broken", 1, "404"),
    "410": Row("/status/410", "broken", 1, "410"),
    "429, 2 s": Row("/limited/seconds", "unstable", 1, "429"),
    "429, a day": Row("/limited/day", "unstable", 1, "429"),
    "429, date": Row("/limited/date", "unstable", 1, "429"),
    "429, garbage": Row("/limited/garbage", "unstable", 1, "429"),
    "429": Row("/limited", "unstable", 1, "429"),
    "451": Row("/status/451", "blocked", 1, "451"),
    "500 once": Row("/once/500", "ok", 2),
    "500": Row("/status/500", "unstable", 2, "500"),
    "503 once": Row("/once/503", "ok", 2),
    "503": Row("/status/503", "unstable", 2, "503"),
    "503 with anchor": Row("/status/503#a", "unstable", 2, "503"),
    "HEAD refused": Row("/page/head", "ok", 1),
    "reset": Row("/reset", "broken", 1, "切られました"),
    "slow": Row("/slow", "unstable", 2, "時間内に"),
    "slow with anchor": Row("/slow#a", "unstable", 2, "時間内に"),
    "slow once": Row("/slowonce", "ok", 2),
    "drip": Row("/drip#a", "unstable", 2, "時間内に"),
    "300 MB": Row("/huge", "ok", 1),
    "300 MB page": Row("/hugepage#a", "suspicious", 1, "長いページ"),
    "drip, unread": Row("/drip", "ok", 1),
    "truncated, unread": Row("/truncated", "ok", 1),
    "truncated": Row("/truncated#推論", "unstable", 2, "途中で"),
    "gzip": Row("/gzip#推論", "ok", 1),
    "anchor": Row("/page#推論", "ok", 1),
    "anchor in %XX": Row("/page#%E6%8E%A8%E8%AB%96", "ok", 1),
    "anchor stored in %XX": Row("/page#保存", "ok", 1),
    "no such anchor": Row("/page#学習", "broken", 1, "#学習"),
    "text directive": Row("/page#:~:text=どこにもない", "ok", 1),
    "anchor and text directive": Row("/page#ない:~:text=本文", "broken", 1, "#ない"),
    "page of a PDF": Row("/pdf#page=3", "ok", 1),
    "user-content-": Row("/page#readme", "ok", 1),
    "Shift_JIS": Row("/sjis#推論", "ok", 1),
    "Japanese path": Row("/page/日本語", "ok", 1),
    "path in %XX": Row("/page/%E6%97%A5%E6%9C%AC", "ok", 1),
    "mixed path": Row("/page/日本/%E6%97%A5%E6%9C%AC", "ok", 1),
    "flag": Row("/flag?flag", "ok", 1),
    "robots.txt": Row("/page/private", "ok", 1),
}
LENIENT = {  # on hosts that answer 200 to everything
    "soft 404 of a lenient host": Row("/soft", "suspicious", 1, "404 Not Found"),
    "page of a lenient host": Row("/page", "ok", 1),
}
OUTSIDE_HTTP = {
    "mailto:a@example.com": ("ok", "メール"),
    "ftp://127.0.0.1/file": ("broken", "FTP"),
    "http://[bad": ("broken", "形"),
    "https://": ("broken", "形"),
    "http://no-such-host.localnet/": ("broken", "名前"),
    "http://例え.localnet/": ("broken", "名前"),
    "http://nobody.invalid/": ("broken", "RFC 2606"),
    "https://example.com/page": ("ok", "例示"),
}


@dataclass
class Run:
    """The report of the run, the servers of its rows, and its time in seconds."""

    entries: dict[str, dict]
    servers: dict[str, Faulty]
    seconds: float
    folder: Path

    def row(self, name: str) -> dict:
        """The entry of the row *name*."""
        return self.entries[self.servers[name].origin + (ROWS | LENIENT)[name].path]


def tls(certificate: trustme.LeafCert) -> Callable[[socket], ssl.SSLSocket]:
    """What makes a socket one that shows *certificate*."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return lambda plain: context.wrap_socket(plain, server_side=True, do_handshake_on_connect=False)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """All rows in one page, checked once."""
    folder = tmp_path_factory.mktemp("faults")
    authority, stranger = trustme.CA(), trustme.CA()
    authority.cert_pem.write_to_path(folder / "authority.pem")
    past = datetime(2020, 1, 1, tzinfo=UTC)
    certificates = {
        "TLS": authority.issue_cert("127.0.0.1"),
        "TLS untrusted": stranger.issue_cert("127.0.0.1"),
        "TLS expired": authority.issue_cert("127.0.0.1", not_after=past),
        "TLS of another host": authority.issue_cert("other.test"),
    }
    with ExitStack() as stack, pytest.MonkeyPatch.context() as environment:
        environment.setenv("SSL_CERT_FILE", str(folder / "authority.pem"))
        servers, addresses = {}, [*OUTSIDE_HTTP, stack.enter_context(closing()), refusing()]
        for number, (name, row) in enumerate((ROWS | LENIENT).items(), 1):
            host = faulty(f"127.0.1.{number}", lenient=name in LENIENT)
            servers[name] = stack.enter_context(host)
            addresses.append(servers[name].origin + row.path)
        for name, certificate in certificates.items():
            servers[name] = stack.enter_context(faulty(wrap=tls(certificate)))
            addresses += [f"{servers[name].origin}/page", f"{servers[name].origin}/page/x#推論"]
        page = folder / "site/page.html"
        page.parent.mkdir()
        links = "".join(f'<p><a href="{address}">行き先</a>\n' for address in addresses)
        code = f"<pre>curl {servers['200'].origin}/code</pre>\n"
        inside = (
            '<p id="x"><a href="#x">良</a><a href="page.html#y">悪</a><a href="z.html">悪</a>\n'
        )
        page.write_text(f"<!DOCTYPE html>\n{links}{code}{inside}", encoding="utf-8")
        begun = time.monotonic()
        code = main(
            [
                f"--site={folder}/site",
                f"--out={folder}/out",
                f"--timeout={TIMEOUT}",
                f"--pause={PAUSE}",
                "--interval=0.01",
                "--allow-private",
            ]
        )
        seconds = time.monotonic() - begun
        assert code == 1
        report = json.loads((folder / "out/report.json").read_text(encoding="utf-8"))
        yield Run({entry["url"]: entry for entry in report}, servers, seconds, folder)


def asked(server: Faulty) -> int:
    """The requests that *server* got."""
    return sum(server.hits.values())


@pytest.mark.parametrize("name", ROWS | LENIENT)
def test_row(run: Run, name: str) -> None:
    row, entry = (ROWS | LENIENT)[name], run.row(name)
    assert (entry["verdict"], entry["requests"]) == (row.verdict, row.requests), entry
    assert row.reason in entry["reason"]
    assert asked(run.servers[name]) == row.requests, run.servers[name].hits
    assert entry["seconds"] < TRIES
    assert entry["places"][0]["file"] == "page.html"


@pytest.mark.parametrize("address", OUTSIDE_HTTP)
def test_what_is_not_asked_for(run: Run, address: str) -> None:
    verdict, reason = OUTSIDE_HTTP[address]
    entry = run.entries[address]
    assert (entry["verdict"], entry["requests"]) == (verdict, 0), entry
    assert reason in entry["reason"]


@pytest.mark.parametrize("name", ["TLS", "TLS untrusted", "TLS expired", "TLS of another host"])
def test_certificates(run: Run, name: str) -> None:
    for path in ("/page", "/page/x#推論"):  # asked for by lychee, and by urllib3
        entry = run.entries[run.servers[name].origin + path]
        expected = ("ok", 1) if name == "TLS" else ("broken", 0)
        assert (entry["verdict"], entry["requests"]) == expected, entry
        assert ("証明書" in entry["reason"]) == (name != "TLS")
    assert asked(run.servers[name]) == (2 if name == "TLS" else 0)


def test_connections_that_fail(run: Run) -> None:
    refused, closed = (
        [entry for entry in run.entries.values() if words in entry["reason"]]
        for words in ("接続を断られ", "接続を切られ")
    )
    assert [(entry["verdict"], entry["requests"]) for entry in refused] == [("broken", 0)]
    # the one that hangs up at once, and the row 「reset」
    assert [(entry["verdict"], entry["requests"]) for entry in closed] == [("broken", 1)] * 2


def test_links_within_the_folder_are_checked_too(run: Run) -> None:
    inside = [url for url in run.entries if "://" not in url and not url.startswith("mailto:")]
    assert sorted(inside) == ["page.html#y", "z.html"]
    assert {run.entries[url]["verdict"] for url in inside} == {"broken"}


def test_code_is_no_link(run: Run) -> None:
    assert not any("/code" in url for url in run.entries)


def test_no_body_is_taken_that_nobody_reads(run: Run) -> None:
    assert run.servers["300 MB"].poured < HUGE / 10
    assert run.servers["300 MB page"].poured < HUGE / 10


def test_the_client_says_who_it_is_and_never_asks_twice_over(run: Run) -> None:
    agents = {agent for server in run.servers.values() for agent in server.agents}
    assert len(agents) == 1
    assert "linkcheck" in agents.pop()
    seen = {path for server in run.servers.values() for path in server.hits}
    assert "/robots.txt" not in seen  # the policy is in the README
    assert not any(path.startswith("HEAD") for path in seen)


def test_the_run_takes_no_longer_than_its_slowest_row(run: Run) -> None:
    """Twice: lychee's addresses, then those whose pages are read."""
    assert run.seconds < 2 * TRIES + 10


@pytest.fixture
def alone(tmp_path: Path) -> Callable[..., dict[str, dict]]:
    """Checks a page with some addresses; the entries of its report."""

    def checked(*addresses: str) -> dict[str, dict]:
        site = tmp_path / "site"
        site.mkdir()
        links = "".join(f'<a href="{address}"></a>' for address in addresses)
        (site / "page.html").write_text(links, encoding="utf-8")
        main([f"--site={site}", f"--out={tmp_path}/out", *OPTIONS])
        report = (tmp_path / "out/report.json").read_text(encoding="utf-8")
        return {entry["url"]: entry for entry in json.loads(report)}

    return checked


def test_a_host_that_limits_is_left_alone(alone: Callable[..., dict[str, dict]]) -> None:
    with faulty() as server:
        addresses = [f"{server.origin}/limited/day?{number}#a" for number in range(5)]
        entries = alone(*addresses)
        assert {entry["verdict"] for entry in entries.values()} == {"unstable"}
        assert sum(entry["requests"] for entry in entries.values()) == asked(server) == 1


def test_a_proxy_is_used(
    alone: Callable[..., dict[str, dict]], monkeypatch: pytest.MonkeyPatch
) -> None:
    with faulty() as proxy:
        monkeypatch.setenv("http_proxy", proxy.origin)
        monkeypatch.setenv("no_proxy", "")
        entries = alone("http://host.localnet/page", "http://host.localnet/page/x#推論")
        assert [entry["verdict"] for entry in entries.values()] == ["ok", "ok"]
        assert sum(proxy.hits.values()) == 2
