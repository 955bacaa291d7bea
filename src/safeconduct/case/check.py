"""Checks on a case as a whole: every name it uses is there, and time runs forward."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from safeconduct.case import events as ev
from safeconduct.case.authors import PARTIES, authors, may_write
from safeconduct.case.casefile import Placed, told_anew
from safeconduct.case.checktime import causes_come_first, check_days, time_runs_forward
from safeconduct.case.document import BadInput, Document, Path, Problem
from safeconduct.case.eventbase import Event
from safeconduct.case.facts import SORTS, BadKey, parse
from safeconduct.case.roles import ROLES
from safeconduct.case.unseen import unseen
from safeconduct.case.watchevents import IncidentOpened, incident_id


@dataclass(frozen=True)
class Words:
    """The part of a rulebook's vocabulary that a case has to keep to."""

    acts: Iterable[str]
    facts: Mapping[str, tuple[str, ...]]
    lists: Mapping[str, str]
    settled_by: Mapping[str, str]
    answered_by: Mapping[str, str]
    declared_by: Mapping[str, str]
    norms: Iterable[str] = ()
    profiles: Mapping[str, str] = field(default_factory=dict)
    """The state of each profile; none at all leaves the names of offices out of account."""


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
    proposed: set[str] = field(default_factory=set)
    """Clearances that were proposed and are not given yet."""
    incident: set[str] = field(default_factory=set)
    emergency: set[str] = field(default_factory=set)
    state: set[str] = field(default_factory=set)
    holders: dict[str, str | None] = field(default_factory=dict)
    """The role that placed each hold."""

    def sort_of(self, name: str) -> str | None:
        """The sort of thing that a name stands for, of those that facts are about."""
        return next((sort for sort in SORTS if name in getattr(self, sort)), None)


Near = Callable[[str, Iterable[str]], str]


def check(document: Document, placed: Placed, words: Words, accepted: int = 0) -> list[ev.AnyEvent]:
    """The events of a case, once nothing is wrong with them. Raises `BadInput`.

    `accepted`: so many at the beginning were found in order before. Of these only ids and order
    are looked at again, so that a rulebook which dropped a word of theirs keeps nothing out.
    """
    problems: list[Problem] = []

    def say(path: Path, message: str) -> None:
        problems.append(document.problem(path, message))

    names = _Names()
    last: dict[str, ev.AnyEvent] = {}
    incidents = 0
    for event, path in placed:
        before = last.get(told_anew(event))
        if type(before) is type(event) and path[:1] == ("events",):
            for where, message in _anew(before, event):
                say((*path, *where), message)
            last[told_anew(event)] = event
            continue
        if told_anew(event):
            last[told_anew(event)] = event
        if isinstance(event, IncidentOpened):
            incidents += 1
            names.incident.add(incident_id(event, incidents))
        for sort, name in _introduces(event):
            known = getattr(names, sort)
            if isinstance(event, ev.ClearanceGiven) and name in names.proposed:
                names.proposed.remove(name)  # given once, by that name
                continue
            other = names.sort_of(name) if sort in SORTS else None
            if name in known and sort != "state":
                say(path, f"the {sort} '{name}' is there twice; give each its own id")
            elif other:
                say(path, f"'{name}' is {_a(other)} and {_a(sort)}; give each its own id")
            known.add(name)
            if isinstance(event, ev.ClearanceProposed):
                names.proposed.add(name)
        if isinstance(event, ev.HoldPlaced):
            names.holders[event.hold] = event.by
    for event, path in placed[accepted:]:
        for where, character in unseen(event):
            say(
                (*path, *where),
                f"the control character {character!a} is not allowed in text; leave it out",
            )
        if isinstance(event, ev.CaseOpened) and path:
            say(path, "a case is opened once, by the head of its file; leave this out")
        for where, message in _check_event(event, names, words, document.near):
            say((*path, *where), message)
    for check_order in (time_runs_forward, causes_come_first):
        for where, message in check_order(placed):
            say(where, message)
    if problems:
        raise BadInput(sorted(set(problems)))
    return [event for event, _ in placed]


