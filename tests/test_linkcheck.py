"""`make linkcheck` on a small book: places in the sources, changes, rewriting, memory, ignores."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from html import escape
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from conftest import Book
from faulty_server import Faulty, faulty

from tools.linkcheck.__main__ import NO_NETWORK, main
from tools.linkcheck.addresses import normal
from tools.linkcheck.ignores import FILE, load
from tools.linkcheck.verdicts import Kind

QUICK = ("--interval=0", "--pause=0", "--timeout=3", "--allow-private")
BODY = """\
本文の\\ `行内のリンク <{dead}inline>`__\\ と、{dead}bare です。
段落の2行目の `名前のあるリンク`_ です。\\ [#note]_ \\ :term:`用語`

:numref:`fig-5-a`\\ 、\\ :numref:`lst-5-b`\\ 、\\ :numref:`tab-5-c`\\ です。

.. _名前のあるリンク: {dead}named

.. raw:: html

   <p><a href="{dead}raw&amp;x=1">生の HTML</a></p>

.. include:: ../author/extra.rst

.. figure:: ../images/5th-links.svg
   :name: fig-5-a
   :alt: リンクのある図です。

   図

.. literalinclude:: ../listings/05/links.py
   :language: python
   :name: lst-5-b
   :caption: リスト

.. list-table:: 表
   :name: tab-5-c

   * - `表の中 <{dead}table>`__
     - 値

.. [#note] 脚注の\\ `リンク <{dead}footnote>`__
"""
SVG = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 20" width="100" height="20">
  <text x="0" y="10">出典
    {dead}svgtext</text>
  <a href="{dead}svglink"><text x="0" y="20">図の中</text></a>
</svg>
"""
WHERE = {
    "inline": "docs/05-slug.rst",
    "bare": "docs/05-slug.rst",
    "named": "docs/05-slug.rst",
    "raw&x=1": "docs/05-slug.rst",
    "table": "docs/05-slug.rst",
    "footnote": "docs/05-slug.rst",
    "included": "author/extra.rst",
    "svgtext": "images/5th-links.svg",
    "svglink": "images/5th-links.svg",
    "comment": "listings/05/links.py",
    "glossary": "docs/glossary.rst",
    "myst": "docs/notes.md",
}


@dataclass
class Tiny:
    """A book of one source and the page made of it, whose links lead to a server on loopback."""

    folder: Path
    server: Faulty

    @property
    def source(self) -> Path:
        """Its one source."""
        return self.folder / "docs/index.rst"

    @property
    def out(self) -> Path:
        """Where the reports are."""
        return self.folder / "_build/linkcheck"

    def write(self, *paths: str) -> None:
        """Link to *paths* of the server (or to whole addresses), one to a line."""
        addresses = [path if ":" in path else self.server.origin + path for path in paths]
        source = "".join(f"`行き先 <{address}>`__\n" for address in addresses)
        built = "".join(f'<a href="{escape(address)}">行き先</a>\n' for address in addresses)
        for name, text in (("docs/index.rst", source), ("_build/html/index.html", built)):
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / name).write_text(text, encoding="utf-8")

    def check(self, *options: str) -> int:
        """Check its links; the exit code."""
        return main([f"--root={self.folder}", *QUICK, *options])

    def entries(self) -> list[dict]:
        """The report in JSON."""
        return json.loads((self.out / "report.json").read_text(encoding="utf-8"))

    def git(self, *arguments: str) -> None:
        """Run git in its folder."""
        name = ["-c", "user.name=a", "-c", "user.email=a@example.com"]
        subprocess.run(["git", *name, *arguments], cwd=self.folder, check=True, capture_output=True)


@pytest.fixture
def server() -> Iterator[Faulty]:
    with faulty() as running:
        yield running


@pytest.fixture
def tiny(tmp_path: Path, server: Faulty) -> Tiny:
    return Tiny(tmp_path, server)


# -- places ----------------------------------------------------------------------------------
def test_a_dead_link_in_each_kind_of_place_is_found_in_its_source(
    book: Book, server: Faulty
) -> None:
    dead = f"{server.origin}/status/404?"
    book.write("author/extra.rst", f"取り込む文です。\n`取り込んだリンク <{dead}included>`__\n")
    book.write("images/5th-links.svg", SVG.format(dead=dead))
    book.write("listings/05/links.py", f"x = '{dead}code'\n\n# 参考: {dead}comment\n")
    book.write("docs/notes.md", f"# 覚え書き\n\n[MyST のリンク]({dead}myst)です。\n")
    term = f"   用語\n      :読み: ようご\n      :英語: term\n\n      `説明 <{dead}glossary>`__\n"
    book.write("docs/glossary.rst", f"用語集\n======\n\n.. glossary::\n\n{term}")
    index = "題名\n====\n\n段落です。\n\n.. series-index::\n\n.. toctree::\n   :hidden:\n\n"
    book.write("docs/index.rst", f"{index}   glossary\n   notes\n")
    book.installment(5, BODY.format(dead=dead))
    built = book.build("html")
    assert built.code == 0, built.output
    assert main([f"--root={book.folder}", *QUICK]) == 0  # the first of three days
    report = (book.folder / "_build/linkcheck/report.json").read_text(encoding="utf-8")
    found = {entry["url"]: entry for entry in json.loads(report)}
    assert {url for url in found if url.startswith(dead)} == {f"{dead}{name}" for name in WHERE}
    for name, file in WHERE.items():
        lines = (book.folder / file).read_text(encoding="utf-8").splitlines()
        written = escape(f"{dead}{name}") if name == "raw&x=1" else f"{dead}{name}"
        line = next(number for number, line in enumerate(lines, 1) if written in line)
        entry = found[f"{dead}{name}"]
        assert (entry["verdict"], entry["requests"]) == ("broken", 1)
        assert entry["places"] == [{"file": file, "line": line}], name


def test_one_address_at_three_places_is_asked_once(tiny: Tiny) -> None:
    japanese = "/page/日本語"
    tiny.write(japanese, "/page/%E6%97%A5%E6%9C%AC%E8%AA%9E", "/page/%e6%97%a5本語")
    assert tiny.check() == 0
    (entry,) = tiny.entries()
    assert [place["line"] for place in entry["places"]] == [1, 2, 3]
    assert entry["requests"] == 1
    assert sum(count for path, count in tiny.server.hits.items() if "page" in path[:6]) == 1


def test_anchors_of_one_page_cost_one_request(tiny: Tiny) -> None:
    tiny.write("/page", "/page#推論", "/page#nai")
    tiny.check()
    assert sum(entry["requests"] for entry in tiny.entries()) == 1
    assert sum(tiny.server.hits.values()) == 1
    assert sorted(entry["verdict"] for entry in tiny.entries()) == ["broken", "ok", "ok"]


def test_a_longer_address_is_not_the_place_of_a_shorter_one(tiny: Tiny) -> None:
    tiny.write("/page/a", "/page/a.html", "/page/a/b", "/page/a?x")
    tiny.check()
    lines = [place["line"] for entry in tiny.entries() for place in entry["places"]]
    assert sorted(lines) == [1, 2, 3, 4]
    assert all(len(entry["places"]) == 1 for entry in tiny.entries())


@pytest.mark.parametrize(
    ("written", "spelled"),
    [
        (
            "http://例え.テスト/道?鍵=値",
            "http://xn--r8jz45g.xn--zckzah/%E9%81%93?%E9%8D%B5=%E5%80%A4",
        ),
        ("HTTPS://Example.COM:443", "https://example.com/"),
        ("https://a.test/a%e3%81%82b?flag", "https://a.test/a%E3%81%82b?flag"),
        ("https://a.test/100%", "https://a.test/100%25"),
        ("https://a.test/x#推論", "https://a.test/x#%E6%8E%A8%E8%AB%96"),
        ("https://a.test:8443/x", "https://a.test:8443/x"),
    ],
)
def test_all_spellings_of_an_address_are_one(written: str, spelled: str) -> None:
    assert normal(written) == spelled == normal(spelled)


# -- what fails, and when --------------------------------------------------------------------
def test_a_broken_address_fails_on_its_third_day(tiny: Tiny) -> None:
    tiny.write("/status/404", "/page")
    assert tiny.check() == 0
    assert tiny.check() == 0  # the same day does not count twice
    state = tiny.out / "state.json"
    remembered = json.loads(state.read_text(encoding="utf-8"))
    (days,) = remembered["bad"].values()
    assert days == [date.today().isoformat()]
    days[:0] = ["2026-01-01", "2026-01-08"]
    state.write_text(json.dumps(remembered), encoding="utf-8")
    assert tiny.check() == 1
    assert "3 日目" in (tiny.out / "report.md").read_text(encoding="utf-8")


def test_an_address_that_is_well_again_starts_anew(tiny: Tiny) -> None:
    tiny.write("/once/404", "/page")
    state = tiny.folder / "memory.json"
    assert tiny.check(f"--state={state}") == 0
    assert "once" in state.read_text(encoding="utf-8")
    assert tiny.check(f"--state={state}") == 0
    assert "once" not in state.read_text(encoding="utf-8")


def test_only_what_a_change_touches_is_checked_and_fails_at_once(tiny: Tiny) -> None:
    tiny.write("/status/404?old", "/page/old")
    tiny.git("init", "-q")
    tiny.git("add", "docs")
    tiny.git("commit", "-qm", "before")
    assert tiny.check("--changed=HEAD") == 0
    assert sum(tiny.server.hits.values()) == 0
    tiny.write("/status/404?old", "/page/old", "/page/new", "/status/404?new", "/status/503?new")
    assert tiny.check("--changed=HEAD") == 1
    touched = [entry["url"].removeprefix(tiny.server.origin) for entry in tiny.entries()]
    assert touched == ["/page/new", "/status/404?new", "/status/503?new"]
    assert set(tiny.server.hits) & {"/status/404?old", "/page/old"} == set()
    tiny.write("/status/404?old", "/status/503?new")
    assert tiny.check("--changed=HEAD") == 0  # unstable is not the author's fault


def test_a_revision_that_git_does_not_know_is_told_in_one_line(tiny: Tiny) -> None:
    tiny.write("/page")
    tiny.git("init", "-q")
    with pytest.raises(SystemExit, match="CHANGED"):
        tiny.check("--changed=nowhere")


def test_without_a_network_one_sentence_and_an_exit_code_of_its_own(
    tiny: Tiny, capsys: pytest.CaptureFixture[str]
) -> None:
    hosts = [f"https://host{number}.localnet/page" for number in range(30)]
    tiny.write(*hosts)
    begun = time.monotonic()
    assert tiny.check() == NO_NETWORK == 3
    assert time.monotonic() - begun < 5
    said = capsys.readouterr().out
    assert said.count("\n") == 1
    assert said.startswith("ネットワークにつながらない")
    assert not (tiny.out / "report.json").exists()
    assert not (tiny.out / "state.json").exists()  # no day is counted against the addresses


def test_without_a_built_book_it_says_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([f"--root={tmp_path}"]) == 2
    assert "make book" in capsys.readouterr().out


def test_the_whole_run_is_bounded_and_keeps_what_it_has(tiny: Tiny) -> None:
    """Pages of one host wait for each other, and none of these answers in time."""
    with faulty("127.0.0.2") as other:
        slow = (f"{other.origin}/slow?{number}#a" for number in range(4))
        tiny.write("/limited/day?1", "/limited/day?2", *slow)
        begun = time.monotonic()
        assert tiny.check("--deadline=4") == 0
    assert time.monotonic() - begun < 20
    verdicts = [entry["verdict"] for entry in tiny.entries()]
    assert verdicts.count("unstable") == 6
    reasons = [entry["reason"] for entry in tiny.entries()]
    assert any(reason.startswith("429") for reason in reasons)
    assert any("検査全体の時間" in reason for reason in reasons)
    received = sum((tiny.server.hits + other.hits).values())
    assert sum(entry["requests"] for entry in tiny.entries()) == received


def test_requests_to_a_host_keep_their_distance(tiny: Tiny) -> None:
    paths = [f"/page/{number}" for number in range(4)]
    tiny.write(*paths, *(f"{path}#推論" for path in paths[:2]), "/page/5", "/page/6")
    main([f"--root={tiny.folder}", "--interval=0.5", "--pause=0", "--allow-private"])
    times = tiny.server.times
    gaps = [after - before for before, after in pairwise(times)]
    assert len(gaps) >= 5
    assert sorted(gaps)[2] > 0.3  # lychee's part, urllib3's and the test of the host may meet


# -- ignores ---------------------------------------------------------------------------------
def ignores(folder: Path, *entries: str) -> str:
    """The option for a file of ignores with *entries*."""
    file = folder / "ignore.toml"
    file.write_text("# 注\n" + "".join(f"[[ignore]]\n{e}\n" for e in entries), encoding="utf-8")
    return f"--ignores={file}"


def test_what_is_ignored_is_not_asked_for(tiny: Tiny) -> None:
    tiny.write("/status/404", "/page")
    reviewed = date.today() + timedelta(days=1)
    entry = f"pattern = '.*/status/.*'\nreason = '試し'\nexpires = {reviewed}"
    assert tiny.check(ignores(tiny.folder, entry)) == 0
    assert [entry["verdict"] for entry in tiny.entries()] == ["ok"]
    assert "/status/404" not in tiny.server.hits


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ("pattern = 'a'\nreason = 'b'\nexpires = 2020-01-01", "期限の 2020-01-01 を過ぎました"),
        ("pattern = 'a'\nexpires = 2999-01-01", "reason がありません"),
        ("pattern = 'a'\nreason = ' '\nexpires = 2999-01-01", "reason がありません"),
        ("pattern = 'a'\nreason = 'b'", "expires がありません"),
        ("reason = 'b'\nexpires = 2999-01-01", "pattern がありません"),
        ("pattern = '('\nreason = 'b'\nexpires = 2999-01-01", "pattern が読めません"),
    ],
)
def test_an_ignore_that_does_not_hold_fails(
    tiny: Tiny, capsys: pytest.CaptureFixture[str], entry: str, told: str
) -> None:
    tiny.write("/page")
    good = "pattern = 'x'\nreason = 'y'\nexpires = 2999-01-01"
    assert tiny.check(ignores(tiny.folder, good, entry)) == 1
    said = capsys.readouterr().out
    assert said.startswith(f"ignore.toml:6: {told}")
    assert " → " in said
    assert sum(tiny.server.hits.values()) == 0


