"""The state of a case: the fold of its events, as far as a viewer sees them.

`visible` chooses the events, `fold` adds them up. A replay folds up to one day after
another; the gate view folds what the acting authority knew, the audit view everything.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from safeconduct.case import events as ev
from safeconduct.case.authors import may_write
from safeconduct.case.dates import earliest, latest
from safeconduct.case.facts import Said, canonical
from safeconduct.case.facts import key as fact_key
from safeconduct.case.roles import Role
from safeconduct.case.watchevents import incident_id

STRUCTURE = (
    ev.CaseOpened, ev.SourceCited, ev.PersonListed, ev.RequestReceived, ev.MeasurePlanned,
    ev.ItemListed,
)  # fmt: skip
"""What a case is about: seen by everybody who works on it unless `known` says who does."""

CLOSING = (ev.HoldPlaced, ev.FreezeRequested, ev.OppositionFiled, ev.ClearanceRevoked)
"""What stands in the way of an act binds whoever acts, told or not."""

BINDS_FROM_ANY_HAND = (*CLOSING, ev.ClearanceSpent)
"""Events that nobody's lack of office makes undone."""

HEARSAY = (ev.FactStated, ev.ProtectionStated, ev.SignalStated, ev.RelationStated)
"""Statements: seen only by who made them and whom `known` names."""


@dataclass(frozen=True)
class Told:
    """One statement of a fact's value, from the event that made it."""

    value: Said
    said_by: str
    event: ev.AnyEvent
    valid_from: str | None
    valid_until: str | None
    role: str = ""
    """Whose act it is, where one authority's act does not replace another's."""

    @property
    def voice(self) -> tuple[str, str]:
        """Who speaks: role and name; nobody can name themselves as the case's own record."""
        if isinstance(self.event, ev.FactStated):
            return str(self.event.by or ""), self.said_by
        if isinstance(self.event, ev.QuestionAnswered):
            return str(self.event.by or ""), "\0answer"
        return self.role, "\0on file"

    def holds_on(self, day: date) -> bool:
        """Whether the statement certainly speaks about `day`."""
        began = self.valid_from is None or latest(self.valid_from) <= day
        return began and (self.valid_until is None or day < earliest(self.valid_until))

    def may_hold_on(self, day: date) -> bool:
        """Whether the statement can speak about `day`."""
        began = self.valid_from is None or earliest(self.valid_from) <= day
        return began and (self.valid_until is None or day < latest(self.valid_until))

    def certainly_after(self, other: Told) -> bool:
        """Whether this was said no earlier than `other`, whatever their open days mean."""
        mine, its = self.event.day, other.event.day
        if "unknown" in (mine, its):
            return mine == its and not isinstance(self.event, ev.FactStated)
        return earliest(mine) >= latest(its)


@dataclass
class State:
    """Everything the folded events say."""

    head: ev.CaseOpened | None = None
    sources: dict[str, ev.SourceCited] = field(default_factory=dict)
    persons: dict[str, ev.PersonListed] = field(default_factory=dict)
    relations: list[ev.RelationStated] = field(default_factory=list)
    protections: dict[str, ev.ProtectionStated] = field(default_factory=dict)
    signals: dict[str, ev.SignalStated] = field(default_factory=dict)
    requests: dict[str, ev.RequestReceived] = field(default_factory=dict)
    measures: dict[str, ev.MeasurePlanned] = field(default_factory=dict)
    items: dict[str, ev.ItemListed] = field(default_factory=dict)
    told: dict[str, list[Told]] = field(default_factory=dict)
    declared: dict[str, list[ev.AnyEvent]] = field(default_factory=dict)
    """Declarations that each list is complete, since its last new member."""
    opinions: dict[str, ev.OpinionGiven] = field(default_factory=dict)
    findings: dict[str, list[ev.FindingMade]] = field(default_factory=dict)
    decisions: list[ev.DecisionTaken] = field(default_factory=list)
    holds: dict[str, ev.HoldPlaced] = field(default_factory=dict)
    lifted: dict[str, ev.HoldLifted] = field(default_factory=dict)
    executed: dict[str, ev.MeasureExecuted] = field(default_factory=dict)
    proposed: dict[str, ev.ClearanceProposed] = field(default_factory=dict)
    clearances: dict[str, ev.ClearanceGiven] = field(default_factory=dict)
    words: dict[str, ev.OutwardProposed] = field(default_factory=dict)
    incidents: dict[str, ev.IncidentOpened] = field(default_factory=dict)
    """By the ids of their files (`incident_id`)."""
    emergencies: dict[str, ev.EmergencyStated] = field(default_factory=dict)
    oppositions: Counter[str] = field(default_factory=Counter)
    """Oppositions filed and not yet ended, by measure."""
    identified: dict[str, str] = field(default_factory=dict)
    """Persons identified, with the day."""
    hours: dict[str, set[str]] = field(default_factory=dict)
    """The hours at which reports say that each measure began."""

    def thing_kind(self, thing: str) -> str | None:
        """The kind of a request, item, signal or protection."""
        kinds = [
            str(table[thing].kind)
            for table in (self.requests, self.items, self.signals, self.protections)
            if thing in table
        ]
        return kinds[0] if len(kinds) == 1 else None  # one id for two things says nothing

    def called(self, thing: str) -> str:
        """What people call a thing or person of the case."""
        return " ".join(self._called(thing).split())

    def _called(self, thing: str) -> str:
        if thing in self.persons:
            return self.persons[thing].called
        for table in (self.measures, self.items, self.signals, self.requests):
            if thing in table:
                return str(table[thing].title)
        if thing in self.protections:
            protection = self.protections[thing]
            words = protection.kind.replace("-", " ")
            return f"{words} of {self.called(protection.person)} against {protection.against}"
        return thing


