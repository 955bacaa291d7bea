"""What gates send to a register's node, and what is kept of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import msgspec
from django.utils import timezone

from safeconduct.nodes import here
from safeconduct.nodes.inbox import Rejected
from safeconduct.nodes.message import Message
from safeconduct.register.content import read
from safeconduct.register.models import FollowUp, Matter, ReferralReceived
from safeconduct.register.node import current

Given = TypeVar("Given", "Referred", "Step", "Shown")


class Referred(msgspec.Struct, frozen=True):
    """Measures are put before a register."""

    register: str
    case: str
    measures: tuple[str, ...]
    by_default: bool
    day: str


class Step(msgspec.Struct, frozen=True):
    """A later step: what kind, of what, when."""

    register: str
    case: str
    kind: str
    of: str
    day: str


class Shown(msgspec.Struct, frozen=True):
    """The whole matter as it is now."""

    register: str
    case: str
    content: dict[str, Any]


def referred(message: Message) -> None:
    """Something was put before the register."""
    said = _read(message, Referred)
    ReferralReceived.objects.create(
        register=said.register, gate=message.sender, case=said.case, measures=list(said.measures),
        day=said.day, by_default=said.by_default,
    )  # fmt: skip


def step(message: Message) -> None:
    """Something happened since."""
    said = _read(message, Step)
    FollowUp.objects.create(
        register=said.register, gate=message.sender, case=said.case, kind=said.kind, of=said.of,
        day=said.day,
    )  # fmt: skip


def matter(message: Message) -> None:
    """The matter reads otherwise now; of what it read before nothing is kept."""
    said = _read(message, Shown)
    try:
        content = read(said.content)
    except msgspec.ValidationError as error:
        raise Rejected([f"content: {error}"]) from None
    if content.case != said.case:
        raise Rejected(["content: is about another case"])
    Matter.objects.update_or_create(
        register=said.register, gate=message.sender, case=said.case,
        defaults={"content": msgspec.to_builtins(content), "received": timezone.now()},
    )  # fmt: skip


HANDLERS: Mapping[str, Callable[[Message], None]] = {
    "referred": referred, "step": step, "matter": matter,
}  # fmt: skip
"""By kind of message."""


def _read(message: Message, kind: type[Given]) -> Given:
    """What a gate says, of a register that is here."""
    sender = here.current().peers.get(message.sender)
    if sender is None or sender.kind != "gate":
        raise Rejected([f"{message.sender} is no gate; only gates put matters before a register"])
    try:
        said = msgspec.convert(message.body, kind)
    except msgspec.ValidationError as error:
        raise Rejected([f"this is no '{message.kind}': {error}"]) from None
    if said.register not in current().registers:
        raise Rejected([f"register: this node does not answer for '{said.register}'"])
    return said
