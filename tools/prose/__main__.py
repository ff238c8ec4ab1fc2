"""``python -m tools.prose [files]``: check the prose of the book, or of some of its files.

Exit codes: 0 all is well (drafts may have findings), 1 a published page has some, or an entry of
allowed.toml allows nothing any more.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from extensions.faults import Fault
from tools.prose import allowed, rules, textlint
from tools.prose.book import Page, read
from tools.prose.findings import Finding, once

ROOT = Path(__file__).parent.parent.parent


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what *arguments* say; the exit code."""
    options = _options().parse_args(arguments)
    root = options.root.resolve()
    pages = read(root)
    chosen = _chosen(pages, [file.resolve() for file in options.files])
    found = [*textlint.check(chosen, root / "_build/prose"), *rules.check(pages)]
    entries = allowed.load(options.allowed)
    used = {entry for entry in entries for finding in found if entry.covers(finding, root)}
    kept = [finding for finding in found if not any(e.covers(finding, root) for e in used)]
    allowances = len(found) - len(kept)
    kept = list(once(kept))
    published = _told(kept, [page for page in chosen if page.published], root)
    drafts = _told(kept, [page for page in chosen if not page.published], root) - published
    stale = [] if options.files else allowed.unused(set(entries) - used, options.allowed, root)
    for fault, rule in sorted(drafts):
        print(f"下書き: {fault} ({rule})")
    for fault, rule in sorted(published):
        print(f"{fault} ({rule})")
    for fault in sorted(stale):
        print(fault)
    letters = sum(len(block.text) for page in chosen for block in page.blocks)
    print(
        f"文章: {len(chosen)} ページ、{letters:,} 字、指摘 {len(published)}"
        f"（ほかに下書き {len(drafts)}、許した指摘 {allowances}）"
    )
    if published:
        print("残すべきものは tools/prose/allowed.toml に、理由を付けて書きます。")
    return 1 if published or stale else 0


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tools.prose", description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, help="sources in docs/ (default: all)")
    parser.add_argument("--root", type=Path, default=ROOT, help="the book (default: this one)")
    parser.add_argument("--allowed", type=Path, default=allowed.FILE, help="a TOML file")
    return parser


def _chosen(pages: list[Page], files: list[Path]) -> list[Page]:
    """The pages of *files*, or all if there are none.

    :raises SystemExit: if one is no page
    """
    known = {page.file.resolve(): page for page in pages}
    for file in files:
        if file not in known:
            raise SystemExit(f"{file} はこの本のページではありません → docs/ のファイルを指定する")
    return [known[file] for file in files] or pages


def _told(found: list[Finding], pages: list[Page], root: Path) -> set[tuple[Fault, str]]:
    """What was *found* in *pages*; once for a file that many of them include."""
    blocks = {id(block) for page in pages for block in page.blocks}
    return {finding.told(root) for finding in found if id(finding.block) in blocks}


if __name__ == "__main__":
    sys.exit(main())