def _anew(before: ev.AnyEvent, event: ev.AnyEvent) -> Iterator[tuple[Path, str]]:
    """What cannot become another when a person, an item or a measure is told of anew."""
    for name, what in _STAYS_ITSELF.get(type(event), {}).items():
        was, now = getattr(before, name), getattr(event, name)
        if was is not None and was != now:
            yield (name,), f"{what} was '{was}' and stays so; give another thing its own id"


_STAYS_ITSELF: dict[type[Event], dict[str, str]] = {
    ev.MeasurePlanned: {"request": "the request of a measure", "kind": "the kind of a measure"},
    ev.ItemListed: {
        "measure": "the measure that an item is from",
        "kind": "the kind of an item",
        "owner": "the owner of an item",
    },
}
"""What rulings on other things rest on; what an item had not, it can be given."""


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
        case ev.ClearanceProposed() | ev.ClearanceGiven() | ev.OutwardProposed():
            yield "clearance", event.clearance
        case ev.OutwardPosted() if event.word in ("acknowledgement", "delay"):
            yield "clearance", event.clearance  # nobody proposes routine words
        case ev.EmergencyStated():
            yield "emergency", event.emergency
        case _:
            return


_REFERENCES: dict[str, str] = {
    "request": "request", "requests": "request", "measure": "measure", "measures": "measure",
    "person": "person", "persons": "person", "to": "person", "targets": "person",
    "touches": "person", "attendants": "person", "owner": "person", "items": "item",
    "taken": "item", "item": "item", "source": "source", "hold": "hold",
    "opinion": "opinion", "clearance": "clearance",
    "incident": "incident", "emergency": "emergency",
}  # fmt: skip
"""Fields that hold ids, and the sort of each. `to` names a person only in relations."""

_OF_ANY_CASE = (ev.Escalated, ev.SampleDrawn, ev.SampleReviewed, ev.LookTaken)
"""Kinds that may name things of other cases: their ids are not looked up in this one."""


def _check_event(
    event: ev.AnyEvent, names: _Names, words: Words, near: Near
) -> Iterator[tuple[Path, str]]:
    for name in () if isinstance(event, _OF_ANY_CASE) else event.__struct_fields__:
        sort = _REFERENCES.get(name)
        if sort is None or (name == "to" and not isinstance(event, ev.RelationStated)):
            continue
        value = getattr(event, name)
        for one in [value] if isinstance(value, str) else value or []:
            if one not in getattr(names, sort):
                yield (name,), f"no {sort} is called '{one}'{near(one, getattr(names, sort))}"
    yield from check_days(event)
    yield from _check_author(event, names, words)
    match event:
        case ev.CaseOpened():
            if event.known:
                yield ("known",), "everybody sees the head of a case; leave 'known' out"
            yield from _check_profile(event, words, near)
        case ev.MeasurePlanned():
            if event.kind not in set(words.acts):
                yield ("kind",), f"no act is called '{event.kind}'{near(event.kind, words.acts)}"
            if event.acting in PARTIES:
                yield ("acting",), f"{event.acting} holds no office here; name the one that acts"
        case ev.FactStated() | ev.QuestionAnswered() | ev.QuestionAsked() | ev.FindingMade():
            yield from _check_fact(event.fact, names, words, near)
        case ev.ListDeclared():
            yield from _check_list(event.list, names, words, near)
        case ev.OpinionGiven():
            seen: set[str] = set()
            for one in event.on:
                if one.measure not in names.measure:
                    hint = near(one.measure, names.measure)
                    yield ("on",), f"no measure is called '{one.measure}'{hint}"
                elif one.measure in seen:
                    yield ("on",), f"the measure '{one.measure}' is there twice; keep one view"
                seen.add(one.measure)
        case ev.MeasureExecuted():
            for index, thing in enumerate(event.inventory):
                if thing.item not in names.item:
                    hint = near(thing.item, names.item)
                    yield ("inventory", index, "item"), f"no item is called '{thing.item}'{hint}"
        case ev.HoldPlaced():
            known = getattr(names, event.on)
            if event.of not in known:
                what = "requesting state" if event.on == "state" else event.on
                yield ("of",), f"no {what} is called '{event.of}'{near(event.of, known)}"
        case ev.DecisionTaken():
            for norm in event.norms:
                if norm not in set(words.norms):
                    yield ("norms",), f"no norm is called '{norm}'{near(norm, words.norms)}"
        case _:
            return


