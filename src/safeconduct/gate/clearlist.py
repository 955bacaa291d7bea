"""What is shown of clearances and of words to requesting states, and the check at the door."""

from __future__ import annotations

from typing import Any

import msgspec

from safeconduct.case import events as ev
from safeconduct.case.moments import moment
from safeconduct.gate import own, reading, tokens
from safeconduct.gate.change import File, look_at
from safeconduct.gate.clearances import objections_to, standing
from safeconduct.gate.errors import NotFound
from safeconduct.gate.itself import GATE
from safeconduct.gate.models import Door
from safeconduct.gate.node import current
from safeconduct.gate.readiness import ready
from safeconduct.policy.actor import Actor
from safeconduct.policy.cells import Level
from safeconduct.policy.objects import Object
from safeconduct.policy.permissions import Permission, must
from safeconduct.policy.visibility import see
from safeconduct.release.permit import TRANSMISSION


def clearances(actor: Actor, case: str) -> list[dict[str, Any]]:
    """The clearances of a case that concern the actor. Raises `NotFound`.

    The police and observers see those of the measures to which they were admitted, once given;
    the defence those that were used on whom they defend.
    """
    must(actor, Permission.CLEARANCE_READ, case)
    file = look_at(actor, case)
    mine = _own(actor, file)
    if mine is not None and not mine:
        raise NotFound(f"there is no case '{case}'")
    found = []
    for one in file.state.proposed.values():
        how = standing(file, one.clearance)
        if mine is not None and (one.measure not in mine or one.clearance not in
                                 file.state.clearances):  # fmt: skip
            continue
        if actor.role == "defence" and how != "spent":
            continue
        found.append(
            {"id": one.clearance, "measure": one.measure, "number": one.number, "standing": how,
             "scope": one.scope, "allows": msgspec.to_builtins(one.allows)}
        )  # fmt: skip
    return found


def whole(actor: Actor, case: str, measure: str, clearance: str) -> dict[str, Any]:
    """One of them, with what its persons and items are called in the case. Raises `NotFound`.

    It stays to be read after its use: whoever carries the act out has it in their hand.
    """
    found = _one(actor, case, measure, clearance)
    file = look_at(actor, case)
    allows = file.state.proposed[clearance].allows
    called = {p: file.state.persons[p].called for p in allows.persons if p in file.state.persons}
    if see(actor, Object.PERSONS) < Level.OWN:
        called = {}
    called |= {i: file.state.items[i].title for i in allows.items if i in file.state.items}
    kind = file.state.measures[measure].kind
    done = measure in file.state.executed
    return {**found, "kind": kind, "called": called, "reported": done}


def counts_now(actor: Actor, case: str, measure: str, clearance: str) -> bool:
    """Whether a clearance may be relied on now, as the check at the door has it."""
    return valid(_one(actor, case, measure, clearance)["number"])


def _one(actor: Actor, case: str, measure: str, clearance: str) -> dict[str, Any]:
    for one in clearances(actor, case):
        if (one["id"], one["measure"]) == (clearance, measure):
            return one
    raise NotFound(f"there is no clearance '{clearance}' for you in this case")


def words(actor: Actor, case: str) -> list[dict[str, Any]]:
    """Everything that was proposed to be said, and every message that was posted."""
    must(actor, Permission.OUTWARD_READ, case)
    events = look_at(actor, case).events
    proposed = {e.clearance: e for e in events if isinstance(e, ev.OutwardProposed)}
    posted = {e.clearance: e for e in events if isinstance(e, ev.OutwardPosted)}
    found = [
        {"id": p.clearance, "request": p.request, "word": p.word, "recipient": p.recipient,
         "language": p.language, "standing": "proposed", "due": ""}
        for p in proposed.values() if p.clearance not in posted
    ]  # fmt: skip
    found += [
        {"id": p.clearance, "request": p.request, "word": p.word, "recipient": p.recipient,
         "language": proposed[p.clearance].language if p.clearance in proposed else "",
         "standing": "posted", "due": p.due}
        for p in posted.values()
    ]  # fmt: skip
    return found


def valid(number: str) -> bool:
    """Whether a clearance of this number may be relied on at the door, now. It says nothing else.

    One that was used counts on, until the act is reported: whoever is at the door has begun it.
    Outside its hours, and for what is sent and not done at a door, it never counts.
    """
    row = Door.objects.select_related("case").filter(pk=tokens.door(number)).first()
    if row is None:
        return False
    file = File(row.case, reading.read(row.case.pk), GATE)
    proposed = file.state.proposed.get(row.clearance)
    if proposed is None or not _at_a_door(file, proposed):
        return False
    how = standing(file, row.clearance)
    if how == "given":
        return not ready(file, proposed.measure) and not objections_to(file.id, row.clearance)
    return how == "spent"


def _at_a_door(file: File, proposed: ev.ClearanceProposed) -> bool:
    """Whether somebody can stand at a door with it at this moment: in its hours, not yet done."""
    start, end = (moment(m) for m in (proposed.allows.start, proposed.allows.end))
    plan = file.state.measures[proposed.measure]
    sends = plan.kind == TRANSMISSION
    return start <= current().now() < end and not sends and plan.measure not in file.state.executed


def _own(actor: Actor, file: File) -> set[str] | None:
    """The measures whose clearances somebody may see; None: all of them."""
    if actor.role == "defence":
        return own.measures(actor, file.events, file.state)
    if actor.role in ("police-officer", "observer"):
        whole = file.id in actor.concerns
        return set(file.state.measures) if whole else set(actor.concerns) & set(file.state.measures)
    return None
