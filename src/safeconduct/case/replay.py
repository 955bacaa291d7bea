"""A replay: a case walked through in time, with what the gate would have said at each step."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from safeconduct.case.ruling import Outcome

FORMAT = "safeconduct-replay/1"


class Answer(Struct, frozen=True, omit_defaults=True):
    """What would have been said of one measure on one day.

    As it was: by the gate, from what the acting authority knew. With the determined judge: to
    a judge who is told everything.
    """

    measure: str
    title: str
    kind: str
    day: str
    outcome: Outcome
    also: tuple[Outcome, ...]
    shut_by: tuple[str, ...]
    """The deciding norms, each in words with its citation."""
    hangs_on: tuple[str, ...]
    """Provisions of law that open questions can still turn against it."""
    asked: tuple[str, ...]
    """Offices that would have been asked, with the number of questions for each."""
    first_questions: tuple[str, ...]
    decided_by: tuple[str, ...]
    follows: tuple[str, ...]
    opened: tuple[str, ...]
    """With the determined judge: norms that stood in the way before and no longer do."""
    not_opened: tuple[str, ...]
    """With the determined judge: norms that no decision opens and that stay in the way."""
    earliest_day: str
    earliest_outcome: Outcome
    """The outcome on the first possible day, where the sources leave the day open."""


class Step(Struct, frozen=True, omit_defaults=True):
    """One day or span: what happened, and what the gate would have said."""

    when: str
    happened: tuple[str, ...] = ()
    answers: tuple[Answer, ...] = ()


class Row(Struct, frozen=True, omit_defaults=True):
    """A line of the closing table."""

    measure: str
    title: str
    day: str
    done: Literal["planned", "executed", "contested"]
    gate: Outcome
    audit: Outcome
    if_treaty: Outcome
    if_no_treaty: Outcome
    questions: int


class Replay(Struct, frozen=True, omit_defaults=True):
    """The whole walk, its table and its counts."""

    case: str
    title: str
    decide: Literal["as-it-was", "proceed"]
    steps: tuple[Step, ...]
    table: tuple[Row, ...]
    counts: dict[str, int]
    rulebook: str
    engine: str
    format: Literal["safeconduct-replay/1"] = "safeconduct-replay/1"
