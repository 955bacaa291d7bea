"""Registers in nodes of their own: asked over the wire, told through the outbox.

A register is asked outside of any transaction. Within one, what it said of its epoch just before
counts (`asking.hear`); what it said longer ago is no answer. No answer is a hold.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from threading import Lock
from typing import Any, Literal, TypeVar

import msgspec
from django.db import connection

from safeconduct.case import events as ev
from safeconduct.case import steps
from safeconduct.case.state import State, fold
from safeconduct.gate import opinions
from safeconduct.gate.ports import Answer, Identity, RegisterDesk, Unreachable
from safeconduct.nodes import asking, outbox

logger = logging.getLogger("safeconduct.gate")
FRESH = 10.0
"""For how many seconds what a register said of its epoch counts within a transaction."""
PAUSE = 1.0
"""For how many seconds a register that did not answer is not asked again."""
Ask = Callable[[str, str, dict[str, Any]], Mapping[str, Any]]


class _Epoch(msgspec.Struct, frozen=True):
    """What a register says of its epoch."""

    epoch: str


class _Protected(msgspec.Struct, frozen=True):
    """What a register says of a person."""

    answer: Literal["refer", "none", "too-little"]
    mark: str
    epoch: str


_Said = TypeVar("_Said", _Epoch, _Protected)


class RemoteCheck:
    """One register of another node, asked on exact identity."""

    def __init__(
        self, peer: str, register: str, ask: Ask = asking.ask,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:  # fmt: skip
        """`peer`: the node's name; `register`: one that it answers for."""
        self._peer, self._register, self._ask, self._clock = peer, register, ask, clock
        self._lock = Lock()
        self._heard = ("", -FRESH)
        self._silent = -PAUSE
        self._marks: dict[Identity, str] = {}

    @property
    def register(self) -> str:
        """The name of the register."""
        return self._register

    def ask(self, who: Identity, requesting_state: str) -> Answer:
        """Whether the register protects the person. Raises `Unreachable`."""
        said = self._question(who, requesting_state)
        with self._lock:
            # It belongs to this answer: asked for later it could be that of another one.
            self._marks[who] = said.mark
        return said.answer

    def mark(self, who: Identity) -> str:
        """A text that changes with what the register holds on the person. Raises `Unreachable`."""
        with self._lock:
            kept = self._marks.pop(who, None)
        return self._question(who, "").mark if kept is None else kept

    def epoch(self) -> str:
        """A text that changes whenever the register may answer otherwise than before.

        Raises `Unreachable`.
        """
        if connection.in_atomic_block:
            with self._lock:
                token, at = self._heard
            if self._clock() - at > FRESH:
                raise Unreachable(f"{self._peer} has said nothing for {FRESH:.0f} seconds")
            return token
        token = self._put("epoch", {"register": self._register}, _Epoch).epoch
        with self._lock:
            self._heard = token, self._clock()
        return token

    def _question(self, who: Identity, requesting_state: str) -> _Protected:
        about = {
            "number": who.number, "names": list(who.names), "born": who.born,
            "citizen_of": list(who.citizen_of), "exact": who.exact,
        }  # fmt: skip
        body = {"register": self._register, "who": about, "requesting_state": requesting_state}
        return self._put("protected", body, _Protected)

    def _put(self, kind: str, body: dict[str, Any], said: type[_Said]) -> _Said:
        # One that is gone would else let everybody wait, person by person.
        if self._clock() - self._silent < PAUSE:
            raise Unreachable(f"{self._peer} did not answer just now")
        try:
            return msgspec.convert(self._ask(self._peer, kind, body), said)
        except (asking.NoAnswer, msgspec.ValidationError) as error:
            with self._lock:
                if self._heard[0]:
                    logger.warning("the register '%s' does not answer: %s", self._register, error)
                self._silent, self._heard = self._clock(), ("", -FRESH)
            raise Unreachable(str(error)) from error


class Desks:
    """The desks of all registers: those of this database, and those of other nodes."""

    def __init__(self, here: RegisterDesk, elsewhere: Mapping[str, str]) -> None:
        """`here`: this database's; `elsewhere`: the node of each other register."""
        self._here, self._elsewhere = here, dict(elsewhere)

    def told(self, register: str, case: str, event: ev.AnyEvent) -> None:
        """A referral, or a later step: what kind, of what and when, and nothing of what it says."""
        peer = self._elsewhere.get(register)
        if peer is None:
            self._here.told(register, case, event)
        elif isinstance(event, ev.Referred):
            outbox.send(peer, "referred", {
                "register": register, "case": case, "measures": list(event.measures),
                "by_default": event.by_default == "yes", "day": event.day,
            })  # fmt: skip
        else:
            outbox.send(peer, "step", {
                "register": register, "case": case, "kind": steps.kind(event),
                "of": steps.measure_of(event), "day": event.day,
            })  # fmt: skip

    def changed(
        self, register: str, case: str, before: Sequence[ev.AnyEvent],
        events: Sequence[ev.AnyEvent], state: State,
    ) -> None:  # fmt: skip
        """Show the matter anew if it reads otherwise than before."""
        peer = self._elsewhere.get(register)
        if peer is None:
            return
        now = opinions.view(case, events, state, register)
        if now != opinions.view(case, before, fold(before), register):
            body = {"register": register, "case": case, "content": now}
            outbox.send(peer, "matter", body)
