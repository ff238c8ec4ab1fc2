"""No address within the book leads nowhere: site and EPUB, from a folder and from a server."""

from __future__ import annotations

import re
import runpy
import shutil
import subprocess
import zipfile
from pathlib import Path
from urllib.parse import urlsplit

import pikepdf
import pytest
from reading import ROOT, addresses, drafts, images, local, read

from tools.linkcheck.addresses import normal
from tools.linkcheck.built import uses
from tools.linkcheck.inside import missing

KILOBYTE = 1024


def broken(folder: Path) -> list[str]:
    """What leads nowhere in the pages of *folder*, as 「page: address」."""
    return [f"{place.file}: {where}" for where, place in missing(folder, uses(folder))]


@pytest.fixture
def unpacked(epub: Path, tmp_path: Path) -> Path:
    """The EPUB's files, .xhtml renamed to .html: lychee takes .xhtml for plain text."""
    folder = tmp_path / "epub"
    with zipfile.ZipFile(epub) as book:
        book.extractall(folder)
    for page in folder.glob("*.xhtml"):
        html = page.read_text(encoding="utf-8").replace(".xhtml", ".html")
        page.with_suffix(".html").write_text(html, encoding="utf-8")
        page.unlink()
    return folder


def test_every_link_of_the_site_resolves(site: Path) -> None:
    assert broken(site) == []


def test_every_link_of_the_epub_resolves(unpacked: Path) -> None:
    assert broken(unpacked) == []