def test_the_ignores_of_the_book_hold() -> None:
    assert load(FILE, date.today())[1] == []


# -- rewriting -------------------------------------------------------------------------------
def test_moved_addresses_are_rewritten_where_they_stand(
    tiny: Tiny, capsys: pytest.CaptureFixture[str]
) -> None:
    moved = ("/redirect/301/page/new?a=1&b=2", "/redirect/308/page/x#推論", "/redirect/302/page")
    tiny.write(*moved, "/redirect/301/page/new/longer")
    page, source = tiny.folder / "_build/html/index.html", tiny.source
    before = page.read_text(encoding="utf-8")
    assert tiny.check() == 0
    capsys.readouterr()
    assert tiny.check("--fix") == 0
    origin = tiny.server.origin
    assert source.read_text(encoding="utf-8").splitlines() == [
        f"`行き先 <{origin}/page/new?a=1&b=2>`__",
        f"`行き先 <{origin}/page/x#%E6%8E%A8%E8%AB%96>`__",
        f"`行き先 <{origin}/redirect/302/page>`__",
        f"`行き先 <{origin}/page/new/longer>`__",
    ]
    assert page.read_text(encoding="utf-8") == before
    diff = capsys.readouterr().out
    assert "--- a/docs/index.rst" in diff
    assert f"-`行き先 <{origin}/redirect/301/page/new/longer>`__" in diff
    assert tiny.check("--fix") == 0
    assert "ありません" in capsys.readouterr().out


