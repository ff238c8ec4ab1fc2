"""Which operations of AWS the listings call."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

from botocore import xform_name

from extensions import listings
from tools.apidiff.model import Models


def used(folder: Path, models: Models) -> dict[str, list[str]]:
    """The operations, as ``sts.GetCallerIdentity``, with the programs that call them.

    What a program called when it was last run, and what it names itself. The run alone knows what a
    library calls in its place, such as an upload or the SDK; the text alone knows what is called
    only at times, such as after a failure.

    :param folder: ``listings``
    """
    found: dict[str, set[str]] = defaultdict(set)
    for name, known in listings.record(folder).items():
        for operation in known["calls"]:
            found[operation].add(name)
    for path in sorted(folder.glob("*/*.py")):
        for operation in _named(path, models):
            found[operation].add(path.relative_to(folder).as_posix())
    return {operation: sorted(programs) for operation, programs in sorted(found.items())}


def _named(program: Path, models: Models) -> set[str]:
    """The operations whose methods *program* names of the clients that it makes.

    A method of any of them may be named in a text too, which ``get_paginator`` is given.
    """
    tree = ast.parse(program.read_bytes())
    clients = {
        target.id: service
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and (service := _made(node.value))
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    names: set[tuple[str, str]] = set()
    texts: set[str] = set()
    services = set(clients.values())
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            service = _made(node.value) or clients.get(getattr(node.value, "id", ""), "")
            names.add((service, node.attr))
            services |= {service} - {""}
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            texts.add(node.value)
    return {
        f"{service}.{operation}"
        for service in services
        for operation in models.service(service)["operations"]
        if (service, xform_name(operation)) in names or xform_name(operation) in texts
    }


def _made(node: ast.AST) -> str:
    """The service of which the expression *node* makes a client; empty if it makes none."""
    if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "client" and node.args:
        return str(getattr(node.args[0], "value", ""))
    return ""
