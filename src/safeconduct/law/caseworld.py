"""A case as the engine sees it: one measure, one viewer, one day.

Implements `World` on a folded state. The built-in conditions of `docs/rulebook.md` are
computed here; whatever cannot be computed is unknown, never assumed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Literal

from safeconduct.case import events as ev
from safeconduct.case.dates import earliest, latest
from safeconduct.case.facts import Value, canonical, parse
from safeconduct.case.facts import key as fact_key
from safeconduct.case.state import State, Told
from safeconduct.law.rulebook import Rulebook

MADE_HERE = ("hearing-notice", "court-document")
"""Kinds of items that the executing state's own courts write; no measure obtains them."""

Obtained = Callable[[str], Value]
"""Whether nothing shut a measure on its own day (by id)."""


class CaseWorld:
    """What one viewer knows on one day about one measure."""

    def __init__(
        self,
        rulebook: Rulebook,
        state: State,
        measure: str,
        day: date,
        *,
        assumed: Mapping[str, Literal["yes", "no"]] | None = None,
        obtained_open: Obtained | None = None,
    ) -> None:
        self.rulebook = rulebook
        self.state = state
        self.plan = state.measures[measure]
        self.asked = state.requests[self.plan.request]
        self.measure = measure
        self.request = self.plan.request
        self.act = self.plan.kind
        self.day = day
        received = None if self.asked.day == "unknown" else latest(self.asked.day)
        self.request_day = None if received == date.max else received
        self.executing = state.head.executing_state if state.head else ""
        self.assumed = {canonical(k): v for k, v in (assumed or {}).items()}
        self._obtained_open = obtained_open

    def supposed(self, key: str) -> Literal["yes", "no"] | None:
        """What this ruling assumes of a defined word."""
        return self.assumed.get(key)

    # lists

    def members(self, name: str, arg: str) -> tuple[str, ...]:
        """The members of a list that the viewer knows of."""
        state = self.state
        plan = state.measures.get(arg)
        match name:
            case "touched" | "targets" | "attendants" if plan:
                return tuple(p for p in _persons(plan, name) if p in state.persons)
            case "items" if plan:
                return tuple(i for i in plan.items if i in state.items)
            case "origins" if plan:
                origins = (state.items[i].measure for i in plan.items if i in state.items)
                return tuple(dict.fromkeys(m for m in origins if m in state.measures))
            case "signals":
                return tuple(
                    s.signal
                    for s in state.signals.values()
                    if arg in s.requests and earliest(s.day) <= self.day
                )
            case "protections":
                return tuple(
                    p.protection
                    for p in state.protections.values()
                    if p.person == arg and self._may_stand(p)
                )
            case "family":
                kin = ("parent", "child", "sibling", "spouse", "nephew-or-niece", "relative")
                pairs = [(r.person, r.to) for r in state.relations if r.relation in kin]
                found = [b if a == arg else a for a, b in pairs if arg in (a, b)]
                return tuple(p for p in dict.fromkeys(found) if p in state.persons)
            case _:
                return ()

    def _may_stand(self, protection: ev.ProtectionStated) -> bool:
        """A protection counts from the first day it may have begun to the last it may stand."""
        began = earliest(protection.since) <= self.day
        return began and (protection.until is None or self.day < latest(protection.until))

    def _complete(self, inner: str) -> Value:
        name, (arg,) = parse(inner)
        plan = self.state.measures.get(arg)
        if plan and name == "origins":
            if not all(self._origin_known(item) for item in plan.items):
                return "unknown"
            name = "items"
        if plan and name == "items" and any(i not in self.state.items for i in plan.items):
            return "unknown"
        if plan and any(p not in self.state.persons for p in _persons(plan, name)):
            return "unknown"
        # A check or a declaration after the act is no check before it.
        return "yes" if self.declarations(fact_key(name, arg)) else "unknown"

    def declarations(self, key: str) -> list[ev.AnyEvent]:
        """The declarations, by the day, that a list is complete."""
        events = self.state.declared.get(key, [])
        return [event for event in events if latest(event.day) <= self.day]

    def _origin_known(self, item: str) -> bool:
        thing = self.state.items.get(item)
        return thing is not None and (
            thing.kind in MADE_HERE or thing.measure in self.state.measures
        )

    # values

    def value(self, key: str) -> Value:
        """The value of a key for this viewer on this day."""
        if key in self.assumed:
            return self.assumed[key]
        name, args = parse(key)
        match name:
            case "complete":
                return self._complete(args[0])
            case "is":
                kind = self.state.thing_kind(args[0])
                return "unknown" if kind is None else _yes(kind in args[1:])
            case "binds":
                return self._party(args[0], self.executing)
            case "member":
                return self._party(args[0], self.asked.requesting_state)
            case "in-force":
                return _both(
                    self._party(args[0], self.executing),
                    self._party(args[0], self.asked.requesting_state),
                )
            case "starts-between":
                return self._starts_between(args[1], args[2])
            case "for-days":
                return self._for_days(args[0], int(args[1]))
            case "held":
                return _yes(bool(self.holds()))
            case "obtained-open":
                return self._obtained(args[0])
            case "covers":
                protection = self.state.protections.get(args[1])
                if protection and protection.against == self.asked.requesting_state:
                    return "yes"
                return self._stated(key)
            case _:
                return self._stated(key)

    def _stated(self, key: str) -> Value:
        name, _ = parse(key)
        word = self.rulebook.vocabulary.facts.get(name)
        found = self.found(key)
        if found is not None:
            return found
        said = {told.value for told in self.statements(key)}
        values = said - {"unknown"}
        if values == {"yes", "no"}:
            return "contested"
        if said:
            return values.pop() if values else "unknown"
        return "no" if word is not None and word.recorded == "yes" else "unknown"

    def statements(self, key: str) -> list[Told]:
        """What is said of a fact on this day; a voice's later word replaces its earlier one."""
        voices: dict[str, Told] = {}
        for told in self.state.told.get(key, []):
            if told.holds_on(self.day):
                voices[told.said_by] = told
        return list(voices.values())

    def found(self, key: str) -> Literal["yes", "no"] | None:
        """What the authority that may settle a fact has found, if it has."""
        word = self.rulebook.vocabulary.facts.get(parse(key)[0])
        if word is None or word.settled_by == "none":
            return None
        for finding in reversed(self.state.findings.get(key, [])):
            if finding.by == word.settled_by:
                return finding.value
        return None

    def finding(self, key: str) -> Literal["yes", "no"] | None:
        """A ground that was made or dismissed; an assumption stands for a finding."""
        return self.assumed.get(key) or self.found(key)

    def asserted(self, key: str) -> bool:
        """Whether anybody has asserted a ground."""
        return any(told.value == "yes" for told in self.statements(key))

    def decision(self, norm: str, role: str) -> Literal["proceed", "refuse"] | None:
        """The last decision by the day that the competent role took on this measure."""
        assumed = self.assumed.get(fact_key("decision", norm))
        if assumed:
            return "proceed" if assumed == "yes" else "refuse"
        for taken in reversed(self.state.decisions):
            if (
                self.measure in taken.measures
                and taken.by == role
                and (not taken.norms or norm in taken.norms)
                and latest(taken.day) <= self.day
            ):
                return taken.outcome
        return None

    # built-in conditions

    def _party(self, treaty: str, state: str) -> Value:
        return self.rulebook.treaties[treaty].party(state, self.day)

    def _starts_between(self, begin: str, end: str) -> Value:
        report = self.state.executed.get(self.measure)
        hour = (report.hour if report else None) or self.plan.hour
        if hour is None:
            return "unknown"
        return _yes(begin <= hour < end if begin < end else hour >= begin or hour < end)

    def _for_days(self, inner: str, days: int) -> Value:
        if self._denied_within(inner, days):
            return "no"
        value = self.value(inner)
        if value != "yes":
            return value
        since = [told.valid_from for told in self.statements(inner) if told.value == "yes"]
        if not since or any(day is None for day in since):
            return "unknown"
        first_certain = min(latest(day) for day in since if day is not None)
        return _yes(first_certain <= self.day - timedelta(days=days))

    def _denied_within(self, key: str, days: int) -> bool:
        """Whether all who spoke of one of the last `days` days said that it was not so then."""
        for back in range(days + 1):
            day = self.day - timedelta(days=back)
            if {told.value for told in self.state.told.get(key, []) if told.holds_on(day)} == {
                "no"
            }:
                return True
        return False

    def holds(self) -> list[ev.HoldPlaced]:
        """The holds that stand on this measure on this day."""
        touched = {*self.plan.touches, *self.plan.targets}
        about = {
            "measure": {self.measure},
            "request": {self.request},
            "person": touched,
            "state": {self.asked.requesting_state},
        }
        return [
            hold
            for hold in self.state.holds.values()
            if hold.of in about[hold.on]
            and earliest(hold.day) <= self.day
            and not (hold.until and latest(hold.until) <= self.day)
            and not self._lifted(hold)
        ]

    def _lifted(self, hold: ev.HoldPlaced) -> bool:
        """Only who placed a hold lifts it."""
        lifting = self.state.lifted.get(hold.hold)
        by_the_same = lifting is not None and lifting.by is not None and lifting.by == hold.by
        return by_the_same and lifting is not None and latest(lifting.day) <= self.day

    def _obtained(self, item: str) -> Value:
        thing = self.state.items.get(item)
        if thing is None:
            return "unknown"
        if thing.kind in MADE_HERE:
            return "yes"
        if thing.measure is None or self._obtained_open is None:
            return "unknown"
        return self._obtained_open(thing.measure)


def _persons(plan: ev.MeasurePlanned, name: str) -> tuple[str, ...]:
    """The persons on a list of a measure; whom it is aimed at it touches, too."""
    match name:
        case "touched":
            return tuple(dict.fromkeys((*plan.touches, *plan.targets)))
        case "targets":
            return plan.targets
        case "attendants":
            return plan.attendants
        case _:
            return ()


def _yes(truth: bool) -> Value:
    return "yes" if truth else "no"


def _both(one: Value, other: Value) -> Value:
    if "no" in (one, other):
        return "no"
    return "yes" if (one, other) == ("yes", "yes") else "unknown"
