"""Tags of resources."""

from __future__ import annotations

from typing import Any

from moto.core.responses import ActionResult, EmptyResult

from lab.errors import ValidationException
from lab.resources.base import Resource


class Tags(Resource):
    """The operations on tags."""

    def add_tags(self) -> ActionResult:
        """The new value takes the place of one under the same key."""
        resource = self._tagged()
        given = {tag["Key"]: tag for tag in self.params["Tags"]}
        resource.tags = [t for t in resource.tags if t["Key"] not in given] + list(given.values())
        return ActionResult({"Tags": resource.tags})

    def delete_tags(self) -> ActionResult:
        """Keys that are not there are passed over."""
        resource, keys = self._tagged(), self.params["TagKeys"]
        resource.tags = [tag for tag in resource.tags if tag["Key"] not in keys]
        return EmptyResult()

    def list_tags(self) -> ActionResult:
        """Page by page."""
        return self._page_of(self._tagged().tags, "Tags", 50)

    def _tagged(self) -> Any:
        """The resource that the request names by its ARN, which is in lower case.

        :raises ValidationException: there is none
        """
        arn, store = self.params["ResourceArn"], self.sagemaker_backend
        for kind in (
            *(store._models, store.endpoint_configs, store.endpoints, store.notebook_instances),
            *(store.training_jobs, store.transform_jobs),
        ):
            for resource in kind.values():
                # moto's endpoint configurations keep it in a tuple.
                if arn in (resource.arn if isinstance(resource.arn, tuple) else (resource.arn,)):
                    return resource
        try:
            found = store._get_resource_from_arn(arn)
        except (ValueError, AttributeError):
            found = None
        if found is None:
            raise ValidationException(f"Could not find resource {arn}.")
        return found
