"""The files of a new installment, made in memory and then written, all of them or none."""

from __future__ import annotations

import ast
import contextlib
import shutil
import subprocess
import sys
import tempfile
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import jinja2

from extensions import listings
from extensions.faults import Fault, FaultySources

_TEMPLATES = Path(__file__).parent
Contents = dict[Path, bytes]


def ordinal(number: int) -> str:
    """「1st」, 「2nd」, 「11th」 and so on: how the name of a figure begins."""
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    return f"{number}{({1: 'st', 2: 'nd', 3: 'rd'}).get(number % 10, 'th')}"


@dataclass(frozen=True)
class Parts:
    """``series_parts`` of conf.py: its text, and where in it each last number stands.

    :param source: the whole of conf.py
    :param values: title, first and last installment of each part
    :param places: beginning and end of each last number in *source*, in bytes
    """

    source: bytes
    values: list[tuple[str, int, int]]
    places: list[tuple[int, int]]

    @classmethod
    def read(cls, path: Path) -> Parts:
        """The parts as *path* writes them.

        :raises FaultySources: if they are no plain list, which could not be edited
        """
        source = path.read_bytes()
        starts = [0]
        for line in source.splitlines(keepends=True):
            starts.append(starts[-1] + len(line))
        for node in ast.parse(source).body:
            if not isinstance(node, ast.Assign) or ast.unparse(node.targets[0]) != "series_parts":
                continue
            try:
                values = ast.literal_eval(node.value)
                ends = [part.elts[2] for part in node.value.elts]
            except (ValueError, AttributeError, IndexError):
                break
            places = [
                (
                    starts[end.lineno - 1] + end.col_offset,
                    starts[end.lineno - 1] + end.end_col_offset,
                )
                for end in ends
            ]
            return cls(source, values, places)
        text = "series_parts を読めません"
        raise FaultySources([Fault(path.name, 1, text, "(題名, 最初の回, 最後の回) の列で書く")])

    def with_place_for(self, number: int) -> bytes:
        """conf.py with *number* in a part: the last part that begins before it reaches to it.

        A part that a new one ought to begin is the authors' decision and one line of conf.py; a
        place must be there at once, since a number outside all parts is refused.

        :raises FaultySources: if no part begins before it
        """
        if any(first <= number <= last for _, first, last in self.values):
            return self.source
        before = [
            (first, place)
            for (_, first, _), place in zip(self.values, self.places, strict=True)
            if first < number
        ]
        if not before:
            text = f"第{number}回より前に始まる部がありません"
            raise FaultySources([Fault("conf.py", 1, text, "series_parts に部を足す")])
        _, (begin, end) = max(before)
        return self.source[:begin] + str(number).encode() + self.source[end:]


def made(root: Path, number: int, slug: str, title: str, parts: Parts) -> tuple[Contents, Contents]:
    """The new files of an installment, and the files that are changed for it.

    :param root: the root of the repository
    """
    folder = f"{number:02}"
    figure = f"{ordinal(number)}-{slug}"
    heading = f"[第{number}回] {title}"
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        keep_trailing_newline=True,
        undefined=jinja2.StrictUndefined,
    )

    def filled(template: str) -> bytes:
        text = environment.get_template(template).render(
            number=number,
            slug=slug,
            folder=folder,
            figure=figure,
            heading=heading,
            rule=_rule(heading),
        )
        return text.encode()

    script = filled("figure.py.jinja")
    new = {
        root / f"docs/{folder}-{slug}.rst": filled("installment.rst.jinja"),
        root / f"listings/{folder}/first.py": filled("program.py.jinja"),
        root / f"images/{figure}.py": script,
        root / f"images/{figure}.svg": _drawn(root / "images", f"{figure}.py", script),
    }
    order = root / "listings" / listings.ORDER
    lines = order.read_text(encoding="utf-8").rstrip("\n")
    changed = {
        order: f"{lines}\n{folder}/first.py\n".encode(),
        root / "conf.py": parts.with_place_for(number),
    }
    return new, {path: text for path, text in changed.items() if text != path.read_bytes()}


def _rule(heading: str) -> str:
    """The line under *heading*, which must be as wide."""
    return "=" * sum(2 if unicodedata.east_asian_width(sign) in "WFA" else 1 for sign in heading)


def _drawn(images: Path, name: str, script: bytes) -> bytes:
    """What *script* draws with what lies in *images* for all of them."""
    with tempfile.TemporaryDirectory() as folder:
        for module in ("drawing.py", "palette.toml"):
            shutil.copy(images / module, folder)
        (Path(folder) / name).write_bytes(script)
        subprocess.run([sys.executable, name], cwd=folder, check=True, capture_output=True)
        return (Path(folder) / name).with_suffix(".svg").read_bytes()


def written(new: Contents, changed: Contents) -> None:
    """Write the files; when one cannot be written, take back those before it.

    :raises OSError: what the system said of that one
    """
    before = {path: path.read_bytes() for path in changed}
    with contextlib.ExitStack() as undo:
        for path, content in new.items():
            if not path.parent.exists():
                path.parent.mkdir()
                undo.callback(path.parent.rmdir)
            undo.callback(path.unlink, missing_ok=True)
            with path.open("xb") as file:
                file.write(content)
        for path, content in changed.items():
            undo.callback(path.write_bytes, before[path])
            path.write_bytes(content)
        undo.pop_all()
