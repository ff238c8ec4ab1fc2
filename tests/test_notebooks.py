"""The notebooks that the pages offer: the listings in order, and they run from top to bottom."""

from __future__ import annotations

import ast
import json
import zipfile
from pathlib import Path

import nbformat
import pytest
from conftest import Book
from nbclient import NotebookClient
from reader_run import LISTINGS, SYNTHETIC, offered, page, variables
from reading import run_order

import lab
from extensions import listings

CHAPTERS = ["05", "06", "07", "08"]
FIELDS = ":summary: 要約\n:status: published\n:lab: listings/05\n:verified: 2026-11-21\n"
PLACE = "動く場所"  # what connection.py prints first
each = pytest.mark.parametrize("chapter", CHAPTERS)


def notebook(site: Path, chapter: str) -> nbformat.NotebookNode:
    """The notebook that a page offers."""
    path = offered(site, chapter, "ノートブック（ipynb）")
    return nbformat.reads(path.read_text("utf-8"), as_version=4)


def explained(program: str) -> str:
    """What a program says of itself."""
    return ast.get_docstring(ast.parse((LISTINGS / program).read_text(encoding="utf-8"))) or ""


@each
def test_the_notebook_is_offered_and_lies_in_the_archive_too(site: Path, chapter: str) -> None:
    path = offered(site, chapter, "ノートブック（ipynb）")
    assert path.name == f"{page(site, chapter).stem}.ipynb"
    with zipfile.ZipFile(offered(site, chapter, "リスト一式（zip）")) as archive:
        assert archive.read(f"{chapter}/{path.name}") == path.read_bytes()


@each
def test_jupyter_takes_it_and_finds_its_kernel(site: Path, chapter: str) -> None:
    nbformat.validate(notebook(site, chapter))
    assert notebook(site, chapter).metadata.kernelspec.name == "python3"


@each
def test_its_cells_are_the_programs_in_order_each_after_its_explanation(
    site: Path, chapter: str
) -> None:
    heading, *cells = notebook(site, chapter).cells
    assert heading.source.startswith("# ")
    assert heading.source[2:] in page(site, chapter).read_text(encoding="utf-8")
    names = listings.block(LISTINGS, chapter)
    assert [cell.cell_type for cell in cells] == ["markdown", "code"] * len(names)
    for name, about, code in zip(names, cells[::2], cells[1::2], strict=True):
        assert about.source == f"## {Path(name).name}\n\n{explained(name)}"
        source = listings.without_marks((LISTINGS / name).read_text(encoding="utf-8")).rstrip()
        code.source = code.source.removesuffix(";")  # hides the value of the last line
        assert source.endswith(code.source)
        removed = source.removesuffix(code.source)
        assert ast.literal_eval(removed.strip()).splitlines()[0] == explained(name).splitlines()[0]


def test_together_they_hold_every_program_but_those_that_take_away_at_the_end() -> None:
    held = [name for chapter in CHAPTERS for name in listings.block(LISTINGS, chapter)]
    order = run_order()
    assert held == order[: len(held)]
    assert order[len(held) :] == [
        "08/clean_up.py",
        "06/clean_up.py",
        "05/clean_up.py",
        "08/leftovers.py",
    ]


@each
def test_it_takes_nothing_away_that_the_next_installment_needs(chapter: str) -> None:
    """Only the last one deletes, what costs money, and after all that uses it."""
    names = listings.block(LISTINGS, chapter)
    deletes = [".delete_" in (LISTINGS / name).read_text("utf-8") for name in names]
    assert names
    assert deletes == sorted(deletes)
    assert any(deletes) == (chapter == CHAPTERS[-1])


def test_the_same_programs_make_the_same_bytes(book: Book) -> None:
    book.write("listings/order.txt", "05/a.py\n")
    book.write("listings/05/a.py", '"""はじめに。"""\n\nprint(1)\n')
    book.installment(5, fields=FIELDS)
    folders = [book.build(builder) for builder in ("html.first", "html.second")]
    for name in ("05-slug.ipynb", "05-slug-listings.zip"):
        first, second = ((built.folder / "downloads" / name).read_bytes() for built in folders)
        assert first == second


@pytest.mark.parametrize(
    ("source", "about", "code"),
    [
        ('"""一行。"""\n\nx = 1\n', "一行。", "x = 1"),
        ('"""題。\n\n1. 一つ\n2. 二つ\n"""\nx = 1\n', "題。\n\n1. 一つ\n2. 二つ", "x = 1"),
        ("# 初めから\nx = 1\n", "", "# 初めから\nx = 1"),
        # Jupyter would show the value of the last line, which a program does not print
        ('Path("あ").write_text("い")  # 書く\n', "", 'Path("あ").write_text("い");  # 書く'),
        ("f(\n    1\n)\nx; f(2);\n", "", "f(\n    1\n)\nx; f(2);"),
        ("f()\nprint(1)\n", "", "f()\nprint(1)"),
    ],
)
def test_the_explanation_is_taken_out_of_the_code(
    book: Book, source: str, about: str, code: str
) -> None:
    book.write("listings/order.txt", "05/a.py\n")
    book.write("listings/05/a.py", source)
    book.installment(5, fields=FIELDS)
    built = book.build()
    assert built.code == 0, built.output
    made = json.loads((built.folder / "downloads/05-slug.ipynb").read_text(encoding="utf-8"))
    cells = ["".join(cell["source"]) for cell in made["cells"]]
    assert cells[1:] == [f"## a.py\n\n{about}".rstrip(), code]


