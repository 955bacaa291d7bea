"""Whom a register found: its officer says whether it is the person, and what protects them."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from safeconduct.case import events as ev
from safeconduct.gate import asking
from safeconduct.gate.change import File, changing
from safeconduct.gate.conclusion import conclude
from safeconduct.gate.errors import NotFound, Refused, Wrong
from safeconduct.gate.newid import fresh
from safeconduct.gate.referred import referred_to, status
from safeconduct.gate.touched import touched
from safeconduct.policy.actor import Actor
from safeconduct.policy.permissions import Permission, must


def confirm(
    actor: Actor, case: str, person: str, protections: Sequence[ev.ProtectionStated]
) -> list[str]:
    """It is the person; these protect them, and the register has no others. Gives their ids.

    Of each protection, its kind, the state and the days are used.
    """
    must(actor, Permission.PROTECTION_WRITE, case)
    with changing(actor) as made:
        return is_them(made.file(case), actor.register, person, protections)


def is_them(
    file: File, register: str, person: str, protections: Sequence[ev.ProtectionStated]
) -> list[str]:
    """The same, within a change."""
    if not protections:
        raise Wrong("protections: name each one that the register has; if it has none, reject")
    _referred(file, register, person)
    stated = [_stated(file, register, person, one) for one in protections]
    if person in file.state.identified:
        _decided(file, person, register, tuple(stated))
    return stated


def _stated(file: File, register: str, person: str, one: ev.ProtectionStated) -> str:
    said = {
        (p.kind, p.against, p.since, p.until): p.protection
        for p in file.state.protections.values()
        if p.person == person and p.register == register
    }
    found = said.get((one.kind, one.against, one.since, one.until))
    if found is not None:
        return found
    new = msgspec.structs.replace(
        one, protection=fresh("protection"), person=person, register=register
    )
    file.write(new)
    return new.protection


def reject(actor: Actor, case: str, person: str, reasons: str) -> None:
    """It is somebody else: the register has nothing on the person, for these reasons."""
    must(actor, Permission.PROTECTION_WRITE, case)
    with changing(actor) as made:
        is_another(made.file(case), actor.register, person, reasons)


def is_another(file: File, register: str, person: str, reasons: str) -> None:
    """The same, within a change."""
    if not reasons.strip():
        raise Wrong("reasons: say why it is somebody else")
    _referred(file, register, person)
    if person not in file.state.identified:
        raise Refused(
            f"person '{person}' is not identified, so that nobody can tell who it is; have the "
            "person identified first, or give your opinion on the measures"
        )
    if status(file.events, person, register) != "waiting":
        raise Refused(f"your register has nobody to settle for person '{person}'")
    _decided(file, person, register, (), reasons)


def _referred(file: File, register: str, person: str) -> None:
    """Go on only if a measure that touches the person was put before the register.

    Raises `NotFound`: whoever was asked nothing learns nothing.
    """
    if register and person in file.state.persons:
        for measure in referred_to(file.events, register):
            plan = file.state.measures.get(measure)
            if plan is not None and person in touched(file.state, plan):
                return
    raise NotFound("nothing of this kind was put before your register")


def _decided(
    file: File, person: str, register: str, found: tuple[str, ...], reasons: str = ""
) -> None:
    """Write what an officer settled, and, if nothing else is open, that the check is complete."""
    file.write(
        ev.Screened(
            person=person, registers=(register,), result="hit" if found else "none", found=found,
            note=reasons,
        )
    )  # fmt: skip
    inquiries = [one for one in asking.wanted(file.events, file.state) if one.person == person]
    if not conclude(file, person, inquiries):
        # Others have not answered or not settled whom they found: the list is not complete yet.
        file.write(ev.Screened(person=person, registers=(), result="too-little"))