# -- reports ---------------------------------------------------------------------------------
def test_every_report_tells_the_same(tiny: Tiny, capsys: pytest.CaptureFixture[str]) -> None:
    paths = ("/page", "/redirect/301/page", "/status/403", "/status/503", "/status/404")
    tiny.write(*paths, "/redirect/301/", "/status/404?<&>")
    assert tiny.check(f"--site={tiny.folder}/_build/html", f"--out={tiny.out}") == 1
    printed = capsys.readouterr().out
    markdown = (tiny.out / "report.md").read_text(encoding="utf-8")
    suite = ElementTree.parse(tiny.out / "junit.xml").getroot().find("testsuite")
    cases = {case.get("name"): case for case in suite}
    listed = [line.split()[-1] for line in printed.splitlines() if not line.startswith("    ")]
    entries = tiny.entries()
    assert {entry["verdict"] for entry in entries} == set(Kind) - {Kind.SKIPPED}
    for entry in entries:
        keys = {"url", "verdict", "reason", "places", "requests", "seconds"}
        assert set(entry) == keys | ({"to"} if entry["verdict"] == "moved" else set())
        well = entry["verdict"] == "ok"
        assert (entry["url"] in listed) is not well
        assert (f"<{entry['url']}>" in markdown) is not well
        case = cases[entry["url"]]
        assert (case.find("failure") is not None) is (entry["verdict"] == "broken")
        for place in entry["places"]:
            where = f"{place['file']}:{place['line']}"
            assert (f"    {where}\n" in printed) is not well
            assert (f"  - `{where}`" in markdown) is not well
    assert (suite.get("tests"), suite.get("failures"), suite.get("skipped")) == ("7", "2", "1")
    today = datetime.now(UTC).astimezone()
    assert f"https://web.archive.org/web/{today:%Y%m%d}/{tiny.server.origin}/status/404" in markdown
    assert "外部のアドレス 7" in printed
