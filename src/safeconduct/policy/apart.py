"""Roles that one person cannot hold together, each with the reason. As few as will do."""

from __future__ import annotations

from collections.abc import Iterable

from safeconduct.case.roles import ROLES

NOBODY_SIGNS_IN_AS = ("public", "requesting-state")
"""A requesting state is reached by what is released to it, and never by an account."""

ALONE: dict[str, str] = {
    "operator": "whoever runs accounts and backups would else give themselves what they run",
    "overseer": "whoever watches the others is none of them",
}
"""Roles that go with no other role."""

_GATE = ("clerk", "magistrate", "second-signer")

APART: tuple[tuple[str, tuple[str, ...], str], ...] = (
    (
        "asylum-officer", (*_GATE, "prosecutor", "police-officer", "court", "central-authority"),
        "who protects and who acts for the request are two, and the second asks the first",
    ),
    (
        "police-officer", (*_GATE, "court"),
        "the police see clearances, and neither what they rest on nor why something waits",
    ),
    ("court", (*_GATE, "prosecutor"), "it decides on oppositions to what they did"),
    (
        "observer", (*_GATE, "prosecutor", "police-officer", "court", "central-authority"),
        "the bar's observer is independent of those who are observed",
    ),
    (
        "data-protection-authority", (*_GATE, "prosecutor", "police-officer", "central-authority"),
        "whoever watches over what is done with people's data is independent of who does it",
    ),
    (
        "defence", tuple(role for role in ROLES if role != "defence"),
        "whoever defends a person holds no office in what is done to them",
    ),
)  # fmt: skip
"""A role, those that it does not go with, and why. It holds both ways."""


def kept_apart(roles: Iterable[str]) -> str | None:
    """Why these roles cannot be one person's; None if they can."""
    held = sorted(set(roles))
    for role in held:
        if role in NOBODY_SIGNS_IN_AS:
            return f"nobody signs in as {role}"
        if role in ALONE and len(held) > 1:
            return f"{role} goes with no other role: {ALONE[role]}"
    for role, others, why in APART:
        both = [other for other in others if other in held]
        if role in held and both:
            return f"{role} does not go with {both[0]}: {why}"
    return None
