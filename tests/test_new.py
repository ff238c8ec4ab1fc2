"""``make new``: an installment that builds at once as a draft, or one line and nothing written."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT
from reading import parse, text

from extensions import listings
from tools.new.files import ordinal

NEW = {
    "docs/98-feature-store.rst",
    "images/98th-feature-store.py",
    "images/98th-feature-store.svg",
    "listings/98/first.py",
}
TITLE = "特徴量を「$HOME」から 'it\"s' まで使い回す"


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def make(folder: Path, *variables: str) -> subprocess.CompletedProcess[str]:
    """``make new`` in a copy of the repository."""
    return run(folder, *"make -s -o .venv/book.stamp new".split(), *variables)


def build(folder: Path, name: str, *options: str) -> subprocess.CompletedProcess[str]:
    """The site of *folder* in ``_build/<name>``, warnings being errors."""
    command = "-m sphinx -q -c . -n -W --keep-going -j auto -b html -d".split()
    places = [f"_build/{name}.doctrees", *options, "docs", f"_build/{name}"]
    return run(folder, sys.executable, *command, *places)


def words(page: Path) -> str:
    """The words of the article of *page*."""
    (article,) = parse(page.read_text(encoding="utf-8")).iter("article")
    return text(article)


def contents(folder: Path) -> dict[str, bytes]:
    """The files of *folder*, without those of the environment that it links to."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for place, _, names in os.walk(folder)
        for path in (Path(place) / name for name in names)
        if "__pycache__" not in path.parts
    }


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the repository; tests that change it take a copy of their own."""
    folder = tmp_path_factory.mktemp("repository") / "book"
    listed = run(ROOT, "git", "ls-files", "-z", "-co", "--exclude-standard").stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    (folder / ".venv").symlink_to(sys.prefix)  # instead of an environment of its own
    return folder


@pytest.fixture
def repository(original: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(original, tmp_path / "book", symlinks=True))


@pytest.fixture(scope="module")
def made(original: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository with a new installment."""
    folder = tmp_path_factory.mktemp("made") / "book"
    shutil.copytree(original, folder, symlinks=True)
    done = make(folder, "N=98", "SLUG=feature-store", f"TITLE={TITLE}")
    assert done.returncode == 0, done.stderr
    return folder


def test_all_its_files_are_made_and_the_author_is_told(made: Path, original: Path) -> None:
    before, after = contents(original), contents(made)
    assert set(after) - set(before) == NEW
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"conf.py", "listings/order.txt"}
    assert f"[第98回] {TITLE}\n" in (made / "docs/98-feature-store.rst").read_text(encoding="utf-8")
    assert (made / "listings/order.txt").read_text(encoding="utf-8").endswith("\n98/first.py\n")


def test_the_last_part_reaches_to_it_by_one_line(made: Path, original: Path) -> None:
    lines = [(folder / "conf.py").read_text(encoding="utf-8") for folder in (original, made)]
    old, new = (set(source.splitlines()) for source in lines)
    (before,), (after,) = old - new, new - old
    assert re.search(r"\d+\),$", after)[0] == "98),"
    assert re.sub(r"\d+\),$", "", after) == re.sub(r"\d+\),$", "", before)


def test_it_is_a_draft_at_once_without_a_warning(made: Path) -> None:
    done = build(made, "draft", "-t", "draft")
    assert done.returncode == 0, done.stderr
    page = made / "_build/draft/98-feature-store.html"
    said = words(page)
    assert f"[第98回] {TITLE}" in said
    for part in ("はじめに", "前提と費用", "（後片付け）", "まとめ", "次回", "参考資料", "著者"):
        assert part in said
    assert said.count("執筆メモ") >= 8
    assert "図98.1 第98回の全体" in said
    assert "リスト98.1 最初のプログラム" in said
    assert "get_caller_identity" in said
    menu = (made / "_build/draft/index.html").read_text(encoding="utf-8")
    assert "98-feature-store.html" in menu


def test_the_published_book_tells_of_it_and_holds_nothing_of_it(made: Path) -> None:
    done = build(made, "html")
    assert done.returncode == 0, done.stderr
    assert not (made / "_build/html/98-feature-store.html").exists()
    assert f"第98回 {TITLE} 準備中" in words(made / "_build/html/index.html")


def test_its_programs_are_written_as_all_others(made: Path) -> None:
    for command in ("check", "format --check"):
        done = run(made, sys.executable, "-m", "ruff", *command.split(), ".")
        assert done.returncode == 0, done.stdout


def test_its_figure_is_what_its_script_draws(made: Path) -> None:
    drawn = made / "images/98th-feature-store.svg"
    before = drawn.read_bytes()
    run(made, sys.executable, "images/98th-feature-store.py")
    assert drawn.read_bytes() == before


def test_it_is_not_published_before_its_program_has_run(made: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(made, tmp_path / "book", symlinks=True))
    page = folder / "docs/98-feature-store.rst"
    source = page.read_text(encoding="utf-8")
    published = source.replace("status: draft", "status: published\n:verified: 2026-11-21")
    written = re.sub(r"(?m)^\.\. memo::\n(?:\n|   .*\n)+", "本文です。\n\n", published)
    page.write_text(written, encoding="utf-8")
    done = build(folder, "html")
    assert done.returncode == 1
    assert done.stderr.strip() == (
        "listings/98/first.py:1: 出力がありません → make listings で動かし直してください"
    )
    (folder / "listings/98/first.out.txt").write_text("リージョン: ap-northeast-1\n")
    digest = listings.digest(folder / "listings/98/first.py")
    record = listings.record(folder / "listings") | {"98/first.py": {"sha256": digest}}
    (folder / "listings/captured.json").write_text(json.dumps(record), encoding="utf-8")
    done = build(folder, "html")
    assert done.returncode == 0, done.stderr
    assert (folder / "_build/html/98-feature-store.html").exists()


