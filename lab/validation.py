"""Every request against AWS's own model of the service, in the words and codes of AWS.

boto3 checks only types, required members and minima before it sends a request. Patterns, maxima
and enumerations are in its model too, but only the service checks them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cache
from typing import Any

import regex
from botocore.model import ListShape, MapShape, OperationModel, Shape, StructureShape

from lab.errors import RequestError

# The code of the error where it is not the usual one of the protocol.
CODES = {
    "cloudwatch": "ValidationError",
    "ecr": "InvalidParameterException",
    "logs": "InvalidParameterException",
    "sagemaker-runtime": "ValidationError",
}
# The limit of InvokeEndpoint depends on the kind of the endpoint, which the model does not know.
UNMEASURED = {"BodyBlob"}
# A pattern that needs longer than this for one value counts as not matched.
SECONDS = 1.0
# What Java takes for ASCII only and the regex package for Unicode; as parts of a set.
SETS = {
    r"\w": r"_a-zA-Z0-9",
    r"\d": r"0-9",
    r"\p{Alnum}": r"a-zA-Z0-9",
    r"\p{Alpha}": r"a-zA-Z",
    r"\p{Graph}": r"\x21-\x7E",
    r"\p{Print}": r"\x20-\x7E",
}
TOKEN = regex.compile(
    # A character beyond U+FFFF, as the two halves that Java writes.
    r"\\u(?P<high>D[89AB][0-9A-F]{2})\\u(?P<low>D[C-F][0-9A-F]{2})"
    r"|\\p\{\w+\}|\\.|[\[\]]",
    regex.IGNORECASE,
)
# What a value may be before and after it is parsed: JSON has no times and no bytes.
TYPES: dict[str, tuple[type, ...]] = {
    "structure": (dict,),
    "map": (dict,),
    "list": (list,),
    "string": (str,),
    "character": (str,),
    "integer": (int,),
    "long": (int,),
    "float": (int, float),
    "double": (int, float),
    "boolean": (bool,),
    "timestamp": (int, float, str, datetime),
    "blob": (str, bytes),
}


def validate(operation: OperationModel, parameters: dict[str, Any]) -> None:
    """Check a request against the model of its operation.

    :param parameters: as the model names them; members that are None count as not given
    :raises RequestError: with AWS's code for this service; all faults are in the message
    """
    shape = operation.input_shape
    if shape is None:
        return
    found = list(violations(shape, parameters))
    if found:
        service = operation.service_model
        usual = "ValidationError" if service.protocol == "query" else "ValidationException"
        errors = "error" if len(found) == 1 else "errors"
        raise RequestError(
            CODES.get(service.service_name, usual),
            f"{len(found)} validation {errors} detected: {'; '.join(found)}",
        )


def violations(shape: Shape, value: Any, path: str = "") -> Iterator[str]:
    """What AWS says of *value*, fault by fault.

    :param path: of the value in the request, such as ``productionVariants.1.member.modelName``
    :raises RequestError: a value has another type than the model says
    """
    _check_type(shape, value)
    for constraint in _broken(shape, value):
        yield _fault(shape, value, path, constraint)
    if isinstance(shape, StructureShape) and not shape.is_document_type:
        yield from _in_structure(shape, value, path)
    elif isinstance(shape, ListShape):
        places = [(f"{path}.{number}.member", item) for number, item in enumerate(value, 1)]
        yield from _in_collection(shape, value, path, shape.member, places, "Member")
    elif isinstance(shape, MapShape):
        keys = [(path, key) for key in value]
        yield from _in_collection(shape, value, path, shape.key, keys, "Map keys")
        places = [(f"{path}.{key}.member", item) for key, item in value.items()]
        yield from _in_collection(shape, value, path, shape.value, places, "Map value")


def _in_structure(shape: StructureShape, value: dict[str, Any], path: str) -> Iterator[str]:
    given = {name: value[name] for name in shape.members if value.get(name) is not None}
    for name in shape.required_members:
        if name not in given:
            yield _fault(shape.members[name], None, _join(path, name), "Member must not be null")
    if shape.is_tagged_union and len(given) != 1:
        yield _fault(shape, value, path, "Member must have exactly one of its members set")
    for name, member in given.items():
        yield from violations(shape.members[name], member, _join(path, name))


def _in_collection(
    shape: Shape,
    value: Any,
    path: str,
    member: Shape,
    places: Sequence[tuple[str, Any]],
    who: str,
) -> Iterator[str]:
    """The faults of the members; plain ones are told once, with the whole list or map.

    :param places: (path, member)
    :param who: what AWS calls the members
    """
    if isinstance(member, StructureShape | ListShape | MapShape):
        for place, item in places:
            yield from violations(member, item, place)
        return
    for _, item in places:
        _check_type(member, item)
    if any(True for _, item in places for _ in _broken(member, item)):
        rules = ", ".join(text for _, text in _constraints(member))
        sensitive = member if member.metadata.get("sensitive") else shape
        yield _fault(sensitive, value, path, f"{who} must satisfy constraint: [{rules}]")


def _join(path: str, name: str) -> str:
    """AWS writes the first letter of a member small."""
    return f"{path}{'.' if path else ''}{name[0].lower()}{name[1:]}"


def _fault(shape: Shape, value: Any, path: str, constraint: str) -> str:
    shown = "" if shape.metadata.get("sensitive") else f" {_shown(value)}"
    return f"Value{shown} at '{path}' failed to satisfy constraint: {constraint}"


def _shown(value: Any) -> str:
    return "null" if value is None else f"'{_text(value)}'"


def _text(value: Any) -> str:
    """A value as Java prints it."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}={_text(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return f"[{', '.join(map(_text, value))}]"
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)


