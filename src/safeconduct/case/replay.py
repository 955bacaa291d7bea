"""A replay: a case walked through in time, with what the gate would have said at each step."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct, field

from safeconduct.case.ruling import Outcome, SourceUsed

FORMAT = "safeconduct-replay/1"


class Named(Struct, frozen=True, omit_defaults=True):
    """A norm in words, as a replay names it."""

    norm: str
    class_: Literal["law", "policy"] = field(name="class")
    says: str
    cite: str
    mark: str
    cures: tuple[str, ...] = ()
    """How each of its conditions that is known to be false can be met."""


class Duty(Struct, frozen=True, omit_defaults=True):
    """What had to follow, and whether it was done."""

    norm: str
    class_: Literal["law", "policy"] = field(name="class")
    says: str
    cite: str
    mark: str
    state: str


class Answer(Struct, frozen=True, omit_defaults=True):
    """What would have been said of one measure on one day.

    As it was: by the gate, from what the acting authority knew. With the determined judge: to
    a judge who is told everything.
    """

    measure: str
    title: str
    kind: str
    day: str
    done: Literal["planned", "executed", "contested"]
    viewer: str
    outcome: Outcome
    also: tuple[Outcome, ...]
    by_law: Outcome
    """The outcome without the norms of adopted policy."""
    shut_by: tuple[Named, ...]
    """The norms that certainly shut it, law before policy."""
    hangs_on: tuple[Named, ...]
    """The norms that open questions can still turn against it, the nearest to shut first."""
    opened: tuple[Named, ...]
    """With the determined judge: norms that stood in the way before and no longer do."""
    asked: tuple[str, ...]
    """Offices that would have been asked, with the number of questions for each."""
    first_questions: tuple[str, ...]
    decided_by: tuple[str, ...]
    follows: tuple[Duty, ...]
    earliest_day: str
    earliest_outcome: Outcome
    """The outcome on the first possible day, where the sources leave the day open."""


class Step(Struct, frozen=True, omit_defaults=True):
    """One day or span: what happened, and what the gate would have said."""

    when: str
    happened: tuple[str, ...] = ()
    answers: tuple[Answer, ...] = ()
    cited: tuple[tuple[str, ...], ...] = ()
    """For each thing that happened, the names of the sources that tell it."""


class Row(Struct, frozen=True, omit_defaults=True):
    """A line of the closing table; `if_treaty` and `if_no_treaty` are by law alone."""

    measure: str
    title: str
    day: str
    done: Literal["planned", "executed", "contested"]
    outcome: Outcome
    earliest: Outcome
    by_law: Outcome
    audit: Outcome
    if_treaty: Outcome
    if_no_treaty: Outcome
    questions: int


class Stays(Struct, frozen=True, omit_defaults=True):
    """A norm that the determined judge does not bring out of the way, and where it stands."""

    norm: Named
    shuts: tuple[str, ...]
    hangs: tuple[str, ...]


class Replay(Struct, frozen=True, omit_defaults=True):
    """The whole walk, its table and its counts."""

    case: str
    title: str
    decide: Literal["as-it-was", "proceed"]
    steps: tuple[Step, ...]
    table: tuple[Row, ...]
    counts: dict[str, int]
    """Measures by outcome."""
    counts_by_law: dict[str, int]
    """Measures by outcome without the norms of adopted policy."""
    stays: tuple[Stays, ...]
    """With the determined judge: what stands in the way whoever decides, over all measures."""
    rulebook: str
    engine: str
    format: Literal["safeconduct-replay/1"] = "safeconduct-replay/1"
    sources: tuple[SourceUsed, ...] = ()
    """The sources of the case, and how far each was read."""
