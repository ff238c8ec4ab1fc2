"""What botocore's model says of an operation: a snapshot of it, small enough to be kept."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

from botocore.exceptions import DataNotFoundError, UnknownServiceError
from botocore.loaders import Loader

_KEPT = ("type", "enum", "pattern", "min", "max")
_INNER = ("member", "key", "value")  # the shapes in a list or a map
_LONGEST = 300  # characters of a sentence; more is a table or a list run together

# {"botocore": version, "services": {service: {"operations": {...}, "shapes": {...}}}}
Snapshot = dict[str, Any]


class Models:
    """The models in one installed botocore.

    :param packages: the folder that holds the package ``botocore``
    """

    def __init__(self, packages: Path) -> None:
        data = packages / "botocore/data"
        self._loader = Loader([str(data)], include_default_search_paths=False)
        self._services: dict[str, dict[str, Any]] = {}
        self.version = next(
            each.version for each in distributions(name="botocore", path=[str(packages)])
        )

    def service(self, name: str) -> dict[str, Any]:
        """Operations and shapes of a service, as botocore's data has them; empty if it is gone."""
        if name not in self._services:
            try:
                model = self._loader.load_service_model(name, "service-2")
            except (DataNotFoundError, UnknownServiceError):
                model = {"operations": {}, "shapes": {}}
            self._services[name] = model
        return self._services[name]


def snapshot(models: Models, used: dict[str, list[str]]) -> Snapshot:
    """What *models* say of the operations *used* (with the listings that use them)."""
    services: dict[str, Any] = {}
    for operation, programs in used.items():
        service, _, name = operation.partition(".")
        model = models.service(service)
        if name not in model["operations"]:
            continue
        kept = services.setdefault(service, {"operations": {}, "shapes": {}})
        source = model["operations"][name]
        ends = {end: source[end]["shape"] for end in ("input", "output") if end in source}
        kept["operations"][name] = {
            **ends,
            **({"deprecated": True} if source.get("deprecated") else {}),
            "listings": programs,
        }
        for shape in _reached(model["shapes"], ends.values()):
            kept["shapes"][shape] = _shape(model["shapes"], shape)
    return {"botocore": models.version, "services": services}


def _reached(shapes: dict[str, Any], names: Iterable[str]) -> Iterator[str]:
    """The shapes that those of *names* are made of, themselves included."""
    todo, seen = list(names), set()
    while todo:
        name = todo.pop()
        if name not in seen:
            seen.add(name)
            yield name
            shape = shapes[name]
            todo += [member["shape"] for member in shape.get("members", {}).values()]
            todo += [shape[inner]["shape"] for inner in _INNER if inner in shape]


def _shape(shapes: dict[str, Any], name: str) -> dict[str, Any]:
    shape = shapes[name]
    kept = {key: shape[key] for key in _KEPT if key in shape}
    kept |= {inner: shape[inner]["shape"] for inner in _INNER if inner in shape}
    members = shape.get("members", {})
    if members:
        kept["members"] = {member: ref["shape"] for member, ref in members.items()}
        kept["required"] = sorted(shape.get("required", []))
        kept["deprecated"] = [
            member
            for member, ref in members.items()
            if ref.get("deprecated") or shapes[ref["shape"]].get("deprecated")
        ]
        kept["defaults"] = {
            member: told
            for member, ref in members.items()
            if (told := _default(ref.get("documentation", "")))
        }
    return {key: value for key, value in kept.items() if value or value == 0}


def _default(documentation: str) -> str:
    """The sentences of *documentation* that tell of a default; the model knows no other."""
    plain = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", documentation)).split())
    sentences = re.split(r"(?<=\.)\s+", re.sub(r" (?=[.,;])", "", plain))
    told = [each for each in sentences if re.search(r"\bdefaults?\b", each, re.IGNORECASE)]
    return " ".join(each for each in told if len(each) <= _LONGEST)


def operations(content: Snapshot) -> dict[str, list[str]]:
    """The operations in a snapshot, with the listings that use them."""
    return {
        f"{service}.{name}": operation["listings"]
        for service, kept in content["services"].items()
        for name, operation in kept["operations"].items()
    }


def written(content: Snapshot) -> str:
    """The text of the snapshot's file: a line for each operation and each shape."""
    return f"{_text(content, 4)}\n"


def _text(value: Any, depth: int) -> str:
    if not depth or not isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    lines = (f"{json.dumps(key)}: {_text(value[key], depth - 1)}" for key in sorted(value))
    return "{\n" + ",\n".join(lines) + "\n}"


def read(file: Path) -> Snapshot:
    """The snapshot in *file*; an empty one if there is none yet."""
    empty = {"botocore": "", "services": {}}
    return json.loads(file.read_text(encoding="utf-8")) if file.exists() else empty
