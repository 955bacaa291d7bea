"""Walks a case in time and asks the gate at every measure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from safeconduct import __version__
from safeconduct.case import events as ev
from safeconduct.case.dates import earliest, in_order, latest
from safeconduct.case.facts import key as fact_key
from safeconduct.case.replay import Answer, Duty, Named, Replay, Row, Stays, Step
from safeconduct.case.ruling import EVERYBODY, OUTCOMES, Finding, Outcome, Ruling, SourceUsed
from safeconduct.case.state import State
from safeconduct.law.audit import in_time
from safeconduct.law.determined import determined
from safeconduct.law.rule import Rulings, ViewName
from safeconduct.law.rulebook import Rulebook

Progress = Callable[[int, int, str], None]
"""Called with (done, of, what) while a replay is made."""

BASIS = "treaty-basis"
"""The fact on which it depends which refusal rules govern; the table shows both readings."""


def replay(
    rulebook: Rulebook,
    events: Sequence[ev.AnyEvent],
    decide: Literal["as-it-was", "proceed"] = "as-it-was",
    progress: Progress = lambda _done, _of, _what: None,
) -> Replay:
    """The walk through a case. `decide="proceed"` adds what the determined judge does."""
    before = Rulings(rulebook, events)
    proceed = decide == "proceed"
    rulings = Rulings(rulebook, determined(rulebook, events)) if proceed else before
    # The judge of the second run is one who knew: everything is on the table.
    view: ViewName = "audit" if proceed else "gate"
    state = rulings.whole
    plans = in_time(state)
    answers: dict[str, Answer] = {}
    table = []
    for number, plan in enumerate(plans):
        progress(number, len(plans), plan.title)
        ruling = rulings.rule(plan.measure, view=view)
        earlier = before.rule(plan.measure, view=view) if proceed else ruling
        answers[plan.measure] = _answer(rulings, plan, ruling, earlier)
        table.append(_row(rulings, answers[plan.measure], plan))
    progress(len(plans), len(plans), "")
    head = state.head
    return Replay(
        case=head.case if head else "", title=head.title if head else "", decide=decide,
        steps=tuple(_steps(state, events, answers)), table=tuple(table),
        counts=_count(row.outcome for row in table),
        counts_by_law=_count(row.by_law for row in table),
        stays=tuple(_stays(answers)) if proceed else (),
        rulebook=rulebook.hash, engine=__version__,
        sources=tuple(
            SourceUsed(source.name, source.title, source.published, source.read)
            for source in state.sources.values()
        ),
    )  # fmt: skip


def _count(outcomes: Iterable[Outcome]) -> dict[str, int]:
    found = Counter(outcomes)
    return {outcome: found[outcome] for outcome in OUTCOMES if found[outcome]}


CERTAIN = ("bars", "conflicts", "unmet")
IN_THE_WAY = (*CERTAIN, "open", "decide")


def _named(finding: Finding) -> Named:
    cures = tuple(c.cure for c in finding.conditions if c.state == "false" and c.cure)
    return Named(
        norm=finding.norm, class_=finding.class_, says=finding.says, cite=finding.cite,
        mark=finding.mark, cures=cures,
    )  # fmt: skip


def _with_status(ruling: Ruling, *statuses: str) -> tuple[Named, ...]:
    """Norms with one of these statuses: the more is known of one the earlier, law first."""

    def order(finding: Finding) -> tuple[bool, int]:
        known = sum(fact.value in ("yes", "no") and bool(fact.statements) for fact in finding.facts)
        return finding.class_ != "law", -known

    chosen = [f for f in ruling.findings if f.status in statuses]
    return tuple(_named(finding) for finding in sorted(chosen, key=order))


def _answer(rulings: Rulings, plan: ev.MeasurePlanned, ruling: Ruling, earlier: Ruling) -> Answer:
    first = max(earliest(plan.on), rulings.rulebook.first_day_of_law() or date.min)
    asked = Counter(question.office for question in ruling.questions)
    in_the_way = {f.norm for f in ruling.findings if f.status in IN_THE_WAY}
    return Answer(
        measure=plan.measure, title=plan.title, kind=plan.kind, day=plan.on, done=plan.status,
        viewer=ruling.viewer, outcome=ruling.outcome, also=ruling.also, by_law=ruling.by_law,
        shut_by=_with_status(ruling, *CERTAIN), hangs_on=_with_status(ruling, "open"),
        opened=tuple(n for n in _with_status(earlier, *IN_THE_WAY) if n.norm not in in_the_way),
        asked=tuple(f"{office} ({n})" for office, n in asked.most_common()),
        first_questions=tuple(f"{q.points[0].ask} → {q.office}" for q in ruling.questions[:3]),
        decided_by=tuple(
            dict.fromkeys(d.office for d in ruling.decisions if d.state == "pending")
        ),
        follows=tuple(
            Duty(norm=d.norm, class_=d.class_, says=f"{d.what} ({d.office}, {d.within})",
                 cite=d.cite, mark=d.mark, state=d.state)
            for d in ruling.duties if d.state != "may be due"
        ),
        earliest_day=str(first),
        earliest_outcome=ruling.outcome if first == latest(plan.on)
        else rulings.outcome(plan.measure, first, ruling.view),
    )  # fmt: skip


def _stays(answers: Mapping[str, Answer]) -> Iterator[Stays]:
    """What the determined judge does not open; what shuts most measures first."""
    norms: dict[str, Named] = {}
    shuts: dict[str, list[str]] = {}
    hangs: dict[str, list[str]] = {}
    for answer in answers.values():
        for named, where in ((answer.shut_by, shuts), (answer.hangs_on, hangs)):
            for norm in named:
                norms.setdefault(norm.norm, norm)
                where.setdefault(norm.norm, []).append(answer.measure)
    order = sorted(
        norms.values(),
        key=lambda n: (-len(shuts.get(n.norm, ())), n.class_ != "law", -len(hangs.get(n.norm, ()))),
    )
    for norm in order:
        yield Stays(norm, tuple(shuts.get(norm.norm, ())), tuple(hangs.get(norm.norm, ())))


def _row(rulings: Rulings, answer: Answer, plan: ev.MeasurePlanned) -> Row:
    basis = fact_key(BASIS, plan.request)
    view: ViewName = "audit" if answer.viewer == EVERYBODY else "gate"
    known = BASIS in rulings.rulebook.vocabulary.facts
    readings: list[dict[str, Literal["yes", "no"]]] = (
        [{basis: "yes"}, {basis: "no"}] if known else [{}, {}]
    )
    treaty, none = (rulings.by_law(plan.measure, view=view, assumed=each) for each in readings)
    return Row(
        measure=plan.measure, title=plan.title, day=plan.on, done=plan.status,
        outcome=answer.outcome, earliest=answer.earliest_outcome, by_law=answer.by_law,
        audit=rulings.outcome(plan.measure, view="audit"), if_treaty=treaty, if_no_treaty=none,
        questions=sum(int(office.rpartition("(")[2][:-1]) for office in answer.asked),
    )  # fmt: skip


def _steps(
    state: State, events: Sequence[ev.AnyEvent], answers: dict[str, Answer]
) -> Iterator[Step]:
    """Days in order; a thing whose day is open stands at the last day it can have, if any."""
    told: dict[tuple[date, date], _Day] = {}

    def at(when: str) -> _Day:
        return told.setdefault((in_order(when), earliest(when)), _Day(when))

    for event in events:
        words = _happened(state, event)
        if words:
            at(event.day).happened.append((words, event.source))
    for plan in state.measures.values():
        at(plan.on).answers.append(answers[plan.measure])
    for span in sorted(told):
        day = told[span]
        yield Step(
            day.when, tuple(words for words, _ in day.happened), tuple(day.answers),
            tuple(sources for _, sources in day.happened),
        )  # fmt: skip


@dataclass
class _Day:
    """A day or span as the walk comes to it."""

    when: str
    happened: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)


def _happened(state: State, event: ev.AnyEvent) -> str:
    """What an event is in words; nothing for those that only say who and what there is."""
    match event:
        case ev.SignalStated() | ev.RequestReceived() | ev.Noted() | ev.IncidentOpened():
            return event.title
        case ev.SubmissionFiled() | ev.FreezeRequested() | ev.OppositionFiled():
            return event.title
        case ev.OppositionEnded() | ev.RecallSent():
            return event.title
        case ev.ProtectionStated():
            register = f" ({event.register})" if event.register else ""
            return f"Protected: {state.called(event.protection)}{register}"
        case ev.MeasureExecuted():
            remarks = " ".join(event.remarks)
            who = "; ".join(f"{a.who} ({a.said_by})" for a in event.attended)
            parts = [f"Carried out: {state.called(event.measure)}"]
            parts += [f"attended: {who}"] if who else []
            return ". ".join(part.rstrip(".") for part in (*parts, remarks) if part) + "."
        case ev.TransmissionSent():
            return f"Reached {event.recipient}: {state.called(event.measure)}"
        case ev.FreezeAnswered():
            reasons = event.reasons or "no reasons are known"
            return f"The request to freeze is {event.outcome}: {reasons}"
        case ev.NoticeGiven():
            return f"Told of {state.called(event.measure)}: {', '.join(event.persons)}"
        case ev.RequestConfirmed():
            return f"Confirmed by a second person: {state.called(event.request)}"
        case ev.RequestClosed():
            return f"Closed: {state.called(event.request)}. {event.reasons}"
        case ev.ItemReturned():
            return f"Given back to {event.to}: {state.called(event.item)}"
        case ev.EmergencyStated():
            return f"Ordered outside the gate, as an emergency: {state.called(event.measure)}"
        case ev.IncidentFollowed():
            return event.text
        case ev.HoldPlaced():
            return f"Hold: {event.why}"
        case ev.HoldLifted() | ev.FindingMade() | ev.DecisionTaken() | ev.EmergencyReviewed():
            return event.reasons
        case _:
            return ""
