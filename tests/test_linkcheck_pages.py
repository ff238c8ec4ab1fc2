"""What pages with status 200 really are, and what is never asked for, in many wordings."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from html import escape
from pathlib import Path
from urllib.parse import quote

import pytest
from faulty_server import faulty

from tools.linkcheck.__main__ import NO_NETWORK, main
from tools.linkcheck.built import uses

WORDS = "<p>" + "これは本文です。" * 60 + "</p>"
LOST = """\
404 / Page not found · GitHub / Error 404 (Not Found)!!1 / 404: This page could not be found.
The page you were looking for doesn't exist (404) / Oops! That page can’t be found.
Sorry, this page isn't available. / We couldn't find that page / HTTP Status 404 – Not Found
ページが見つかりません | 例のサイト / お探しのページは見つかりませんでした / エラー404
【404】ご指定のページが見つかりません / このページは存在しません / 見つかりません
記事が削除されました / 指定されたURLは存在しません / Seite nicht gefunden / Page introuvable
Página no encontrada / Página não encontrada / Pagina non trovata / Страница не найдена
페이지를 찾을 수 없습니다 / 找不到页面 / 您访问的页面不存在"""
FOUND = """\
「見つかりません」と出るときの直し方 / 404 エラーの意味と直し方 / pip: command not found - Q&A
Fix 404 Not Found errors in nginx / ModuleNotFoundError の対処 / Lost and Found / エラーコードの一覧
Sign in to SageMaker Studio / ドメインの取得 / Just a moment of silence / ロボットの作り方"""
CHALLENGES = """\
Just a moment... / Making sure you're not a bot! / Attention Required! | Cloudflare / Access Denied
Vercel Security Checkpoint / Client Challenge / Are you a robot? / Human Verification
Checking your browser before accessing example.org / Verify you are human
しばらくお待ちください... / Un instant…
ロボットではないことを確認しています / Nur einen Moment…"""
PARKED = """\
example-book.jp is for sale / This domain may be for sale / Buy this domain / Domain expired
このドメインは販売中です / お名前.com ドメインパーキング / Diese Domain steht zum Verkauf"""
SCRIPTED = (
    '<div id="root"></div><script src="app.js"></script>',
    '<h1>文書</h1><nav>一覧</nav><main id="content">読み込み中…</main><script src="a.js"></script>',
    f"<h1>文書</h1>{WORDS}<noscript>JavaScript を有効にしてください。</noscript><script></script>",
    "<app-root></app-root><script type=module src=main.js></script>",
)
STATIC = (
    f'<h1 id="a">節</h1>{WORDS}<script src="a.js"></script>',
    '<h1 id="a">節</h1><p>本文</p>',
    f'<h1>節</h1><div id="modal"></div>{WORDS}<script></script><noscript>図は出ません。</noscript>',
)


def titled(titles: str, body: str = "<p>本文</p>") -> list[str]:
    """The paths of pages with these titles, which stand between slashes and ends of lines."""
    names = [name for line in titles.splitlines() for name in line.split(" / ")]
    return [html(f"<title>{escape(name)}</title>{body}") for name in names]


def html(page: str) -> str:
    """The path of a page that is *page*."""
    return "/html?" + quote(page, safe="")


def refreshed(content: str) -> str:
    """The path of a page with a refresh."""
    return html(f'<meta http-equiv="Refresh" content="{content}"><p>移りました。</p>')


CASES = {
    "lost": [("suspicious", path) for path in titled(LOST, WORDS)],
    "lost by its heading": [("suspicious", html(f"<h1>ページが見つかりません</h1>{WORDS}"))],
    "found": [("ok", path) for path in titled(FOUND, WORDS)],
    "challenge": [("blocked", path) for path in titled(CHALLENGES)],
    "challenge before an anchor": [("blocked", f"{path}#a") for path in titled(CHALLENGES)],
    "challenge by its script": [("blocked", html("<script>window._cf_chl_opt={}</script>") + "#a")],
    "challenge by its header": [
        ("blocked", "/header/cf-mitigated/challenge"),
        ("blocked", "/header/x-amzn-waf-action/captcha#a"),
    ],
    "challenge with 503": [
        ("blocked", html("<title>Just a moment...</title>").replace("?", "/503?")),
    ],
    "parked": [("suspicious", path) for path in titled(PARKED)],
    "parked by its script": [
        ("suspicious", html('<script src="https://img.sedoparking.com/a.js"></script>')),
    ],
    "anchor in a page made by a script": [("suspicious", f"{html(p)}#sec") for p in SCRIPTED],
    "page made by a script": [("ok", html(page)) for page in SCRIPTED],
    "no anchor in a page as it is": [("broken", f"{html(page)}#sec") for page in STATIC],
    "refresh": [
        ("ok", refreshed("0; url=/page")),
        ("ok", refreshed("0;URL='/page'") + "#推論"),
        ("broken", refreshed("1; url=/page") + "#nai"),
        ("broken", refreshed("0; url=/none")),
        ("broken", refreshed("0, /none")),
        ("ok", refreshed("1800; url=/none")),
        ("ok", refreshed("5")),
        ("blocked", refreshed("0; url=/page/users/sign_in")),
    ],
    "sign-in": [
        ("blocked", "/redirect/302/page/signin?next=/x"),
        ("blocked", "/redirect/301/page/accounts/login/"),
        ("blocked", "/redirect/302/page/oauth2/authorize#a"),
        ("blocked", "/redirect/302/page/wp-login.php"),
        ("blocked", "/redirect/302/page/auth?next=/x"),
        ("moved", "/redirect/301/page/auth"),
        ("broken", "/redirect/302/signin"),
    ],
    "what it wants to hear": [
        *(("ok", f"/accept/{code}{anchor}") for code in (404, 406) for anchor in ("", "#推論")),
        *(
            ("ok", f"/cookie/{code}{anchor}")
            for code in (301, 302, 307)
            for anchor in ("", "#推論")
        ),
    ],
    "charset": [
        ("ok", "/charset/x-sjis/cp932#目次"),
        ("ok", "/charset/Windows-31J/cp932#目次"),
        ("ok", "/charset/ms_kanji/cp932#目次"),
        ("ok", "/charset/x-euc-jp/euc_jp#目次"),
        ("ok", "/charset/iso-2022-jp/iso2022_jp#目次"),
        ("ok", "/charset/utf-16/utf-16#目次"),
        ("ok", "/charset/nobody-knows/utf-8#目次"),
    ],
    "compressed by surprise": [("suspicious", "/packed/br#sec"), ("ok", "/packed/br")],
    "path in UTF-8": [("ok", "/japanese")],
}


@pytest.fixture
def checked(tmp_path: Path) -> Callable[..., tuple[int, dict[str, dict]]]:
    """Checks a page with this HTML; the exit code and the entries of its report."""

    def check(page: str, *options: str) -> tuple[int, dict[str, dict]]:
        site = tmp_path / "site"
        site.mkdir(exist_ok=True)
        (site / "page.html").write_text(page, encoding="utf-8")
        quick = ("--interval=0", "--pause=0", "--timeout=5")
        code = main([f"--site={site}", f"--out={tmp_path}/out", *quick, *options])
        report = json.loads((tmp_path / "out/report.json").read_text(encoding="utf-8"))
        return code, {entry["url"]: entry for entry in report}

    return check


def links(*addresses: str) -> str:
    """A page that links to *addresses*, one to a line."""
    return "".join(f'<a href="{escape(address)}">行き先</a>\n' for address in addresses)


def test_a_page_with_200_may_not_be_the_page(checked: Callable[..., tuple]) -> None:
    rows = [(kind, *case) for kind, cases in CASES.items() for case in cases]
    with faulty() as server:
        paths = [server.origin + path for _, _, path in rows]
        _, entries = checked(links(*paths), "--allow-private")
    got = [(kind, entries[server.origin + path]["verdict"], path) for kind, _, path in rows]
    assert got == rows


# -- private -----------------------------------------------------------------------------------
PRIVATE = """\
10.0.0.1 172.16.0.1 172.31.255.254 192.168.1.1 169.254.169.254 127.0.0.1 127.1 0.0.0.0 100.64.0.1
[::1] [fc00::1] [fd12::1] [fe80::1] [::ffff:127.0.0.1] [::ffff:a00:1] [64:ff9b::10.0.0.1] [::]
2130706433 0x7f000001 0x7f.1 017700000001 0251.0376.0251.0376 １２７.０.０.１ %31%32%37.0.0.1
127.0.0.1. localhost LOCALHOST localhost. foo.localhost printer.local db.internal
minio router.home.arpa"""


def test_what_is_private_is_never_asked(
    checked: Callable[..., tuple], monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*arguments: object, **_: object) -> None:
        raise AssertionError(arguments)

    monkeypatch.setattr(socket, "getaddrinfo", never)
    monkeypatch.setattr(socket.socket, "connect", never)
    addresses = [f"http://{host}:8000/x#a" for host in PRIVATE.split()]
    code, entries = checked(links(*addresses))
    assert code == 0
    assert sum(len(entry["places"]) for entry in entries.values()) == len(addresses)
    assert {entry["verdict"] for entry in entries.values()} == {"skipped"}
    assert all("社内のネットワーク" in entry["reason"] for entry in entries.values())
    assert sum(entry["requests"] for entry in entries.values()) == 0


def test_a_name_of_a_private_address_is_not_asked(
    checked: Callable[..., tuple], monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 0))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answer)
    with faulty() as server:
        port = server.origin.rpartition(":")[2]
        address = f"http://public.localnet:{port}/page"
        _, entries = checked(links(address))
        assert entries[address]["verdict"] == "skipped"
        assert server.hits == {}


def test_a_public_name_is_asked_at_the_address_that_was_looked_at(
    checked: Callable[..., tuple], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that leads elsewhere the next time (DNS rebinding) gets no request."""
    resolve, names = socket.getaddrinfo, []

    def resolved(name: str, *rest: object, **options: object) -> list:
        names.append(name)
        return resolve("127.0.0.1" if name == "public.localnet" else name, *rest, **options)

    monkeypatch.setattr(socket, "getaddrinfo", resolved)
    monkeypatch.setattr("tools.linkcheck.private._public", lambda _: True)
    with faulty() as server:
        address = f"http://public.localnet:{server.origin.rpartition(':')[2]}/page#推論"
        _, entries = checked(links(address))
        assert entries[address]["verdict"] == "ok"
        assert server.hits == {"/page": 1}
    assert names == ["public.localnet", "127.0.0.1"] * 2  # whether there is a network, the page


