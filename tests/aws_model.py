"""AWS as its own service model describes it: calls are checked as the service would, none is sent.

botocore checks the names and types of parameters before it sends a call. Enumerations, patterns
and lengths are in its model too, but only the service checks them; here they are checked as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import regex
from botocore.exceptions import ParamValidationError
from botocore.model import ListShape, MapShape, Shape, StructureShape
from botocore.validate import ParamValidator

# A response; the code of an error, such as NoSuchEntity; or a function of the parameters
Answer = dict[str, Any] | str | Callable[[dict[str, Any]], dict[str, Any] | str]


def violations(shape: Shape, value: Any, path: str = "") -> Iterator[str]:
    """What the service would refuse in *value*: enumeration, pattern, length, range."""
    if isinstance(shape, StructureShape):
        for name, member in value.items():
            yield from violations(shape.members[name], member, f"{path}.{name}")
    elif isinstance(shape, ListShape):
        for index, member in enumerate(value):
            yield from violations(shape.member, member, f"{path}[{index}]")
    elif isinstance(shape, MapShape):
        for key, member in value.items():
            yield from violations(shape.key, key, f"{path}[{key}]")
            yield from violations(shape.value, member, f"{path}[{key}]")
    if (enum := getattr(shape, "enum", None)) and value not in enum:
        yield f"{path}: {value!r} is none of {', '.join(enum)}"
    metadata = shape.metadata
    # The patterns are Java's: \p{L} and the like, which Python's own re does not know.
    pattern = metadata.get("pattern")
    if pattern and isinstance(value, str) and not regex.fullmatch(pattern, value):
        yield f"{path}: {value!r} does not match {pattern}"
    size = value if isinstance(value, int | float) else len(value) if _has_length(value) else None
    if size is not None and not isinstance(value, bool):
        if "min" in metadata and size < metadata["min"]:
            yield f"{path}: {value!r} is below {metadata['min']}"
        if "max" in metadata and size > metadata["max"]:
            yield f"{path}: {value!r} is above {metadata['max']}"


def _has_length(value: Any) -> bool:
    return isinstance(value, str | bytes | list | dict)


class Account:
    """An account that exists only here: it answers with what the test says, and remembers."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.answers: dict[str, Answer] = {}

    def names(self) -> list[str]:
        """The operations called, in order."""
        return [name for name, _ in self.calls]

    def call(self, client: Any, operation: str, parameters: dict[str, Any]) -> dict[str, Any]:
        """Check one call and answer it; replaces the method of botocore that sends."""
        shape = client.meta.service_model.operation_model(operation).input_shape
        if shape is not None:
            report = ParamValidator().validate(parameters, shape)
            if report.has_errors():
                raise ParamValidationError(report=report.generate_report())
            refused = list(violations(shape, parameters, operation))
            if refused:
                raise ParamValidationError(report="; ".join(refused))
        self.calls.append((operation, parameters))
        answer = self.answers.get(operation, {})
        if callable(answer):
            answer = answer(parameters)
        if isinstance(answer, str):
            raise client.exceptions.from_code(answer)({"Error": {"Code": answer}}, operation)
        return answer
