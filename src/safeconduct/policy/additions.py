"""What was added to the table, each with its reason: rows it lacks, and roles without a column.

A role that has a column gets nothing here in the table's own rows: there the table stands alone.
"""

from __future__ import annotations

from dataclasses import dataclass

from safeconduct.case.roles import Role
from safeconduct.policy.cells import Cell, parse
from safeconduct.policy.objects import Object


@dataclass(frozen=True)
class Added:
    """A cell that the table does not have, and why it is needed."""

    cell: Cell
    reason: str


_OFFICES: tuple[Role, ...] = (
    "clerk", "magistrate", "second-signer", "prosecutor", "court", "central-authority",
    "asylum-officer", "population-register", "police-officer", "observer",
    "data-protection-authority", "overseer", "operator", "rulebook-keeper",
)  # fmt: skip

_ADDED: tuple[tuple[Object, tuple[Role, ...], str, str], ...] = (
    (
        Object.QUESTION, (*_OFFICES, "defence"), "o ow",
        "whoever is asked sees the question, and nothing besides, and answers it",
    ),
    (
        Object.HOLD, ("court", "central-authority"), "s ow: places and lifts its own",
        "an interim measure, of a court here or one told to the central authority from abroad, "
        "holds at once; whoever entered it ends it",
    ),
    (Object.OPPOSITION, ("defence",), "o ow", "they file it and follow it"),
    (Object.OPPOSITION, ("court",), "r w", "it decides on the opposition, and so ends it"),
    (Object.OPPOSITION, ("magistrate", "overseer"), "r", "the acts wait for it"),
    (Object.OPPOSITION, ("clerk", "second-signer"), "s", "the files show what they wait for"),
    (Object.RULEBOOK, ("rulebook-keeper",), "r w", "it keeps the rules; two persons sign"),
    (Object.RULEBOOK, ("overseer",), "r w", "it can be the second person who signs"),
    (
        Object.RULEBOOK,
        (*(role for role in _OFFICES if role not in ("rulebook-keeper", "overseer")), "defence"),
        "r", "rules are no secret from those who work by them or are subject to them",
    ),
    (Object.SAMPLE, ("overseer",), "r w", "it draws by lot what no bar was found for, and reviews"),
    (Object.DEADLINE, ("magistrate", "overseer"), "r", "somebody has to answer for silence"),
    (
        Object.DEADLINE,
        tuple(role for role in _OFFICES if role not in ("magistrate", "overseer")),
        "o", "whoever has to act by a day has to know",
    ),
    (
        Object.DEADLINE, ("defence",), "o: from notice on",
        "a time to oppose that nobody knows of is none",
    ),
    (
        Object.INCIDENT, ("overseer",), "r w",
        "it sees to it that every breach is followed up, step by step",
    ),
    (
        Object.INCIDENT, ("magistrate",), "r ow",
        "it adds what was preserved, which it has in its hands, and does not judge its own part",
    ),
    (
        Object.EMERGENCY, ("magistrate", "overseer"), "r w",
        "an act that was ordered outside the gate is stated, confirmed and reviewed in it",
    ),
    (
        Object.EMERGENCY, ("clerk", "second-signer"), "r ow",
        "the clerk registers what came in on paper, and the second signer is who confirms",
    ),
    (
        Object.EMERGENCY, ("police-officer", "prosecutor"), "o ow: what they state",
        "whoever ordered or carried out such an act has to say so within a day",
    ),
    (
        Object.OWN_ACCOUNT, _OFFICES, "o ow",
        "only they know when they are away and what they must keep away from",
    ),
    (
        Object.ACCOUNT_LIST, ("operator", "overseer"), "r",
        "whoever opens, closes and watches accounts has to see which there are",
    ),
    (
        Object.CASE_FILE, ("clerk",), "w",
        "pending and past requests come in as files, through those who register requests",
    ),
    (
        Object.CASE_FILE, ("magistrate",), "r w",
        "takes in files as the clerk does, and answers for the whole file: hands it on or keeps it",
    ),
    (
        Object.CASE_FILE, ("overseer",), "o: on a reasoned request, itself recorded",
        "a whole file holds together what no other role sees together",
    ),
)  # fmt: skip

ADDED: dict[tuple[Object, Role], Added] = {
    (thing, role): Added(parse(text), reason)
    for thing, roles, text, reason in _ADDED
    for role in roles
}
"""The cells that were added."""
