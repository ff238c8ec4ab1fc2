"""What differs between two snapshots, as the author of the listings needs to know it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tools.apidiff.model import Snapshot

_SIDES = {"input": "要求", "output": "応答"}
_LIMITS = {"min": "下限", "max": "上限", "pattern": "形"}
_MANY = 8  # values of an enumeration that are named one by one


@dataclass
class Change:
    """One difference, however many operations it shows in.

    :param text: what differs
    :param breaks: whether a listing may no longer work, or its text no longer hold
    :param places: where it shows, as 「CreateModel の要求 ModelName」
    :param listings: the programs that call one of these operations
    """

    service: str
    text: str
    breaks: bool
    places: list[str] = field(default_factory=list)
    listings: set[str] = field(default_factory=set)

    def __str__(self) -> str:
        more = f"（ほか {len(self.places) - 1} か所）" if len(self.places) > 1 else ""
        return f"{self.service} {self.places[0]}{more}: {self.text}"


def compare(old: Snapshot, new: Snapshot) -> list[Change]:
    """The differences, those that may break a listing first.

    :param new: of the operations of *old*; without those that are gone
    """
    found: dict[tuple[str, ...], Change] = {}
    for service, before in old["services"].items():
        after = new["services"].get(service, {"operations": {}, "shapes": {}})
        for name, operation in before["operations"].items():
            for key, place, text, breaks in _operation(name, before, after):
                change = found.setdefault(
                    (service, *key, text), Change(service, text, breaks=breaks)
                )
                change.places.append(place)
                change.listings |= set(operation["listings"])
    return sorted(found.values(), key=lambda change: (not change.breaks, str(change)))


# The shape (and its member) that differs, the place, what differs, and whether it breaks
Difference = tuple[tuple[str, ...], str, str, bool]


def _operation(name: str, before: Snapshot, after: Snapshot) -> Iterator[Difference]:
    one, other = before["operations"][name], after["operations"].get(name)
    if other is None:
        yield (name,), name, "呼び出しがなくなりました", True
        return
    if other.get("deprecated") and not one.get("deprecated"):
        yield (name,), name, "非推奨になりました", True
    for end, side in _SIDES.items():
        place = f"{name} の{side}"
        if end in one and end in other:
            walk = _Walk(before["shapes"], after["shapes"], request=end == "input")
            yield from walk.shapes(one[end], other[end], place, "")
        elif end in one or end in other:
            gone = end in one
            yield (name, end), place, "なくなりました" if gone else "加わりました", gone


class _Walk:
    """A walk down the shapes of one request or response, old and new at once.

    Names of shapes are no part of an API: a shape with a new name is looked into all the same.
    """

    def __init__(self, old: dict[str, Any], new: dict[str, Any], *, request: bool) -> None:
        self.old, self.new, self.request = old, new, request
        self.seen: set[tuple[str, str]] = set()

    def shapes(self, one: str, other: str, place: str, path: str) -> Iterator[Difference]:
        """What differs between the shapes of these names, and in those below them."""
        if (one, other) in self.seen:
            return
        self.seen.add((one, other))
        old, new = self.old[one], self.new[other]
        where = f"{place} {path}".rstrip()
        if old["type"] != new["type"]:
            yield (other,), where, f"型が {old['type']} から {new['type']} に変わりました", True
            return
        for text, breaks in _values(old, new):
            yield (other,), where, text, breaks
        for member, text, breaks in _members(old, new, request=self.request):
            yield (other, member), f"{place} {_below(path, member)}", text, breaks
        for member in sorted(old.get("members", {}).keys() & new.get("members", {}).keys()):
            pair = old["members"][member], new["members"][member]
            yield from self.shapes(*pair, place, _below(path, member))
        for inner, mark in (("member", "[]"), ("key", "[のキー]"), ("value", "[]")):
            if inner in old:
                yield from self.shapes(old[inner], new[inner], place, f"{path}{mark}")


def _below(path: str, member: str) -> str:
    return f"{path}.{member}" if path else member


def _values(old: dict[str, Any], new: dict[str, Any]) -> Iterator[tuple[str, bool]]:
    """Values and limits of one shape; whether a difference breaks."""
    before, after = old.get("enum", []), new.get("enum", [])
    if gone := [value for value in before if value not in after]:
        yield f"値 {_some(gone)} がなくなりました", True
    if come := [value for value in after if value not in before]:
        yield f"値 {_some(come)} が加わりました", False
    for key, name in _LIMITS.items():
        if old.get(key) != new.get(key):
            pair = (str(shape.get(key, "なし")) for shape in (old, new))
            yield f"{name}が {' から '.join(pair)} に変わりました", True


def _some(values: list[str]) -> str:
    shown = "、".join(values[:_MANY])
    return f"{shown} など {len(values)} 個" if len(values) > _MANY else shown


def _members(
    old: dict[str, Any], new: dict[str, Any], *, request: bool
) -> Iterator[tuple[str, str, bool]]:
    """Members of one structure, what differs about them, and whether it breaks."""
    before, after = old.get("members", {}), new.get("members", {})
    for member in sorted(before.keys() - after.keys()):
        yield member, "なくなりました", True
    for member in sorted(after.keys() - before.keys()):
        needed = request and member in new.get("required", [])
        yield member, "必須の項目として加わりました" if needed else "加わりました", needed
    for member in sorted(before.keys() & after.keys()):
        was, now = (member in shape.get("required", []) for shape in (old, new))
        if now != was:
            yield member, "必須になりました" if now else "必須でなくなりました", now and request
        if member in new.get("deprecated", []) and member not in old.get("deprecated", []):
            yield member, "非推奨になりました", True
        told = [shape.get("defaults", {}).get(member, "") for shape in (old, new)]
        if told[0] != told[1]:
            pair = (f"「{text}」" if text else "なし" for text in told)
            yield member, f"既定の説明が{'から'.join(pair)}に変わりました", True
