"""Every page of the site is valid, and Japanese down to its buttons."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

from conftest import Book
from reading import ROOT, leftovers, parse, read, text

ADMONITIONS = {
    "attention": "注意",
    "caution": "注意",
    "danger": "危険",
    "error": "エラー",
    "hint": "ヒント",
    "important": "重要",
    "note": "注釈",
    "seealso": "参考",
    "tip": "ヒント",
    "warning": "警告",
}
CHANGES = {
    "versionadded": "バージョン 2 で追加:",
    "versionchanged": "バージョン 2 で変更:",
    "deprecated": "バージョン 2 で非推奨:",
    "versionremoved": "バージョン 2 で削除:",
}
VNU = ROOT / "tools/node_modules/vnu-jar/build/dist/vnu.jar"


def invalid(*pages: Path) -> list[str]:
    """The errors that the Nu HTML Checker finds in *pages*."""
    done = subprocess.run(
        ["java", "-jar", VNU, "--errors-only", "--skip-non-html", *pages],
        capture_output=True,
        text=True,
        check=False,
    )
    errors = done.stderr.splitlines()
    assert bool(errors) == bool(done.returncode), done.stderr
    return errors


def test_html_is_valid(pages: list[Path]) -> None:
    assert invalid(*pages) == []


def test_invalid_html_is_found(site: Path, tmp_path: Path) -> None:
    page = tmp_path / "index.html"
    html = (site / "index.html").read_text(encoding="utf-8")
    page.write_text(html.replace("</body>", "<ul><p>悪</p></ul></body>"), encoding="utf-8")
    errors = invalid(page)
    assert len(errors) == 1
    assert "not allowed as child of element “ul”" in errors[0]


def test_each_page_says_its_language(pages: list[Path]) -> None:
    assert {page.name: read(page).get("lang") for page in pages} == {
        page.name: "ja" for page in pages
    }


def test_each_page_has_one_heading(pages: list[Path]) -> None:
    headings = {page.name: [text(h1) for h1 in read(page).iter("h1")] for page in pages}
    assert {
        name: found for name, found in headings.items() if len(found) != 1 or not found[0]
    } == {}


def test_each_page_has_a_title_of_its_own(pages: list[Path]) -> None:
    """What tabs, bookmarks and search engines show."""
    titles = [text(title) for page in pages for title in read(page).findall("head/title")]
    assert len(titles) == len(pages)
    assert all(titles)
    assert [title for title, count in Counter(titles).items() if count > 1] == []


def test_no_english_is_left_by_the_theme(pages: list[Path]) -> None:
    found = {page.name: leftovers(read(page)) for page in pages}
    assert {name: words for name, words in found.items() if words} == {}


def test_every_label_of_sphinx_is_japanese(book: Book) -> None:
    body = "".join(f".. {name}::\n\n   本文。\n\n" for name in ADMONITIONS)
    body += "".join(f".. {name}:: 2\n\n   本文。\n\n" for name in CHANGES)
    body += ".. py:function:: f(a, /, *, b)\n\n   :param a: 本文。\n"
    book.installment(5, body)
    result = book.build()
    assert result.code == 0, result.output
    page = parse(result.page("05-slug"))
    labels = {
        kind: [text(element) for element in page.iter() if kind in element.get("class", "").split()]
        for kind in ("admonition-title", "versionmodified")
    }
    assert labels["admonition-title"] == [*ADMONITIONS.values()]
    assert labels["versionmodified"] == [*CHANGES.values()]
    assert leftovers(page) == []
    separators = [abbr.get("title") for abbr in page.iter("abbr")]
    assert separators and all("引数" in title for title in separators)


def test_english_left_by_the_theme_is_found() -> None:
    page = parse(
        """<html><body><nav id="menu" aria-label="Navigation menu">
        <p>Contents</p><a href="#">MLflow</a></nav>
        <form><input placeholder="Search docs"></form>
        <article><h1>題名<a title="Link to this heading"></a></h1>
        <p>SageMaker Studio</p><p class="admonition-title">Note</p>
        <p><span class="versionmodified added">Added in version 2:</span></p>
        <img alt="The author's words"><button data-tooltip="Copy"></button></article>
        <footer>© Copyright 2026 <a>Next</a></footer></body></html>"""
    )
    assert sorted(leftovers(page)) == [
        "Added in version 2:",
        "Contents",
        "Copy",
        "Link to this heading",
        "Navigation menu",
        "Next",
        "Note",
        "Search docs",
        "© Copyright 2026",
    ]


def test_the_site_needs_nothing_of_the_lab(tmp_path: Path) -> None:
    lab = ("moto", "xgboost", "pandas", "sklearn", "matplotlib", "sagemaker", "boto3", "lab")
    without = f"import sys; sys.modules.update(dict.fromkeys({lab}))"  # importing one now fails
    build = "from sphinx.cmd.build import main; sys.exit(main(sys.argv[1:]))"
    command = [sys.executable, "-c", f"{without}; {build}", "-q", "-c", ".", "docs", tmp_path]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
