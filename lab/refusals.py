"""Which operations the lab refuses, derived from AWS's own model of the service.

moto answers many an operation with a success that nothing stands behind: a tuning job that is
"Completed" though nothing ran. An operation that starts work on AWS, and that the lab does not do
itself, is refused by name.
"""

from __future__ import annotations

from functools import lru_cache

from botocore.model import ServiceModel
from moto.core.utils import camelcase_to_underscores, get_service_model

# States that say: AWS is at work on it.
BUSY = {"InProgress", "Creating", "Pending", "Executing", "Starting", "Updating"}
# Records of moto that nothing needs to run behind: instances that the book only starts and stops,
# and the model registry.
RECORDS = {"NotebookInstance", "ModelPackage", "ModelPackageGroup"}


def _starts_work(model: ServiceModel, operation: str) -> bool:
    """Whether *operation* creates or starts something that is busy before it is ready."""
    verb = next((verb for verb in ("Create", "Start") if operation.startswith(verb)), "")
    thing = operation.removeprefix(verb)
    describe = f"Describe{thing}"
    if not verb or thing in RECORDS or describe not in model.operation_names:
        return False
    members = model.operation_model(describe).output_shape.members
    return any(
        BUSY & set(getattr(shape, "enum", ()))
        for name, shape in members.items()
        if name.endswith("Status")
    )


@lru_cache
def refused(service: str, moto: type, lab: type) -> set[str]:
    """The operations of *service* that the lab refuses.

    :param moto: the class of moto whose methods answer operations
    :param lab: the lab's subclass of it; what it answers otherwise, the lab does itself
    """
    model = get_service_model(service)
    return {
        operation
        for operation in model.operation_names
        if (theirs := getattr(moto, camelcase_to_underscores(operation), None))
        is getattr(lab, camelcase_to_underscores(operation), None)
        and (theirs is None or _starts_work(model, operation))
    }


def message(operation: str) -> str:
    """What the caller reads."""
    return (
        f"This lab cannot run {operation}: it runs on AWS only. "
        f"({operation} はラボでは動きません。AWS のアカウントで実行してください)"
    )
