"""What registers in nodes of their own send, and what it does here.

It is done as their officers' act, in the transaction in which the message is taken, and only for
registers that the sender answers for. What the gate refuses goes back to the sender in words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Literal, TypeVar

import msgspec

from safeconduct.case import events as ev
from safeconduct.case.eventbase import MeasureOpinion, State
from safeconduct.case.state import fold
from safeconduct.gate import candidates, history, holds, opinions, questions, reading, tasks
from safeconduct.gate.change import Change, changing
from safeconduct.gate.errors import Held, NotFound, Refused, Wrong
from safeconduct.gate.models import Case, PeerHold
from safeconduct.gate.referred import referred_to
from safeconduct.nodes import here
from safeconduct.nodes.inbox import Rejected
from safeconduct.nodes.message import Message
from safeconduct.policy.actor import Actor

Given = TypeVar("Given", bound=msgspec.Struct)


class Opinion(msgspec.Struct, frozen=True):
    """An opinion of a register."""

    register: str
    case: str
    on: tuple[MeasureOpinion, ...]
    points: tuple[str, ...]
    must_not_disclose: tuple[str, ...]
    officer: str
    """A pseudonym of the officer's, which only their own node resolves."""


class Protecting(msgspec.Struct, frozen=True):
    """A protection that stands, as a register has it."""

    kind: str
    against: State
    since: str = "unknown"
    until: str | None = None


class Confirmed(msgspec.Struct, frozen=True):
    """It is the person whom the register protects."""

    register: str
    case: str
    person: str
    protections: tuple[Protecting, ...]


class NotThePerson(msgspec.Struct, frozen=True):
    """It is somebody else."""

    register: str
    case: str
    person: str
    reasons: str


class Answered(msgspec.Struct, frozen=True):
    """The answer to a question; `officer` as in an opinion."""

    register: str
    case: str
    fact: str
    value: Literal["yes", "no", "unknown"]
    officer: str


class HoldPlaced(msgspec.Struct, frozen=True):
    """A hold that binds at the sender already."""

    hold: str
    case: str
    on: holds.On
    of: str
    why: str
    until: str = ""


class HoldLifted(msgspec.Struct, frozen=True):
    """The end of one."""

    hold: str
    reasons: str


class Epoch(msgspec.Struct, frozen=True):
    """A register has changed."""

    register: str
    epoch: str


def opinion(message: Message) -> None:
    """The register gives its opinion."""
    said = _read(message, Opinion)
    with _acting(message, said.register) as made:
        opinions.write(
            made.file(said.case), said.register, said.on, said.points, said.must_not_disclose,
            note=f"given at {message.sender} by officer {said.officer}",
        )  # fmt: skip


def confirmed(message: Message) -> None:
    """Its officer says who it is, and what protects them."""
    said = _read(message, Confirmed)
    with _acting(message, said.register) as made:
        try:
            stated = [
                msgspec.convert(
                    {"event": "protection-stated", "protection": "pro", "person": said.person,
                     **msgspec.to_builtins(one)},
                    ev.ProtectionStated,
                )
                for one in said.protections
            ]  # fmt: skip
        except msgspec.ValidationError as error:
            raise Wrong(f"protections: {error}") from None
        candidates.is_them(made.file(said.case), said.register, said.person, stated)


def not_the_person(message: Message) -> None:
    """Its officer says that it is somebody else."""
    said = _read(message, NotThePerson)
    with _acting(message, said.register) as made:
        candidates.is_another(made.file(said.case), said.register, said.person, said.reasons)


def answered(message: Message) -> None:
    """Its officer answers what was asked."""
    said = _read(message, Answered)
    with _acting(message, said.register) as made:
        questions.write(
            made.file(said.case), _officer(said.register), said.fact, said.value,
            note=f"answered at {message.sender} by officer {said.officer}",
        )  # fmt: skip


def hold_placed(message: Message) -> None:
    """A hold of a register's: at its own node it stands already."""
    said = new_hold(message)
    register = _put_before(message, said)
    with _acting(message, register, everywhere=said.on == "state") as made:
        own = holds.put(made, said.case, said.on, said.of, said.why, said.until or None)
        PeerHold.objects.create(
            peer=message.sender, hold=said.hold, case_id=said.case, own=own, register=register
        )


