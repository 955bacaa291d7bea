"""What a register's node answers at once when a gate asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import msgspec

from safeconduct.nodes import here, holding
from safeconduct.nodes.inbox import Rejected
from safeconduct.nodes.peers import Peer
from safeconduct.register.asked import AskedAbout
from safeconduct.register.exact import ExactCheck
from safeconduct.register.node import current

Given = TypeVar("Given", bound=msgspec.Struct)

_asked = AskedAbout()


class Asked(msgspec.Struct, frozen=True):
    """Whom a register is asked about."""

    number: str
    names: tuple[str, ...]
    born: str
    citizen_of: tuple[str, ...]
    exact: bool


class Protected(msgspec.Struct, frozen=True):
    """Whether a register protects somebody."""

    register: str
    who: Asked
    requesting_state: str


class Epoch(msgspec.Struct, frozen=True):
    """In which epoch a register is."""

    register: str


class MayGo(msgspec.Struct, frozen=True):
    """Whether nothing here holds a measure."""

    case: str
    request: str
    measure: str
    requesting_state: str


def epoch(peer: Peer, body: dict[str, Any]) -> dict[str, Any]:
    """The epoch of a register."""
    return {"epoch": _check(peer, _read(body, Epoch).register).epoch()}


def protected(peer: Peer, body: dict[str, Any]) -> dict[str, Any]:
    """Whether a register protects somebody, on exact identity.

    The epoch is read first, so that a change in between makes the answer out of date.
    """
    said = _read(body, Protected)
    check = _check(peer, said.register)
    who = said.who
    _asked.count(peer, who.number, who.names, who.born, here.current().now())
    began = check.epoch()
    answer = check.ask(said.who, said.requesting_state)
    return {"answer": answer, "mark": check.mark(said.who), "epoch": began}


def may_go(peer: Peer, body: dict[str, Any]) -> dict[str, Any]:
    """Whether a hold of this node stands in the way of a gate's measure."""
    said = _read(body, MayGo)
    stands = holding.standing(
        peer.name, said.case, said.request, said.measure, said.requesting_state
    )
    return {"held": stands}


ANSWERS: Mapping[str, Callable[[Peer, dict[str, Any]], dict[str, Any]]] = {
    "epoch": epoch, "protected": protected, "may-go": may_go,
}  # fmt: skip
"""By kind of question."""


def _read(body: dict[str, Any], kind: type[Given]) -> Given:
    try:
        return msgspec.convert(body, kind)
    except msgspec.ValidationError as error:
        raise Rejected(str(error)) from None


def _check(peer: Peer, register: str) -> ExactCheck:
    if peer.kind != "gate":
        raise Rejected(f"{peer.name} is no gate; only gates are told whom a register protects")
    if register not in current().registers:
        raise Rejected(f"this node does not answer for the register '{register}'")
    return ExactCheck(register)
