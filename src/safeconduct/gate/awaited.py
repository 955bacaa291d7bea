"""What is awaited, as far as somebody may know of it, and what they were told is overdue.

The magistrate and the overseer answer for silence and see all of it. Others see what they have to
do themselves: a register's officers the opinions of their own register, counsel the times to
oppose of those whom they defend.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from django.db.models import Q

from safeconduct.case.state import fold
from safeconduct.gate import history, own
from safeconduct.gate.away import avoided
from safeconduct.gate.deadlines import question
from safeconduct.gate.models import Case, Deadline, Notice, Person
from safeconduct.gate.putto import waiting
from safeconduct.gate.questions import put_to
from safeconduct.policy.actor import Actor
from safeconduct.policy.permissions import Permission, must

Row = TypeVar("Row", Deadline, Notice)

MOST = 500
"""Rows that are given at once."""

_ALL = ("magistrate", "overseer")


def awaited(actor: Actor) -> list[Deadline]:
    """What is awaited and not done, the earliest first: at most `MOST`."""
    must(actor, Permission.DEADLINE_READ)
    found = Deadline.objects.filter(met=False, case__erased=None).order_by("due", "id")
    if actor.role == "defence":
        rows: Iterable[Deadline] = _of_the_defence(actor)
    elif actor.role == "asylum-officer":
        rows = _of_a_register(actor, found.filter(role=actor.role))
    else:
        rows = found if actor.role in _ALL else found.filter(role=actor.role)
    return _not_avoided(actor, rows)


def knows_whose(actor: Actor) -> bool:
    """Whether somebody may read of a deadline which register or person it is of."""
    return actor.role in ("magistrate", "asylum-officer", "defence")


def told(actor: Actor) -> list[Notice]:
    """What the actor's role was told is overdue and still is, the newest first."""
    must(actor, Permission.DEADLINE_READ)
    late = Deadline.objects.filter(met=False).values("pk")
    rows = Notice.objects.filter(role=actor.role, deadline__in=late).order_by("-day", "-pk")
    return _not_avoided(actor, rows)


def _of_a_register(actor: Actor, rows: Iterable[Deadline]) -> Iterator[Deadline]:
    """Its own opinions, and of what its role was asked that which is not another register's."""
    asked: dict[str, set[str]] = {}
    for row in rows if actor.register else ():
        if row.what == "question" and row.case_id not in asked:
            theirs = put_to(actor, row.case_id, history.events(row.case_id))
            asked[row.case_id] = {question(fact, actor.role) for fact in theirs}
        if row.of in asked.get(row.case_id, ()) or row.whose == actor.register:
            yield row


def _of_the_defence(actor: Actor) -> Iterator[Deadline]:
    own_cases = Person.objects.filter(pk__in=actor.concerns).values("case_id")
    cases = Case.objects.filter(Q(pk__in=actor.concerns) | Q(pk__in=own_cases), erased=None)
    rows = Deadline.objects.filter(met=False, role="defence", case__in=cases).order_by("due", "id")
    reads: dict[str, set[str]] = {}
    for row in rows:
        if row.case_id not in reads:
            events = history.events(row.case_id)
            state = fold(events)
            mine = own.measures(actor, events, state)
            things = mine | own.persons(actor, events, state)
            reads[row.case_id] = mine | {
                question(fact, actor.role)
                for fact in waiting(events, actor.role) if own.is_about(fact, things)
            }  # fmt: skip
        whole = row.case_id in actor.concerns
        if row.what == "question":
            shown = whole or row.of in reads[row.case_id]
        else:
            shown = row.of in reads[row.case_id] and (whole or row.whose in actor.concerns)
        if shown:
            yield row


def _not_avoided(actor: Actor, rows: Iterable[Row]) -> list[Row]:
    found: list[Row] = []
    kept: dict[str, bool] = {}
    for row in rows:
        if row.case_id not in kept:
            kept[row.case_id] = bool(avoided(actor, [row.case_id]))
        if not kept[row.case_id]:
            found.append(row)
        if len(found) == MOST:
            break
    return found
