"""What the kinds of resources share: names, roles, lists, and the way of a request."""

from __future__ import annotations

import base64
import threading
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from moto.core.exceptions import ServiceException
from moto.core.responses import ActionResult
from moto.iam.models import iam_backends
from moto.sagemaker.responses import SageMakerResponse
from moto.sagemaker.utils import arn_formatter

from lab import refusals
from lab.aws_clients import log
from lab.errors import ResourceNotFound, ValidationException
from lab.resources.checks import check_tags, trusts_sagemaker


def start(work: Callable[..., None], *arguments: Any) -> None:
    """Do *work* in the background."""
    threading.Thread(target=work, args=arguments, daemon=True).start()


class Resource(SageMakerResponse):
    """The operations of one kind of resource, as methods with moto's names for them.

    An operation that no kind defines is moto's, or refused.
    """

    def call_action(self) -> Any:
        """Every request passes here: refuse what the lab cannot do, let moto call the method."""
        operation = self._get_action()
        if operation in refusals.refused("sagemaker", SageMakerResponse, type(self)):
            log.warning("%s はラボでは動きません", operation)
            raise NotImplementedError
        try:
            check_tags(self.params.get("Tags"))
            return super().call_action()
        except ServiceException as error:
            return self.serialized(ActionResult(error))
        except LookupError:
            # Where moto looks up what is not there.
            log.exception("%s: ラボ自身のエラー", operation)
            return self.serialized(ActionResult(ResourceNotFound("Requested resource not found.")))

    def _arn(self, kind: str, name: str) -> str:
        return arn_formatter(kind, name.lower(), self.current_account, self.region)

    def _find(self, store: dict[str, Any], kind: str, name: str) -> Any:
        """:raises ValidationException: there is none of this name"""
        if name not in store:
            words = {"endpoint-config": "endpoint configuration"}.get(kind, kind)
            raise ValidationException(f'Could not find {words} "{self._arn(kind, name)}".')
        return store[name]

    def _check_free(self, store: dict[str, Any], kind: str, name: str) -> None:
        """:raises ValidationException: the name is taken"""
        if name in store:
            words = {"endpoint-config": "endpoint configuration"}.get(kind, kind)
            raise ValidationException(
                f'Cannot create already existing {words} "{self._arn(kind, name)}".'
            )

    def _check_role(self, arn: str) -> None:
        """The role must exist and trust SageMaker; what it may do is not looked at.

        :raises ValidationException: there is no such role in this account
        """
        roles = iam_backends[self.current_account][self.partition].roles.values()
        policies = {role.arn: role.assume_role_policy_document for role in roles}
        if not trusts_sagemaker(policies.get(arn, "")):
            raise ValidationException(
                f"Could not assume role {arn}. Please ensure that the role exists and allows "
                "principal 'sagemaker.amazonaws.com' to assume the role."
            )

    def _page(
        self,
        things: Iterable[Any],
        kind: str,
        usual: int,
        order: str = "Ascending",
        answer: str | None = None,
    ) -> ActionResult:
        """One page of a list.

        :param usual: the size of a page that is not given
        :param answer: the name of the list in the answer
        """
        given = self.params
        found = list(things)
        if part := given.get("NameContains"):
            found = [thing for thing in found if part.lower() in thing.name.lower()]
        if status := given.get("StatusEquals"):
            found = [thing for thing in found if thing.status == status]
        for name, of in (
            ("CreationTime", lambda x: x.created),
            ("LastModifiedTime", lambda x: x.modified),
        ):
            if after := given.get(f"{name}After"):
                found = [thing for thing in found if _utc(of(thing)) > _utc(after)]
            if before := given.get(f"{name}Before"):
                found = [thing for thing in found if _utc(of(thing)) < _utc(before)]
        keys = {"Name": lambda x: x.name, "Status": lambda x: x.status}
        found.sort(
            key=keys.get(given.get("SortBy", ""), lambda x: _utc(x.created)),
            reverse=given.get("SortOrder", order) == "Descending",
        )
        name = answer or f"{kind}Summaries"
        return self._page_of([thing.summary() for thing in found], name, usual)

    def _page_of(self, found: list[Any], answer: str, usual: int) -> ActionResult:
        """The part of a list that the request asks for.

        :param answer: the name of the list in the answer
        :param usual: the size of a page that is not given
        """
        start = 0
        if token := self.params.get("NextToken"):
            try:
                start = int(base64.b64decode(token, validate=True))
            except ValueError:
                raise ValidationException(f'Invalid pagination token "{token}".') from None
        end = start + int(self.params.get("MaxResults") or usual)
        page: dict[str, Any] = {answer: found[start:end]}
        if end < len(found):
            page["NextToken"] = base64.b64encode(str(end).encode()).decode()
        return ActionResult(page)


class Line:
    """Something that is listed, with what lists are filtered and sorted by."""

    def __init__(
        self,
        name: str,
        created: datetime,
        line: dict[str, Any],
        status: str = "",
        modified: datetime | None = None,
    ) -> None:
        self.name, self.created, self.status = name, created, status
        self.modified = modified or created
        self._line = line

    def summary(self) -> dict[str, Any]:
        """Its line."""
        return self._line


def _utc(moment: datetime) -> datetime:
    """moto's times have no zone; they are UTC."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
