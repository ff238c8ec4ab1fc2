"""AWS as its own service model describes it: calls are checked as the service would, none is sent.

botocore checks the names and types of parameters before it sends a call. Enumerations, patterns
and lengths are in its model too, but only the service checks them; here they are checked as well.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from botocore.exceptions import ParamValidationError
from botocore.validate import ParamValidator

from lab.validation import violations

# A response; the code of an error, such as NoSuchEntity; or a function of the parameters
Answer = dict[str, Any] | str | Callable[[dict[str, Any]], dict[str, Any] | str]


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
            refused = list(violations(shape, parameters))
            if refused:
                raise ParamValidationError(report="; ".join(refused))
        self.calls.append((operation, parameters))
        answer = self.answers.get(operation, {})
        if callable(answer):
            answer = answer(parameters)
        if isinstance(answer, str):
            raise client.exceptions.from_code(answer)({"Error": {"Code": answer}}, operation)
        return answer
