"""Notebook instances: moto keeps the records, nothing runs behind them."""

from __future__ import annotations

from moto.core.responses import ActionResult

from lab.errors import ValidationException
from lab.resources.base import Resource


class NotebookInstances(Resource):
    """The operations on notebook instances."""

    def create_notebook_instance(self) -> ActionResult:
        """moto's record, if the role can be assumed."""
        self._check_role(self.params["RoleArn"])
        return super().create_notebook_instance()

    def start_notebook_instance(self) -> ActionResult:
        """Only a stopped one starts."""
        self._check_status(("Stopped", "Failed"), "Pending")
        return super().start_notebook_instance()

    def stop_notebook_instance(self) -> ActionResult:
        """Only a running one stops."""
        self._check_status(("InService",), "Stopping")
        return super().stop_notebook_instance()

    def _check_status(self, allowed: tuple[str, ...], target: str) -> None:
        """:raises ValidationException: the instance is in another status"""
        name = self.params["NotebookInstanceName"]
        found = self.sagemaker_backend.get_notebook_instance(name)
        if found.status not in allowed:
            raise ValidationException(
                f"Status ({found.status}) not in ([{', '.join(allowed)}]). Unable to transition to "
                f"({target}) for Notebook Instance ({found.arn})"
            )