OPTIONS = {"number": "N", "slug": "SLUG", "title": "TITLE"}
GOOD = {"N": "98", "SLUG": "feature-store", "TITLE": "特徴量"}
REFUSED = {
    "taken number": ({"N": "5"}, "N=5: 第5回は docs/05-sagemaker-basics-1.rst です → 空いて"),
    "zero": ({"N": "0"}, "N=0: 1から999の整数ではありません → 半角の数字で書く（例: N=17）"),
    "negative": ({"N": "-3"}, "N=-3: 1から999の整数ではありません → "),
    "no number": ({"N": "九十八"}, "N=九十八: 1から999の整数ではありません → "),
    "wide digits": ({"N": "９８"}, "N=９８: 1から999の整数ではありません → "),
    "leading zero": ({"N": "098"}, "N=098: 1から999の整数ではありません → "),
    "huge": ({"N": "1" + "0" * 5000}, "N=1000"),
    "capitals": ({"SLUG": "Feature"}, "SLUG=Feature: 英小文字と数字を - でつないだ40字以内の"),
    "path": ({"SLUG": "../x"}, "SLUG=../x: 英小文字と数字を"),
    "underscore": ({"SLUG": "a_b"}, "SLUG=a_b: 英小文字と数字を"),
    "long slug": ({"SLUG": "a" * 41}, "SLUG=aaa"),
    "slug of another": ({"SLUG": "debugger"}, "SLUG=debugger: docs/14-debugger.rst が使って"),
    "long title": ({"TITLE": "あ" * 61}, "TITLE: 61字あります → 60字以内にする"),
    "number in the title": ({"TITLE": "[第98回] 題名"}, "TITLE: 番号が入っています → "),
    "markup in the title": ({"TITLE": "`x` を使う"}, "TITLE: 「`」は reStructuredText の印に"),
    "two lines": ({"TITLE": "一行\n二行"}, "TITLE: 改行か、見えない字があります → 1行で書く"),
    "file there": ({"SLUG": "taken"}, "images/98th-taken.svg: もうあります → 消すか、"),
}


@pytest.fixture(scope="module")
def occupied(original: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository with a file that a new installment might want."""
    folder = Path(
        shutil.copytree(original, tmp_path_factory.mktemp("occupied") / "book", symlinks=True)
    )
    (folder / "images/98th-taken.svg").write_text("<svg/>")
    return folder


@pytest.mark.parametrize(("given", "told"), REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_made_is_refused_in_one_line(
    occupied: Path, given: dict[str, str], told: str
) -> None:
    before = contents(occupied)
    values = GOOD | given
    options = [f"--{name}={values[key]}" for name, key in OPTIONS.items()]
    done = run(occupied, sys.executable, "-m", "tools.new", *options)
    (line,) = done.stderr.splitlines()
    assert (done.returncode, done.stdout) == (1, "")
    assert line.startswith(told)
    assert " → " in line
    assert contents(occupied) == before


@pytest.mark.parametrize("missing", [["N"], ["SLUG"], ["TITLE"], ["N", "SLUG", "TITLE"]])
def test_what_was_not_given_is_asked_for_with_an_example(
    original: Path, missing: list[str]
) -> None:
    before = contents(original)
    given = [f"{name}={value}" for name, value in GOOD.items() if name not in missing]
    done = make(original, *given, *(f"{name}=" for name in missing[:1]))
    assert done.returncode
    said = f"{'、'.join(missing)} がありません → make new N=17 SLUG=feature-store TITLE="
    assert done.stderr.startswith(said)
    assert contents(original) == before


def test_what_cannot_be_written_to_its_end_is_taken_back(repository: Path) -> None:
    (repository / "listings/98").write_text("フォルダのあるべき所のファイル")
    before = contents(repository)
    done = make(repository, *(f"{name}={value}" for name, value in GOOD.items()))
    assert done.returncode
    assert "書けません: " in done.stderr
    assert "Traceback" not in done.stderr
    assert contents(repository) == before


def test_parts_that_cannot_be_edited_are_told_of(repository: Path) -> None:
    path = repository / "conf.py"
    source = path.read_text(encoding="utf-8").replace(
        "series_parts = [", "series_parts = list() + ["
    )
    path.write_text(source, encoding="utf-8")
    done = make(repository, *(f"{name}={value}" for name, value in GOOD.items()))
    assert done.returncode
    assert done.stderr.startswith("conf.py:1: series_parts を読めません → ")


def test_a_number_before_all_parts_is_refused(repository: Path) -> None:
    path = repository / "conf.py"
    source = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"series_parts = \[[^]]+\]", 'series_parts = [("部", 2, 16)]', source))
    (repository / "docs/01-machine-learning-on-aws.rst").unlink()
    before = contents(repository)
    done = make(repository, "N=1", "SLUG=feature-store", "TITLE=題名")
    assert done.returncode
    assert done.stderr.startswith("conf.py:1: 第1回より前に始まる部がありません → ")
    assert contents(repository) == before


@pytest.mark.parametrize(
    ("number", "said"),
    [
        *((1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (12, "12th")),
        *((13, "13th"), (98, "98th"), (21, "21st"), (22, "22nd"), (23, "23rd"), (111, "111th")),
    ],
)
def test_ordinals_are_english(number: int, said: str) -> None:
    assert ordinal(number) == said
