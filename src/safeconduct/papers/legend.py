"""What stands on the first page of every paper: signs, marks, and what the paper leaves out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from safeconduct.case.ruling import Outcome
from safeconduct.case.words import OUTCOME_WORDS

SIGNS: dict[Outcome, str] = {
    "barred": "×", "conflict": "≠", "conditions-unmet": "■", "undetermined": "?",
    "needs-decision": "§", "no-bar-found": "○",
}  # fmt: skip

SHORT: dict[Outcome, str] = {
    "barred": "barred", "conflict": "conflict", "conditions-unmet": "unmet",
    "undetermined": "hangs", "needs-decision": "decide", "no-bar-found": "no bar",
}  # fmt: skip
"""One word each, for tables."""

MEANINGS: dict[Outcome, str] = {
    "barred": "shut, whatever is answered, decided or mended",
    "conflict": "a duty to act and a bar both apply, and neither prevails",
    "conditions-unmet": "shut by what can be mended; each cure is named",
    "undetermined": "hangs on open questions, each named with who answers",
    "needs-decision": "the facts suffice; a named authority has to decide",
    "no-bar-found": "nothing modelled stands in the way; never “lawful”",
}

MARKS = (
    ("C", "text read"),
    ("C@year", "read as consolidated in that year"),
    ("P", "known from secondary text only"),
    ("M", "from memory, not checked"),
)
"""How far the text of a norm or judgment was checked; says nothing of its force."""

CLASSES = (
    ("law", "a text of law, with its article and official identifier"),
    ("policy", "a safeguard that an authority adopts although no law commands it"),
)

NOT_ADVICE = (
    "A list of reasons that can be looked up and disputed, made by a program from a case file and "
    "a rulebook. Not legal advice, not a decision, not a finding about persons. Contested "
    "matters keep both sides, and neither is called true."
)

LEFT_OUT = (
    "In every case, whatever that case holds, an open paper leaves out: whether anyone is "
    "protected; what registers and the authority that protects were asked, said and were "
    "answered; holds and interim measures; the reasons of decisions; and the norms that turn on "
    "any of these. Outcomes and numbers in it are those of the rest; what is left out can shut "
    "what they leave open, so nothing may go ahead on an open paper alone. The whole is for the "
    "court, in a sealed annex that can be made at any time."
)

SEALED = (
    "For the court alone. It says who is protected and what follows from that. It does not belong "
    "where parties, or a state that asks for access to the file, can read it; a name in it can "
    "cost a life."
)

NORMS_LEFT_OUT = "Norms that no open paper reports (the same list in each)"

DATED = (
    "The file carries the last day that is ruled on in place of the day on which it was made, so "
    "that the same case and rulebook give the same file, byte for byte."
)


def outcome(which: Outcome) -> dict[str, str]:
    """An outcome as sign and words."""
    return {"sign": SIGNS[which], "words": OUTCOME_WORDS[which], "short": SHORT[which]}


def day(text: str) -> str:
    """A day as the sources have it; a span in words."""
    return text.replace("..", " to ")


def short(rulebook: str) -> str:
    """As much of a rulebook's hash as people compare."""
    return rulebook[:16]


def counts(numbers: Mapping[str, int]) -> list[dict[str, Any]]:
    """How many measures come out how."""
    return [{"number": n, **outcome(o)} for o in OUTCOME_WORDS for n in [numbers.get(o)] if n]


def front(*, sealed: bool, left_out: Sequence[str]) -> dict[str, Any]:
    """What every paper says of itself on its first page; the same in every paper of a sort."""
    return {
        "sealed": sealed,
        "banner": "Sealed annex" if sealed else "Open paper",
        "says": SEALED if sealed else LEFT_OUT,
        "norms_say": NORMS_LEFT_OUT,
        "norms": list(left_out),
        "outcomes": [{**outcome(o), "means": meaning} for o, meaning in MEANINGS.items()],
        "marks": [{"name": name, "means": means} for name, means in MARKS],
        "classes": [{"name": name, "means": means} for name, means in CLASSES],
        "not_advice": NOT_ADVICE,
        "dated": DATED,
    }
