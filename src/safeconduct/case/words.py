"""What rulings are said in: outcomes, headings and marks in words, for pages and papers alike."""

from __future__ import annotations

from typing import Literal

from safeconduct.case.audit import Standing
from safeconduct.case.ruling import Outcome, Status

OUTCOME_WORDS: dict[Outcome, str] = {
    "barred": "barred",
    "conflict": "conflict",
    "conditions-unmet": "conditions unmet",
    "undetermined": "undetermined",
    "needs-decision": "needs a decision",
    "no-bar-found": "no bar found",
}

HEADINGS: dict[Status, str] = {
    "conflicts": "In conflict, with no declared winner",
    "bars": "Bars it (no decision and no cure opens it)",
    "unmet": "Conditions that are not met, each with its cure",
    "open": "Hangs on open questions",
    "decide": "Waits for a decision",
    "applies": "Legal basis, duties to act and signals that apply",
    "met": "Looked at, and not in the way",
    "rests": "Does not bind here",
}
"""What a norm does to the measure, in the order in which a ruling lists them."""

AUDIT_HEADINGS: dict[Standing, str] = {
    "not-met": "Not met, on the facts as stated",
    "to-decide": "For a named authority to decide",
    "open": "Open: a fact is unknown or contested",
    "raised": "Signals that raise a ground",
    "basis": "Legal bases that hold, and duties to act",
    "kept": "Kept, on a fact that is on file",
}
"""How a norm stands towards a measure, in the order in which an audit tells it."""

SHUTS: tuple[Status, ...] = ("conflicts", "bars", "unmet", "open")
"""Under these, norms that could authorise the measure are listed as its missing legal basis."""

KINDS: dict[Literal["law", "policy"], str] = {"law": "Law", "policy": "Adopted policy"}

DECIDES: dict[Literal["dismiss-ground", "not-refuse", "open"], str] = {
    "dismiss-ground": "finds whether this ground is made out",
    "not-refuse": "decides whether to refuse",
    "open": "can open it by a reasoned decision",
}

READ: dict[str, str] = {
    "whole": "read", "excerpt": "read in an excerpt", "report": "read in a report only",
}  # fmt: skip
"""How far a source was read."""

SUPPOSED = (
    "Policy norms are safeguards that an authority adopts although no law commands them. The "
    "replay supposes them and does not claim that any authority had adopted them; they are "
    "shown apart, and each measure says what follows by law alone."
)

FIRST_RUN = (
    "What happened, and what the gate would have said on that day, from what the acting "
    "authority knew. Things stand at the last day they can have had; at their first, if there "
    "is no last."
)

SECOND_RUN = (
    "Second run. It supposes, in every case alike, a judge who is told everything: everyone is "
    "identified and screened, the authority that protects objects, the judge answers every point "
    "and decides to go on. For "
    "each measure: what that brings out of the way, what stays shut all the same, and what "
    "still hangs on facts that no decision replaces."
)