def seen_from(event: ev.AnyEvent, role: Role) -> str | None:
    """The day from which `role` has known what an event says; None if never as far as told."""
    if isinstance(event, CLOSING) or (isinstance(event, STRUCTURE) and not event.known):
        return event.day
    if role in event.known:
        return event.known[role]
    if event.by == role or (
        event.by is None and not event.known and not isinstance(event, HEARSAY)
    ):
        return event.day
    return None


def visible(events: Iterable[ev.AnyEvent], role: Role | None, day: date) -> list[ev.AnyEvent]:
    """The events that `role` knew of on `day`; all of them for the audit view (`role` None)."""
    if role is None:
        return list(events)
    return [e for e in events if isinstance(e, ev.CaseOpened) or _knew(e, role, day)]


def _knew(event: ev.AnyEvent, role: Role, day: date) -> bool:
    since = seen_from(event, role)
    if since is None:
        return False
    if isinstance(event, CLOSING):
        return earliest(since) <= day  # in doubt it binds
    return (isinstance(event, STRUCTURE) and not event.known) or latest(since) <= day


def fold(events: Sequence[ev.AnyEvent]) -> State:
    """The state that events add up to, in their order."""
    state = State()
    for event in events:
        # What would open something counts only from a hand that may write it; what closes
        # counts from any.
        if isinstance(event, BINDS_FROM_ANY_HAND) or may_write(event):
            _apply(state, event)
    return state


def _apply(state: State, event: ev.AnyEvent) -> None:
    match event:
        case ev.CaseOpened():
            state.head = event
        case ev.SourceCited():
            state.sources[event.name] = event
        case ev.PersonListed():
            state.persons[event.person] = event
        case ev.RelationStated():
            state.relations.append(event)
            state.declared.pop(fact_key("family", event.to), None)
            state.declared.pop(fact_key("family", event.person), None)
        case ev.ProtectionStated():
            if event.protection not in state.protections:
                state.declared.pop(fact_key("protections", event.person), None)
            state.protections[event.protection] = event
        case ev.SignalStated():
            if event.signal not in state.signals:
                for request in event.requests:
                    state.declared.pop(fact_key("signals", request), None)
            state.signals[event.signal] = event
        case ev.RequestReceived():
            state.requests[event.request] = event
        case ev.MeasurePlanned():
            state.measures[event.measure] = event
            for name in ("touched", "targets", "items", "attendants"):
                state.declared.pop(fact_key(name, event.measure), None)
        case ev.ItemListed():
            state.items[event.item] = event
        case ev.ListDeclared():
            state.declared.setdefault(canonical(event.list), []).append(event)
        case _:
            _proceed(state, event)
    for key, told in _tells(state, event):
        state.told.setdefault(key, []).append(told)


def _proceed(state: State, event: ev.AnyEvent) -> None:
    """The way of a request: what was checked, said, decided and done."""
    match event:
        case ev.PersonIdentified():
            state.identified.setdefault(event.person, event.day)
        case ev.Screened():
            key = fact_key("protections", event.person)
            if _answers(state, event):
                state.declared.setdefault(key, []).append(event)
            else:
                state.declared.pop(key, None)  # a later hit undoes an earlier "none"
        case ev.OpinionGiven() if event.by == "asylum-officer":
            state.opinions[event.opinion] = event
        case ev.FindingMade():
            state.findings.setdefault(canonical(event.fact), []).append(event)
        case ev.DecisionTaken():
            state.decisions.append(event)
        case ev.HoldPlaced():
            state.holds[event.hold] = event
        case ev.HoldLifted():
            state.lifted[event.hold] = event
        case ev.MeasureExecuted():
            state.executed[event.measure] = event
            if event.hour is not None:
                state.hours.setdefault(event.measure, set()).add(event.hour)
            _more_items(state, event.measure, event.taken)
        case ev.TransmissionSent():
            _more_items(state, event.measure, event.items)
        case ev.ClearanceProposed():
            state.proposed[event.clearance] = event
        case ev.ClearanceGiven():
            state.clearances[event.clearance] = event
        case ev.OutwardProposed():
            state.words[event.clearance] = event
        case ev.IncidentOpened():
            state.incidents[incident_id(event, len(state.incidents) + 1)] = event
        case ev.EmergencyStated():
            state.emergencies[event.emergency] = event
        case ev.OppositionFiled():
            state.oppositions[event.measure] += 1
        case ev.OppositionEnded():
            state.oppositions[event.measure] = max(0, state.oppositions[event.measure] - 1)
        case _:
            pass


