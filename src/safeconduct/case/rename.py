"""The same case under other ids: what an import does when an id is already taken. Pure.

An id is replaced wherever it stands: in fields that hold ids, in lists of them, inside facts
(`notified(search, anna)`), and in the texts that may hold one. Names, titles and all else that
people wrote stay as they are; so do digests, which are of what was recorded under the old ids.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar, cast

from msgspec import Struct, inspect, structs

from safeconduct.case import events as ev
from safeconduct.case import facts
from safeconduct.case.eventbase import Event
from safeconduct.case.ids import PATTERN

Names = Mapping[str, str]

INTRODUCES: dict[type[Event], str] = {
    ev.CaseOpened: "case",
    ev.RequestReceived: "request",
    ev.MeasurePlanned: "measure",
    ev.PersonListed: "person",
    ev.ItemListed: "item",
    ev.SignalStated: "signal",
    ev.ProtectionStated: "protection",
    ev.HoldPlaced: "hold",
    ev.OpinionGiven: "opinion",
    ev.ClearanceProposed: "clearance",
    ev.ClearanceGiven: "clearance",
    ev.OutwardProposed: "clearance",
    ev.IncidentOpened: "incident",
    ev.EmergencyStated: "emergency",
    ev.ActIntended: "intent",
    ev.AccountOpened: "account",
    ev.MessageSent: "message",
}
"""Kinds that introduce something: what it is, which is the name of the field with its id, too."""

_MAY_HOLD_ONE: dict[type[Event], str] = {
    ev.HoldPlaced: "of",
    ev.LookTaken: "at",
    ev.ActIntended: "to",
    ev.RequestLinked: "to",
    ev.ConflictStated: "of",
}
"""Texts that are an id, or name something else."""

_NO_THING = (ev.CaseOpened, "profile")
"""A file of the rulebook, which is called alike in every case."""

_ARGUMENT = re.compile(r"(?<=[(,])( *)([^(), ]+)( *)(?=[,)])")


class BadNames(ValueError):
    """The new ids cannot be used; the message says why."""


def ids(events: Iterable[ev.AnyEvent]) -> dict[str, str]:
    """The ids that events introduce, each with its sort (see `PREFIXES`), and their own ids."""
    found: dict[str, str] = {}
    for event in events:
        sort = INTRODUCES.get(type(event))
        if sort is not None and getattr(event, sort) is not None:
            found.setdefault(getattr(event, sort), sort)
        if event.id:
            found.setdefault(event.id, "event")
    return found


def rename(events: Sequence[ev.AnyEvent], names: Names) -> list[ev.AnyEvent]:
    """The same events, in their order, with the ids in `names` (old, new) replaced.

    Ids that are not in `names` stay. Raises `BadNames` if a new one is no id, or if two things
    would be called alike afterwards.
    """
    for new in names.values():
        if not re.match(PATTERN, new):
            raise BadNames(
                f"'{new}' is no id; write lower-case letters, digits and hyphens, or a ULID "
                "with its prefix, as in bank-data or req_01ARYZ6S41TSV4RRFFQ69G5FAV"
            )
    after = Counter(names.values()) + Counter(old for old in ids(events) if old not in names)
    twice = next((new for new, times in after.items() if times > 1), None)
    if twice is not None:
        raise BadNames(f"two things would be called '{twice}'; give each its own id")
    return [_event(event, names) for event in events]


def _event(event: ev.AnyEvent, names: Names) -> ev.AnyEvent:
    renamed = _struct(event, names)
    field = _MAY_HOLD_ONE.get(type(event))
    more = {} if field is None else {field: _one(getattr(event, field), names)}
    return structs.replace(renamed, id=_one(event.id, names), **more)


S = TypeVar("S", bound=Struct)


def _struct(struct: S, names: Names) -> S:
    new = {name: _value(getattr(struct, name), info, names) for name, info in _fields(type(struct))}
    return structs.replace(struct, **new)


@cache
def _fields(kind: type[Struct]) -> tuple[tuple[str, inspect.Type], ...]:
    """The fields of a kind that hold ids, at whatever depth."""
    info = cast(inspect.StructType, inspect.type_info(kind))
    return tuple(
        (field.name, field.type)
        for field in info.fields
        if _holds_ids(field.type) and (kind, field.name) != _NO_THING
    )


def _holds_ids(info: inspect.Type) -> bool:
    match info:
        case inspect.Metadata():
            return _holds_ids(info.type)
        case inspect.StrType():
            return info.pattern in (PATTERN, facts.PATTERN)
        case inspect.VarTupleType():
            return _holds_ids(info.item_type)
        case inspect.UnionType():
            return any(_holds_ids(part) for part in info.types)
        case inspect.StructType():
            return any(_holds_ids(field.type) for field in info.fields)
        case _:
            return False


def _value(value: Any, info: inspect.Type, names: Names) -> Any:
    match info:
        case _ if value is None:
            return None
        case inspect.Metadata():
            return _value(value, info.type, names)
        case inspect.UnionType():
            return _value(value, next(part for part in info.types if _holds_ids(part)), names)
        case inspect.VarTupleType():
            return tuple(_value(one, info.item_type, names) for one in value)
        case inspect.StructType():
            return _struct(value, names)
        case inspect.StrType() if info.pattern == facts.PATTERN:
            return _fact(value, names)
        case _:
            return _one(value, names)


def _one(name: str, names: Names) -> str:
    return names.get(name, name)


def _fact(text: str, names: Names) -> str:
    """A fact with its spaces as they are: what it is about may be inside another fact."""
    new = _ARGUMENT.sub(lambda found: f"{found[1]}{_one(found[2], names)}{found[3]}", text)
    if len(new) > facts.MAX_LENGTH:
        raise BadNames(f"'{new[:40]}…' would have more than {facts.MAX_LENGTH} characters")
    return new
