"""What has to be known of the whole record before one entry of it can be disclosed. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection
from typing import NamedTuple

from safeconduct.case import events as ev
from safeconduct.case.about import About
from safeconduct.record.strangers import Names


class Referral(NamedTuple):
    """What was put before one authority that protects: since which entry, what, about whom."""

    first: int
    measures: frozenset[str]
    persons: frozenset[str]


class Known:
    """Who is told, what was executed, who belongs to a request; learnt entry by entry."""

    def __init__(self) -> None:
        """Nothing is known yet; `learn` is given every entry in order."""
        self.requests: set[str] = set()
        """The ids of all requests."""
        self._names = Names()
        self._others: dict[frozenset[str], Callable[[str], bool]] = {}
        self._told: defaultdict[str, set[str]] = defaultdict(set)
        self._executed: set[str] = set()
        self._cleared: dict[str, str] = {}
        self._persons: defaultdict[str, set[str]] = defaultdict(set)
        self._referred: list[tuple[int, ev.Referred, About]] = []
        self._opinions: dict[str, frozenset[str]] = {}
        self._whose: dict[str, tuple[str, ...]] = {}

    def learn(self, position: int, event: ev.AnyEvent, about: About, counts: bool = True) -> None:
        """Take in an entry. `counts`: whether the person may be taken to know of it."""
        self._names.learn(event, about)
        self.requests.update(about.requests)
        match event:
            case ev.NoticeGiven() if counts:
                self._tell(event.persons, about)
            case ev.TransmissionSent() if counts:
                self._tell(about.persons, about)
            case ev.MeasureExecuted():
                if counts:
                    self._tell(about.persons, about)
                self._executed.add(event.measure)
            case ev.ClearanceGiven():
                self._cleared[event.clearance] = event.measure
                self._whose[event.clearance] = about.persons
            case ev.HoldPlaced():
                self._whose[event.hold] = about.persons
            case ev.Referred():
                self._referred.append((position, event, about))
            case ev.OpinionGiven():
                self._opinions[event.opinion] = frozenset(one.measure for one in event.on)
                self._whose[event.opinion] = about.persons
            case ev.MeasurePlanned() | ev.SignalStated():
                for request in about.requests:
                    self._persons[request].update(about.persons)
            case _:
                pass

    def _tell(self, persons: Collection[str], about: About) -> None:
        for person in persons:
            self._told[person].update(about.requests)

    def others(self, keep: Collection[str]) -> Callable[[str], bool]:
        """A test whether a text may name somebody else than these persons."""
        key = frozenset(keep)
        if key not in self._others:
            self._others[key] = self._names.others(key)
        return self._others[key]

    def told(self, person: str) -> frozenset[str]:
        """The requests of which a person had notice, or saw a measure executed or sent."""
        return frozenset(self._told[person])

    def alone(self, person: str, event: ev.AnyEvent, about: About) -> bool:
        """Whether an event is about this person and nobody else, as what it answers is, too."""
        match event:
            case ev.OpinionAnswered():
                behind = self._whose.get(event.opinion)
            case ev.HoldLifted():
                behind = self._whose.get(event.hold)
            case ev.ClearanceRevoked() | ev.ClearanceSpent():
                behind = self._whose.get(event.clearance)
            case _:
                behind = about.persons
        return about.persons == (person,) == behind

    def executed(self, event: ev.AnyEvent) -> bool:
        """Whether the measure that a clearance is for was executed."""
        match event:
            case ev.ClearanceGiven():
                return event.measure in self._executed
            case ev.ClearanceRevoked() | ev.ClearanceSpent():
                return self._cleared.get(event.clearance) in self._executed
            case _:
                return False

    def persons_of(self, request: str) -> frozenset[str]:
        """Whom the measures under a request, and the signals about it, concern."""
        return frozenset(self._persons[request])

    def referred(self, register: str, request: str) -> Referral | None:
        """What of a request was referred to a register; None if nothing was."""
        found = [
            (position, event, about) for position, event, about in self._referred
            if event.to == register and request in about.requests
        ]  # fmt: skip
        if not found:
            return None
        return Referral(
            min(position for position, _, _ in found),
            frozenset(measure for _, event, _ in found for measure in event.measures),
            frozenset(person for _, _, about in found for person in about.persons),
        )

    def only_of(self, register: str, opinion: str) -> bool:
        """Whether all that an opinion is about was referred to this register and to no other."""
        measures = self._opinions.get(opinion, frozenset())
        to = {
            event.to for _, event, _ in self._referred if not measures.isdisjoint(event.measures)
        }  # fmt: skip
        return to == {register}