def _more_items(state: State, measure: str, items: Iterable[str]) -> None:
    """Things taken or sent that no list had undo the list's declaration."""
    plan = state.measures.get(measure)
    if plan is not None and not set(items) <= set(plan.items):
        state.declared.pop(fact_key("items", measure), None)


def _answers(state: State, event: ev.Screened) -> bool:
    """Whether a check of the registers completes the list of a person's protections.

    Only a check on a person identified before does, and a hit only if what was found is listed.
    """
    identified = state.identified.get(event.person)
    if identified is None or not event.registers or latest(identified) > latest(event.day):
        return False
    if event.result == "hit":
        listed = state.protections
        return bool(event.found) and all(
            p in listed and listed[p].person == event.person for p in event.found
        )
    return event.result == "none"


def _tells(state: State, event: ev.AnyEvent) -> Iterator[tuple[str, Told]]:
    """The facts that an event states, each valid from the event's day unless it says otherwise."""
    if isinstance(event, ev.FactStated):
        yield (
            canonical(event.fact),
            Told(event.value, event.said_by, event, event.valid_from, event.valid_until),
        )
        return
    if isinstance(event, ev.QuestionAnswered):
        yield canonical(event.fact), Told(event.value, event.by or "", event, None, None)
        return
    for key, value in _recorded(state, event):
        until = event.until if isinstance(event, ev.ClearanceGiven) else None
        role = str(event.by or "") if key.startswith("measure-refused(") else ""
        began = event.day
        if isinstance(event, ev.ClearanceSpent) and latest(event.day) < date.max:
            began = str(latest(event.day) + timedelta(days=1))  # it covers the day of its act
        yield key, Told(value, "on file", event, began, until, role)


def _recorded(state: State, event: ev.AnyEvent) -> Iterator[tuple[str, Said]]:
    """What the way of a request itself makes true or false."""
    match event:
        case ev.PersonIdentified():
            yield fact_key("identified", event.person), "yes"
        case ev.Referred():
            for measure in event.measures:
                yield fact_key("asylum-asked", measure), "yes"
        case ev.OpinionGiven() if event.by == "asylum-officer":
            objecting = {one.measure for one in event.on if one.view != "does-not-object"}
            for measure in dict.fromkeys(one.measure for one in event.on):
                yield fact_key("opinion-given", measure), "yes"
                objects: Said = "yes" if measure in objecting else "no"
                yield fact_key("opinion-objects", measure), objects
                # What was answered and decided before cannot have met this opinion.
                yield fact_key("opinion-answered", measure), "no"
                yield fact_key("reasoned-decision", measure), "no"
        case ev.OpinionAnswered():
            opinion = state.opinions.get(event.opinion)
            if opinion is not None:
                whole: Said = "yes" if len(event.answers) >= max(1, len(opinion.points)) else "no"
                last = {one.measure: o for o in state.opinions.values() for one in o.on}
                for measure in (one.measure for one in opinion.on):
                    # An answer to an older opinion is none to the one that came after it.
                    if last[measure] is opinion:
                        yield fact_key("opinion-answered", measure), whole
        case ev.DecisionTaken():
            going_on: Said = "yes" if event.outcome == "proceed" else "no"
            for measure in event.measures:
                if event.by == "magistrate":
                    yield fact_key("reasoned-decision", measure), going_on
                if not event.norms or event.outcome == "refuse":
                    refused: Said = "yes" if event.outcome == "refuse" else "no"
                    yield fact_key("measure-refused", measure), refused
                if event.outcome == "refuse" and measure in state.measures:
                    yield fact_key("refused", state.measures[measure].request), "yes"
        case ev.ClearanceGiven():
            yield fact_key("presence-cleared", event.measure), "yes"
        case ev.ClearanceRevoked() | ev.ClearanceSpent() if event.clearance in state.clearances:
            yield fact_key("presence-cleared", state.clearances[event.clearance].measure), "no"
        case ev.MeasureExecuted() if event.by in ("police-officer", "magistrate"):
            yield fact_key("execution-reported", event.measure), "yes"
        case _:
            yield from _followed(state, event)


def _followed(state: State, event: ev.AnyEvent) -> Iterator[tuple[str, Said]]:
    """What was done about a measure or a request: notice, opposition, recall, freeze."""
    match event:
        case ev.NoticeGiven():
            for person in event.persons:
                yield fact_key("notified", event.measure, person), "yes"
        case ev.OppositionFiled():
            yield fact_key("opposition-pending", event.measure), "yes"
        case ev.OppositionEnded():
            pending: Said = "yes" if state.oppositions[event.measure] > 0 else "no"
            yield fact_key("opposition-pending", event.measure), pending
        case ev.RecallSent():
            yield fact_key("recalled", event.measure), "yes"
        case ev.FreezeRequested():
            yield fact_key("freeze-requested", event.request), "yes"
            yield fact_key("freeze-answered", event.request), "no"
        case ev.FreezeAnswered():
            ended = event.outcome == "refused" and event.reasons
            yield fact_key("freeze-answered", event.request), "yes" if ended else "no"
        case _:
            return
