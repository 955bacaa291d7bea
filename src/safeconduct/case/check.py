"""Checks on a case as a whole: every name it uses is there, and time runs forward."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from safeconduct.case import dates
from safeconduct.case import events as ev
from safeconduct.case.casefile import Placed
from safeconduct.case.document import BadInput, Document, Path, Problem
from safeconduct.case.facts import BadKey, parse


@dataclass(frozen=True)
class Words:
    """The part of a rulebook's vocabulary that a case has to keep to."""

    acts: Iterable[str]
    facts: Mapping[str, tuple[str, ...]]
    lists: Mapping[str, str]
    settled_by: Mapping[str, str]
    norms: Iterable[str] = ()


@dataclass
class _Names:
    """Ids of the case by sort."""

    request: set[str] = field(default_factory=set)
    measure: set[str] = field(default_factory=set)
    person: set[str] = field(default_factory=set)
    item: set[str] = field(default_factory=set)
    signal: set[str] = field(default_factory=set)
    protection: set[str] = field(default_factory=set)
    source: set[str] = field(default_factory=set)
    hold: set[str] = field(default_factory=set)
    opinion: set[str] = field(default_factory=set)
    clearance: set[str] = field(default_factory=set)
    state: set[str] = field(default_factory=set)


def check(document: Document, placed: Placed, words: Words) -> list[ev.AnyEvent]:
    """The events of a case, once nothing is wrong with them. Raises `BadInput`."""
    problems: list[Problem] = []

    def say(path: Path, message: str) -> None:
        problems.append(document.problem(path, message))

    names = _Names()
    for event, path in placed:
        for sort, name in _introduces(event):
            known = getattr(names, sort)
            if name in known and sort != "state":
                say(path, f"the {sort} '{name}' is there twice; give each its own id")
            known.add(name)
    for event, path in placed:
        if isinstance(event, ev.CaseOpened) and path:
            say(path, "a case is opened once, by the head of its file; leave this out")
        for where, message in _check_event(event, names, words):
            say((*path, *where), message)
    for where, message in _time_runs_forward(placed):
        say(where, message)
    if problems:
        raise BadInput(sorted(set(problems)))
    return [event for event, _ in placed]


def _introduces(event: ev.AnyEvent) -> Iterator[tuple[str, str]]:
    match event:
        case ev.RequestReceived():
            yield "request", event.request
            yield "state", event.requesting_state
        case ev.MeasurePlanned():
            yield "measure", event.measure
        case ev.PersonListed():
            yield "person", event.person
        case ev.ItemListed():
            yield "item", event.item
        case ev.SignalStated():
            yield "signal", event.signal
        case ev.ProtectionStated():
            yield "protection", event.protection
        case ev.SourceCited():
            yield "source", event.name
        case ev.HoldPlaced():
            yield "hold", event.hold
        case ev.OpinionGiven():
            yield "opinion", event.opinion
        case ev.ClearanceGiven():
            yield "clearance", event.clearance
        case _:
            return


_REFERENCES: dict[str, str] = {
    "request": "request", "requests": "request", "measure": "measure", "measures": "measure",
    "person": "person", "persons": "person", "to": "person", "targets": "person",
    "touches": "person", "attendants": "person", "owner": "person", "items": "item",
    "taken": "item", "item": "item", "source": "source", "hold": "hold",
    "opinion": "opinion", "clearance": "clearance",
}  # fmt: skip
"""Fields that hold ids, and the sort of each. `to` names a person only in relations."""


