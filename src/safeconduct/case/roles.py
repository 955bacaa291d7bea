"""Who can act, answer, settle or know: one list for rules, policy and pages.

Which office holds a role in one country is a profile (`rulebook/profiles/`).
"""

from __future__ import annotations

from typing import Literal, get_args

Role = Literal[
    "clerk",
    "magistrate",
    "second-signer",
    "prosecutor",
    "court",
    "central-authority",
    "asylum-officer",
    "population-register",
    "police-officer",
    "observer",
    "defence",
    "data-protection-authority",
    "overseer",
    "operator",
    "rulebook-keeper",
    "requesting-state",
    "public",
]
"""`observer` is the bar's; `public` means that anybody could have known."""

ROLES: tuple[str, ...] = get_args(Role)
