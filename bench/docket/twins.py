"""Adversarial twins: the same ordinary request, but for one protection or one signal.

The clerk of a twin answers and mends everything else. With a protection planted, every decision is
taken, but the authority that protects is not asked; with a signal planted, no decision is taken. So
nothing that touches the protected person, or stands under a request with such a past, may open.
"""

from __future__ import annotations

import random
from copy import deepcopy
from dataclasses import replace

from bench.docket.clerk import Clerk, Course
from bench.docket.requests import REQUEST, Ordinary
from safeconduct.law.rulebook import Rulebook

PROTECTIONS = (
    "refugee-status", "subsidiary-protection", "pending-claim", "naturalised-refugee",
)  # fmt: skip
"""Kinds of protection against the requesting state that a register knows of."""

SIGNALS = (
    "cancelled-notice", "refused-extradition", "un-opinion", "plot", "pressure-on-relatives",
    "torture-of-relative",
)  # fmt: skip
"""Kinds of earlier events that speak of persecution behind a request."""


def whom(request: Ordinary) -> str:
    """The person of a request whose protection is planted."""
    return str(random.Random(f"{request.name}:planted").choice(request.steps[0].plan["touches"]))


def protected(
    request: Ordinary, kind: str = "refugee-status", against: str | None = None
) -> Ordinary:
    """The same request, where one person touched is protected, by default against who asks."""
    person = whom(request)
    hidden = deepcopy(request.hidden)
    hidden.in_no_register.discard(person)  # the register knows who it is
    hidden.protections[person] = [
        {"protection": f"planted-{person}", "person": person, "kind": kind,
         "against": against or request.state, "since": "2020", "register": "asylum authority"},
    ]  # fmt: skip
    return replace(request, hidden=hidden)


def with_signal(request: Ordinary, kind: str) -> Ordinary:
    """The same request, where a search of the record finds one earlier event."""
    hidden = deepcopy(request.hidden)
    hidden.signals.append(
        {"signal": "planted", "kind": kind, "requests": [REQUEST], "title": "An earlier event"}
    )
    return replace(request, hidden=hidden)


def left_undone(book: Rulebook, twin: Ordinary) -> list[Course]:
    """How far each measure that the plant is about comes without the opinion, or a decision."""
    if any(signal["signal"] == "planted" for signal in twin.hidden.signals):
        return Clerk(book, twin, decides=False).work()
    courses = Clerk(book, twin, refers=False).work()
    plans = {step.measure: step.plan for step in twin.steps}
    return [course for course in courses if whom(twin) in plans[course.measure]["touches"]]