def test_an_order_that_names_a_missing_program_stops_the_build(book: Book) -> None:
    book.write("listings/order.txt", "# 順\n05/a.py\n05/renamed.py\n")
    book.write("listings/05/a.py", "x = 1\n")
    book.installment(5, fields=FIELDS)
    built = book.build()
    assert built.code == 1
    assert built.output.strip().splitlines()[-1] == (
        "listings/order.txt:3: 05/renamed.py がありません → 名前を直すか、行を消してください"
    )
    assert "Traceback" not in built.output


@pytest.mark.parametrize("order", [None, "", "# 05/a.py\n06/b.py\n"])
def test_an_order_that_leaves_an_installment_out_stops_the_build(
    book: Book, order: str | None
) -> None:
    """Its notebook would be empty, and its programs would never run."""
    if order is not None:
        book.write("listings/order.txt", order)
    for name in ("05/a.py", "06/b.py"):
        book.write(f"listings/{name}", "x = 1\n")
    book.installment(5, fields=FIELDS)
    built = book.build()
    assert built.code == 1
    assert built.output.strip().splitlines()[-1] == (
        "listings/order.txt:1: 05 のプログラムがありません → 動かす順に、1行に1つ書いてください"
    )


def test_a_program_that_is_being_written_hides_no_other_fault(book: Book) -> None:
    """It cannot be parsed yet; what is told is that its output is old."""
    book.write("listings/order.txt", "05/a.py\n")
    book.write("listings/05/a.py", "print(\n")
    book.write("listings/05/a.out.txt", "値: 1\n")
    book.installment(5, ":result:`05/a | 値`\n", fields=FIELDS)
    built = book.build()
    assert built.code == 1
    assert "listings/05/a.py:1: 出力を取った後に書き換わっています" in built.output


def run(site: Path, chapter: str, place: Path, environment: dict[str, str]) -> list[str]:
    """Unpack an installment's archive and run its notebook there; what each cell printed.

    :raises nbclient.exceptions.CellExecutionError: a cell raised
    """
    with zipfile.ZipFile(offered(site, chapter, "リスト一式（zip）")) as archive:
        archive.extractall(place)
    (path,) = (place / chapter).glob("*.ipynb")
    book = nbformat.read(path, as_version=4)
    resources = {"metadata": {"path": str(place / chapter)}}
    NotebookClient(book, timeout=300, kernel_name="python3", resources=resources).execute(
        env=environment
    )
    outputs = [output for cell in book.cells for output in cell.get("outputs", [])]
    assert [output for output in outputs if output.output_type == "execute_result"] == []
    return [
        "".join(output.get("text", "") for output in cell.outputs)
        for cell in book.cells
        if cell.cell_type == "code"
    ]


@pytest.mark.xdist_group("notebooks")
def test_all_run_one_after_the_other(
    site: Path,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """On the synthetic data, each in the folder that its archive unpacks to."""
    place = tmp_path_factory.mktemp("notebooks")
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(place / "runtime"))
    printed: dict[str, str] = {}
    with lab.running() as settings:
        environment = variables(settings, SYNTHETIC) | {"IPYTHONDIR": str(place / "ipython")}
        for chapter in CHAPTERS:
            outputs = run(site, chapter, place, environment)
            printed |= dict(zip(listings.block(LISTINGS, chapter), outputs, strict=True))
    assert "状態: InService" in printed["05/create_notebook.py"]
    assert "合成データ" in printed["06/get_data.py"]
    assert "validation:auc: " in printed["07/train.py"]
    assert listings.number(listings.values(printed["08/evaluate.py"])["ROC AUC"]) > 0.6
    assert "エンドポイント: なし" in printed["08/delete_endpoint.py"]
    captured = {
        name: listings.output(LISTINGS / name).read_text(encoding="utf-8") for name in printed
    }
    # A notebook is one Python, which imports the module that says where it runs once.
    connecting = [name for name, text in captured.items() if text.startswith(PLACE)]
    first = {next(name for name in connecting if name[:2] == chapter) for chapter in CHAPTERS}
    assert {name for name, text in printed.items() if PLACE in text} == first
    for name, text in printed.items():
        labels, expected = (
            listings.values(output).keys() - {PLACE} for output in (text, captured[name])
        )
        assert len(labels) == len(expected), name
