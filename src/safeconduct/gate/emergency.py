"""Acts ordered outside the gate under domestic emergency law: recorded, sealed, held, reviewed.

The gate has no bypass: nothing is opened here. Somebody states within 24 hours what was ordered,
and another person confirms it. From the statement on, all that was obtained is sealed (`sealed`),
the request stands still, and the overseer has 72 hours to review it. Too late is recorded all the
same, and a breach.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from safeconduct.case import events as ev
from safeconduct.case.moments import written
from safeconduct.gate import breaches, history, reading
from safeconduct.gate.away import keeps_away
from safeconduct.gate.change import Change, File, change, changing
from safeconduct.gate.errors import Forbidden, NotFound, Refused, Wrong
from safeconduct.gate.escalation import tell
from safeconduct.gate.frozen import unanswered
from safeconduct.gate.index import holds_on
from safeconduct.gate.itself import GATE
from safeconduct.gate.models import Case, Deadline
from safeconduct.gate.models import Emergency as Row
from safeconduct.gate.newid import fresh
from safeconduct.gate.node import current
from safeconduct.gate.opening import carry_out
from safeconduct.gate.sealed import Emergency, emergencies
from safeconduct.gate.versions import Version
from safeconduct.policy.actor import Actor
from safeconduct.policy.permissions import Permission, must
from safeconduct.policy.standing import same_person

NEVER = {
    "transmission": "a transmission", "surrender": "a surrender", "removal": "a removal",
    "foreign-presence": "the presence of another state's officials",
}  # fmt: skip
"""Kinds of measures that no emergency covers, in words."""

WHY = "an act under this request was ordered outside the gate, and is reviewed"
OTHER = "another provision"
"""How the numbers call a provision that the settings do not name: its words may name anything."""
UNCONFIRMED = "no second person in time: "
"""How the note of an incident begins that says so; the emergency follows."""


@dataclass(frozen=True)
class Stated:
    """What somebody states of an act. `of`: the measure; `ordered`: when, with its zone."""

    of: str
    ordered_by: str
    ordered: datetime
    provision: str
    why: str


@dataclass(frozen=True)
class Counted:
    """How many acts were ordered outside the gate in a month, under one provision."""

    month: str
    provision: str
    count: int


def state(actor: Actor, case: str, what: Stated) -> str:
    """Record an act that was ordered outside the gate; gives the emergency's id.

    Late or in spite of a hold, it is recorded all the same, with an incident. Raises `NotFound`,
    `Wrong`, `Refused` for what can never be an emergency and for what was stated already.
    """
    must(actor, Permission.EMERGENCY_STATE, case)
    with change(case, actor) as file:
        plan = _ordinary(file, what.of)
        if any(one.measure == plan.measure for one in emergencies(file.events)):
            raise Refused(f"that measure '{plan.measure}' was ordered outside is stated already")
        now = current().now()
        _right(what, now)
        still = holds_on(file.state, plan, current().today())
        stood = bool(still) or plan.request in unanswered(file.events)
        event = ev.EmergencyStated(
            emergency=fresh("emergency"), measure=plan.measure, ordered_by=what.ordered_by,
            ordered=written(what.ordered), provision=what.provision, why=what.why,
            stated=written(now), hold=breaches.hold(file, plan.request, WHY),
        )  # fmt: skip
        file.write(event, known=breaches.TOLD)
        (made,) = [one for one in emergencies(file.events) if one.id == event.emergency]
        title = f"'{plan.title[:500]}' was ordered outside the gate"
        if made.late:
            words = f"{title}, and stated later than 24 hours after"
            breaches.record(file, words, plan.measure)
        if stood:
            breaches.record(file, f"{title} while it stood still", plan.measure)
    return event.emergency


def _ordinary(file: File, of: str) -> ev.MeasurePlanned:
    """The measure that an emergency can be of. Raises `NotFound`, `Refused`."""
    never = "is never an emergency. Nothing was recorded as one; if it happened, it is a breach: "
    if of in file.state.holds:
        raise Refused(f"the lifting of a hold {never}whoever placed the hold alone ends it")
    if of in file.state.items:
        raise Refused(f"the opening of sealed material {never}report it to the overseer")
    plan = file.state.measures.get(of)
    if plan is None:
        raise NotFound(f"of: there is no measure '{of}' in this case")
    if plan.kind in NEVER:
        raise Refused(f"{NEVER[plan.kind]} {never}report it as an execution without a clearance")
    if plan.attendants:
        raise Refused(
            f"{NEVER['foreign-presence']} {never}plan the measure without attendants to state "
            "the rest of it"
        )
    return plan


def _right(what: Stated, now: datetime) -> None:
    problems = [
        f"{name}: {words}"
        for name, words in (
            ("ordered_by", "say who ordered it"), ("provision", "name the provision of domestic "
            "law under which it was ordered"), ("why", "say why it could not wait"),
        )
        if not getattr(what, name).strip()
    ]  # fmt: skip
    if what.ordered.tzinfo is None:
        problems.append("ordered: name the zone, as in 2025-03-01T06:30:00Z")
    elif what.ordered > now:
        problems.append("ordered: lies in the future; say when it was ordered")
    if problems:
        raise Wrong(problems)


def confirm(actor: Actor, case: str, emergency: str, proof: str) -> None:
    """A second person confirms what was stated; if too late that is a breach besides.

    Raises `NotFound`, `Wrong`, `Forbidden` for whoever stated it, `Refused` if it is confirmed.
    """
    must(actor, Permission.EMERGENCY_CONFIRM, case)
    with change(case, actor) as file:
        one = _one(file, emergency)
        if not proof.strip():
            raise Wrong("proof: say what you looked at, such as the order on paper")
        if same_person(actor, file.author(one.stated)):
            raise Forbidden("you stated this, or stand in for who did; another person confirms it")
        if one.confirmed:
            raise Refused(f"emergency '{emergency}' is confirmed already")
        _unconfirmed(file, one)
        file.write(ev.EmergencyConfirmed(emergency=emergency, proof=proof), known=breaches.TOLD)


def review(
    actor: Actor, case: str, emergency: str, *, unseal: bool, reasons: str, seen: Version
) -> None:
    """What the overseer's review says of all that was obtained.

    To unseal it opens something, and so is announced and witnessed first. It lifts no hold. Raises
    `NotFound`, `Wrong`, `Refused` to unseal what one person alone has stated, `Held`, `Stale`.
    """
    must(actor, Permission.EMERGENCY_REVIEW, case)
    if not reasons.strip():
        raise Wrong("reasons: say what the review found")

    def make(_: Change, file: File) -> None:
        one = _one(file, emergency)
        if unseal and not one.confirmed:
            raise Refused(
                f"emergency '{emergency}' was stated by one person alone; nothing is unsealed "
                "before a second one has confirmed it"
            )
        file.write(
            ev.EmergencyReviewed(
                emergency=emergency, outcome="unsealed" if unseal else "stays-sealed",
                reasons=reasons,
            ),
            known=breaches.TOLD,
        )  # fmt: skip

    if unseal:
        carry_out(actor, case, make, seen=seen)
        return
    with changing(actor) as made:
        make(made, made.file(case, seen))


def _one(file: File, emergency: str) -> Emergency:
    found = [one for one in emergencies(file.events) if one.id == emergency]
    if not found:
        raise NotFound(f"there is no emergency '{emergency}' in this case")
    return found[0]


def of_case(actor: Actor, case: str) -> list[Emergency]:
    """The emergencies of a case; the police and prosecutors see what they wrote themselves."""
    must(actor, Permission.EMERGENCY_READ, case)
    row = Case.objects.filter(pk=case).exclude(pk=reading.OFFICE).first()
    if row is None or keeps_away(actor, case):
        raise NotFound(f"there is no case '{case}'")
    written = reading.read(case)
    found = emergencies(history.binding(written))
    if actor.role not in ("police-officer", "prosecutor"):
        return found
    mine = {
        w.event.emergency for w in written
        if isinstance(w.event, ev.EmergencyStated | ev.EmergencyConfirmed)
        and same_person(actor, w.actor)
    }  # fmt: skip
    return [one for one in found if one.id in mine]


def sweep() -> int:
    """Look for those that nobody confirmed or reviewed in time, to the hour; gives how many.

    Done again it tells nobody twice.
    """
    today = current().now().date()
    late = Deadline.objects.filter(
        what__in=("emergency-confirm", "emergency-review"), met=False, escalated=0,
        due__lte=today, case__erased=None,
    )  # fmt: skip
    cases = late.order_by("case_id").values_list("case_id", flat=True)
    return sum(_sweep(case) for case in list(dict.fromkeys(cases)))


def _sweep(case: str) -> int:
    now, told = current().now(), 0
    with change(case, GATE) as file:
        for one in emergencies(file.events):
            for what, met, until in (
                ("emergency-confirm", one.confirmed, one.confirm_by),
                ("emergency-review", one.outcome != "", one.review_by),
            ):
                rows = Deadline.objects.filter(case=file.row, what=what, of=one.id, escalated=0)
                waiting = [] if met or now <= until else list(rows)
                if waiting:
                    if what == "emergency-confirm":
                        _unconfirmed(file, one)
                    tell(file, waiting, "overseer")
                    told += 1
    return told


def _unconfirmed(file: File, one: Emergency) -> None:
    """That no second person came in time is a breach; recorded once."""
    note = f"{UNCONFIRMED}{one.id}"
    if current().now() <= one.confirm_by or any(
        isinstance(e, ev.IncidentOpened) and e.note == note for e in file.events
    ):
        return
    words = "what was ordered outside the gate was confirmed by no second person in time"
    breaches.record(file, words, one.measure, note)


def numbers(actor: Actor) -> list[Counted]:
    """How many acts were ordered outside the gate, by month and provision; erased ones, too."""
    must(actor, Permission.STATISTICS_READ)
    rows = Row.objects.order_by("month", "provision").values_list("month", "provision")
    found = Counter((month, provision or OTHER) for month, provision in rows)
    return [Counted(month, provision, n) for (month, provision), n in sorted(found.items())]