def _broken(shape: Shape, value: Any) -> Iterator[str]:
    """The constraints of the shape itself that *value* does not satisfy."""
    for rule, text in _constraints(shape):
        if not _satisfied(shape, rule, value):
            yield text


@cache
def _constraints(shape: Shape) -> list[tuple[str, str]]:
    """(name in the model, AWS's words) of each."""
    model = shape.metadata
    measure = "value" if shape.type_name in ("integer", "long", "float", "double") else "length"
    found = []
    if "enum" in model:
        found.append(("enum", f"Member must satisfy enum value set: [{', '.join(model['enum'])}]"))
    if shape.name not in UNMEASURED:
        if "max" in model:
            found.append(
                ("max", f"Member must have {measure} less than or equal to {model['max']}")
            )
        if "min" in model:
            found.append(
                ("min", f"Member must have {measure} greater than or equal to {model['min']}")
            )
    if "pattern" in model:
        found.append(
            ("pattern", f"Member must satisfy regular expression pattern: {model['pattern']}")
        )
    return found


def _satisfied(shape: Shape, rule: str, value: Any) -> bool:
    limit = shape.metadata[rule]
    if rule == "enum":
        return value in limit
    if rule == "pattern":
        return not isinstance(value, str) or matches(limit, value)
    size = value if isinstance(value, int | float) else len(value)
    return size <= limit if rule == "max" else size >= limit


def matches(pattern: str, value: str) -> bool:
    """Whether a pattern of the model, which is Java's, matches the whole of *value*."""
    try:
        return compiled(pattern).fullmatch(value, timeout=SECONDS) is not None
    except TimeoutError:
        return False


@cache
def compiled(pattern: str) -> regex.Pattern[str]:
    """A pattern of the model as the regex package writes it."""
    depth = 0

    def translate(token: regex.Match[str]) -> str:
        nonlocal depth
        text = token[0]
        if token["high"]:
            high, low = int(token["high"], 16), int(token["low"], 16)
            return f"\\U{0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00):08X}"
        if text == "[":
            depth += 1
        elif text == "]":
            depth = max(0, depth - 1)
        if text not in SETS:
            return text
        return SETS[text] if depth else f"[{SETS[text]}]"

    return regex.compile(TOKEN.sub(translate, pattern))


def _check_type(shape: Shape, value: Any) -> None:
    """:raises RequestError: as the service says when it cannot read a request"""
    kind = shape.type_name
    if kind == "structure" and getattr(shape, "is_document_type", False):
        return
    right = isinstance(value, TYPES[kind])
    # In Python a boolean is a number, in JSON it is none.
    if right and not (isinstance(value, bool) and kind != "boolean"):
        return
    if isinstance(value, list):
        message = "Start of list found where not expected"
    elif isinstance(value, dict):
        message = "Start of structure or map found where not expected"
    else:
        token = {bool: f"{value}_VALUE".upper(), str: "STRING_VALUE"}.get(
            type(value), "NULL_VALUE" if value is None else "NUMBER_VALUE"
        )
        article = "an" if kind[0] in "aeiou" else "a"
        message = f"{token} can not be converted to {article} {kind.capitalize()}"
    raise RequestError("SerializationException", message)
