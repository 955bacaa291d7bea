"""What somebody was admitted to, over all cases: where the work of the police, of observers and of
counsel begins. They see no list of requests.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db.models import Q

from safeconduct.case.state import fold
from safeconduct.gate import clearlist, history, own
from safeconduct.gate.away import away_from
from safeconduct.gate.change import look_at
from safeconduct.gate.errors import NotFound
from safeconduct.gate.models import Case, Measure, Person
from safeconduct.policy.actor import Actor
from safeconduct.policy.permissions import Permission, must


class Matter(NamedTuple):
    """A measure that is somebody's own."""

    case: str
    measure: str
    kind: str
    """Empty for the police and observers until a clearance says it."""
    reported: bool
    """Whether the execution was reported."""
    clearances: list[dict[str, Any]]
    """Those that are theirs to see, as `clearlist.clearances` gives them."""


def listed(actor: Actor) -> list[Matter]:
    """The measures that are the actor's own, by case.

    Of the police and observers: those to which they were admitted. Of counsel: those of which whom
    they defend was given notice.
    """
    must(actor, Permission.MATTER_READ)
    away = away_from(actor)
    found = _of_the_defence(actor, away) if actor.role == "defence" else _admitted(actor, away)
    return sorted(found, key=lambda one: (one.case, one.measure))


def admitted(actor: Actor, case: str, measure: str) -> None:
    """Go on only if a measure of this case is one to which the actor was admitted.

    Raises `NotFound`, the same for one that there is not.
    """
    row = Measure.objects.filter(pk=measure, case_id=case)
    if not actor.concerns & {case, measure} or not row.exists():
        raise NotFound(f"there is no measure '{measure}' for you in this case")


def _admitted(actor: Actor, away: set[str]) -> Iterator[Matter]:
    rows = Measure.objects.filter(Q(pk__in=actor.concerns) | Q(case_id__in=actor.concerns))
    of: dict[str, list[Measure]] = {}
    for row in rows.filter(case__erased=None).exclude(case_id__in=away).order_by("case_id", "pk"):
        of.setdefault(row.case_id, []).append(row)
    for case, measures in of.items():
        file = look_at(actor, case)
        given = clearlist.clearances(actor, case)
        for row in measures:
            mine = [one for one in given if one["measure"] == row.pk]
            yield Matter(
                case, row.pk, row.kind if mine else "", row.pk in file.state.executed, mine
            )


def _of_the_defence(actor: Actor, away: set[str]) -> Iterator[Matter]:
    theirs = Person.objects.filter(pk__in=actor.concerns).values("case_id")
    cases = Case.objects.filter(Q(pk__in=actor.concerns) | Q(pk__in=theirs), erased=None)
    for case in cases.exclude(pk__in=away).values_list("pk", flat=True):
        events = history.events(case)
        state = fold(events)
        mine = own.measures(actor, events, state)
        given = clearlist.clearances(actor, case) if mine else []
        for measure in mine & set(state.measures):
            yield Matter(
                case, measure, state.measures[measure].kind, measure in state.executed,
                [one for one in given if one["measure"] == measure],
            )  # fmt: skip