@pytest.mark.parametrize("private", ["http://169.254.169.254/latest", "http://[::1]:8000/"])
def test_no_redirect_to_a_private_address_is_followed(
    checked: Callable[..., tuple], monkeypatch: pytest.MonkeyPatch, private: str
) -> None:
    """The proxy stands for a public host: it sees all that is asked for."""
    with faulty() as proxy:
        monkeypatch.setenv("http_proxy", proxy.origin)
        monkeypatch.setenv("no_proxy", "")
        paths = [f"/away?{private}", refreshed(f"0; url={private}"), f"/away?{private}#a"]
        addresses = [f"http://host.localnet{path}" for path in paths]
        _, entries = checked(links(*addresses))
        assert [entries[address]["verdict"] for address in addresses] == ["skipped"] * 3
        assert all(private in entries[address]["reason"] for address in addresses)
        assert sum(proxy.hits.values()) == 2  # the first and the last are one page
        assert not any(private in path.partition("?")[0] for path in proxy.hits)


# -- what a page holds -------------------------------------------------------------------------
def test_what_no_browser_opens_is_broken_without_asking(checked: Callable[..., tuple]) -> None:
    broken = ["htp://a.jp/", "https//:a", "s3://bucket/x", "mailto:", "mailto:?subject=x"]
    broken += ["mailto:nobody", "localhost:8000/x"]
    fine = ["mailto:a@b.jp", "mailto:?to=a@b.jp", "tel:+81-3-0000-0000", "javascript:void(0)"]
    code, entries = checked(links(*broken, *fine, "data:text/plain,a"))
    assert code == 1
    verdicts = {url: entry["verdict"] for url, entry in entries.items()}
    mails = dict.fromkeys(fine[:2], "ok")
    assert verdicts == dict.fromkeys(broken, "broken") | mails


