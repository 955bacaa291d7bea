"""Everything that stands in the way of a measure now. Nothing: a clearance could be given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from safeconduct.case import events as ev
from safeconduct.case.facts import key as fact_key
from safeconduct.case.state import fold
from safeconduct.gate import asking, history, own, screening
from safeconduct.gate.change import File, look_at
from safeconduct.gate.errors import NotFound, Stale
from safeconduct.gate.frozen import unanswered
from safeconduct.gate.guard import alarms
from safeconduct.gate.index import holds_on
from safeconduct.gate.models import Case
from safeconduct.gate.node import current
from safeconduct.gate.overtaken import overtaken
from safeconduct.gate.referred import outstanding, referred_to
from safeconduct.gate.registration import vouched
from safeconduct.gate.rulings import rule
from safeconduct.gate.sealed import sealed
from safeconduct.gate.stages import closed
from safeconduct.gate.touched import touched
from safeconduct.gate.versions import Version, version
from safeconduct.policy.actor import Actor
from safeconduct.policy.permissions import Permission, must

What = Literal[
    "alarm", "hold", "freeze", "confirmation", "identification", "screening", "opinion",
    "opposition", "over", "ruling", "question", "decision", "seal",
]  # fmt: skip
STILL, FREE = "stands still", "could go ahead"
"""All that is told to who may not know why: the same words whatever the reason."""

_TRIES = 20


@dataclass(frozen=True)
class Obstacle:
    """One thing in the way: what kind, in words, and the role that can take it away."""

    what: What
    words: str
    who: str = ""


def ready(file: File, measure: str) -> list[Obstacle]:
    """What is in the way of a measure, on what the events say today. Raises `NotFound`."""
    state = file.state
    plan = state.measures.get(measure)
    if plan is None:
        raise NotFound(f"there is no measure '{measure}' in this case")
    found = [Obstacle("alarm", words, "operator") for words in alarms()]
    if measure in state.executed or plan.status != "planned" or closed(file.events, plan.request):
        found.append(Obstacle("over", "it was executed, or its request is closed"))
    if not vouched(file, plan.request):
        found.append(
            Obstacle("confirmation", "no second person has confirmed the request", "second-signer")
        )
    for hold in holds_on(state, plan, current().today()):
        found.append(Obstacle("hold", f"{hold.hold} on {hold.on}: {hold.why}", hold.by or ""))
    if plan.request in unanswered(file.events):
        found.append(Obstacle("freeze", "a request to freeze has no answer", "magistrate"))
    if state.oppositions[measure]:
        found.append(Obstacle("opposition", "an opposition is not decided for good", "court"))
    persons = touched(state, plan)
    if not persons:
        found.append(Obstacle("identification", "nobody is listed whom it touches", "clerk"))
    for person in persons:
        if person not in state.identified:
            found.append(Obstacle("identification", f"{person} is not identified", "clerk"))
        elif fact_key("protections", person) not in state.declared:
            found.append(Obstacle("screening", f"the check on {person} is not complete", "clerk"))
    for person in screening.current(file, measure):
        if asking.silent():
            words = f"a register does not answer, so that the check on {person} counts no longer"
            found.append(Obstacle("screening", words, "operator"))
        else:
            found.append(Obstacle("screening", f"the check on {person} is out of date", "clerk"))
    for item in sorted({*plan.items} & sealed(file.events).keys()):
        words = f"{item} was obtained by an act ordered outside the gate, and is sealed"
        found.append(Obstacle("seal", words, "overseer"))
    if measure in outstanding(file.events):
        found.append(Obstacle("opinion", "an opinion is awaited", "asylum-officer"))
    for one in overtaken(file.events, state, measure):
        words = f"not known when the {one.role} decided: {', '.join(one.kinds)}; it takes a new one"
        found.append(Obstacle("decision", words, one.role))
    return [*dict.fromkeys(found), *_by_rule(file, measure)]


def _as_if_cleared(file: File, measure: str) -> list[ev.AnyEvent]:
    """What would be known once a clearance is given: it is asked whether one could be.

    The attendance of officials needs one by the rulebook, which is nothing to wait for.
    """
    if any(given.measure == measure for given in file.state.clearances.values()):
        return file.events
    tomorrow = current().today() + timedelta(days=1)
    given = ev.ClearanceGiven(
        clearance="as-if", measure=measure, scope="as if", until=tomorrow.isoformat(),
        day=file.today, by="magistrate", known={"magistrate": file.today},
    )  # fmt: skip
    return [*file.events, given]


def _by_rule(file: File, measure: str) -> list[Obstacle]:
    ruling = rule(_as_if_cleared(file, measure), measure)
    if ruling.outcome == "no-bar-found":
        return []
    found = [Obstacle("ruling", f"the outcome is {ruling.outcome}")]
    deciding = set(ruling.deciding())
    found += [
        Obstacle("ruling", f"{f.says} ({f.cite})", f.opened_by)
        for f in ruling.findings
        if f.norm in deciding or f.status in ("bars", "conflicts", "unmet")
    ]
    found += [
        Obstacle("question", point.ask, question.answered_by)
        for question in ruling.questions
        for point in question.points
    ]
    says = {finding.norm: f"{finding.says} ({finding.cite})" for finding in ruling.findings}
    found += [
        Obstacle("decision", says.get(due.norm, f"{due.norm}: {due.what}"), due.by)
        for due in ruling.decisions
        if due.state != "favours"
    ]
    return found


def obstacles(actor: Actor, case: str, measure: str) -> tuple[int, list[Obstacle]]:
    """The case's version and all that is in the way, for who reads rulings. Raises `NotFound`."""
    must(actor, Permission.READINESS_READ, case, measure)
    file, found = _settled(actor, case, measure)
    return file.row.version, found


