"""What machines read: addresses, sitemap, feed, structured data, the error page, moved pages."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest
from browsing import Opener
from conftest import Book, Result
from reading import addresses, drafts, parse, read, text

BASE = "https://example.com/book"
ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
SUMMARY = "古い回と Amazon S3 <x>印</x> & 記号"
OLDER = """\
:summary: 古い
   回と Amazon
   S3 <x>印</x> & 記号
:status: published
:verified: 2026-10-01
"""


@pytest.fixture
def published(book: Book) -> Result:
    """第5回, the older 第9回 and a draft, built for a web address, without the last slash."""
    book.installment(5, title="[第5回] 新しい & 回")
    book.installment(9, fields=OLDER)
    book.installment(10, fields=":summary: 未完。\n:status: draft\n")
    result = book.build("html", "-D", f"html_baseurl={BASE}")
    assert result.code == 0, result.output
    return result


def head(page: Element) -> dict[str, str]:
    """The metadata of a page by name or property, and its canonical address."""
    found = {
        meta.get("name") or meta.get("property"): meta.get("content", "")
        for meta in page.iter("meta")
    }
    for link in page.iter("link"):
        if link.get("rel") == "canonical":
            found["canonical"] = link.attrib["href"]
    return found


def data(page: Element) -> dict:
    """The structured data of a page."""
    (script,) = [s for s in page.iter("script") if s.get("type") == "application/ld+json"]
    return json.loads(script.text)


def test_an_installment_says_what_and_where_it_is(published: Result) -> None:
    page = parse(published.page("09-slug"))
    found = head(page)
    assert found["canonical"] == found["og:url"] == f"{BASE}/09-slug.html"
    assert found["description"] == found["og:description"] == SUMMARY
    assert found["og:title"] == "[第9回] 題名"
    assert found["og:type"] == "article"
    assert found["og:locale"] == "ja_JP"
    assert found["og:image"] == f"{BASE}/_static/cards/09-slug.png"
    assert found["viewport"] == "width=device-width, initial-scale=1"


def test_structured_data_tell_the_installment(published: Result) -> None:
    found = data(parse(published.page("09-slug")))
    assert found["@type"] == ["TechArticle", "Chapter"]
    assert found["headline"] == "第9回 題名"
    assert found["description"] == SUMMARY
    assert found["position"] == 9
    assert found["dateModified"] == "2026-10-01"
    assert found["url"] == f"{BASE}/09-slug.html"


def test_structured_data_tell_the_book(published: Result) -> None:
    found = data(parse(published.page("index")))
    assert (found["@type"], found["url"], found["inLanguage"]) == ("Book", f"{BASE}/", "ja")
    assert [part["position"] for part in found["hasPart"]] == [5, 9]


def test_the_sitemap_holds_what_is_published(published: Result) -> None:
    root = ElementTree.parse(published.folder / "sitemap.xml").getroot()
    assert root.tag == f"{SITEMAP}urlset"
    found = {
        url.findtext(f"{SITEMAP}loc"): url.findtext(f"{SITEMAP}lastmod")
        for url in root.iter(f"{SITEMAP}url")
    }
    assert found == {
        f"{BASE}/05-slug.html": "2026-11-21",
        f"{BASE}/09-slug.html": "2026-10-01",
        f"{BASE}/index.html": None,
    }


def test_the_feed_has_the_newest_first(published: Result) -> None:
    root = ElementTree.parse(published.folder / "feed.xml").getroot()
    assert root.tag == f"{ATOM}feed"
    assert root.findtext(f"{ATOM}id") == f"{BASE}/"
    assert root.findtext(f"{ATOM}updated") == "2026-11-21T00:00:00+09:00"
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert links == {None: f"{BASE}/", "self": f"{BASE}/feed.xml"}
    entries = [
        [entry.findtext(f"{ATOM}{name}") for name in ("title", "id", "updated", "summary")]
        for entry in root.iter(f"{ATOM}entry")
    ]
    assert entries == [
        [
            "第5回 新しい & 回",
            f"{BASE}/05-slug.html",
            "2026-11-21T00:00:00+09:00",
            "わかること。",
        ],
        [
            "第9回 題名",
            f"{BASE}/09-slug.html",
            "2026-10-01T00:00:00+09:00",
            SUMMARY,
        ],
    ]
    assert 'type="application/atom+xml"' in published.page("09-slug")


def test_the_error_page_works_at_any_address(published: Result) -> None:
    """A server shows it in place of /book/a/b/c too, where relative addresses lead nowhere."""
    page = parse(published.page("404"))
    loaded = [address for address in addresses(page) if not address.startswith(("#", "data:"))]
    assert loaded
    assert [address for address in loaded if not address.startswith(f"{BASE}/")] == []
    assert f"{BASE}/05-slug.html" in loaded
    assert f"{BASE}/index.html" in loaded


def test_without_an_address_nothing_claims_one(book: Book) -> None:
    book.installment(5)
    result = book.build()
    assert not list(result.folder.glob("*.xml"))
    for page in ("index", "05-slug", "404"):
        tree = parse(result.page(page))
        assert {"canonical", "og:url", "og:image"} & head(tree).keys() == set()
        assert "atom+xml" not in result.page(page)
    assert "url" not in data(parse(result.page("05-slug")))


def test_the_pages_of_the_book_describe_themselves(pages: list[Path]) -> None:
    descriptions = {page.name: head(read(page))["description"] for page in pages}
    assert all(20 < len(words) < 160 for words in descriptions.values()), descriptions
    installments = [words for name, words in descriptions.items() if name[:2].isdigit()]
    assert len(set(installments)) == len(installments)


def test_drafts_are_named_to_no_machine(site: Path) -> None:
    parts = data(read(site / "index.html"))["hasPart"]
    numbers = {int(source.name[:2]) for source in drafts()}
    assert numbers.isdisjoint(part["position"] for part in parts)


def test_a_moved_page_leads_on(book: Book, open_page: Opener) -> None:
    book.installment(5)
    result = book.build("html", "-D", "moved_pages.05-old=05-slug")
    assert result.code == 0, result.output
    page = parse(result.page("05-old"))
    assert page.get("lang") == "ja"
    assert text(page.find(".//a")) == "新しいページへ"
    view = open_page()
    view.goto((result.folder / "05-old.html").as_uri())
    view.wait_for_url("**/05-slug.html")


@pytest.mark.parametrize(
    ("setting", "line"),
    [
        (
            "moved_pages.05-old=05-nai",
            "conf.py:1: moved_pages の移動先「05-nai」がありません → 名前を直す",
        ),
        (
            "moved_pages.05-slug=index",
            "conf.py:1: moved_pages の移動元「05-slug」はまだあります → その行を消す",
        ),
    ],
)
def test_a_wrong_move_is_one_clear_line(book: Book, setting: str, line: str) -> None:
    book.installment(5)
    result = book.build("html", "-D", setting)
    assert result.code == 1
    assert result.output.splitlines()[-1] == line
    assert "Traceback" not in result.output


def test_an_archive_of_listings_unpacks_into_files_that_can_be_read(site: Path) -> None:
    archives = sorted(site.glob("downloads/*-listings.zip"))
    assert archives
    for archive in archives:
        with zipfile.ZipFile(archive) as packed:
            assert packed.testzip() is None
            assert {entry.external_attr >> 16 for entry in packed.infolist()} == {0o644}
