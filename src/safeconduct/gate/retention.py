"""What a closed case says is erased after a time, or on an order; that it was stays provable.

Two persons, an overseer among them: one proposes, another carries it out. Both are noted in the
office file. The entries stay in the record and still verify.
"""

from __future__ import annotations

from calendar import isleap
from dataclasses import dataclass
from datetime import date

from safeconduct.case import events as ev
from safeconduct.case.dates import LAST_YEAR, latest
from safeconduct.case.state import State, fold
from safeconduct.gate import history, reading
from safeconduct.gate.away import avoided
from safeconduct.gate.change import changing
from safeconduct.gate.connection import DjangoConnection
from safeconduct.gate.errors import Forbidden, Held, NotFound, Refused
from safeconduct.gate.models import (
    Asked,
    Case,
    Content,
    Deadline,
    Entry,
    Erasure,
    Hold,
    Measure,
    Notice,
    Person,
    Request,
)
from safeconduct.gate.node import current
from safeconduct.gate.officefile import office
from safeconduct.gate.reading import OFFICE
from safeconduct.law.holds import standing
from safeconduct.policy.actor import Actor
from safeconduct.policy.budgets import WINDOW
from safeconduct.policy.models import Look
from safeconduct.policy.permissions import Permission, must
from safeconduct.policy.standing import same_person, signature

MOST = 50
"""Cases that are listed at once."""


@dataclass(frozen=True)
class Kept:
    """A closed case: until when it is kept, and whether its erasure is proposed."""

    case: str
    until: date
    due: bool
    proposed: date | None
    reasons: str


def kept(actor: Actor, after: str = "") -> list[Kept]:
    """The closed cases in the order of their ids, from the one after another."""
    must(actor, Permission.KEPT_READ)
    rows = Case.objects.filter(closed=True, erased=None, pk__gt=after).exclude(pk=OFFICE)
    cases = list(rows.order_by("pk").values_list("pk", flat=True)[:MOST])
    away, today = avoided(actor, cases), current().today()
    proposed = {one.pk: one for one in Erasure.objects.filter(pk__in=cases)}
    found = []
    for case in cases:
        if case in away:
            continue
        until, by = _ends(reading.events(case)), proposed.get(case)
        found.append(
            Kept(case, until, today >= until, by.proposed if by else None, by.reasons if by else "")
        )
    return found


def propose(actor: Actor, case: str, reasons: str, *, ordered: bool = False) -> None:
    """Propose that what a case says be erased. `ordered`: before its time, on an order.

    Raises `NotFound`, `Refused`, `Held`.
    """
    must(actor, Permission.PAYLOADS_ERASE, case)
    if not reasons.strip():
        raise Refused("reasons: say why, and on whose order if there is one")
    with changing(actor) as made:
        row = _case(case)
        _may_go(row, reading.read(case), ordered=ordered)
        if Erasure.objects.filter(pk=case).exists():
            raise Refused("its erasure is proposed already; another person carries it out")
        Erasure.objects.create(
            case=row, signed=signature(actor), role=actor.role, reasons=reasons,
            proposed=current().today(),
        )  # fmt: skip
        told = ev.Noted(title=f"erasure of what case {case} says is proposed", note=reasons)
        office(made).write(told, known=())


def carry_out(actor: Actor, case: str) -> int:
    """Erase what a case says, as another person proposed; gives how many entries that were.

    Raises `NotFound`, `Refused`, `Forbidden`, `Held` if something has come up since.
    """
    must(actor, Permission.PAYLOADS_ERASE, case)
    with changing(actor, everywhere=True) as made:
        row = _case(case)
        proposed = Erasure.objects.filter(pk=case).first()
        if proposed is None:
            raise Refused("nobody has proposed its erasure")
        if same_person(actor, proposed.signed):
            raise Forbidden("you proposed this erasure; another person has to carry it out")
        if "overseer" not in (actor.role, proposed.role):
            raise Forbidden("an overseer has to be one of the two; nobody who is one proposed this")
        written = reading.read(case)
        _may_go(row, written, ordered=True)
        record, connection = current().record, DjangoConnection()
        for one in written:
            record.erase(connection, one.position, actor.role, proposed.reasons, signature(actor))
        row.title, row.erased = "", current().today()
        row.save()
        Request.objects.filter(case=row).update(title="", reference="")
        Measure.objects.filter(case=row).update(title="")
        Person.objects.filter(case=row).update(identity="")
        Deadline.objects.filter(case=row).delete()
        Notice.objects.filter(case=row).delete()
        Asked.objects.filter(case=row).delete()
        _forget_looks(case)
        Content.objects.filter(case=row).delete()
        Erasure.objects.filter(pk=case).update(reasons="carried out")
        done = f"what case {case} said is erased: {len(written)} entries"
        office(made).write(ev.Noted(title=done, note=proposed.reasons), known=())
    scrub()
    return len(written)


def _forget_looks(case: str) -> None:
    """Who was in a case goes with it; that somebody was looked at counts a while longer."""
    looks = Look.objects.filter(case=case)
    looks.filter(day__lte=current().today() - WINDOW).delete()
    looks.update(case="", at="erased")


def erased(case: str) -> list[int]:
    """The numbers of a case's events that were erased."""
    there = {w.number for w in reading.read(case)}
    numbers = Entry.objects.filter(case_id=case).order_by("number")
    return [n for n in numbers.values_list("number", flat=True) if n not in there]


def scrub() -> None:
    """On SQLite leave nothing of what was erased in the write-ahead log; see docs/record.md."""
    connection = DjangoConnection()
    if connection.vendor == "sqlite":
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _case(case: str) -> Case:
    row = Case.objects.select_for_update().filter(pk=case).first()
    if row is None:
        raise NotFound(f"there is no case '{case}'")
    return row


def _may_go(row: Case, written: list[reading.Written], *, ordered: bool) -> None:
    if row.pk == OFFICE:
        raise Refused("the office file is kept: it says who may do what")
    if row.erased is not None:
        raise Refused("what this case says was erased already")
    if not row.closed:
        raise Refused("the case is open; only what a closed case says is erased")
    # What a file says was lifted or ended still stands here.
    _nothing_pending(row, fold(history.binding(written)))
    until = _ends([one.event for one in written])
    if not ordered and current().today() < until:
        raise Refused(f"it is kept until {until} unless its erasure is ordered")


def _nothing_pending(row: Case, state: State) -> None:
    about = {
        "measure": set(state.measures), "request": set(state.requests),
        "person": set(state.persons),
        "state": {request.requesting_state for request in state.requests.values()},
    }  # fmt: skip
    here = standing(state, current().today(), about)
    persons = Hold.objects.filter(of__in=state.persons, lifted=False).exclude(case=row)
    if here or persons.exists():
        raise Held("a hold stands on the case; it is kept until that is lifted")
    if any(count > 0 for count in state.oppositions.values()):
        raise Held("an opposition is pending; the case is kept until it is decided")
    waits = Deadline.objects.filter(case=row, met=False).exclude(what="oppose")
    if waits.exists():
        raise Held("something in the case is still awaited; the case is kept until it is done")


def _ends(events: list[ev.AnyEvent]) -> date:
    """The day until which a closed case is kept: so many years after its last event.

    What happened on 29 February ends on 1 March, where the later year has no such day.
    """
    days = [latest(e.day) for e in events]
    last = max((day for day in days if day.year < LAST_YEAR), default=date.min)
    year = min(last.year + current().keep_years, LAST_YEAR)
    leap = (last.month, last.day) == (2, 29) and not isleap(year)
    return date(year, 3, 1) if leap else last.replace(year=year)