def _check_profile(head: ev.CaseOpened, words: Words, near: Near) -> Iterator[tuple[Path, str]]:
    """A profile, if one is named, is there and is of the executing state."""
    profiles, name = words.profiles, head.profile
    if name is None or not profiles:
        return
    if name not in profiles:
        hint = near(name, profiles) or f"; there are: {', '.join(profiles)}"
        yield ("profile",), f"no profile is called '{name}'{hint}"
    elif profiles[name] != head.executing_state:
        yield (
            ("profile",),
            f"'{name}' names the offices of {profiles[name]}, and {head.executing_state} executes; "
            "leave 'profile' out to have offices named by their roles",
        )


def _check_author(event: ev.AnyEvent, names: _Names, words: Words) -> Iterator[tuple[Path, str]]:
    """Whose act it is: of the kind, of the word it is about, or of an earlier event."""
    allowed: tuple[str, ...] | None = None
    match event:
        case ev.FindingMade():
            name = event.fact.partition("(")[0].strip()
            competent = words.settled_by.get(name, "none")
            if name in words.facts and event.by != competent:
                settles = f"only {competent}" if competent != "none" else "nobody"
                yield ("by",), f"a finding on '{name}': {settles} settles it"
            return
        case ev.QuestionAnswered():
            name = event.fact.partition("(")[0].strip()
            allowed = (words.answered_by[name],) if name in words.answered_by else None
        case ev.ListDeclared():
            name = event.list.partition("(")[0].strip()
            if name in words.declared_by:
                allowed = tuple(dict.fromkeys((words.declared_by[name], "magistrate")))
        case ev.HoldLifted() if names.holders.get(event.hold):
            allowed = (str(names.holders[event.hold]),)
        case _:
            pass
    if may_write(event) and (allowed is None or event.by in allowed):
        return
    kind = str(type(event).__struct_config__.tag)
    who = allowed or authors(event) or ()
    right = "any role" if len(who) == len(ROLES) else f"only by: {', '.join(who)}"
    if event.by is None:
        yield (), f"'{kind}' has to say who wrote it; add 'by' ({right})"
    else:
        yield ("by",), f"'{kind}' is not for {event.by} to write, {right}"


def _check_fact(text: str, names: _Names, words: Words, near: Near) -> Iterator[tuple[Path, str]]:
    where: Path = ("fact",)
    try:
        name, args = parse(text)
    except BadKey as error:
        yield where, str(error)
        return
    if name not in words.facts:
        yield where, f"no fact is called '{name}'{near(name, words.facts)}"
        return
    sorts = words.facts[name]
    if len(args) != len(sorts):
        yield where, f"{name} takes {len(sorts)} argument(s): {', '.join(sorts)}"
        return
    yield from ((where, m) for m in _wrong_args(name, args, sorts, names, near))


def _wrong_args(
    name: str, args: tuple[str, ...], sorts: tuple[str, ...], names: _Names, near: Near
) -> Iterator[str]:
    for arg, sort in zip(args, sorts, strict=True):
        known = getattr(names, sort)
        if arg in known:
            continue
        other = names.sort_of(arg)
        if other:
            takes = ", then ".join(_a(one) for one in sorts)
            yield f"{name} takes {takes}; '{arg}' is {_a(other)}"
        else:
            yield f"no {sort} is called '{arg}'{near(arg, known)}"


def _a(sort: str) -> str:
    return f"an {sort}" if sort == "item" else f"a {sort}"


def _check_list(text: str, names: _Names, words: Words, near: Near) -> Iterator[tuple[Path, str]]:
    try:
        name, args = parse(text)
    except BadKey as error:
        yield ("list",), str(error)
        return
    if name == "protections":
        yield ("list",), "protections are complete only by a 'screened' event on that person"
    elif name not in words.lists or len(args) != 1:
        yield ("list",), f"no list is called '{text}'{near(name, words.lists)}"
    else:
        found = _wrong_args(name, args, (words.lists[name],), names, near)
        yield from ((("list",), message) for message in found)
