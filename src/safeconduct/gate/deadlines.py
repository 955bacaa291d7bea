"""What has to happen by when, in each case: deadlines follow from its events. `due` is pure.

A deadline begins with an event (a referral) and is met by another (the opinion); `terms` says how
many days lie between. Nothing opens when one has passed: somebody is told (`escalation`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from hashlib import sha256
from typing import NamedTuple

from safeconduct.case import events as ev
from safeconduct.case.dates import LAST_YEAR, earliest, latest
from safeconduct.case.facts import canonical
from safeconduct.case.roles import Role
from safeconduct.case.state import State
from safeconduct.gate import incidentfiles, sealed
from safeconduct.gate.deferral import Untold, deferred, oppose_until
from safeconduct.gate.models import Case, Deadline
from safeconduct.gate.terms import TERMS, What

_UNBOUND = 64


class Due(NamedTuple):
    """One deadline: what has to happen to which thing, by whom, by which day."""

    what: What
    of: str
    role: Role
    day: date
    met: bool
    whose: str = ""
    """The register whose opinion it is, the person who can oppose; else empty."""

    def key(self, case: str) -> str:
        """The same for the same deadline, whenever it is worked out."""
        of = _short(f"{self.of} {self.whose}") if self.whose else self.of
        return f"{case}/{self.what}/{of}"


class _Dated(NamedTuple):
    """An event and the day from which its deadlines count."""

    number: int
    event: ev.AnyEvent
    day: date


def due(events: Sequence[ev.AnyEvent], state: State) -> list[Due]:
    """Every deadline that has begun, met or not, in the order in which they began.

    One that begins anew (a second referral of the same measure) counts from the later day.
    """
    dated = _dated(events)
    closed = {e.request for e in events if isinstance(e, ev.RequestClosed)}
    found: dict[tuple[str, str, str], Due] = {}
    begun = (d for one in dated for d in _begun(one, dated[one.number + 1 :], state, closed))
    postponed = deferred(events)
    watched = (*_incidents(dated, events), *_emergencies(events))
    for each in (*begun, *_told(dated, state, postponed), *_returns(dated, state), *watched):
        begins = each.what, each.of, each.whose
        found.pop(begins, None)
        found[begins] = each
    return list(found.values())


def _dated(events: Sequence[ev.AnyEvent]) -> list[_Dated]:
    """An event without a day counts as of the last day named before it, which is stricter."""
    found: list[_Dated] = []
    last = date.min
    for number, event in enumerate(events):
        first, until = earliest(event.day), latest(event.day)
        day = until if until.year < LAST_YEAR else first
        last = day if day > date.min else last
        found.append(_Dated(number, event, last))
    return found


def _begun(one: _Dated, later: Sequence[_Dated], state: State, closed: set[str]) -> Iterator[Due]:
    event = one.event
    after = [each.event for each in later]
    match event:
        case ev.RequestReceived():
            done = any(isinstance(e, ev.RequestConfirmed) and e.request == event.request
                       for e in after)  # fmt: skip
            yield _due("confirm", event.request, one.day, done or event.request in closed)
        case ev.Referred():
            for measure in event.measures:
                done = any(
                    isinstance(e, ev.OpinionGiven) and _on(e, measure)
                    and e.register in ("", event.to)
                    for e in after
                )  # fmt: skip
                over = _over(measure, state, closed)
                yield _due("opinion", measure, one.day, done or over, whose=event.to[:100])
        case ev.OpinionGiven():
            # A later opinion on the same measures is the one that has to be answered.
            done = any(
                (isinstance(e, ev.OpinionAnswered) and e.opinion == event.opinion)
                or (isinstance(e, ev.OpinionGiven) and all(_on(e, m.measure) for m in event.on))
                for e in after
            )
            objects = any(m.view != "does-not-object" for m in event.on)
            over = all(_over(m.measure, state, closed) for m in event.on)
            if objects:
                yield _due("answer-opinion", event.opinion, one.day, done or over)
        case ev.QuestionAsked():
            asked = canonical(event.fact)
            done = any(
                isinstance(e, ev.QuestionAnswered | ev.FindingMade) and canonical(e.fact) == asked
                for e in after
            )
            over = bool(state.requests) and set(state.requests) <= closed
            yield _due("question", question(asked, event.to), one.day, done or over, event.to)
        case ev.FreezeRequested():
            done = any(isinstance(e, ev.FreezeAnswered) and e.request == event.request
                       for e in after)  # fmt: skip
            yield _due("freeze", event.request, one.day, done or event.request in closed)
        case _:
            yield from _afterwards(one, after)


def _afterwards(one: _Dated, after: Sequence[ev.AnyEvent]) -> Iterator[Due]:
    """What has to follow once something was done."""
    event = one.event
    match event:
        case ev.NoticeGiven():
            filed = {
                e.person for e in after
                if isinstance(e, ev.OppositionFiled) and e.measure == event.measure
            }  # fmt: skip
            for person in dict.fromkeys(event.persons):
                # One that names nobody may be anybody's.
                done = not filed.isdisjoint({person, None})
                begun = _due("oppose", event.measure, one.day, done, whose=person)
                yield begun._replace(day=oppose_until(event) or begun.day)
        case _:
            return


def _told(
    dated: Sequence[_Dated], state: State, postponed: dict[tuple[str, str], Untold]
) -> Iterator[Due]:
    """Everyone touched is told once a measure was carried out.

    A deferral, which has reasons and a day, moves the day for whom it names, and nobody else.
    """
    for one in dated:
        if not isinstance(one.event, ev.MeasureExecuted):
            continue
        measure = one.event.measure
        plan = state.measures.get(measure)
        told = {
            person for e in dated[one.number + 1 :]
            if isinstance(e.event, ev.NoticeGiven) and e.event.measure == measure
            for person in e.event.persons
        }  # fmt: skip
        touched = {*plan.touches, *plan.targets} if plan else set()
        if not touched:
            continue
        begun = _due("notice", measure, one.day, touched <= told)
        days = (
            latest(postponed[measure, person].deferred_until)
            if (measure, person) in postponed else begun.day
            for person in touched - told
        )  # fmt: skip
        yield begun._replace(day=min(days, default=begun.day))


def _returns(dated: Sequence[_Dated], state: State) -> Iterator[Due]:
    """What was taken goes back once the measure is refused or its request closed."""
    back = {one.event.item for one in dated if isinstance(one.event, ev.ItemReturned)}
    for one in dated:
        if not isinstance(one.event, ev.MeasureExecuted):
            continue
        ends = [other.day for other in dated if _ends(other.event, one.event.measure, state)]
        taken = {*one.event.taken, *(thing.item for thing in one.event.inventory)}
        for item in sorted(taken) if ends else ():
            yield _due("return", item, max(one.day, min(ends)), item in back)


def _incidents(dated: Sequence[_Dated], events: Sequence[ev.AnyEvent]) -> Iterator[Due]:
    """Each step that the file of an incident has to have."""
    opened = (one for one in dated if isinstance(one.event, ev.IncidentOpened))
    for one, file in zip(opened, incidentfiles.files(events), strict=True):
        for step in incidentfiles.STEPS:
            what: What = f"incident-{step}"  # type: ignore[assignment]
            yield _due(what, file.incident, one.day, step not in file.missing)


def _emergencies(events: Sequence[ev.AnyEvent]) -> Iterator[Due]:
    """The second person and the review of what was ordered outside the gate.

    On the day on which the hours end; the hour itself is looked at in `emergency.sweep`.
    """
    for one in sealed.emergencies(events):
        for what, by, met in (
            ("emergency-confirm", one.confirm_by, one.confirmed),
            ("emergency-review", one.review_by, one.outcome != ""),
        ):
            day = by.astimezone().date()
            yield Due(what, one.id, TERMS[what].role, day, met)  # type: ignore[arg-type, index]


def _ends(event: ev.AnyEvent, measure: str, state: State) -> bool:
    if isinstance(event, ev.DecisionTaken):
        return event.outcome == "refuse" and measure in event.measures
    plan = state.measures.get(measure)
    return (
        isinstance(event, ev.RequestClosed) and plan is not None and plan.request == event.request
    )


def _due(
    what: What, of: str, began: date, met: bool, role: Role | None = None, *, whose: str = ""
) -> Due:
    term = TERMS[what]
    # A day near the end of the calendar is nobody's deadline, and no error either.
    day = began + timedelta(days=term.days) if began.year < LAST_YEAR else began
    return Due(what, of, role or term.role, day, met, whose)


def _on(opinion: ev.OpinionGiven, measure: str) -> bool:
    return any(one.measure == measure for one in opinion.on)


def _over(measure: str, state: State, closed: set[str]) -> bool:
    plan = state.measures.get(measure)
    return plan is not None and plan.request in closed


def question(fact: str, role: str) -> str:
    """How a deadline names a question: by what was asked and whom, and saying neither."""
    return _short(f"{fact} {role}")


def _short(text: str) -> str:
    """A name that fits a column and says nothing of what it stands for."""
    return sha256(text.encode()).hexdigest()[:_UNBOUND]


def keep(case: Case, events: Sequence[ev.AnyEvent], state: State) -> None:
    """Bring the table of deadlines to what the events say, in the transaction that writes them."""
    wanted = [
        Deadline(
            id=one.key(case.pk), case=case, what=one.what, of=one.of, role=one.role, due=one.day,
            met=one.met, whose=one.whose,
        )
        for one in due(events, state)
    ]  # fmt: skip
    if wanted:
        Deadline.objects.bulk_create(
            wanted, update_conflicts=True, unique_fields=["id"],
            update_fields=["role", "due", "met"],
        )  # fmt: skip
