"""Clearances: proposed by the magistrate, given by a second person's signature, spent once.

    propose ──► give ──► spend (the police, at the door) ──► the execution report
                  │  └─► release (`outward`): what a sending sends
                  └─► revoke, at any time

Giving and spending open something: both are announced, witnessed and checked anew (`opening`).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

import msgspec

from safeconduct.case import events as ev
from safeconduct.case.eventbase import Allows
from safeconduct.case.moments import moment
from safeconduct.case.state import fold
from safeconduct.gate import allowed, contents, history, tokens
from safeconduct.gate.change import Change, File, change, look_at
from safeconduct.gate.errors import Forbidden, Held, NotFound, Refused, Wrong
from safeconduct.gate.measures import planned
from safeconduct.gate.newid import fresh
from safeconduct.gate.node import current
from safeconduct.gate.opening import carry_out
from safeconduct.gate.readiness import ready
from safeconduct.gate.tokens import About
from safeconduct.gate.touched import touched
from safeconduct.gate.versions import Version
from safeconduct.policy.actor import Actor
from safeconduct.policy.permissions import Permission, must
from safeconduct.policy.standing import same_person
from safeconduct.release.permit import TRANSMISSION, Clearance, ClearedItem

Standing = Literal["proposed", "given", "spent", "revoked", "over"]


def propose(
    actor: Actor, case: str, measure: str, scope: str, allows: Allows, seen: Version
) -> str:
    """The magistrate's part of a clearance; gives its id. It allows nothing yet.

    Raises `NotFound`, `Wrong`, `Stale`.
    """
    must(actor, Permission.CLEARANCE_WRITE, case, measure)
    with change(case, actor, seen=seen) as file:
        plan = planned(file, measure)
        if not allows.persons:
            persons = tuple(touched(file.state, plan))
            allows = msgspec.structs.replace(allows, persons=persons)
        problems = list(allowed.wrong(file, plan, allows))
        if problems:
            raise Wrong(problems)
        clearance, number = fresh("clearance"), tokens.new_number()
        text = _text(file, plan, clearance, number, allows, current().now())
        file.write(
            ev.ClearanceProposed(
                clearance=clearance, number=number, measure=measure, scope=scope, allows=allows,
                digest=tokens.digest(text),
            )
        )  # fmt: skip
        return clearance


def give(actor: Actor, case: str, clearance: str, seen: Version) -> None:
    """A second person signs what the magistrate proposed: from now on it can be used, once.

    Raises `Forbidden` for the same person, `Held` while anything is in the way, `Stale`.
    """
    must(actor, Permission.CLEARANCE_COSIGN, case)

    def make(_: Change, file: File) -> None:
        proposed = _proposed(file, clearance)
        if clearance in file.state.clearances:
            raise Refused(f"clearance '{clearance}' is given already")
        if revoked(file, clearance):
            raise Refused(f"clearance '{clearance}' was withdrawn; have a new one proposed")
        if same_person(actor, file.author(proposed)):
            raise Forbidden("you proposed this clearance yourself; a second person has to sign it")
        if any(
            one.measure == proposed.measure and tokens.meet(one.allows, proposed.allows)
            and standing(file, one.clearance) == "given"
            for one in file.state.proposed.values()
        ):  # fmt: skip
            raise Refused("another clearance for this act and time stands; withdraw that one first")
        until = moment(proposed.allows.end)
        if until <= current().now():
            raise Refused("the hours of this clearance are over; have a new one proposed")
        text_of(file, proposed)
        file.write(
            ev.ClearanceGiven(
                clearance=clearance, measure=proposed.measure, scope=proposed.scope,
                until=(until.date() + timedelta(days=1)).isoformat(), digest=proposed.digest,
            )
        )  # fmt: skip
        nothing_in_the_way(file, proposed.measure)

    carry_out(actor, case, make, seen=seen, asks=lambda: objections_to(case, clearance))


def revoke(actor: Actor, case: str, clearance: str, reasons: str) -> None:
    """Withdraw a clearance, a word to the requesting state, or a proposal. It binds at once.

    What has left is not called back by it (`outward`). Raises `NotFound`, `Wrong`.
    """
    must(actor, Permission.CLEARANCE_REVOKE, case)
    if not reasons.strip():
        raise Wrong("reasons: say why it is withdrawn")
    with change(case, actor) as file:
        state = file.state
        if clearance in state.words and state.words[clearance].word == "correction":
            raise Refused("what calls something back is not withdrawn: nothing else would stop it")
        if clearance not in {*state.proposed, *state.clearances, *state.words}:
            raise NotFound(f"there is no clearance '{clearance}' in this case")
        if not revoked(file, clearance):
            file.write(ev.ClearanceRevoked(clearance=clearance, reasons=reasons))


def spend(actor: Actor, case: str, clearance: str) -> None:
    """The police begin the act: the clearance is used, once, and only if nothing stands still.

    Raises `NotFound`, `Refused` if it is used or withdrawn, `Held` with the same words whatever
    is in the way: the police read no reasons.
    """
    must(actor, Permission.CLEARANCE_SPEND, case)

    def make(_: Change, file: File) -> None:
        proposed = usable(file, actor, clearance)
        if file.state.measures[proposed.measure].kind == TRANSMISSION:
            raise Refused("what is sent leaves through the magistrate's release, not by hand")
        allows, now = proposed.allows, current().now()
        if not moment(allows.start) <= now < moment(allows.end):
            raise Refused(f"the act may happen from {allows.start} until {allows.end} alone")
        text_of(file, proposed)
        if ready(file, proposed.measure):
            raise Held(STANDS_STILL)
        file.write(ev.ClearanceSpent(clearance=clearance))

    def asks() -> list[str]:
        return [STANDS_STILL] if objections_to(case, clearance) else []

    carry_out(actor, case, make, to=f"spend/{clearance}", asks=asks)


STANDS_STILL = "the measure stands still: do not begin; the magistrate is told why"


def usable(file: File, actor: Actor, clearance: str) -> ev.ClearanceProposed:
    """A clearance that is given, neither used nor withdrawn, and the actor's to know of."""
    given = file.state.clearances.get(clearance)
    proposed = file.state.proposed.get(clearance)
    if given is None or proposed is None or not _concerned(actor, file.id, given.measure):
        raise NotFound(f"there is no clearance '{clearance}' for you in this case")
    match standing(file, clearance):
        case "spent":
            raise Refused(f"clearance '{clearance}' is used: each is for one act")
        case "revoked":
            raise Refused(f"clearance '{clearance}' is withdrawn; do not begin")
        case _:
            return proposed


