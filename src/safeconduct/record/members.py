"""The members of an event's canonical form: which there are, what their texts say. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import NamedTuple, cast

from msgspec import Struct, inspect, json

from safeconduct.case import events as ev
from safeconduct.case.canonical import canonical_members
from safeconduct.case.facts import PATTERN
from safeconduct.case.telltale import may_tell

ALL = ("*",)
"""All members that an event has, whichever they are."""


class HeldBack(NamedTuple):
    """A member that stays closed until a person has read it. Never part of what is disclosed."""

    member: str
    why: str


def read(
    event: ev.AnyEvent, wanted: Collection[str], others: Callable[[str], bool]
) -> tuple[frozenset[str], list[HeldBack]]:
    """The members that may be opened, and those that a person has to read before."""
    said, free, held = texts(event), free_text(type(event)), list[HeldBack]()
    members = present(event, wanted)
    for member in sorted(members):
        if any(map(others, said[member])):
            held.append(HeldBack(member, "it names somebody else"))
        elif member in free and any(map(may_tell, said[member])):
            held.append(HeldBack(member, "a word in it may tell of a protection"))
    return members - {h.member for h in held}, held


def present(event: ev.AnyEvent, wanted: Collection[str]) -> frozenset[str]:
    there = texts(event).keys()
    return frozenset(there if wanted == ALL else there & set(wanted))


def naming(event: ev.AnyEvent, ids: Collection[str], but: str = "") -> frozenset[str]:
    """The members that name one of these ids outright."""
    said = texts(event)
    return frozenset(m for m in said if any(t in ids and t != but for t in said[m]))


def texts(event: ev.AnyEvent) -> dict[str, list[str]]:
    """Every text in each member of the canonical form."""
    found = {}
    for member in canonical_members(event):
        ((name, value),) = json.decode(b"{" + member + b"}").items()
        found[name] = list(_strings(value))
    return found


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from value
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, Sequence):
        for inner in value:
            yield from _strings(inner)


def free_text(kind: type[Struct]) -> frozenset[str]:
    """The members of a kind in which people write as they like."""
    if kind not in _FREE:
        info = cast(inspect.StructType, inspect.type_info(kind))
        _FREE[kind] = frozenset(f.encode_name for f in info.fields if _writes(f.type))
    return _FREE[kind]


_FREE: dict[type[Struct], frozenset[str]] = {}


def _writes(info: inspect.Type) -> bool:
    match info:
        case inspect.Metadata():
            return _writes(info.type)
        case inspect.StrType():
            return info.pattern in (None, PATTERN)  # the name of a fact is words, too
        case inspect.LiteralType() | inspect.NoneType():
            return False
        case inspect.VarTupleType():
            return _writes(info.item_type)
        case inspect.DictType():
            return _writes(info.key_type) or _writes(info.value_type)
        case inspect.UnionType():
            return any(_writes(part) for part in info.types)
        case _:
            return True