def test_links_of_every_kind_are_seen(checked: Callable[..., tuple], tmp_path: Path) -> None:
    with faulty() as server:
        out, site = f"{server.origin}/status/404?", tmp_path / "site"
        site.mkdir()
        css = "/* url(n.png) */\n@import 'nai1.css';\na { background: url( \"nai2.png\" ) }\n"
        (site / "a.css").write_text(f"{css}b {{ background: url({out}sheet) }}\n", "utf-8")
        page = f"""<link rel="stylesheet" href="a.css"><script src="nai3.js"></script>
        <script src="{out}script"></script><meta http-equiv="refresh" content="60; url=nai4.html">
        <meta http-equiv="refresh" content="0; url={out}refresh">
        <p style="background: url('nai5.png')">
        <style>b {{ background: url({out}style) }} @import "nai6.css";</style>
        <img src="a.css" srcset="nai7.png 1x, {out}w_1,h_2 2x"><video poster="nai8.png"></video>
        <video poster="{out}poster"></video><link rel="preload" imagesrcset="nai9.png 2x">
        <p style="background: url({out}attribute)"><a href="a.css">良</a>"""
        code, entries = checked(page, "--allow-private")
    assert code == 1
    inside = {url: entry["places"] for url, entry in entries.items() if "://" not in url}
    assert set(inside) == {f"nai{n}.{s}" for n, s in enumerate(SUFFIXES, 1)}
    assert inside["nai2.png"] == [{"file": "a.css", "line": 3}]
    assert inside["nai5.png"] == [{"file": "page.html", "line": 4}]
    words = "sheet script refresh style w_1,h_2 poster attribute".split()
    assert {url for url in entries if "://" in url} == {out + word for word in words}


