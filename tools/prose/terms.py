"""The terms and notations of the book, for textlint's rule ``prh``."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).with_name("terms.toml")


@dataclass(frozen=True)
class Term:
    """One word and what is not written instead.

    :param write: what to write; ``$1`` is the first group of a pattern
    :param avoid: words, or patterns of JavaScript between slashes
    :param reason: why, in a few words for the author
    :param wrong: texts that must be found
    :param right: texts that must not
    """

    write: str
    avoid: list[str]
    reason: str
    wrong: list[str]
    right: list[str]


def load() -> list[Term]:
    """The terms of all groups of terms.toml."""
    groups = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return [Term(**entry) for entries in groups.values() for entry in entries]


def prh(terms: list[Term]) -> str:
    """*terms* as the YAML that prh reads; JSON is YAML too."""
    rules = [{"expected": term.write, "patterns": term.avoid, "prh": term.reason} for term in terms]
    return json.dumps({"version": 1, "rules": rules}, ensure_ascii=False, indent=1)
