"""The way of an ordinary request, step by step, as commands of the people who take them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from safeconduct.gate import registration
from tests.gate.place import Gate
from tests.gate.test_registration import received


@dataclass
class Walk:
    """How far somebody has come: the ids that each step made."""

    gate: Gate
    made: dict[str, list[str]] = field(default_factory=dict)

    def id(self, step: str) -> str:
        """The first id that a step made."""
        return self.made[step][0]


def _open(walk: Walk) -> None:
    case = registration.open_case(walk.gate.actor("clerk"), "Bank data")
    walk.made["open"] = [case]


def _register(walk: Walk) -> None:
    clerk = walk.gate.actor("clerk")
    walk.made["register"] = [registration.register(clerk, walk.id("open"), received())]


def _confirm(walk: Walk) -> None:
    second = walk.gate.actor("second-signer")
    registration.confirm(second, walk.id("open"), walk.id("register"), "by the central authority")
    walk.made["confirm"] = []


STEPS: tuple[tuple[str, Callable[[Walk], None]], ...] = (
    ("open", _open),
    ("register", _register),
    ("confirm", _confirm),
)