def _check_event(event: ev.AnyEvent, names: _Names, words: Words) -> Iterator[tuple[Path, str]]:
    for name in event.__struct_fields__:
        sort = _REFERENCES.get(name)
        if sort is None or (name == "to" and not isinstance(event, ev.RelationStated)):
            continue
        value = getattr(event, name)
        for one in [value] if isinstance(value, str) else value or []:
            if one not in getattr(names, sort):
                yield (name,), f"no {sort} is called '{one}'{_near(one, getattr(names, sort))}"
    yield from _check_days(event)
    if isinstance(event, ev.MeasurePlanned) and event.kind not in set(words.acts):
        yield ("kind",), f"no act is called '{event.kind}'{_near(event.kind, words.acts)}"
    if isinstance(event, ev.FactStated | ev.QuestionAnswered | ev.QuestionAsked | ev.FindingMade):
        yield from _check_fact(event.fact, names, words)
    if isinstance(event, ev.FindingMade):
        name = event.fact.partition("(")[0]
        competent = words.settled_by.get(name, "none")
        if name in words.facts and event.by != competent:
            who = f"only {competent} settles it" if competent != "none" else "nobody settles it"
            yield ("by",), f"a finding on '{name}': {who}"
    if isinstance(event, ev.ListDeclared):
        yield from _check_list(event.list, names, words)
    if isinstance(event, ev.OpinionGiven):
        for one in event.on:
            if one.measure not in names.measure:
                near = _near(one.measure, names.measure)
                yield ("on",), f"no measure is called '{one.measure}'{near}"
    if isinstance(event, ev.HoldPlaced):
        known = getattr(names, event.on)
        if event.of not in known:
            what = "requesting state" if event.on == "state" else event.on
            yield ("of",), f"no {what} is called '{event.of}'{_near(event.of, known)}"
    if isinstance(event, ev.DecisionTaken):
        for norm in event.norms:
            if norm not in set(words.norms):
                yield ("norms",), f"no norm is called '{norm}'{_near(norm, words.norms)}"


def _check_days(event: ev.AnyEvent) -> Iterator[tuple[Path, str]]:
    days: list[tuple[Path, str | None]] = [
        ((name,), getattr(event, name, None))
        for name in (
            "day",
            "on",
            "since",
            "until",
            "valid_from",
            "valid_until",
            "published",
            "born",
        )
        if isinstance(getattr(event, name, None), str)
    ]
    if isinstance(event, ev.HoldPlaced):
        days = [(path, text) for path, text in days if path != ("on",)]
    for path, text in [*days, *((("known", role), day) for role, day in event.known.items())]:
        try:
            dates.span(text or "unknown")
        except dates.BadDate as error:
            yield path, str(error)
    if isinstance(event, ev.ListDeclared | ev.Screened) and event.day == "unknown":
        yield (), "a check or declaration counts only from its day; add 'day'"
    if isinstance(event, ev.MeasurePlanned) and _without_end(event.on):
        yield ("on",), "the day of a measure needs a last day; write it as in 2018-04..2019-11-05"


def _without_end(day: str) -> bool:
    try:
        return dates.latest(day).year == dates.LAST_YEAR
    except dates.BadDate:  # named already
        return False


def _check_fact(text: str, names: _Names, words: Words) -> Iterator[tuple[Path, str]]:
    where: Path = ("fact",)
    try:
        name, args = parse(text)
    except BadKey as error:
        yield where, str(error)
        return
    if name not in words.facts:
        yield where, f"no fact is called '{name}'{_near(name, words.facts)}"
        return
    sorts = words.facts[name]
    if len(args) != len(sorts):
        yield where, f"{name} takes {len(sorts)} argument(s): {', '.join(sorts)}"
        return
    yield from ((where, m) for m in _wrong_args(args, sorts, names))


def _wrong_args(args: tuple[str, ...], sorts: tuple[str, ...], names: _Names) -> Iterator[str]:
    for arg, sort in zip(args, sorts, strict=True):
        known = getattr(names, sort)
        if arg not in known:
            yield f"no {sort} is called '{arg}'{_near(arg, known)}"


def _check_list(text: str, names: _Names, words: Words) -> Iterator[tuple[Path, str]]:
    try:
        name, args = parse(text)
    except BadKey as error:
        yield ("list",), str(error)
        return
    if name == "protections":
        yield ("list",), "protections are complete only by a 'screened' event on that person"
    elif name not in words.lists or len(args) != 1:
        yield ("list",), f"no list is called '{text}'{_near(name, words.lists)}"
    else:
        yield from ((("list",), m) for m in _wrong_args(args, (words.lists[name],), names))


def _time_runs_forward(placed: Placed) -> Iterator[tuple[Path, str]]:
    before: str | None = None
    for event, path in placed:
        if path[:1] != ("events",) or event.day == "unknown":
            continue
        try:
            if before and dates.latest(event.day) < dates.earliest(before):
                yield (*path, "day"), f"'{event.day}' lies before the event above ({before})"
            before = event.day
        except dates.BadDate:  # named already
            continue


def _near(name: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(name, list(known), n=1)
    return f"; did you mean '{close[0]}'?" if close else ""
