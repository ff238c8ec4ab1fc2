"""SageMaker's API as the lab answers it: all kinds of resources together."""

from __future__ import annotations

from lab.resources import KINDS


class LabSageMaker(*KINDS):
    """The class that moto dispatches to."""
