"""What the bar's observer and counsel say by themselves, and every question put to somebody's role.

They state what the vocabulary leaves to them to answer. It stands as their statement beside what
others of their role say; where two differ the fact is contested until whoever settles it finds.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from safeconduct.case import events as ev
from safeconduct.case.facts import Said
from safeconduct.case.state import fold
from safeconduct.gate import awaited, history, own, questions, reading
from safeconduct.gate.change import change
from safeconduct.gate.errors import Forbidden, NotFound
from safeconduct.gate.guard import opening
from safeconduct.gate.putto import Names
from safeconduct.gate.vocabulary import of_protection, word_of
from safeconduct.policy.actor import Actor
from safeconduct.policy.permissions import Permission, must

OUTSIDE = ("observer", "defence")
"""Roles that may not write facts at large, and know some that nobody else does."""


class Asked(NamedTuple):
    """A question that is open: in which case, and by when an answer is awaited there."""

    case: str
    fact: str
    ask: str
    due: date
    names: Names


def tell(actor: Actor, case: str, fact: str, value: Said) -> None:
    """State a fact that is the actor's role to answer, asked or not. `unknown` takes it back.

    Raises `Forbidden`, `NotFound`, `Wrong`, `Held`.
    """
    must(actor, Permission.QUESTION_ANSWER, case)
    key, word = word_of(fact)
    if actor.role not in OUTSIDE or of_protection(key) or actor.role != word.answered_by:
        raise Forbidden("fact: this is not for your role to say; whoever can is asked")
    if actor.role == "defence" and case not in actor.concerns:
        events = history.events(reading.case_of(case).pk)
        state = fold(events)
        mine = own.measures(actor, events, state)
        if not mine or not own.is_about(key, mine | own.persons(actor, events, state)):
            raise NotFound(f"there is no case '{case}'")
    with change(case, actor) as file:
        opening(file)
        # One account is one voice: what it says later takes the place of what it said before.
        file.write(ev.FactStated(fact=key, value=value, said_by=actor.account))


def inbox(actor: Actor) -> list[Asked]:
    """The open questions that were put to the actor's role in any case, the most urgent first."""
    must(actor, Permission.QUESTION_READ)
    days: dict[str, date] = {}
    for row in awaited.awaited(actor):
        if row.what == "question" and row.role == actor.role:
            days.setdefault(row.case_id, row.due)
    return [
        Asked(case, one.fact, one.ask, due, one.names)
        for case, due in days.items()
        for one in questions.inbox(actor, case)
    ]