def token(actor: Actor, case: str, clearance: str) -> str:
    """The signed text of a clearance, new for some hours. Raises as `spend` does."""
    must(actor, Permission.CLEARANCE_SPEND, case)
    file = look_at(actor, case)
    proposed = usable(file, actor, clearance)
    if ready(file, proposed.measure):
        raise Held(STANDS_STILL)
    return tokens.signed(text_of(file, proposed))


def printed(actor: Actor, case: str, clearance: str) -> tuple[Clearance, dict[str, str]]:
    """What a clearance's form says, and what its persons and items are called in the case.

    Raises as `token` does.
    """
    must(actor, Permission.CLEARANCE_READ, case)
    file = look_at(actor, case)
    proposed = usable(file, actor, clearance)
    if ready(file, proposed.measure):
        raise Held(STANDS_STILL)
    called = {p: file.state.persons[p].called for p in proposed.allows.persons}
    called |= {item: file.state.items[item].title for item in proposed.allows.items}
    return text_of(file, proposed), called


def text_of(file: File, proposed: ev.ClearanceProposed, at: datetime | None = None) -> Clearance:
    """What a clearance says at a moment; raises `Held` if that is not what was signed for."""
    plan = planned(file, proposed.measure)
    found = _text(
        file, plan, proposed.clearance, proposed.number, proposed.allows, at or current().now()
    )
    if tokens.digest(found) != proposed.digest:
        raise Held(
            f"what clearance '{proposed.clearance}' covers has changed since it was proposed; "
            "have a new one proposed"
        )
    return found


def standing(file: File, clearance: str) -> Standing:
    """How a clearance stands today."""
    if revoked(file, clearance):
        return "revoked"
    if any(isinstance(e, ev.ClearanceSpent) and e.clearance == clearance for e in file.events):
        return "spent"
    proposed = file.state.proposed.get(clearance)
    if proposed and moment(proposed.allows.end) <= current().now():
        return "over"
    return "given" if clearance in file.state.clearances else "proposed"


def revoked(file: File, clearance: str) -> bool:
    """Whether somebody has withdrawn it."""
    return any(isinstance(e, ev.ClearanceRevoked) and e.clearance == clearance for e in file.events)


def _concerned(actor: Actor, case: str, measure: str) -> bool:
    """Whether somebody may be shown the text of a clearance that waits for its use.

    The defence hears of it once it was used: before, whoever is searched would be warned.
    """
    if actor.role in ("police-officer", "observer"):
        return bool(actor.concerns & {case, measure})
    return actor.role != "defence"


def _proposed(file: File, clearance: str) -> ev.ClearanceProposed:
    found = file.state.proposed.get(clearance)
    if found is None:
        raise NotFound(f"there is no clearance '{clearance}' in this case")
    return found


def nothing_in_the_way(file: File, measure: str) -> None:
    """Raises `Held` with the first things in the way, for who reads rulings."""
    found = ready(file, measure)
    if found:
        words = "; ".join(dict.fromkeys(one.words for one in found[:5]))
        more = f" and {len(found) - 5} more" if len(found) > 5 else ""
        raise Held(f"measure '{measure}' cannot be cleared: {words}{more}")


def _text(
    file: File, plan: ev.MeasurePlanned, clearance: str, number: str, allows: Allows,
    at: datetime,
) -> Clearance:  # fmt: skip
    items = []
    for item in allows.items:
        raw = contents.of(file, item)
        items.append(ClearedItem(item, raw.sha256, raw.size))
    about = About(plan.request, plan.measure, plan.kind)
    return tokens.says(clearance, number, about, allows, items, at)


def objections_to(case: str, clearance: str) -> list[str]:
    """Why other nodes let it stand still; outside of any transaction."""
    state = fold(history.events(case))
    plan = state.measures[state.proposed[clearance].measure]
    asking = state.requests[plan.request].requesting_state
    return current().objections(case, plan.request, plan.measure, asking)