@pytest.mark.parametrize("output", ["site", "unpacked"])
def test_broken_links_are_found(
    output: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """Were lychee set up wrongly, the tests above would pass whatever the book holds."""
    folder = tmp_path / "planted"
    shutil.copytree(request.getfixturevalue(output), folder)
    page = folder / "index.html"
    html = page.read_text(encoding="utf-8")
    planted = """
        <p id="推論する">ここ</p>
        <a href="#推論する">良</a>
        <a href="index.html#%E6%8E%A8%E8%AB%96%E3%81%99%E3%82%8B">良</a>
        <a href="#推論しない">悪</a>
        <a href="index.html#%E5%AD%A6%E7%BF%92%E3%81%97%E3%81%AA%E3%81%84">悪</a>
        <a href="nai.html">悪</a>
        <img src="_images/nai.png" alt="悪">
        <img src="_images/5th-roadmap.svg" srcset="_images/nai2.png 2x" alt="悪">
        <video poster="_images/nai3.png"></video>
        <script src="nai.js"></script>
        <p style="background: url(nai4.png)">悪</p>
    """
    page.write_text(html.replace("</body>", f"{planted}</body>"), encoding="utf-8")
    (folder / "nai.css").write_text("@import 'nai2.css';", encoding="utf-8")
    assert sorted(broken(folder)) == [
        "index.html: _images/nai.png",
        "index.html: _images/nai2.png",
        "index.html: _images/nai3.png",
        "index.html: index.html#学習しない",
        "index.html: index.html#推論しない",
        "index.html: nai.html",
        "index.html: nai.js",
        "index.html: nai4.png",
        "nai.css: nai2.css",
    ]


def test_site_works_from_a_folder(pages: list[Path]) -> None:
    """An address that begins with / or with the site's own host breaks under file://."""
    rooted = {
        f"{page.name}: {address}"
        for page in pages
        for address in addresses(read(page))
        if address.startswith("/") or urlsplit(address).scheme == "file"
    }
    assert rooted == set()


def test_all_formats_lead_to_the_same_addresses(
    site: Path, unpacked: Path, pdfs: list[Path]
) -> None:
    with pikepdf.open(pdfs[0]) as book:
        notes = [note for page in book.pages for note in page.get("/Annots", [])]
        printed = {str(note.A.URI) for note in notes if "/A" in note and "/URI" in note.A}
    online = uses(site)
    assert set(online.places) == set(uses(unpacked).places) == set(map(normal, printed))
    assert len(online.places) > 50


def missing_since(root: Path, tag: str, moved: dict[str, str]) -> list[str]:
    """The pages published at *tag* that are neither in the sources now, nor lead on from there."""
    listed = git(root, "ls-tree", "-r", "--name-only", tag, "docs").splitlines()
    names = [Path(name) for name in listed if Path(name).suffix in (".rst", ".md")]
    return [
        f"{tag}: {name.stem} → conf.py の moved_pages に書いてください"
        for name in names
        if name.stem not in moved and not (root / name).exists()
        if not any((root / name).with_suffix(suffix).exists() for suffix in (".rst", ".md"))
        if not re.search(r"^:status:\s*draft", git(root, "show", f"{tag}:{name}"), re.MULTILINE)
    ]


def git(root: Path, *arguments: str) -> str:
    """What git says in *root*."""
    command = ["git", "-c", "core.quotePath=false", *arguments]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    return done.stdout


def test_no_address_of_an_edition_is_lost() -> None:
    """A page that has been in an edition (a tag) is there, or leads on to where it went."""
    moved = runpy.run_path(str(ROOT / "conf.py"))["moved_pages"]
    lost = [page for tag in git(ROOT, "tag").split() for page in missing_since(ROOT, tag, moved)]
    assert lost == []


def test_a_lost_address_is_found(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    for name, status in {"01-a": "published", "02-b": "draft", "03-c": "published"}.items():
        (docs / f"{name}.rst").write_text(f":status: {status}\n", encoding="utf-8")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    who = ["-c", "user.name=a", "-c", "user.email=a@example.com"]
    git(tmp_path, *who, "commit", "-qm", "edition")
    git(tmp_path, "tag", "v1")
    for name in ("01-a", "02-b"):
        (docs / f"{name}.rst").unlink()
    (docs / "03-c.rst").rename(docs / "03-c.md")
    (lost,) = missing_since(tmp_path, "v1", {})
    assert lost.startswith("v1: 01-a → ")
    assert missing_since(tmp_path, "v1", {"01-a": "03-c"}) == []


def test_every_page_can_be_reached(pages: list[Path], site: Path) -> None:
    """By what a reader can press: links and forms, not the <link>s in the head.

    Only the error page is shown by the server alone.
    """
    unseen, waiting = {page.name for page in pages}, ["index.html"]
    while waiting:
        name = waiting.pop()
        if name in unseen:
            unseen.remove(name)
            waiting += [local(address) for address in addresses(read(site / name).find("body"))]
    assert unseen == {"404.html"}


def test_every_image_has_its_words_and_a_size_fit_for_the_web(
    pages: list[Path], site: Path
) -> None:
    faults = []
    for page in pages:
        for image in images(read(page)):
            source = image.attrib["src"]
            file = site / local(source)
            if not image.get("alt", "").strip():
                faults.append(f"{page.name}: {source} に alt がありません")
            if not {"width", "height"} <= image.attrib.keys():
                faults.append(
                    f"{page.name}: {source} に大きさがなく、読み込むときにページが動きます"
                )
            if not file.is_file():
                faults.append(f"{page.name}: {source} がありません")
            elif file.stat().st_size > 300 * KILOBYTE:
                faults.append(f"{page.name}: {source} は 300 KB を超えています")
    assert faults == []


def test_no_image_is_unused(pages: list[Path], site: Path) -> None:
    """Neither in the sources, where a draft may have its figures ready, nor in the site."""
    shown = {
        Path(local(image.attrib["src"])).name for page in pages for image in images(read(page))
    }
    planned = "".join(source.read_text(encoding="utf-8") for source in drafts())
    unused = [
        f"images/{image.name}"
        for image in sorted((ROOT / "images").iterdir())
        if image.is_file() and image.suffix not in (".py", ".toml") and image.stem != "cover"
        if image.name not in shown and image.name not in planned
    ]
    unused += [f"_images/{i.name}" for i in sorted(site.glob("_images/*")) if i.name not in shown]
    assert unused == []
