"""When a check of the registers is complete, and what stands in the way."""

from __future__ import annotations

from collections.abc import Sequence

from safeconduct.case import events as ev
from safeconduct.case.facts import key as fact_key
from safeconduct.gate import standstill
from safeconduct.gate.asking import Inquiry, Said, said_as
from safeconduct.gate.change import File
from safeconduct.gate.models import Asked
from safeconduct.gate.node import current
from safeconduct.gate.referred import status


def conclude(file: File, person: str, inquiries: Sequence[Inquiry]) -> bool:
    """Write that every register has answered for a person, if so; gives whether it is.

    Nothing is concluded of somebody who is not identified, before every register has answered
    for each request, and while one has found somebody and no officer has settled it.
    """
    if person not in file.state.identified or _open(file, person, inquiries):
        return False
    registers = tuple(check.register for check in current().checks)
    written = file.state.declared.get(fact_key("protections", person), [])
    if not any(isinstance(e, ev.Screened) and set(e.registers) >= set(registers) for e in written):
        found = tuple(p.protection for p in file.state.protections.values() if p.person == person)
        file.write(
            ev.Screened(
                person=person, registers=registers, result="hit" if found else "none", found=found
            ),
            by="asylum-officer",
        )
    standstill.lift(file, "person", person)
    return True


def _open(file: File, person: str, inquiries: Sequence[Inquiry]) -> bool:
    rows = {
        (row.request, row.register): row
        for row in Asked.objects.filter(case_id=file.id, person=person).exclude(epoch="")
    }
    for check in current().checks:
        register = check.register
        if status(file.events, person, register) == "waiting":
            return True
        for inquiry in inquiries:
            row = rows.get((inquiry.request, register))
            if row is None or row.asked_as != inquiry.asked_as:
                return True
            if row.said == said_as(inquiry, register, Said("too-little")):
                return True
    return False
