"""Policy documents, checked as AWS does when one is put on a role or a bucket.

What a policy would allow is not looked at: the lab records policies and never enforces them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

VERSIONS = ("2008-10-17", "2012-10-17")
DOCUMENT = {"Version", "Id", "Statement"}
STATEMENT = {
    *("Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction"),
    *("Resource", "NotResource", "Condition"),
}
# Who may stand below each kind of principal.
PRINCIPALS = {
    "AWS": re.compile(r"\*|\d{12}|arn:aws[a-z-]*:(iam|sts)::\d{12}:.+|A[A-Z0-9]{15,}"),
    "Service": re.compile(r"[\w.-]+\.(amazonaws\.com(\.cn)?|aws\.internal)"),
    "Federated": re.compile(r".+"),
    "CanonicalUser": re.compile(r"[0-9a-fA-F]{64}"),
}


class PolicyError(ValueError):
    """A document that AWS refuses; the message is AWS's."""


def check_trust(text: str) -> None:
    """The trust policy of a role.

    :raises PolicyError: with the first fault
    """
    for statement in _statements(text, "This policy contains invalid Json"):
        if "NotPrincipal" in statement:
            raise PolicyError("AssumeRole policy must not contain NotPrincipal field.")
        _check_principal(statement)
        for action in _strings(statement, "Action"):
            if not action.startswith("sts:"):
                raise PolicyError("AssumeRole policy may only specify STS AssumeRole actions.")
        for name in ("Resource", "NotResource"):
            if name in statement:
                raise PolicyError(f"Has prohibited field {name}")


def check_bucket(text: str, bucket: str) -> None:
    """The policy of a bucket.

    :raises PolicyError: with the first fault
    """
    whole = re.compile(rf"arn:aws[a-z-]*:s3:::(\*|{re.escape(bucket)}(/.*)?)", re.DOTALL)
    invalid = "Policies must be valid JSON and the first byte must be '{'"
    for statement in _statements(text, invalid):
        _check_principal(statement)
        for action in _strings(statement, "Action"):
            if action != "*" and not action.lower().startswith("s3:"):
                raise PolicyError("Policy has invalid action")
        for resource in _strings(statement, "Resource"):
            if not whole.fullmatch(resource):
                raise PolicyError("Policy has invalid resource")


def check_identity(text: str) -> None:
    """The policy of a role or user, as far as moto does not check it.

    :raises PolicyError: it names a principal
    """
    try:
        document = json.loads(text)
        statements = document["Statement"]
        named = [statements] if isinstance(statements, dict) else statements
        principal = any({"Principal", "NotPrincipal"} & set(statement) for statement in named)
    except (ValueError, KeyError, TypeError):
        return
    if principal:
        raise PolicyError("Policy document should not specify a principal.")


def _statements(text: str, invalid: str) -> Iterator[dict[str, Any]]:
    """The statements, each with a right effect and an action.

    :param invalid: what AWS says of a text that is no JSON object
    """
    try:
        document = json.loads(text)
    except ValueError:
        document = None
    if not isinstance(document, dict):
        raise PolicyError(invalid)
    _check_names(document, DOCUMENT)
    if document.get("Version", VERSIONS[0]) not in VERSIONS:
        raise PolicyError("The policy must contain a valid version string")
    if "Statement" not in document:
        raise PolicyError("Missing required field Statement")
    statements = document["Statement"]
    statements = statements if isinstance(statements, list) else [statements]
    if not statements:
        raise PolicyError("Could not parse the policy: Statement is empty!")
    seen: set[str] = set()
    for statement in statements:
        if not isinstance(statement, dict):
            raise PolicyError("Syntax error in policy.")
        _check_names(statement, STATEMENT)
        if "Effect" not in statement:
            raise PolicyError("Missing required field Effect")
        if statement["Effect"] not in ("Allow", "Deny"):
            raise PolicyError(f"Invalid effect: {statement['Effect']}")
        if not isinstance(statement.get("Condition", {}), dict):
            raise PolicyError("Syntax error in policy.")
        if (sid := str(statement.get("Sid", ""))) in seen:
            raise PolicyError("The Statement Ids in the policy are not unique")
        seen |= {sid} - {""}
        yield statement


def _check_names(given: dict[str, Any], known: set[str]) -> None:
    for name in given:
        if name not in known:
            raise PolicyError(f"Unknown field {name}")


def _strings(statement: dict[str, Any], name: str) -> list[str]:
    """The values of a member, or of the one that says the opposite, such as ``NotAction``.

    :raises PolicyError: neither is there, or it holds something else
    """
    found = [member for member in (name, f"Not{name}") if member in statement]
    if not found:
        raise PolicyError(f"Missing required field {name}")
    if len(found) == 2:
        raise PolicyError(f"Statement contains both {name} and Not{name}")
    value = statement[found[0]]
    values = value if isinstance(value, list) else [value]
    if not values:
        raise PolicyError(f"Missing required field {name} cannot be empty!")
    if not all(isinstance(one, str) for one in values):
        raise PolicyError("Syntax error in policy.")
    return values


def _check_principal(statement: dict[str, Any]) -> None:
    name = "NotPrincipal" if "NotPrincipal" in statement else "Principal"
    if name not in statement:
        raise PolicyError("Missing required field Principal")
    principal = statement[name]
    if principal == "*":
        return
    if not isinstance(principal, dict):
        raise PolicyError("Invalid principal in policy")
    if not principal:
        raise PolicyError("Missing required field Principal cannot be empty!")
    for kind in principal:
        if kind not in PRINCIPALS:
            raise PolicyError(f'Invalid principal in policy: "{kind}"')
        for who in _strings(principal, kind):
            if not PRINCIPALS[kind].fullmatch(who):
                raise PolicyError(f'Invalid principal in policy: "{kind.upper()}":"{who}"')
