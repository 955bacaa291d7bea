"""Walks a case in time and asks the gate at every measure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Literal

from safeconduct import __version__
from safeconduct.case import events as ev
from safeconduct.case.dates import earliest, in_order, latest
from safeconduct.case.facts import key as fact_key
from safeconduct.case.replay import Answer, Replay, Row, Step
from safeconduct.case.ruling import OUTCOMES, Finding, Ruling
from safeconduct.case.state import State
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
    plans = sorted(state.measures.values(), key=lambda p: (latest(p.on), earliest(p.on)))
    answers: dict[str, Answer] = {}
    table = []
    for number, plan in enumerate(plans):
        progress(number, len(plans), plan.title)
        ruling = rulings.rule(plan.measure, view=view)
        earlier = before.rule(plan.measure, view=view) if proceed else ruling
        answers[plan.measure] = _answer(rulings, plan, ruling, earlier)
        table.append(_row(rulings, plan, ruling))
    progress(len(plans), len(plans), "")
    head = state.head
    return Replay(
        case=head.case if head else "", title=head.title if head else "", decide=decide,
        steps=tuple(_steps(state, events, answers)), table=tuple(table),
        counts={o: n for o in OUTCOMES if (n := Counter(r.gate for r in table)[o])},
        rulebook=rulebook.hash, engine=__version__,
    )  # fmt: skip


IN_THE_WAY = ("bars", "conflicts", "unmet", "open", "decide")


def _opened(before: Ruling, after: Ruling) -> tuple[list[str], list[str]]:
    """Norms that the determined judge brings out of the way, and those that stay in it.

    What certainly shuts comes first, then what hangs on facts, the nearest to shut in front.
    """
    then = {f.norm: f for f in before.findings if f.status in IN_THE_WAY}
    now = {f.norm: f for f in after.findings if f.status in IN_THE_WAY}
    certain = ("bars", "conflicts", "unmet")

    def order(finding: Finding) -> tuple[bool, int]:
        known = sum(fact.value in ("yes", "no") and bool(fact.statements) for fact in finding.facts)
        return finding.status not in certain, -known

    return [f.says for norm, f in then.items() if norm not in now], [
        ("" if f.status in certain else "(hangs on facts) ") + _with_cite(f)
        for f in sorted(now.values(), key=order)
        if f.status != "decide"
    ]


def _with_cite(finding: Finding) -> str:
    kind = "policy" if finding.class_ == "policy" else f"law, {finding.mark}"
    return f"{finding.says} [{finding.cite}; {kind}]"


def _answer(rulings: Rulings, plan: ev.MeasurePlanned, ruling: Ruling, earlier: Ruling) -> Answer:
    opened, not_opened = _opened(earlier, ruling) if earlier is not ruling else ([], [])
    first = max(earliest(plan.on), rulings.rulebook.first_day_of_law() or date.min)
    asked = Counter(question.office for question in ruling.questions)
    deciding = set(ruling.deciding())
    return Answer(
        measure=plan.measure, title=plan.title, kind=plan.kind, day=plan.on,
        outcome=ruling.outcome, also=ruling.also,
        shut_by=tuple(_shut_by(f) for f in ruling.findings if f.norm in deciding),
        hangs_on=tuple(
            dict.fromkeys(
                f.cite for f in ruling.findings if f.status == "open" and f.class_ == "law"
            )
        ),
        asked=tuple(f"{office} ({n})" for office, n in asked.most_common()),
        first_questions=tuple(f"{q.ask} → {q.office}" for q in ruling.questions[:3]),
        decided_by=tuple(
            dict.fromkeys(d.office for d in ruling.decisions if d.state == "pending")
        ),
        follows=tuple(
            dict.fromkeys(f"{d.what} ({d.office}, {d.within}): {d.state}"
                          for d in ruling.duties if d.state != "may be due")
        ),
        opened=tuple(opened), not_opened=tuple(not_opened),
        earliest_day=str(first),
        earliest_outcome=ruling.outcome if first == latest(plan.on)
        else rulings.outcome(plan.measure, first, ruling.view),
    )  # fmt: skip


def _shut_by(finding: Finding) -> str:
    cures = [c.cure for c in finding.conditions if c.state == "false" and c.cure]
    return f"{_with_cite(finding)}{' Cure: ' if cures else ''}{' '.join(cures)}"


def _row(rulings: Rulings, plan: ev.MeasurePlanned, ruling: Ruling) -> Row:
    basis = fact_key(BASIS, plan.request)
    known = BASIS in rulings.rulebook.vocabulary.facts
    readings: list[dict[str, Literal["yes", "no"]]] = (
        [{basis: "yes"}, {basis: "no"}] if known else [{}, {}]
    )
    return Row(
        measure=plan.measure, title=plan.title, day=plan.on, done=plan.status,
        gate=rulings.outcome(plan.measure), audit=rulings.outcome(plan.measure, view="audit"),
        if_treaty=rulings.outcome(plan.measure, view=ruling.view, assumed=readings[0]),
        if_no_treaty=rulings.outcome(plan.measure, view=ruling.view, assumed=readings[1]),
        questions=len(ruling.questions),
    )  # fmt: skip


def _steps(
    state: State, events: Sequence[ev.AnyEvent], answers: dict[str, Answer]
) -> Iterator[Step]:
    """Days in order; a thing whose day is open stands at the last day it can have, if any."""
    told: dict[tuple[date, date], tuple[str, list[str], list[Answer]]] = {}

    def at(when: str) -> tuple[str, list[str], list[Answer]]:
        return told.setdefault((in_order(when), earliest(when)), (when, [], []))

    for event in events:
        words = _happened(state, event)
        if words:
            at(event.day)[1].append(words)
    for plan in state.measures.values():
        at(plan.on)[2].append(answers[plan.measure])
    for span in sorted(told):
        when, happened, said = told[span]
        yield Step(when, tuple(happened), tuple(said))


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
            return f"Protected: {state.called(event.protection)} ({event.register})"
        case ev.MeasureExecuted():
            remarks = "; ".join(event.remarks)
            who = "; ".join(f"{a.who} ({a.said_by})" for a in event.attended)
            parts = [f"Carried out: {state.called(event.measure)}"]
            parts += [f"attended: {who}"] if who else []
            return ". ".join([*parts, *([remarks] if remarks else [])])
        case ev.TransmissionSent():
            return f"Reached {event.recipient}: {state.called(event.measure)}"
        case ev.FreezeAnswered():
            reasons = event.reasons or "no reasons are known"
            return f"The request to freeze is {event.outcome}: {reasons}"
        case ev.NoticeGiven():
            return f"Told of {state.called(event.measure)}: {', '.join(event.persons)}"
        case ev.HoldPlaced():
            return f"Hold: {event.why}"
        case ev.HoldLifted() | ev.FindingMade() | ev.DecisionTaken():
            return event.reasons
        case _:
            return ""
