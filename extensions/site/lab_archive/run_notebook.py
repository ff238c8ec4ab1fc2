"""``python run_notebook.py 06``: run the notebook of an installment, and keep its outputs in it."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

LISTINGS = Path(__file__).parent / "listings"


def main(number: str) -> None:
    """Run it in the folder where it lies; show what each program prints.

    :raises SystemExit: in one line, if it cannot be run or a program fails
    """
    books = {path.parent.name: path for path in sorted(LISTINGS.glob("*/*.ipynb"))}
    path = books.get(number.zfill(2))
    if path is None:
        raise SystemExit(f"N には {'、'.join(books)} のどれかを書きます(例: make notebook N=06)。")
    if "AWS_ENDPOINT_URL" not in os.environ:
        raise SystemExit("make lab が表示した export の行を、この端末に貼ってください。")
    book = nbformat.read(path, as_version=4)
    names = [cell.source.partition("\n")[0] for cell in book.cells]

    def begin(cell: dict[str, Any], cell_index: int) -> None:
        if cell["cell_type"] == "code":
            print(f"{names[cell_index - 1]}", flush=True)

    def end(cell: dict[str, Any], **_: Any) -> None:
        for output in cell["outputs"]:
            if output.get("name") == "stdout":
                print(output["text"], end="", flush=True)

    client = NotebookClient(
        book,
        timeout=None,
        extra_arguments=["--log-level=ERROR"],  # of the kernel
        resources={"metadata": {"path": str(path.parent)}},
        on_cell_start=begin,
        on_cell_executed=end,
    )
    try:
        client.execute()
    except CellExecutionError as error:
        raise SystemExit(f"途中で失敗しました({error.ename}: {error.evalue})。") from None
    except KeyboardInterrupt:
        raise SystemExit("止めました。") from None
    finally:
        nbformat.write(book, path)
    print(f"できました: {path.relative_to(LISTINGS.parent)}")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) == 2 else "")
