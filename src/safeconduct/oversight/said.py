"""What a gate tells an oversight body, kind by kind. Pure.

Ids and kinds, days and titles of requests and incidents; no person, protection or opinion.
"""

from __future__ import annotations

from typing import Annotated, Any

import msgspec

Id = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
Text = Annotated[str, msgspec.Meta(max_length=20_000)]
Short = Annotated[str, msgspec.Meta(max_length=1000)]


class Registered(msgspec.Struct, frozen=True):
    """A request was registered."""

    case: Id
    request: Id
    requesting_state: Short
    kind: Short
    title: Text
    day: Short


class Incident(msgspec.Struct, frozen=True):
    """An incident, and the steps that its file lacks."""

    case: Id
    incident: Id
    title: Text
    measure: Short
    day: Short
    missing: tuple[Short, ...] = ()


class Emergency(msgspec.Struct, frozen=True):
    """An act ordered outside the gate. Times in RFC 3339; `outcome`: of the last review."""

    case: Id
    emergency: Id
    measure: Id
    provision: Text
    ordered: Short
    stated: Short
    confirmed: bool
    confirm_by: Short
    review_by: Short
    outcome: Short
    day: Short


class Overdue(msgspec.Struct, frozen=True):
    """Something is overdue; in the words in which a role was told."""

    text: Text
    day: Short
    case: Short = ""


class Step(msgspec.Struct, frozen=True):
    """A later step: what kind, of what, when."""

    case: Id
    kind: Short
    of: Short
    day: Short


KINDS: dict[str, type[msgspec.Struct]] = {
    "registered": Registered, "incident": Incident, "emergency": Emergency, "overdue": Overdue,
    "step": Step,
}  # fmt: skip
NEWEST = {"registered": "request", "incident": "incident", "emergency": "emergency"}
"""Kinds of which a later message takes an earlier one's place: by which member."""


def body(said: msgspec.Struct) -> dict[str, Any]:
    """What a message says."""
    found: dict[str, Any] = msgspec.to_builtins(said)
    return found
