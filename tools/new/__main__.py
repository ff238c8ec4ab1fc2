"""``python -m tools.new``: make the files of a new installment.

What is asked for is checked first and every file is made in memory, so that nothing is written
when anything is wrong; what cannot be written to its end is taken back.
"""

from __future__ import annotations

import argparse
import re
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from extensions.faults import FaultySources
from extensions.series.heads import FILE_NAME, scan
from tools.new.files import Parts, made, written

ROOT = Path(__file__).parents[2]
USAGE = 'make new N=17 SLUG=feature-store TITLE="特徴量を使い回す"'
LONGEST_TITLE = 60  # characters: what a card, a running head and a menu still show whole
LONGEST_SLUG = 40
# What reStructuredText would take for markup, and what a line cannot hold
_MARKUP = re.compile(r"[`*|\\]|\w_(?!\w)")


def main(arguments: list[str] | None = None) -> int:
    """Make the installment; 1 if it is refused, 2 if something was not given."""
    parser = argparse.ArgumentParser(prog="make new")
    for name in ("number", "slug", "title"):
        parser.add_argument(f"--{name}", default="")
    given = parser.parse_args(arguments)
    number, slug, title = given.number.strip(), given.slug.strip(), given.title.strip()
    names = {"N": number, "SLUG": slug, "TITLE": title}
    if missing := [name for name, value in names.items() if not value]:
        print(f"{'、'.join(missing)} がありません → {USAGE}", file=sys.stderr)
        return 2
    try:
        parts = Parts.read(ROOT / "conf.py")
        faults = list(_faults(number, slug, title, parts))
        if not faults:
            new, changed = made(ROOT, int(number), slug, title, parts)
            faults = [
                f"{path.relative_to(ROOT).as_posix()}: もうあります → 消すか、SLUG か N を変える"
                for path in new
                if path.exists()
            ]
    except FaultySources as wrong:
        faults = [str(fault) for fault in wrong.faults]
    if faults:
        print("\n".join(faults), file=sys.stderr)
        return 1
    try:
        written(new, changed)
    except OSError as error:
        print(f"書けません: {error} → 直してからもう一度。何も残していません", file=sys.stderr)
        return 1
    for path in (*new, *changed):
        print(f"{'作りました' if path in new else '足しました'}: {path.relative_to(ROOT)}")
    print("次は: make serve を動かし、執筆メモに答えながら書きます")
    return 0


def _faults(number: str, slug: str, title: str, parts: Parts) -> Iterator[str]:
    """What is wrong with what was asked for, a line each."""
    known = scan(ROOT / "docs", ROOT, parts.values)
    if not re.fullmatch(r"[1-9][0-9]{0,2}", number):
        yield f"N={number}: 1から999の整数ではありません → 半角の数字で書く（例: N=17）"
    for item in known:
        place = f"docs/{item.docname}.rst"
        if str(item.number) == number:
            free = max(other.number for other in known) + 1
            yield f"N={number}: {item.label}は {place} です → 空いている番号にする（次は {free}）"
        elif item.docname.partition("-")[2] == slug:
            yield f"SLUG={slug}: {place} が使っています → 別の名前にする"
    if not FILE_NAME.fullmatch(f"00-{slug}") or len(slug) > LONGEST_SLUG:
        yield (
            f"SLUG={slug}: 英小文字と数字を - でつないだ{LONGEST_SLUG}字以内の名前ではありません"
            " → feature-store の形で書く"
        )
    if len(title) > LONGEST_TITLE:
        yield f"TITLE: {len(title)}字あります → {LONGEST_TITLE}字以内にする"
    if re.match(r"\[?第?[0-9０-９]+回", title):
        yield "TITLE: 番号が入っています → 番号は N から付くので、題名だけを書く"
    if found := _MARKUP.search(title):
        yield f"TITLE: 「{found[0]}」は reStructuredText の印になります → 別の字で書く"
    if any(unicodedata.category(character).startswith(("C", "Zl", "Zp")) for character in title):
        yield "TITLE: 改行か、見えない字があります → 1行で書く"


if __name__ == "__main__":
    sys.exit(main())
