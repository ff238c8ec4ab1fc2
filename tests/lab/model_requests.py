"""Requests made from the model of a service: one that is right, and all ways to break it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from botocore.model import ListShape, MapShape, Shape, StructureShape

from lab.validation import compiled, matches

# Letters, digits, marks and separators of any language: a letter will do.
UNICODE = re.compile(r"\\p\{\w+\}")
NUMBERS = ("integer", "long", "float", "double")


def minimal(shape: Shape, optional: bool = False) -> Any:
    """The smallest value that the shape allows.

    :param optional: with every member, one level deep
    """
    if isinstance(shape, StructureShape):
        names = list(shape.members) if optional else list(shape.required_members)
        if shape.is_tagged_union:
            names = list(shape.members)[:1]
        return {name: minimal(shape.members[name]) for name in names}
    count = shape.metadata.get("min", 0)
    if isinstance(shape, ListShape):
        return [minimal(shape.member) for _ in range(count)]
    if isinstance(shape, MapShape):
        return {minimal(shape.key) + "a" * number: minimal(shape.value) for number in range(count)}
    if enum := shape.metadata.get("enum"):
        return enum[0]
    if shape.type_name == "string":
        return text(shape.metadata.get("pattern"), max(1, count), shape.metadata.get("max", 9999))
    return {"boolean": False, "timestamp": 0, "blob": b"a" * count}.get(shape.type_name, count)


def text(pattern: str | None, least: int, most: int) -> str:
    """A text that matches *pattern*, of *least* to *most* characters if there is one."""
    if pattern is None:
        return "a" * least
    plain = UNICODE.sub("a", compiled(pattern).pattern).replace(r"\z", r"\Z")
    # AWS's own slip: an end that repeats.
    tree = re._parser.parse(re.sub(r"\$\{[\d,]+\}", "$", plain))
    for repeats in (0, 1, *range(2, 130)):
        found = _example(tree, repeats)
        if least <= len(found) <= most and matches(pattern, found):
            return found
    raise AssertionError(f"no text of {least} to {most} characters for {pattern}")


def _example(tree: Any, repeats: int) -> str:
    """A text for a parsed pattern; what may repeat does so up to *repeats* times."""
    found = ""
    for code, value in tree:
        name = str(code)
        if name == "LITERAL":
            found += chr(value)
        elif name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            low, high, part = value
            found += _example(part, repeats) * min(max(low, repeats), int(high))
        elif name == "SUBPATTERN":
            found += _example(value[3], repeats)
        elif name == "ATOMIC_GROUP":
            found += _example(value, repeats)
        elif name == "BRANCH":
            found += _example(value[1][0], repeats)
        elif name in ("ANY", "NOT_LITERAL"):
            found += "a"
        elif name == "IN":
            found += _member(value)
    return found


def _member(parts: list[Any]) -> str:
    """A character of a set, a letter if there is one."""
    kinds = [(str(code), value) for code, value in parts]
    if kinds[0][0] in ("NEGATE", "CATEGORY"):
        return "a"
    for name, value in kinds:
        if name == "RANGE" and value[0] <= ord("a") <= value[1]:
            return "a"
    name, value = kinds[0]
    return "a" if name == "CATEGORY" else chr(value[0] if name == "RANGE" else value)


def breakages(shape: Shape, path: str = "") -> Iterator[tuple[str, Any, str]]:
    """(path of the member, a value for the whole shape, the words) for each way to break it."""
    if not isinstance(shape, StructureShape):
        return
    whole = minimal(shape, optional=not path)
    for name in shape.required_members:
        yield _join(path, name), {**whole, name: None}, "must not be null"
    for name, value in whole.items():
        member = shape.members[name]
        place = _join(path, name)
        for wrong, words in _wrong(member, value):
            yield place, {**whole, name: wrong}, words
        for deep, wrong, words in breakages(member, place):
            yield deep, {**deepcopy(whole), name: wrong}, words


def _join(path: str, name: str) -> str:
    return f"{path}.{name[0].lower()}{name[1:]}".lstrip(".")


def _wrong(shape: Shape, value: Any) -> Iterator[tuple[Any, str]]:
    """(value, AWS's words) for each constraint of one member."""
    model = shape.metadata
    if "enum" in model:
        yield "no-such-value", "must satisfy enum value set: ["
    if shape.type_name in NUMBERS:
        if "min" in model:
            yield model["min"] - 1, f"must have value greater than or equal to {model['min']}"
        if "max" in model:
            yield model["max"] + 1, f"must have value less than or equal to {model['max']}"
    elif shape.type_name == "string":
        if model.get("min"):
            yield "", f"must have length greater than or equal to {model['min']}"
        if model.get("max", 10**6) < 10**5:
            yield (
                "a" * (model["max"] + 1),
                f"must have length less than or equal to {model['max']}",
            )
        pattern = model.get("pattern")
        if pattern and not matches(pattern, "\n!\x00"):
            yield "\n!\x00", f"must satisfy regular expression pattern: {pattern}"
    elif isinstance(shape, ListShape):
        if model.get("min"):
            yield [], f"must have length greater than or equal to {model['min']}"
        if model.get("max", 10**6) < 1000:
            many = [minimal(shape.member)] * (model["max"] + 1)
            yield many, f"must have length less than or equal to {model['max']}"
        for wrong, words in _wrong(shape.member, None):
            if not isinstance(shape.member, StructureShape | ListShape | MapShape):
                yield [wrong], words
    elif isinstance(shape, MapShape):
        for wrong, words in _wrong(shape.key, None):
            yield {wrong: minimal(shape.value)}, words
        for wrong, words in _wrong(shape.value, None):
            yield {minimal(shape.key): wrong}, words
