"""Holds: standstills on a measure, a request, a person or a requesting state.

A hold on an identified person or on a state reaches every open case, and each case that is opened
later: it is one hold in each of them (`group` says which belong together), under the case's own
ids. Whoever placed a hold lifts it, everywhere at once; nobody else does.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import Any, Literal

from django.db.models import QuerySet

from safeconduct.case import events as ev
from safeconduct.case.dates import BadDate, latest
from safeconduct.case.state import fold
from safeconduct.gate import history, reading, sealed, standstill
from safeconduct.gate.away import keeps_away
from safeconduct.gate.change import Change, File, changing
from safeconduct.gate.errors import Forbidden, NotFound, Refused, Wrong
from safeconduct.gate.identities import identity, numbers
from safeconduct.gate.models import Hold, Person, Request
from safeconduct.gate.newid import fresh
from safeconduct.gate.opening import carry_out
from safeconduct.gate.versions import Version
from safeconduct.law.holds import standing
from safeconduct.policy.actor import Actor
from safeconduct.policy.permissions import Permission, must
from safeconduct.policy.standing import same_person

On = Literal["measure", "request", "person", "state"]
_EVERYWHERE = ("person", "state")


def place(actor: Actor, case: str, on: On, of: str, why: str, until: str | None = None) -> str:
    """Let something stand still, until a day or until it is lifted; gives the hold's id.

    It binds from now on, wherever the person or the state comes up. Raises `NotFound`, `Wrong`.
    """
    must(actor, Permission.HOLD_WRITE, case, of)
    with changing(actor, everywhere=on in _EVERYWHERE) as made:
        return put(made, case, on, of, why, until)


def put(made: Change, case: str, on: On, of: str, why: str, until: str | None = None) -> str:
    """Place a hold within a change; one on a person or a state needs `everywhere`."""
    file = made.file(case)
    things: dict[On, Collection[str]] = {
        "measure": file.state.measures, "request": file.state.requests,
        "person": file.state.persons,
        "state": {r.requesting_state for r in file.state.requests.values()},
    }  # fmt: skip
    if of not in things[on]:
        raise NotFound(f"of: this case has no {on} called '{of}'")
    if until is not None and _last_day(until).isoformat() <= file.today:
        raise Wrong(f"until: '{until}' is not after today ({file.today}); write a later day")
    first = ev.HoldPlaced(
        hold=fresh("hold"), on=on, of=of, why=why, until=until, register=made.actor.register
    )
    file.write(first)
    for other, its in _elsewhere(file, on, of):
        _copy(made.reached(other), first, its, made.actor)
    return first.hold


def _last_day(until: str) -> date:
    try:
        return latest(until)
    except BadDate as error:
        raise Wrong(f"until: {error}") from None


def lift(actor: Actor, case: str, hold: str, reasons: str, seen: Version) -> None:
    """End a hold, in every case that it reaches. Only the office that placed it does.

    Raises `NotFound`, `Forbidden`, `Refused` if it is lifted already, `Stale`, `Held`.
    """
    must(actor, Permission.HOLD_WRITE, case, hold)
    end(actor, case, hold, reasons, seen)


def end(actor: Actor, case: str, hold: str, reasons: str, seen: Version | None = None) -> None:
    """End a hold of the actor's office, whose account may be at another node; raises as `lift`."""

    def make(made: Change, file: File) -> None:
        placed = file.state.holds.get(hold)
        if placed is None:
            raise NotFound(f"there is no hold '{hold}' in this case")
        if not whose(actor, placed):
            # Nothing here says whose it is: not everybody may know.
            raise Forbidden("this hold is another office's, and only the office that placed it "
                            "lifts it; you can place one of your own")  # fmt: skip
        if hold in file.state.lifted:
            raise Refused(f"hold '{hold}' is lifted already")
        waiting = sealed.waits(file.events, hold)
        if waiting:
            raise Refused(
                f"hold '{hold}' came with emergency '{waiting}': review that first, and lift this "
                "afterwards"
            )
        rows = Hold.objects.filter(group=placed.group or placed.hold, lifted=False)
        for other, name in rows.exclude(pk=hold).values_list("case_id", "id"):
            there = made.reached(other)
            # A file can claim that a hold belongs to somebody else's.
            if whose(actor, there.state.holds[name]):
                there.write(ev.HoldLifted(hold=name, reasons=reasons))
        file.write(ev.HoldLifted(hold=hold, reasons=reasons))

    carry_out(actor, case, make, seen=seen, everywhere=True)


def whose(actor: Actor, placed: ev.HoldPlaced) -> bool:
    """Whether a hold is the actor's office's own: the same role and, of registers, the same one."""
    return actor.role == placed.by and (
        actor.role != "asylum-officer" or actor.register == placed.register
    )


def inherit(made: Change, file: File) -> None:
    """Holds that stand elsewhere on this case's persons and states stand here, too.

    Called in the change in which a request is registered or a person identified.
    """
    here = {_same(hold, hold.of) for hold in file.state.holds.values()}
    for of, rows in _about(file):
        for case, name in (
            rows.filter(lifted=False).exclude(case=file.id).values_list("case_id", "id")
        ):
            placed = _placed(case, name)
            if placed is None or _over(placed, file.today):
                continue
            if _same(placed, of) not in here:
                here.add(_same(placed, of))
                _copy(file, placed, of, made.actor)