SUFFIXES = "css png js html png css png png png".split()


def test_without_a_network_the_inside_is_told(
    checked: Callable[..., tuple], capsys: pytest.CaptureFixture[str]
) -> None:
    page = links("nai.html", "https://host.localnet/a", "https://host.localnet/b", "htp://a.jp/")
    code, entries = checked(page)
    assert code == NO_NETWORK
    assert {url: entry["verdict"] for url, entry in entries.items()} == dict.fromkeys(
        ("nai.html", "htp://a.jp/"), "broken"
    )
    said = capsys.readouterr().out
    assert said.startswith("ネットワークにつながらない")
    assert "page.html:1" in said


def test_what_no_other_day_will_mend_fails_at_once(tmp_path: Path) -> None:
    page = tmp_path / "_build/html/index.html"
    page.parent.mkdir(parents=True)
    for address, code in (("nai.html", 1), ("htp://a.jp/", 1), ("index.html", 0)):
        page.write_text(links(address), encoding="utf-8")
        assert main([f"--root={tmp_path}"]) == code


def test_an_unknown_scheme_is_found_in_the_source(tmp_path: Path) -> None:
    for name, text in (
        ("_build/html/a.html", links("htp://a.jp/")),
        ("docs/a.rst", "\nhtp://a.jp/"),
    ):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert main([f"--root={tmp_path}"]) == 1
    (entry,) = json.loads((tmp_path / "_build/linkcheck/report.json").read_text(encoding="utf-8"))
    assert entry["places"] == [{"file": "docs/a.rst", "line": 2}]


# -- listings ----------------------------------------------------------------------------------
LINKS = """\
# 参考: {}
# see {}
# Official documentation {}
# Docker docs: {}
# git の説明は {}
# {}を見る
# {}！次
// 「{}」
# {}…
# {}（別名）
/* ({}) */
# curl で{}、を取る"""
COMMANDS = """\
# curl {}
# curl -s '{}'
# $ wget {}
# export URL={}
# requests.get("{}")
# sudo docker run -e A=1 {}
# mycli --url {}
# for i in 1 2; do curl {}; done
# http GET {}
# user@host:~$ open {}"""


def test_addresses_in_comments_are_links_and_those_in_commands_are_not(tmp_path: Path) -> None:
    def lines(texts: str, begin: str, end: str) -> str:
        written = [line.format(f"https://a.jp/{n}") for n, line in enumerate(texts.splitlines())]
        return begin + "".join(f'<span class="c1">{escape(t)}</span>\n' for t in written) + end

    block, end = '<div class="highlight-{} notranslate"><pre>', "</pre></div>\n"
    page = lines(LINKS, block.format("python"), end)
    page += lines(COMMANDS.replace("{}", "{}/command"), block.format("bash"), end)
    page += lines(LINKS.replace("{}", "{}/session"), block.format("console"), end)
    page += lines("{}/output\n$ curl {}/typed", block.format("text"), end).replace("c1", "go")
    svg = "<svg><text>$ curl https://a.jp/svg</text><text>出典 https://a.jp/source</text></svg>"
    doctest = (
        '<pre><span class="sd">"""説明\n&gt;&gt;&gt; get("https://a.jp/doctest")\n"""</span></pre>'
    )
    (tmp_path / "page.html").write_text(page + svg + doctest, encoding="utf-8")
    expected = {f"https://a.jp/{number}" for number in range(len(LINKS.splitlines()))}
    assert set(uses(tmp_path).places) == expected | {"https://a.jp/source"}
