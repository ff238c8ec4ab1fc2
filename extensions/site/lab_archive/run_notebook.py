"""``python run_notebook.py 06``: run the notebook of an installment, and keep its outputs in it."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import nbformat
from jupyter_client.manager import run_kernel
from nbformat.v4 import output_from_msg

LISTINGS = Path(__file__).parent / "listings"
OUTPUTS = ("stream", "display_data", "execute_result", "error")


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
    for cell in book.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    quiet = ["--log-level=ERROR"]
    try:
        with run_kernel(kernel_name="python3", cwd=path.parent, extra_arguments=quiet) as kernel:
            for cell in book.cells:
                if cell.cell_type == "code":
                    _run(cell, kernel)
                else:
                    print(cell.source.partition("\n")[0], flush=True)
    except KeyboardInterrupt:
        raise SystemExit(
            "\n止めました。始めたジョブとエンドポイントは、ラボの中で動き続けます。"
        ) from None
    finally:
        nbformat.write(book, path)
    print(f"できました: {path.relative_to(LISTINGS.parent)}")


def _run(cell: nbformat.NotebookNode, kernel: Any) -> None:
    def keep(message: dict[str, Any]) -> None:
        if message["msg_type"] in OUTPUTS:
            cell.outputs.append(output_from_msg(message))
            if message["content"].get("name") == "stdout":
                print(message["content"]["text"], end="", flush=True)

    reply = kernel.execute_interactive(cell.source, allow_stdin=False, output_hook=keep)["content"]
    cell.execution_count = reply["execution_count"]
    if reply["status"] != "ok":
        raise SystemExit(f"途中で失敗しました({reply['ename']}: {reply['evalue']})。")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) == 2 else "")