def spread(made: Change, file: File) -> None:
    """Holds that stand here on persons and states stand in every other open case, too.

    Called in the change that imports a case or identifies a person: until then nobody could tell
    whom else these holds reach. It needs `everywhere`. What the gate holds until a check is
    complete stays here: each case has a check of its own.
    """
    today = date.fromisoformat(file.today)
    for placed in standing(file.state, today, _names(file)):
        if placed.why == standstill.WHY:
            continue
        for case, of in _elsewhere(file, placed.on, placed.of):
            other = made.reached(case)
            if _same(placed, of) not in {_same(h, h.of) for h in other.state.holds.values()}:
                _copy(other, placed, of, made.actor)


def _same(hold: ev.HoldPlaced, of: str) -> tuple[str | None, ...]:
    """Tells whether a hold is there already: one that a file made up to stand for it is another."""
    return hold.group or hold.hold, hold.on, of, hold.by, hold.register, hold.until


def _names(file: File) -> dict[str, set[str]]:
    """The persons and states of a case."""
    states = {r.requesting_state for r in file.state.requests.values()}
    return {"measure": set(), "request": set(), "person": set(file.state.persons), "state": states}


def _copy(file: File, first: ev.HoldPlaced, of: str, actor: Actor) -> None:
    """The same hold in another case, as its own: who placed it stays who placed it."""
    file.write(
        ev.HoldPlaced(
            hold=fresh("hold"), on=first.on, of=of, why=first.why, until=first.until,
            register=first.register, group=first.group or first.hold,
        ),
        by=first.by or actor.role,
    )  # fmt: skip


def _elsewhere(file: File, on: On, of: str) -> Iterator[tuple[str, str]]:
    """Where else a person or state comes up: open cases, with what each calls it."""
    if on == "state":
        found = Request.objects.filter(requesting_state=of, case__closed=False)
        for case in found.order_by("case_id").values_list("case_id", flat=True).distinct():
            if case != file.id:
                yield case, of
    elif on == "person":
        mine = _identities(file).get(of)
        if mine:
            same = Person.objects.filter(identity=mine, case__closed=False).exclude(pk=of)
            yield from same.order_by("case_id", "id").values_list("case_id", "id")


def _about(file: File) -> Iterator[tuple[str, QuerySet[Hold]]]:
    for state in sorted({r.requesting_state for r in file.state.requests.values()}):
        yield state, Hold.objects.filter(on="state", of=state)
    for person, mine in _identities(file).items():
        same = Person.objects.filter(identity=mine).values("id")
        yield person, Hold.objects.filter(on="person", of__in=same)


def _identities(file: File) -> dict[str, str]:
    """The persons of a case that are identified by number, each with what stands for it."""
    return {person: identity(number) for person, number in numbers(file.events).items()}


def _placed(case: str, hold: str) -> ev.HoldPlaced | None:
    events: Iterable[ev.AnyEvent] = history.events(case)
    return next((e for e in events if isinstance(e, ev.HoldPlaced) and e.hold == hold), None)


def _over(placed: ev.HoldPlaced, today: str) -> bool:
    return placed.until is not None and latest(placed.until).isoformat() <= today


def placed_by(actor: Actor, case: str) -> list[dict[str, Any]]:
    """The holds of a case that the actor placed, as `shown` gives them. Raises `NotFound`."""
    must(actor, Permission.HOLD_OWN_READ, case)
    if keeps_away(actor, case):
        raise NotFound(f"there is no case '{case}'")
    written = reading.read(reading.case_of(case).pk)
    state = fold(history.binding(written))
    found = [
        {"id": h.hold, "on": h.on, "of": h.of, "since": h.day, "until": h.until or "",
         "lifted": h.hold in state.lifted, "mine": True, "why": h.why, "by": h.by or ""}
        for one in written
        for h in [one.event]
        if isinstance(h, ev.HoldPlaced) and whose(actor, h) and same_person(actor, one.actor)
    ]  # fmt: skip
    if not found and not actor.concerns & {case, *state.measures}:
        raise NotFound(f"there is no case '{case}'")
    return found


def shown(actor: Actor, case: str) -> list[dict[str, Any]]:
    """The holds of a case with their reasons; an asylum officer's office's own. Raises `NotFound`.

    Everybody else learns that a measure stands still from `readiness.word`, and no more.
    """
    must(actor, Permission.HOLD_READ, case)
    if keeps_away(actor, case):
        raise NotFound(f"there is no case '{case}'")
    state = fold(history.events(reading.case_of(case).pk))
    return [
        {"id": h.hold, "on": h.on, "of": h.of, "since": h.day, "until": h.until or "",
         "lifted": h.hold in state.lifted, "mine": whose(actor, h), "why": h.why, "by": h.by or ""}
        for h in state.holds.values()
        if actor.role in ("magistrate", "second-signer", "overseer") or whose(actor, h)
    ]  # fmt: skip
