"""What an event is about: the requests that it belongs to and the persons whom it concerns. Pure.

The record commits to both beside the event, so that whoever asks for what concerns one person or
one request can be given it, and nothing else. An event about a measure concerns everybody whom the
measure touches; in doubt a person is counted in, because an event that concerns several persons is
disclosed to none of them in full.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from safeconduct.case import events as ev
from safeconduct.case.facts import parse


class About(NamedTuple):
    """The requests that an event belongs to, and the persons it is about, each sorted."""

    requests: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()


class Things:
    """What the ids of a case stand for, as far as its events have told."""

    def __init__(self) -> None:
        """Nothing is known yet; `about` learns from each event that it is given."""
        self._of: dict[str, About] = {}
        self._persons: set[str] = set()

    def about(self, event: ev.AnyEvent) -> About:
        """What the next event is about."""
        requests, persons = _named(event)
        refers, introduces = _references(event)
        known = [self._of[thing] for thing in refers if thing in self._of]
        # A fact that names persons, as in notified(search,anna), is about them alone.
        told_of = self._persons.intersection(refers) if isinstance(event, _OF_A_FACT) else set()
        found = About(
            _sorted([*requests, *(r for about in known for r in about.requests)]),
            _sorted(told_of or [*persons, *(p for about in known for p in about.persons)]),
        )
        if isinstance(event, ev.PersonListed):
            self._persons.add(event.person)
        for thing in introduces:
            self._of[thing] = _merged(self._of.get(thing, About()), found)
        return found


def _merged(one: About, other: About) -> About:
    return About(_sorted(one.requests + other.requests), _sorted(one.persons + other.persons))


def _sorted(ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(ids)))


Ids = tuple[str, ...]

_OF_A_FACT = (ev.FactStated, ev.QuestionAsked, ev.QuestionAnswered, ev.FindingMade)


def _named(event: ev.AnyEvent) -> tuple[Ids, Ids]:
    """The requests and the persons that the event itself names."""
    match event:
        case ev.RequestReceived() | ev.FreezeRequested() | ev.FreezeAnswered():
            return (event.request,), ()
        case ev.RequestConfirmed() | ev.RequestLinked() | ev.RequestClosed():
            return (event.request,), ()
        case ev.OutwardProposed() | ev.OutwardPosted():
            return (event.request,), ()
        case ev.PersonListed() | ev.ProtectionStated() | ev.PersonIdentified() | ev.Screened():
            return (), (event.person,)
        case ev.RelationStated():
            return (), (event.person, event.to)
        case ev.SignalStated():
            return event.requests, event.persons
        case ev.MeasurePlanned():
            return (event.request,), event.targets + event.touches
        case ev.ItemListed() if event.owner is not None:
            return (), (event.owner,)
        case ev.NoticeGiven() | ev.LookTaken():
            return (), event.persons
        case ev.OppositionFiled() | ev.OppositionEnded():
            return (), _given(event.person)
        case ev.HoldPlaced():
            named = (event.of,)
            return (named if event.on == "request" else ()), (named if event.on == "person" else ())
        case _:
            return (), ()


def _references(event: ev.AnyEvent) -> tuple[Ids, Ids]:
    """The other things that the event refers to, and those that it introduces or widens."""
    match event:
        case ev.PersonListed():
            return (), (event.person,)
        case ev.RequestReceived():
            return (), (event.request,)
        case ev.ProtectionStated():
            return (), (event.protection,)
        case ev.SignalStated():
            return (), (event.signal,)
        case ev.MeasurePlanned():
            return event.items, (event.measure,)
        case ev.ItemListed():
            return _given(event.measure), (event.item,)
        case ev.MeasureExecuted():
            return (event.measure, *event.taken, *(one.item for one in event.inventory)), ()
        case ev.ItemReturned():
            return (event.item,), ()
        case ev.RequestLinked():
            return (event.to,), ()
        case ev.TransmissionSent():
            return (event.measure, *event.items), ()
        case ev.Screened():
            return event.found, ()
        case ev.OpinionGiven():
            return tuple(opinion.measure for opinion in event.on), (event.opinion,)
        case ev.OpinionAnswered():
            return (event.opinion,), ()
        case ev.Referred() | ev.DecisionTaken() | ev.Escalated() | ev.SampleDrawn():
            return event.measures, ()
        case ev.ClearanceProposed() | ev.ClearanceGiven():
            return (event.measure,), (event.clearance,)
        case ev.ClearanceRevoked() | ev.ClearanceSpent():
            return (event.clearance,), ()
        case ev.OutwardProposed():
            return (), (event.clearance,)
        case ev.OutwardPosted():
            return event.items, ()
        case ev.HoldPlaced():
            return ((event.of,) if event.on == "measure" else ()), (event.hold,)
        case ev.HoldLifted():
            return (event.hold,), ()
        case ev.FactStated() | ev.QuestionAsked() | ev.QuestionAnswered() | ev.FindingMade():
            return _arguments(event.fact), ()
        case ev.ListDeclared():
            return _arguments(event.list), ()
        case ev.LookTaken():
            return (event.at,), ()
        case ev.ActIntended():
            return (event.to,), (event.intent,)
        case ev.ActDropped():
            return (event.intent,), ()
        case ev.NoticeGiven() | ev.OppositionFiled() | ev.OppositionEnded() | ev.RecallSent():
            return (event.measure,), ()
        case ev.SampleReviewed():
            return (event.measure,), ()
        case ev.ConflictStated():
            return (event.of,), ()
        case ev.IncidentOpened():
            return _given(event.measure), _given(event.incident or event.id or None)
        case ev.IncidentFollowed():
            return (event.incident,), ()
        case ev.EmergencyStated():
            return (event.measure, event.hold), (event.emergency,)
        case ev.EmergencyConfirmed() | ev.EmergencyReviewed():
            return (event.emergency,), ()
        case _:
            return (), ()


def _given(thing: str | None) -> Ids:
    return () if thing is None else (thing,)


def _arguments(fact: str) -> Ids:
    _, arguments = parse(fact)
    return tuple(a for text in arguments for a in (_arguments(text) if "(" in text else (text,)))
