"""Whoever is shown something protected has looked at it: the one place where that is counted.

It goes round every operation, by the operation's own marks (`access`). The look is recorded after
the answer was worked out and before it is handed out: without a look nothing is shown, and an
answer that says no is none. The parts of one page are handed out together, and so are recorded
together (`looks.together`).
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse

from safeconduct.api.auth import actor
from safeconduct.case.state import fold
from safeconduct.gate import looks, own, reading
from safeconduct.gate.errors import Refused
from safeconduct.gate.identities import identity
from safeconduct.gate.models import Person
from safeconduct.gate.touched import touched
from safeconduct.policy.actor import Actor

Run = Callable[..., HttpResponse]
Look = Callable[[Actor, str, HttpRequest, dict[str, Any], str], None]
"""Counts a look: who looks, at which object, in which request, at which address, what for."""


def counted_by(look: Look) -> Callable[[Run], Run]:
    """Lets each operation take a look where its marks say so."""

    def counted(run: Run) -> Run:
        operation: Any = getattr(run, "__self__", None)
        marks = getattr(operation, "openapi_extra", None) or {}
        if "x-look" not in marks:
            return run

        def answered(request: HttpRequest, **path: Any) -> HttpResponse:
            answer = run(request, **path)
            if answer.status_code == HTTPStatus.OK:
                try:
                    look(actor(request), marks["x-look"], request, path, operation.summary)
                except Refused as error:
                    return operation.api.on_exception(request, error)  # type: ignore[no-any-return]
            return answer

        return answered

    return counted


def at_a_case(
    who: Actor, at: str, request: HttpRequest, path: dict[str, Any], purpose: str
) -> None:
    """A look in a case of a gate, or at a register's list."""
    case = str(path.get("case", ""))
    if case:
        looks.look(who, at, case, _whose(who, case, path.get("measure")), purpose)
        return
    at_a_list(who, at, request, purpose)


def at_a_list(who: Actor, at: str, request: HttpRequest, purpose: str) -> None:
    """A search: each that is tried counts, found or not, as the same person everywhere."""
    number, name = (str(request.GET.get(each, "")).strip() for each in ("number", "name"))
    looks.look(who, at, "", (), purpose, tried=[identity(number or name or "nobody")])


def _whose(who: Actor, case: str, measure: str | None) -> list[str]:
    """The persons whom an answer is about: of the measure, of the officer's matter, of the case."""
    if measure is None and who.role not in own.ROLES:
        return list(Person.objects.filter(case_id=case).order_by("id").values_list("id", flat=True))
    events = reading.events(case)
    state = fold(events)
    if measure is not None and measure in state.measures:
        return touched(state, state.measures[measure])
    return sorted(own.persons(who, events, state))
