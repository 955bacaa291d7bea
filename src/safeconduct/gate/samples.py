"""The overseer looks again, by lot, at measures for which no bar was found.

Nobody picks: the record's own head is the seed, and it is noted with the number of measures that it
was drawn from. Some are drawn each month by themselves. The overseer reads them without names.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, get_args

from django.utils import timezone

from safeconduct.case import events as ev
from safeconduct.case.state import fold
from safeconduct.gate import history, outcomes
from safeconduct.gate.away import away_from, keeps_away
from safeconduct.gate.change import Change, changing
from safeconduct.gate.connection import DjangoConnection
from safeconduct.gate.errors import NotFound, Refused, Wrong
from safeconduct.gate.itself import GATE
from safeconduct.gate.models import Measure, Sample, Tick
from safeconduct.gate.node import current
from safeconduct.gate.officefile import office
from safeconduct.gate.shown import letters, pseudonymised, year
from safeconduct.gate.touched import touched
from safeconduct.policy.actor import Actor
from safeconduct.policy.permissions import Permission, must
from safeconduct.record.log import Log

Verdict = Literal["right", "doubtful", "wrong"]
MOST = 100
"""Measures that are drawn at once, at most."""
_LISTED = 500
_MONTHLY = "samples of the month"
"""The tick of the regular draw."""


def draw(actor: Actor, number: int) -> list[str]:
    """Draw measures without a bar that were not drawn before; gives their ids."""
    must(actor, Permission.SAMPLE_WRITE)
    if not 1 <= number <= MOST:
        raise Wrong(f"number: draw between 1 and {MOST} measures")
    lot = _lot(number)
    if not lot.measures:
        raise Refused("there is no measure without a bar that was not drawn before")
    with changing(actor) as made:
        _keep(made, lot)
    return lot.measures


def draw_of_the_month() -> list[str]:
    """The regular draw, once in a month of the calendar; done again, it draws nothing."""
    today, number = current().today(), current().samples_a_month
    last = Tick.objects.filter(name=_MONTHLY).values_list("day", flat=True).first()
    if not number or (last is not None and (last.year, last.month) == (today.year, today.month)):
        return []
    lot = _lot(number)
    with changing(GATE) as made:
        Tick.objects.update_or_create(name=_MONTHLY, defaults={"at": timezone.now(), "day": today})
        if lot.measures:
            _keep(made, lot)
    return lot.measures


class _Lot(NamedTuple):
    """What was drawn, and what it takes to draw it again."""

    measures: list[str]
    seed: str
    among: int


def _lot(number: int) -> _Lot:
    """Draw by the record's own head, so that nobody picks. Outcomes are found anew on the way."""
    seed = _head()
    drawn = Sample.objects.values_list("pk", flat=True)
    found = Measure.objects.filter(outcome="no-bar-found", case__erased=None)
    among = sorted(found.exclude(pk__in=drawn).values_list("pk", flat=True))
    lot: list[str] = []
    for measure in random.Random(seed).sample(among, len(among)):
        if len(lot) == number:
            break
        outcomes.refresh(Measure.objects.get(pk=measure).case_id)
        # What has a bar by now, or an outcome that cannot be found, is none of these any more.
        if Measure.objects.filter(pk=measure, outcome="no-bar-found").exists():
            lot.append(measure)
    return _Lot(sorted(lot), seed, len(among))


def _head() -> str:
    """The size and the root hash of the gate's record."""
    log = Log(DjangoConnection())
    size = log.size()
    return f"{size} {log.root(size).hex()}"


def _keep(made: Change, lot: _Lot) -> None:
    note = f"by the record's head {lot.seed}, from {lot.among} measures in the order of their ids"
    office(made).write(ev.SampleDrawn(measures=tuple(lot.measures), note=note), known=())
    today = current().today()
    Sample.objects.bulk_create(Sample(measure=one, drawn=today) for one in lot.measures)


@dataclass(frozen=True)
class Person:
    """A person of a case that was drawn: a letter, the year of birth, what they are in it."""

    letter: str
    born: str
    identified: bool
    target: bool


@dataclass(frozen=True)
class Shown:
    """A measure that was drawn, without anybody's name."""

    measure: str
    kind: str
    requesting_state: str
    request_kind: str
    on: str
    finding: str
    persons: list[Person]
    ruling: dict[str, Any]


def drawn(actor: Actor) -> list[Sample]:
    """The measures that were drawn, those without a review first."""
    must(actor, Permission.SAMPLE_READ)
    avoided = Measure.objects.filter(case__in=away_from(actor)).values("pk")
    found = Sample.objects.exclude(measure__in=avoided)
    return list(found.order_by("finding", "drawn", "measure")[:_LISTED])


def shown(actor: Actor, measure: str) -> Shown:
    """A measure that was drawn, with today's ruling: persons are letters. Raises `NotFound`."""
    must(actor, Permission.SAMPLE_READ)
    sample = Sample.objects.filter(pk=measure).first()
    row = Measure.objects.filter(pk=measure, case__erased=None).first()
    if sample is None or row is None or keeps_away(actor, row.case_id):
        raise NotFound(f"the measure '{measure}' was not drawn")
    events = history.events(row.case_id)
    state = fold(events)
    plan, names = state.measures[measure], letters(state)
    request = state.requests[plan.request]
    born = {person: listed.born for person, listed in state.persons.items()} | {
        e.person: e.born for e in events if isinstance(e, ev.PersonIdentified) and e.born
    }
    persons = [
        Person(names[one], year(born[one]), one in state.identified, one in plan.targets)
        for one in touched(state, plan) if one in names
    ]  # fmt: skip
    return Shown(
        measure, plan.kind, request.requesting_state, request.kind, plan.on, sample.finding,
        persons, pseudonymised(events, measure, names),
    )  # fmt: skip


def review(actor: Actor, measure: str, verdict: Verdict, finding: str) -> None:
    """Say what was found in a measure that was drawn. Raises `NotFound`, `Refused`."""
    must(actor, Permission.SAMPLE_WRITE)
    if verdict not in get_args(Verdict):
        raise Wrong(f"verdict: one of {', '.join(get_args(Verdict))}")
    with changing(actor) as made:
        file = office(made)
        row = Sample.objects.filter(pk=measure).first()
        of = Measure.objects.filter(pk=measure).first()
        if row is None or (of is not None and keeps_away(actor, of.case_id)):
            raise NotFound(f"the measure '{measure}' was not drawn")
        if row.finding:
            raise Refused(f"the measure '{measure}' was reviewed already")
        file.write(ev.SampleReviewed(measure=measure, finding=f"{verdict}: {finding}"), known=())
        row.finding = verdict
        row.save()


def statistics(actor: Actor) -> dict[str, Any]:
    """How many were drawn and what the reviews said."""
    must(actor, Permission.SAMPLE_READ)
    findings = list(Sample.objects.values_list("finding", flat=True))
    return {
        "no_bar_found": Measure.objects.filter(outcome="no-bar-found").count(),
        "drawn": len(findings),
        **{verdict: findings.count(verdict) for verdict in get_args(Verdict)},
    }