def word(actor: Actor, case: str, measure: str) -> str:
    """Whether a measure stands still, and nothing about why. Raises `NotFound`."""
    return state(actor, case, measure)[0]


def state(actor: Actor, case: str, measure: str) -> tuple[str, Version]:
    """The same, and the version of the case of which it is so, as a command takes it (`seen`)."""
    must(actor, Permission.HOLD_KNOW, case, measure)
    named = bool(actor.concerns & {case, measure})
    if not named and (
        actor.role == "police-officer"
        or (actor.role == "defence" and not _told(actor, case, measure))
    ):
        raise NotFound(f"there is no case '{case}'")
    if actor.role == "asylum-officer" and not _put_before(actor, case, measure):
        raise NotFound(f"there is no case '{case}'")
    file, found = _settled(actor, case, measure)
    return STILL if found else FREE, version(actor, case, file.row.version, file.before)


def _told(actor: Actor, case: str, measure: str) -> bool:
    """Whether whom the actor defends was given notice of a measure."""
    events = history.events(case)
    return measure in own.measures(actor, events, fold(events))


def _put_before(actor: Actor, case: str, measure: str) -> bool:
    """Whether a measure was put before an officer's register, or it holds something in the case."""
    events = history.events(case)
    return bool(actor.register) and (
        measure in referred_to(events, actor.register)
        or any(isinstance(e, ev.HoldPlaced) and e.register == actor.register for e in events)
    )


def _settled(actor: Actor, case: str, measure: str) -> tuple[File, list[Obstacle]]:
    """What is in the way, of one version: what the tables say belongs to what the events say.

    A check that came in between would be up to date in the tables, and its hit not among the
    events that were read. Raises `Stale` if the case never stands still for so long.
    """
    for _ in range(_TRIES):
        file = look_at(actor, case)
        found = ready(file, measure)
        if Case.objects.filter(pk=case, version=file.row.version).exists():
            return file, found
    raise Stale("the case changes all the time; look once more")
