"""A ruling: what the law lets happen to one measure, why, and what is still to be asked.

The structs are the ruling's JSON schema (`FORMAT`), published in `docs/schemas/`. A change
that old readers do not survive raises the number in `FORMAT`.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct, field

from safeconduct.case.eventbase import YesNo
from safeconduct.case.facts import Value
from safeconduct.case.roles import Role

FORMAT = "safeconduct-ruling/2"

Outcome = Literal[
    "barred", "conflict", "conditions-unmet", "undetermined", "needs-decision", "no-bar-found"
]
"""From the most to the least shut; only the last opens anything."""

OUTCOMES: tuple[Outcome, ...] = (
    "barred", "conflict", "conditions-unmet", "undetermined", "needs-decision", "no-bar-found",
)  # fmt: skip

EVERYBODY = "everybody"
"""The viewer of an audit."""

Status = Literal["bars", "unmet", "conflicts", "open", "decide", "met", "applies", "rests"]
"""What a norm does here: bars for good; shuts by curable conditions; conflicts with a duty;
hangs on open questions; waits for a decision; binds and is not in the way (its conditions are
met, or what it forbids is not there); applies (a duty to act, a signal, a legal basis); does
not bind in this case."""


class Statement(Struct, frozen=True, omit_defaults=True):
    """One assertion of a fact: what, by whom, on which source, and who knew it from when."""

    value: str
    said_by: str = ""
    source: tuple[str, ...] = ()
    known: dict[Role, str] = {}
    note: str = ""


class FactUsed(Struct, frozen=True, omit_defaults=True):
    """A fact that a finding rests on."""

    fact: str
    value: Value
    says: str
    statements: tuple[Statement, ...] = ()
    untold: tuple[str, ...] = ()
    """Who knew it on that day, where no source says that the acting authority did (audit view)."""


class DefinitionUsed(Struct, frozen=True, omit_defaults=True):
    """A defined word that a finding uses, with its version and citation."""

    name: str
    says: str
    cite: str
    mark: str
    version_from: str | None
    in_force: YesNo = "yes"


class Condition(Struct, frozen=True, omit_defaults=True):
    """One condition of a norm, standing alone."""

    says: str
    state: Literal["met", "false", "unknown"]
    cure: str | None = None
    incurable: str | None = None
    facts: tuple[str, ...] = ()


class AuthorityShown(Struct, frozen=True, omit_defaults=True):
    """A judgment; `later` than the day ruled on decides nothing."""

    case: str
    day: str
    mark: str
    says: str
    later: YesNo = "no"


class DecisionDue(Struct, frozen=True, omit_defaults=True):
    """A decision or finding that bears on the measure."""

    key: str
    norm: str
    by: str
    office: str
    what: Literal["dismiss-ground", "not-refuse", "open"]
    state: Literal["pending", "favours", "refuses"]


class Finding(Struct, frozen=True, omit_defaults=True):
    """What one norm does to the measure, and what that rests on."""

    norm: str
    class_: Literal["law", "policy"] = field(name="class")
    effect: str
    status: Status
    cite: str
    identifier: str
    mark: str
    says: str
    version_from: str | None
    version_until: str | None
    facts: tuple[FactUsed, ...] = ()
    conditions: tuple[Condition, ...] = ()
    definitions: tuple[DefinitionUsed, ...] = ()
    authorities: tuple[AuthorityShown, ...] = ()
    decision: DecisionDue | None = None
    ground: str | None = None
    reading: str | None = None
    because: tuple[str, ...] = ()
    """Keys of the facts for which the norm is not in the way (status met)."""
    alone_on_memory: YesNo = "no"
    """The norm shuts and is marked M: its text was not checked."""
    opened_by: str = "none"
    """Whose decision can open what this norm shuts."""


class Point(Struct, frozen=True, omit_defaults=True):
    """A fact that can still turn the outcome, asked once for all things it is about."""

    fact: str
    ask: str
    about: tuple[str, ...]
    settles: tuple[str, ...] = ()
    """Answers that settle the measure alone: "yes: shut", "no: open"."""
    influence: float = 0.0
    contested: YesNo = "no"
    later: YesNo = "no"
    """Asked only once it is known that a norm applies whose condition it is."""
    good: dict[str, str] = {}
    """For each key in `about`, the answer in one way of leaving the measure open."""


class Question(Struct, frozen=True, omit_defaults=True):
    """What one authority is asked on one subject, point by point."""

    subject: str
    title: str
    answered_by: Role
    office: str
    points: tuple[Point, ...]
    later: YesNo = "no"
    """Every point waits until other questions are answered."""


class Reading(Struct, frozen=True, omit_defaults=True):
    """A contested fact and what follows on either reading."""

    fact: str
    says: str
    if_yes: Outcome
    if_no: Outcome
    settled_by: str
    statements: tuple[Statement, ...] = ()


class DutyDue(Struct, frozen=True, omit_defaults=True):
    """What has to follow."""

    norm: str
    class_: Literal["law", "policy"] = field(name="class")
    what: str
    who: Role
    office: str
    within: str
    state: Literal["due", "done", "not done", "may be due"]
    mark: str
    cite: str


class Concealed(Struct, frozen=True, omit_defaults=True):
    """What must not reach whom."""

    norm: str
    what: str
    from_: str = field(name="from")


class SourceUsed(Struct, frozen=True, omit_defaults=True):
    """A source that statements in the ruling name, and how far it was read."""

    name: str
    title: str
    published: str
    read: str


class Ruling(Struct, frozen=True, omit_defaults=True):
    """The rulebook applied to one measure on one day, as one viewer sees the case."""

    case: str
    request: str
    measure: str
    kind: str
    title: str
    day: str
    day_as_stated: str
    view: Literal["gate", "audit"]
    viewer: str
    outcome: Outcome
    by_law: Outcome
    """The outcome without the norms of adopted policy."""
    also: tuple[Outcome, ...]
    findings: tuple[Finding, ...]
    questions: tuple[Question, ...]
    decisions: tuple[DecisionDue, ...]
    duties: tuple[DutyDue, ...]
    concealed: tuple[Concealed, ...]
    contested: tuple[Reading, ...]
    assumed: dict[str, str]
    not_modelled: tuple[str, ...]
    sources: tuple[SourceUsed, ...]
    rulebook: str
    engine: str
    format: Literal["safeconduct-ruling/2"] = "safeconduct-ruling/2"
    screening_note: str = ""

    def deciding(self) -> tuple[str, ...]:
        """Ids of the norms that make the outcome what it is."""
        wanted: dict[str, tuple[str, ...]] = {
            "barred": ("bars",),
            "conflict": ("conflicts",),
            "conditions-unmet": ("unmet",),
            "undetermined": ("open",),
            "needs-decision": ("decide",),
        }
        statuses = wanted.get(self.outcome, ())
        return tuple(f.norm for f in self.findings if f.status in statuses)
