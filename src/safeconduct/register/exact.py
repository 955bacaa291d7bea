"""Answers whether a register protects somebody, on exact identity.

By number; as second best, by a name in the same words and a birth date. Other spellings and
scripts are not found: that is the blind check's part, which takes this one's place.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Literal, Protocol

from safeconduct.case import dates
from safeconduct.case.exactname import number_key
from safeconduct.register import epochs
from safeconduct.register.models import Protection, Registered
from safeconduct.register.protections import name_key, stands


class Who(Protocol):
    """What a register is asked about."""

    @property
    def number(self) -> str:
        """The number in the population register, if known."""

    @property
    def names(self) -> tuple[str, ...]:
        """Every name that is known."""

    @property
    def born(self) -> str:
        """The birth date, partial if need be."""

    @property
    def exact(self) -> bool:
        """Whether the person is identified."""


class ExactCheck:
    """One register of this database, asked on exact identity."""

    def __init__(self, register: str) -> None:
        """`register`: its name."""
        self._register = register

    @property
    def register(self) -> str:
        """The name of the register."""
        return self._register

    def ask(self, who: Who, requesting_state: str) -> Literal["refer", "none", "too-little"]:  # noqa: ARG002
        """Whether the register protects the person, against whatever state.

        Another state may be asking for the one that the person fled from: the officer says which
        protection bears on the request.
        """
        if self._standing(who):
            return "refer"
        known = bool(who.number) or (bool(who.names) and _full(who.born))
        return "none" if who.exact and known else "too-little"

    def mark(self, who: Who) -> str:
        """A text that changes with the protections that stand for the person."""
        rows = [f"{p.pk}|{p.kind}|{p.against}|{p.since}|{p.until}" for p in self._standing(who)]
        return sha256("\n".join(rows).encode()).hexdigest()

    def epoch(self) -> str:
        """A text that changes with every change of the register."""
        return epochs.token(self._register)

    def _standing(self, who: Who) -> list[Protection]:
        mine = Registered.objects.filter(register=self._register)
        keys = [key for key in map(name_key, who.names) if key]
        persons = {p.pk: p for p in mine.filter(keys__key__in=keys) if _may_be(p, who)}
        if number_key(who.number):
            persons |= {p.pk: p for p in mine.filter(number=number_key(who.number))}
        rows = Protection.objects.filter(person__in=persons).order_by("pk")
        return [one for one in rows if stands(one)]


def _may_be(person: Registered, who: Who) -> bool:
    """Whether somebody of the same name may be the person: nothing known of both tells them apart.

    Two different numbers do, unless the full birth date is the same.
    """
    if person.number and who.number and person.number != number_key(who.number):
        return _full(person.born) and person.born == who.born
    (first, last), (begin, end) = dates.span(person.born), dates.span(who.born)
    return first <= end and begin <= last


def _full(day: str) -> bool:
    first, last = dates.span(day)
    return first == last