def new_hold(message: Message) -> HoldPlaced:
    """A hold that its sender has not placed before. Raises `Rejected`."""
    said = _read(message, HoldPlaced)
    if PeerHold.objects.filter(peer=message.sender, hold=said.hold).exists():
        raise Rejected([f"hold: you have placed one that is called '{said.hold}' already"])
    return said


def hold_lifted(message: Message) -> None:
    """It is to end. That opens something, so that others witness it first: the worker does it."""
    said = _read(message, HoldLifted)
    if not said.reasons.strip():
        raise Rejected(["reasons: say why it need not stand still any more"])
    mine = PeerHold.objects.filter(peer=message.sender, hold=said.hold, lift_reasons="")
    if not mine.update(lift_reasons=said.reasons):
        raise Rejected([f"hold: none that is called '{said.hold}' stands here for you"])
    tasks.end_peer_holds.enqueue()


def epoch(message: Message) -> None:
    """A register has changed: everybody whose check rests on it is put to it again."""
    _speaks_for(message, _read(message, Epoch).register)
    tasks.put(tasks.rescreen)


HANDLERS: Mapping[str, Callable[[Message], None]] = {
    "opinion": opinion,
    "answered": answered,
    "confirmed": confirmed,
    "not-the-person": not_the_person,
    "hold-placed": hold_placed,
    "hold-lifted": hold_lifted,
    "epoch": epoch,
}
"""By kind of message; for senders that are registers alone."""


def _read(message: Message, kind: type[Given]) -> Given:
    try:
        return msgspec.convert(message.body, kind)
    except msgspec.ValidationError as error:
        raise Rejected([f"this is no '{message.kind}': {error}"]) from None


def _speaks_for(message: Message, register: str) -> None:
    """Go on only if the sender answers for this register."""
    if register not in _registers(message):
        raise Rejected([f"register: {message.sender} does not answer for '{register}'"])


def _registers(message: Message) -> tuple[str, ...]:
    sender = here.current().peers.get(message.sender)
    return sender.registers if sender is not None and sender.kind == "register" else ()


@contextmanager
def _acting(message: Message, register: str, *, everywhere: bool = False) -> Iterator[Change]:
    """A change as an officer of the register; what is refused is refused to the sender."""
    _speaks_for(message, register)
    with acting(_officer(register), everywhere=everywhere) as made:
        yield made


def _officer(register: str) -> Actor:
    """Somebody at the register's own node, whom this one has no account of."""
    return Actor(account="", role="asylum-officer", register=register)


@contextmanager
def acting(
    actor: Actor, *, everywhere: bool = False, nothing: str = opinions.NOTHING
) -> Iterator[Change]:
    """A change in the name of an office at another node; raises `Rejected` if it is refused.

    `nothing`: the words for what is not there, the same if it is and is not the sender's to know.
    Where the record is not what was written nothing is taken: the sender sends it again until that
    is settled.
    """
    try:
        with changing(actor, everywhere=everywhere) as made:
            yield made
    except Held:
        raise
    except NotFound:
        # The same words, whether or not there is such a case.
        raise Rejected([nothing]) from None
    except Wrong as error:
        raise Rejected(error.problems) from None
    except Refused as error:
        raise Rejected([str(error)]) from None


def _put_before(message: Message, said: HoldPlaced) -> str:
    """The register in whose name a hold is placed: one before which something of it was put.

    Raises `Rejected`: whoever was asked nothing holds nothing.
    """
    known = Case.objects.filter(pk=said.case).exclude(pk=reading.OFFICE).exists()
    events = history.events(said.case) if known else []
    state = fold(events)
    for register in _registers(message):
        measures = {one for one in referred_to(events, register) if one in state.measures}
        requests = {state.measures[one].request for one in measures}
        states = {state.requests[one].requesting_state for one in requests}
        if said.of in {"measure": measures, "request": requests, "state": states}.get(said.on, ()):
            return register
    raise Rejected([opinions.NOTHING])
