"""How long each awaited step may take, and who is told when it takes longer. Adopted policy.

No law of the rulebook sets these days: they are what the deploying authority adopts, in one table,
each with its reason. Silence never opens anything, whatever the table says.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from safeconduct.case.roles import Role

What = Literal[
    "confirm", "opinion", "answer-opinion", "freeze", "question", "oppose", "notice", "return",
    "incident-preservation", "incident-complaint", "incident-finding", "incident-informed",
    "emergency-confirm", "emergency-review",
]  # fmt: skip
"""The kinds of deadlines."""


@dataclass(frozen=True)
class Term:
    """How many days a step may take, who has to take it, and why so many."""

    days: int
    role: Role
    says: str
    """What is said of it when it is overdue; the same for every authority that is waited for."""
    reason: str
    escalates: bool = True
    """Whether somebody is told when it has passed; a time to oppose just ends."""


_ANSWER = "an answer that measures of this case wait for is overdue"

TERMS: dict[What, Term] = {
    "confirm": Term(
        3, "second-signer", "a registered request waits for its second person",
        "nothing else can begin before, and three days bridge a weekend",
    ),
    "opinion": Term(
        30, "asylum-officer", _ANSWER,
        "the file has to be read and often the person heard; the measure stands still meanwhile",
    ),
    "answer-opinion": Term(
        14, "magistrate", _ANSWER,
        "an opinion loses its worth if the answer comes when everything is decided",
    ),
    "freeze": Term(
        14, "magistrate", _ANSWER,
        "whoever asks for a standstill is owed reasons soon; the standstill lasts meanwhile",
    ),
    "question": Term(
        14, "magistrate", _ANSWER,
        "an open question holds a measure as a bar does; two weeks are enough for a look in a file",
    ),
    "oppose": Term(
        30, "defence", "the time to oppose has passed",
        "a person needs counsel, and counsel the file, before they can oppose", escalates=False,
    ),
    "notice": Term(
        8, "magistrate", "persons touched by a measure have not been told of it in writing",
        "remedies are worth nothing to somebody who learns of the measure after it",
    ),
    "return": Term(
        30, "magistrate", "things that were taken have not been given back",
        "what is kept without a measure that stands is kept without a ground",
    ),
    "incident-preservation": Term(
        1, "magistrate", "what a recorded breach left behind has not been preserved",
        "what nobody keeps is gone: logs are overwritten and memories fade from the first day on",
    ),
    "incident-complaint": Term(
        14, "overseer", "a recorded breach was brought before nobody",
        "a complaint needs what was preserved, and little more",
    ),
    "incident-finding": Term(
        30, "overseer", "what happened in a recorded breach has not been found",
        "whoever was there has to be heard, and what they say compared with the record",
    ),
    "incident-informed": Term(
        3, "overseer", "no body was informed of a recorded breach",
        "whoever watches from outside can stop more of it; three days bridge a weekend",
    ),
    "emergency-confirm": Term(
        1, "second-signer", "an act that was ordered outside the gate waits for its second person",
        "24 hours: what one person says of an emergency is worth no more than one person's word",
    ),
    "emergency-review": Term(
        3, "overseer", "an act that was ordered outside the gate has not been reviewed",
        "72 hours: what was obtained is sealed meanwhile, and so is what it could help",
    ),
}  # fmt: skip
"""`question`: the role is whoever was asked."""

AGAIN = 14
"""Days after the first word to the next role up until the overseer is told."""


def told(term: Role, times: int) -> Role:
    """Who is told that a role is late: the one above it, the second time the overseer."""
    above_all: Role = "overseer"
    if times or term in ("magistrate", "court", "prosecutor", "overseer"):
        return above_all
    return "magistrate"
