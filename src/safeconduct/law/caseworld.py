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
from safeconduct.case.state import State, Told, seen_from
from safeconduct.law.holds import standing
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
        if state.head is None:
            raise ValueError("a case without its head cannot be ruled on")
        self.executing = state.head.executing_state
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
            case "touched" if plan:
                return tuple(p for p in self._touched(plan) if p in state.persons)
            case "targets" | "attendants" if plan:
                return tuple(p for p in _persons(plan, name) if p in state.persons)
            case "items" if plan:
                return tuple(i for i in plan.items if i in state.items)
            case "origins" if plan:
                return self._origins(plan)
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
                return tuple(p for p in self._kin(arg) if p in state.persons)
            case _:
                return ()

    def _origins(self, plan: ev.MeasurePlanned) -> tuple[str, ...]:
        origins = (self.state.items[i].measure for i in plan.items if i in self.state.items)
        return tuple(dict.fromkeys(m for m in origins if m in self.state.measures))

    def _touched(self, plan: ev.MeasurePlanned) -> tuple[str, ...]:
        """Whom a measure touches; a sending, also everyone whom what it sends was taken from."""
        persons = _persons(plan, "touched")
        if plan.kind == "transmission":
            for origin in self._origins(plan):
                persons += _persons(self.state.measures[origin], "touched")
        return tuple(dict.fromkeys(persons))

    def _kin(self, person: str) -> tuple[str, ...]:
        kin = ("parent", "child", "sibling", "spouse", "nephew-or-niece", "relative")
        pairs = [(r.person, r.to) for r in self.state.relations if r.relation in kin]
        return tuple(dict.fromkeys(b if a == person else a for a, b in pairs if person in (a, b)))

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
        persons = (
            ()
            if plan is None
            else self._touched(plan)
            if name == "touched"
            else (_persons(plan, name))
        )
        if any(p not in self.state.persons for p in persons):
            return "unknown"
        if name == "family" and any(p not in self.state.persons for p in self._kin(arg)):
            return "unknown"
        # A check or a declaration after the act is no check before it.
        return "yes" if self.declarations(fact_key(name, arg)) else "unknown"

    def declarations(self, key: str) -> list[ev.AnyEvent]:
        """The declarations, by the day, that a list is complete."""
        events = self.state.declared.get(key, [])
        return [event for event in events if latest(event.day) <= self.day]

    def _origin_known(self, item: str) -> bool:
        thing = self.state.items.get(item)
        if thing is None:
            return False
        if thing.measure is None:
            return thing.kind in MADE_HERE
        return thing.measure in self.state.measures

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
        found = self.found(key)
        if found is not None:
            return found
        if self._findings(key):
            return "unknown"  # one may have been made by now
        told = self.statements(key)
        if not told:
            word = self.rulebook.vocabulary.facts.get(parse(key)[0])
            return "no" if word is not None and word.recorded == "yes" else "unknown"
        sure = {t.value for t in told if self._decides(t, key)} - {"unknown"}
        if len(sure) > 1:
            return "contested"
        others = {t.value for t in told} - {"unknown"} - sure
        return sure.pop() if sure and not others else "unknown"

    def _decides(self, told: Told, key: str) -> bool:
        """Whether a statement can settle a fact: of this day, and from a hand that may.

        That is anybody but the requester; but what no finding can settle, and what the
        authority that protects says of a person, only whoever has to answer it.
        """
        if not told.holds_on(self.day) or told.event.by == "requesting-state":
            return False
        name = parse(key)[0]
        word = self.rulebook.vocabulary.facts.get(name)
        if not isinstance(told.event, ev.FactStated | ev.QuestionAnswered):
            return True
        if word is None:
            return (name, told.value) != ("covers", "no") or told.event.by == "asylum-officer"
        of_a_person = word.answered_by == "asylum-officer" and "person" in word.args
        reserved = word.settled_by == "none" or of_a_person
        return not reserved or told.event.by == word.answered_by

    def statements(self, key: str) -> list[Told]:
        """What is or may be said of a fact on this day.

        A voice's word replaces its earlier one only if it certainly came later and certainly
        holds; in doubt both stand.
        """
        standing: list[Told] = []
        for told in self.state.told.get(key, []):
            if not told.may_hold_on(self.day):
                continue
            if told.holds_on(self.day):
                standing = [
                    t for t in standing
                    if t.voice != told.voice or not told.certainly_after(t)
                ]  # fmt: skip
            standing.append(told)
        return standing

    def _findings(self, key: str) -> list[ev.FindingMade]:
        """What the authority that may settle a fact has, or may have, found by this day."""
        word = self.rulebook.vocabulary.facts.get(parse(key)[0])
        if word is None or word.settled_by == "none":
            return []
        return [
            finding
            for finding in self.state.findings.get(key, [])
            if finding.by == word.settled_by and earliest(finding.day) <= self.day
        ]

    def found(self, key: str) -> Literal["yes", "no"] | None:
        """What the authority that may settle a fact has certainly found, if it has."""
        findings = self._findings(key)
        last = findings[-1] if findings else None
        if last is None or latest(last.day) > self.day:
            return None
        settled = all(
            finding.value == last.value or latest(finding.day) <= earliest(last.day)
            for finding in findings
        )
        return last.value if settled else None

    def finding(self, key: str) -> Literal["yes", "no"] | None:
        """A ground that was made or dismissed; an assumption stands for a finding.

        A dismissal says nothing of signals that became known after it.
        """
        supposed = self.assumed.get(key)
        if supposed is not None:
            return supposed
        found = self.found(key)
        if found == "no" and self._signal_since(latest(self._findings(key)[-1].day)):
            return None
        return found

    def _signal_since(self, day: date) -> bool:
        signals = [self.state.signals[name] for name in self.members("signals", self.request)]
        return any(earliest(seen_from(s, self.plan.acting) or s.day) > day for s in signals)

    def asserted(self, key: str) -> bool:
        """Whether anybody has, or may have, asserted a ground or found it made out."""
        return any(told.value == "yes" for told in self.statements(key)) or any(
            finding.value == "yes" for finding in self._findings(key)
        )

    def decision(self, norm: str, role: str) -> Literal["proceed", "refuse"] | None:
        """The last decision by the day that the competent role took on this measure.

        A refusal that may have been taken counts until a decision that certainly came later.
        """
        assumed = self.assumed.get(fact_key("decision", norm))
        if assumed:
            return "proceed" if assumed == "yes" else "refuse"
        standing: list[ev.DecisionTaken] = []
        for taken in self.state.decisions:
            if (
                self.measure in taken.measures
                and taken.by == role
                and (not taken.norms or norm in taken.norms)
                and earliest(taken.day) <= self.day
            ):
                if latest(taken.day) <= self.day:
                    standing = [t for t in standing if latest(t.day) > earliest(taken.day)]
                standing.append(taken)
        if any(taken.outcome == "refuse" for taken in standing):
            return "refuse"
        certain = [taken for taken in standing if latest(taken.day) <= self.day]
        return "proceed" if certain else None

    # built-in conditions

    def _party(self, treaty: str, state: str) -> Value:
        return self.rulebook.treaties[treaty].party(state, self.day)

    def _starts_between(self, begin: str, end: str) -> Value:
        hours = self.state.hours.get(self.measure, set())
        if not hours and self.plan.hour is not None:
            hours = {self.plan.hour}
        inside = {
            begin <= hour < end if begin < end else hour >= begin or hour < end for hour in hours
        }
        return _yes(inside == {True}) if len(inside) == 1 else "unknown"

    def _for_days(self, inner: str, days: int) -> Value:
        if self._denied_within(inner, days):
            return "no"
        value = self.value(inner)
        if value != "yes":
            return value
        since = [told.valid_from for told in self.statements(inner) if told.value == "yes"]
        limit = self._back(days)
        enough = {day is not None and latest(day) <= limit for day in since}
        if not since or None in since or len(enough) > 1:
            return "unknown"  # no day, or voices that differ on it
        return _yes(enough == {True})

    def _back(self, days: int) -> date:
        return self.day - timedelta(days=min(days, (self.day - date.min).days))

    def _denied_within(self, key: str, days: int) -> bool:
        """Whether all who spoke of one of the last `days` days said that it was not so then."""
        for back in range(days + 1):
            day = self._back(back)
            if {told.value for told in self.state.told.get(key, []) if told.holds_on(day)} == {
                "no"
            }:
                return True
        return False

    def holds(self) -> list[ev.HoldPlaced]:
        """The holds that stand on this measure on this day."""
        about = {
            "measure": {self.measure},
            "request": {self.request},
            "person": set(self._touched(self.plan)),
            "state": {self.asked.requesting_state},
        }
        return standing(self.state, self.day, about)

    def _obtained(self, item: str) -> Value:
        thing = self.state.items.get(item)
        if thing is None:
            return "unknown"
        if thing.measure is None:
            return "yes" if thing.kind in MADE_HERE else "unknown"
        return "unknown" if self._obtained_open is None else self._obtained_open(thing.measure)


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
