"""The index of errors, and the search for a message that was pasted."""

from __future__ import annotations

from pathlib import Path

import form
import pytest
from browsing import PHONE, Opener
from conftest import Book, Result
from form import PAGE, with_class
from reading import parse, text


@pytest.fixture
def pdf(formats: dict[str, Result]) -> Path:
    return form.pdf(formats)


ERRORS = [
    "AccessDenied 権限 第8回 表8.2",
    "Endpoint … not found 名前が違う 第8回 表8.1",
    "Timeout 遅い 第8回 表8.2",
    "ValidationException: No S3 objects found under S3 URL 入力がない。表8.1を見る 第8回 表8.1",
]


@pytest.mark.parametrize(("format_", "suffix"), [("html", "html"), ("epub", "xhtml")])
def test_errors_are_in_order_and_lead_to_their_rows(
    formats: dict[str, Result], format_: str, suffix: str
) -> None:
    folder = formats[format_].folder
    index = parse((folder / f"errors.{suffix}").read_text(encoding="utf-8"))
    rows = with_class(index, "error-index")[0].findall(".//tbody/tr")
    assert [text(row) for row in rows] == ERRORS
    page = parse((folder / f"{PAGE}.{suffix}").read_text(encoding="utf-8"))
    for row in rows:
        name, id_ = row[2].find(".//a").get("href").split("#")
        assert name == f"{PAGE}.{suffix}"
        (place,) = (r for r in page.iter("tr") if any(e.get("id") == id_ for e in r.iter()))
        assert text(row[0]) in text(place).replace("\u2060[1]", "")


def test_the_book_has_the_errors_with_their_pages(pdf: Path) -> None:
    pages = form.pages_of(pdf.with_name("book.pdf"))
    place = next(number for number, page in enumerate(pages, 1) if "権限頼む別人変える" in page)
    assert f"AccessDenied権限第8回表8.2（{place}ページ）" in "".join(pages)


def test_an_edit_of_a_table_shows_in_the_index(book: Book) -> None:
    table = ".. list-table::\n   :class: errors\n\n   * - ``{}``\n     - 意味\n     - 直す\n"
    book.write("docs/errors.rst", ":orphan:\n\nエラー\n======\n\n.. error-index::\n")
    for name in ("FirstError", "OtherError"):
        book.installment(5, table.format(name))
        page = parse(book.build().page("errors"))
        assert [text(row) for row in page.iterfind(".//tbody/tr")] == [f"{name} 意味 第5回"]
    book.installment(5)
    assert "まだありません。" in book.build().page("errors")


PASTED = {
    "botocore.exceptions.ClientError: An error occurred (ValidationException) when calling the "
    'CreateTrainingJob operation: No S3 objects found under S3 URL "s3://bucket/train" given in '
    "input data source.": "error-validationexception-no-s3-objects-found-under-s3-url",
    "Endpoint bank-endpoint of account 123456789012 not found.": "error-endpoint-not-found",
    "An error occurred (AccessDenied) when calling the PutObject operation": "error-accessdenied",
    "No S3 objects found": "error-validationexception-no-s3-objects-found-under-s3-url",
}


def test_a_pasted_message_leads_to_its_row(formats: dict[str, Result], open_page: Opener) -> None:
    page = open_page(viewport=PHONE)
    page.goto(form.address(formats, "index"))
    page.keyboard.press("/")
    for message, row in PASTED.items():
        page.locator("#search-input").fill(message)
        first = page.locator("#search-results a").first
        first.wait_for()
        assert first.get_attribute("href").endswith(f"{PAGE}.html#{row}"), message
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{PAGE}.html#{row}")
    assert page.locator(f"tr:has([id='{row}'])").is_visible()
