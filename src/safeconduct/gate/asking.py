"""Whom the registers are asked about, as whom, and which of their answers are out of date.

A register is asked once about a person, for each live request and epoch: again only when it may
answer otherwise, when the person is known otherwise than before, or when somebody screens anew.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from safeconduct.case import events as ev
from safeconduct.case.state import State
from safeconduct.gate.identities import numbers
from safeconduct.gate.models import Asked
from safeconduct.gate.node import current
from safeconduct.gate.ports import Answer, Check, Identity, Unreachable
from safeconduct.gate.touched import live_measures, touched


@dataclass(frozen=True)
class Inquiry:
    """One question to a register: a person, for a request."""

    person: str
    request: str
    requesting_state: str
    who: Identity

    @property
    def asked_as(self) -> str:
        """A keyed hash of everything that the register is told."""
        who = self.who
        return _digest(
            who.number, who.born, str(who.exact), *sorted(who.names), "|", *sorted(who.citizen_of)
        )


@dataclass(frozen=True)
class Said:
    """What a register said; `answer` None: nothing."""

    answer: Answer | None
    epoch: str = ""
    mark: str = ""


Key = tuple[Inquiry, str]
"""A question and the register that it goes to."""


def _digest(*parts: str) -> str:
    text = "\0".join(parts)
    return hmac.new(current().secret, f"asked\0{text}".encode(), "sha256").hexdigest()


def wanted(events: Sequence[ev.AnyEvent], state: State) -> list[Inquiry]:
    """Every question that the live requests of a case raise."""
    found: dict[tuple[str, str], Inquiry] = {}
    known: dict[str, Identity] = {}
    for request, plan in live_measures(events, state):
        for person in touched(state, plan):
            if person in state.persons and (person, request.request) not in found:
                who = known.setdefault(person, identity_of(events, state, person))
                found[person, request.request] = Inquiry(
                    person, request.request, request.requesting_state, who
                )
    return list(found.values())


def identity_of(events: Sequence[ev.AnyEvent], state: State, person: str) -> Identity:
    """What is known of a person, with what the population register adds."""
    listed, number = state.persons[person], numbers(events).get(person, "")
    names = [name.spelled for name in listed.names] or [listed.called]
    states, born = list(listed.citizen_of), listed.born
    for event in events:
        if isinstance(event, ev.PersonIdentified) and event.person == person and event.born:
            born = event.born
    resident = current().population.by_number(number) if number else None
    if resident is not None:
        names += resident.names
        states += resident.citizen_of
    return Identity(
        number, tuple(dict.fromkeys(names)), born, tuple(dict.fromkeys(states)),
        exact=person in state.identified,
    )  # fmt: skip


def out_of_date(case: str, inquiries: Iterable[Inquiry]) -> list[Key]:
    """The questions to which no register's answer of this epoch is there."""
    rows = {(a.person, a.request, a.register): a for a in Asked.objects.filter(case_id=case)}
    found: list[Key] = []
    epochs = {check.register: epoch_of(check) for check in current().checks}
    for inquiry in inquiries:
        for register, epoch in epochs.items():
            row = rows.get((inquiry.person, inquiry.request, register))
            fresh = row is not None and epoch == row.epoch != "" and row.asked_as
            if fresh != inquiry.asked_as:
                found.append((inquiry, register))
    return found


def epoch_of(check: Check) -> str:
    """The epoch of a register; empty if it does not answer."""
    try:
        return check.epoch()
    except Unreachable:
        return ""


def silent() -> bool:
    """Whether a register does not answer at the moment, whatever it would say."""
    return any(not epoch_of(check) for check in current().checks)


def hear() -> None:
    """Hear from every register in which epoch it is, outside of any transaction.

    A register in a node of its own cannot be asked within one: what it said just before counts
    there (`remote`). Whoever looks at a check within a transaction hears first.
    """
    for check in current().checks:
        epoch_of(check)


def put(keys: Iterable[Key]) -> dict[Key, Said]:
    """Ask. The epoch is read first, so that a change in between makes the answer out of date."""
    checks = {check.register: check for check in current().checks}
    return {key: _said(checks[key[1]], key[0]) for key in keys}


def overtaken(answers: Mapping[Key, Said]) -> bool:
    """Whether a register has changed since it said that it has nobody, or cannot tell.

    A hit is no worse for being old, and silence says nothing: both are always written down.
    """
    epochs = {check.register: epoch_of(check) for check in current().checks}
    return any(
        said.answer in ("none", "too-little") and said.epoch != epochs.get(register)
        for (_, register), said in answers.items()
    )


def _said(check: Check, inquiry: Inquiry) -> Said:
    try:
        epoch = check.epoch()
        answer = check.ask(inquiry.who, inquiry.requesting_state)
        if answer == "none" and not inquiry.who.exact:
            answer = "too-little"  # silence on somebody who is not identified says nothing
        return Said(answer, epoch, check.mark(inquiry.who))
    except Unreachable:
        return Said(None)


def said_as(inquiry: Inquiry, register: str, said: Said) -> str:
    """A keyed hash of an answer, to see a change by; two persons' answers never look alike."""
    mark = "" if said.answer == "too-little" else said.mark
    return _digest("said", inquiry.person, inquiry.request, register, str(said.answer), mark)


def keep(case: str, inquiry: Inquiry, register: str, said: Said) -> bool:
    """Note that a register answered; gives whether it answers otherwise than before."""
    place = {
        "case_id": case, "person": inquiry.person, "request": inquiry.request,
        "register": register,
    }  # fmt: skip
    now = {
        "epoch": said.epoch,
        "asked_as": inquiry.asked_as,
        "said": said_as(inquiry, register, said),
    }
    row = Asked.objects.filter(**place).first()
    if row is None:
        Asked.objects.create(**place, **now)
        return True
    changed = (row.asked_as, row.said) != (now["asked_as"], now["said"])
    Asked.objects.filter(pk=row.pk).update(**now)
    return changed
