"""The magistrate's answers and reasoned decisions, and those of others whom the rulebook names.

A decision rests on a dossier: the signals, opinions and facts of the case at the version that its
author looked at. It records which these were. Whatever comes after it is not covered by it.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Any, Literal

from safeconduct.case import events as ev
from safeconduct.case.canonical import canonical
from safeconduct.case.facts import key as fact_key
from safeconduct.case.state import fold
from safeconduct.gate.change import File, change, look_at
from safeconduct.gate.errors import Forbidden, Held, NotFound, Refused, Wrong
from safeconduct.gate.guard import opening
from safeconduct.gate.measures import planned
from safeconduct.gate.referred import outstanding
from safeconduct.gate.rulings import rule, supposing
from safeconduct.gate.versions import Version
from safeconduct.policy.actor import Actor
from safeconduct.policy.cells import Level
from safeconduct.policy.objects import Object
from safeconduct.policy.permissions import Permission, must
from safeconduct.policy.visibility import see

Outcome = Literal["proceed", "refuse"]


def answer_opinion(
    actor: Actor, case: str, opinion: str, answers: Sequence[str], seen: Version
) -> None:
    """The magistrate's answer to an opinion: one answer a point, in the opinion's order.

    Raises `NotFound`, `Wrong` if a point is left out, `Refused`, `Stale`, `Held`.
    """
    must(actor, Permission.DECISION_WRITE, case, opinion)
    with change(case, actor, seen=seen) as file:
        opening(file)
        given = file.state.opinions.get(opinion)
        if given is None:
            raise NotFound(f"there is no opinion '{opinion}' in this case")
        points = max(1, len(given.points))
        if len(answers) != points or not all(answer.strip() for answer in answers):
            raise Wrong(f"answers: the opinion has {points} point(s); answer each, in its order")
        if any(isinstance(e, ev.OpinionAnswered) and e.opinion == opinion for e in file.events):
            raise Refused(f"opinion '{opinion}' is answered already")
        file.write(
            ev.OpinionAnswered(opinion=opinion, answers=tuple(answers)),
            known=("magistrate", "asylum-officer"),
        )


def decide(
    actor: Actor,
    case: str,
    measures: Sequence[str],
    outcome: Outcome,
    reasons: str,
    seen: Version,
    norms: Sequence[str] = (),
) -> None:
    """A reasoned decision on measures: under norms, or under all that the actor may decide.

    A refusal binds at once. Going on needs every point of every opinion answered. Raises
    `NotFound`, `Forbidden` for a norm that another decides under, `Wrong`, `Stale`, `Held`.
    """
    must(actor, Permission.DECISION_TAKE, case, *measures)
    if not measures:
        raise Wrong("measures: name the measures that you decide on")
    if not reasons.strip():
        raise Wrong("reasons: a decision gives its reasons")
    with change(case, actor, seen=seen) as file:
        for measure in measures:
            planned(file, measure)
            _competent(file, actor, measure, norms)
        if outcome == "proceed":
            opening(file)
            _heard(file, measures, tell=see(actor, Object.OPINION) is Level.FULL)
        file.write(
            ev.DecisionTaken(
                measures=tuple(measures), outcome=outcome, norms=tuple(norms), reasons=reasons,
                note=_rests_on(file),
            )
        )  # fmt: skip


def _competent(file: File, actor: Actor, measure: str, norms: Sequence[str]) -> None:
    """Whether the actor decides under the norms, or, where none is named, under any."""
    if actor.role == "magistrate" and not norms:
        return
    mine = {due.norm for due in rule(file.events, measure).decisions if due.by == actor.role}
    others = [norm for norm in norms if norm not in mine]
    if others:
        raise Forbidden(
            f"norms: under {', '.join(others)} nothing is yours to decide for '{measure}'"
        )
    if not mine:
        raise Forbidden(f"measures: no norm leaves you a decision on '{measure}'")


def _heard(file: File, measures: Sequence[str], *, tell: bool) -> None:
    """Every opinion is there and answered. `tell`: whether the actor may know of opinions."""
    waiting = outstanding(file.events)
    told = file.state.told
    for measure in measures:
        if measure in waiting:
            raise Held(
                f"an opinion on '{measure}' is awaited; decide once it is there"
                if tell
                else f"'{measure}' stands still; decide once it does not"
            )
        objects = told.get(fact_key("opinion-objects", measure), [])
        answered = told.get(fact_key("opinion-answered", measure), [])
        if objects and objects[-1].value == "yes" and answered[-1:] and (
            answered[-1].value != "yes"
        ):  # fmt: skip
            raise Held(
                f"the opinion on '{measure}' is not answered; answer it point by point, then decide"
                if tell
                else f"'{measure}' stands still; decide once it does not"
            )


def _rests_on(file: File) -> str:
    """Which signals, opinions and statements the decision had before it."""
    state = file.state
    facts = [
        event for event in file.events
        if isinstance(event, ev.FactStated | ev.QuestionAnswered | ev.FindingMade)
    ]  # fmt: skip
    digest = sha256(b"\n".join(canonical(event) for event in file.events)).hexdigest()
    return (
        f"dossier: version {file.row.version}, sha256 {digest}; signals: "
        f"{', '.join(state.signals) or 'none'}; opinions: {', '.join(state.opinions) or 'none'}; "
        f"statements of fact: {len(facts)}"
    )[:20_000]


def dossier(actor: Actor, case: str, measure: str) -> dict[str, Any]:
    """What the magistrate has before them when they decide. Raises `NotFound`."""
    must(actor, Permission.READINESS_READ, case, measure)
    file = look_at(actor, case)
    # What a case file brought along belongs to the context, though nothing opens by it.
    plan, state = planned(file, measure), fold(file.whole)
    reads_opinions = actor.role == "magistrate"
    answers = {
        one.opinion: list(one.answers) for one in file.whole if isinstance(one, ev.OpinionAnswered)
    }
    return {
        "version": file.row.version,
        "signals": [
            {"id": s.signal, "kind": s.kind, "title": s.title, "day": s.day}
            for s in state.signals.values()
            if plan.request in s.requests
        ],
        "opinions": [
            {"id": o.opinion, "points": list(o.points), "day": o.day, "register": o.register,
             "views": [one.view for one in o.on if one.measure == measure],
             "conditions": [u for one in o.on if one.measure == measure for u in one.unless],
             "must_not_disclose": list(o.must_not_disclose),
             "answers": answers.get(o.opinion, [])}
            for o in state.opinions.values()
            if reads_opinions and any(one.measure == measure for one in o.on)
        ],
        "decisions": [
            {"by": d.by or "", "outcome": d.outcome, "reasons": d.reasons, "day": d.day}
            for d in state.decisions
            if measure in d.measures
        ],
    }  # fmt: skip


def what_if(
    actor: Actor, case: str, measure: str, fact: str, value: Literal["yes", "no"]
) -> dict[str, Any]:
    """How the ruling would read if a fact were otherwise; nothing is written. Raises `NotFound`,
    `Refused` for what is no fact of this case.
    """
    must(actor, Permission.READINESS_READ, case, measure)
    file = look_at(actor, case)
    planned(file, measure)
    now, then = rule(file.events, measure), supposing(file.events, measure, {fact: value})
    before = {finding.norm: finding.status for finding in now.findings}
    return {
        "version": file.row.version, "before": now.outcome, "after": then.outcome,
        "changes": [
            {"norm": f.norm, "says": f.says, "before": before.get(f.norm, "rests"),
             "after": f.status}
            for f in then.findings if f.status != before.get(f.norm, "rests")
        ],
    }  # fmt: skip
