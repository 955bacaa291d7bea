"""Requests that may be the same matter as another: the same persons, reference or offences.

Nothing here decides that they are. Somebody looks at each, links it or says why it is another one;
over one that was refused before, nothing opens until then.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from safeconduct.case import events as ev
from safeconduct.case.facts import key as fact_key
from safeconduct.case.state import State, fold
from safeconduct.gate import reading
from safeconduct.gate.errors import Held
from safeconduct.gate.models import Person, Request
from safeconduct.gate.touched import touched

if TYPE_CHECKING:
    from safeconduct.gate.change import File

Why = Literal["same-person", "same-reference", "same-offences"]
COMPARED = "compared with "
"""How the purpose of a look begins that found two requests to be two matters."""


@dataclass(frozen=True)
class Alike:
    """Another request that may be the same matter."""

    request: str
    case: str
    requesting_state: str
    received: str
    why: tuple[Why, ...]
    refused: bool
    """Whether it was refused, in whole or in part."""
    seen: bool
    """Whether somebody has linked it, or said why it is another matter."""


def candidates(case: str, events: Sequence[ev.AnyEvent], request: str) -> list[Alike]:
    """The requests of the whole gate that may be the same matter as one of a case, by their id."""
    state = fold(events)
    asked = state.requests[request]
    why: dict[str, set[Why]] = defaultdict(set)
    others = {case: state}
    identities = set(
        Person.objects.filter(case_id=case, id__in=_persons(state, request))
        .exclude(identity="").values_list("identity", flat=True)
    )  # fmt: skip
    there: dict[str, set[str]] = defaultdict(set)
    for other, person in Person.objects.filter(identity__in=identities).values_list("case", "id"):
        there[other].add(person)
    if asked.reference.strip():
        same = Request.objects.filter(reference__iexact=asked.reference.strip())
        for name, other in same.values_list("id", "case_id"):
            why[name].add("same-reference")
            there[other] |= set()
    there[case] |= set()
    for other, persons in there.items():
        found = others.setdefault(other, state if other == case else fold(reading.events(other)))
        for name, one in found.requests.items():
            if persons & _persons(found, name):
                why[name].add("same-person")
            if _plain(one.offences) and _plain(one.offences) == _plain(asked.offences):
                why[name].add("same-offences")
    looked = set(_seen(events, request))
    return [
        Alike(
            request=name, case=other, requesting_state=found.requests[name].requesting_state,
            received=found.requests[name].day, why=tuple(sorted(why[name])),
            refused=any(t.value == "yes" for t in found.told.get(fact_key("refused", name), [])),
            seen=name in looked,
        )
        for other, found in sorted(others.items())
        for name in sorted(found.requests)
        if name != request and why.get(name)
    ]  # fmt: skip


def refuse_unseen(file: File) -> None:
    """Nothing opens over a refused request that is like this one and was not looked at.

    Raises `Held`.
    """
    for request in sorted(_opened(file)):
        for one in candidates(file.id, file.events, request):
            if one.refused and not one.seen:
                raise Held(
                    f"request '{one.request}' was refused and may be the same matter as "
                    f"'{request}'; link the two, or say why they are two matters"
                )


def _opened(file: File) -> Iterator[str]:
    """The requests under which something opens by what was just written."""
    for event in file.new:
        measures: tuple[str, ...] = ()
        if isinstance(event, ev.DecisionTaken) and event.outcome == "proceed":
            measures = event.measures
        elif isinstance(event, ev.ClearanceGiven):
            measures = (event.measure,)
        for measure in measures:
            plan = file.state.measures.get(measure)
            if plan is not None and plan.request in file.state.requests:
                yield plan.request


def _persons(state: State, request: str) -> set[str]:
    plans = [plan for plan in state.measures.values() if plan.request == request]
    return {person for plan in plans for person in touched(state, plan)} or set(state.persons)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _seen(events: Sequence[ev.AnyEvent], request: str) -> Iterator[str]:
    for event in events:
        if isinstance(event, ev.RequestLinked) and event.request == request:
            yield event.to
        elif isinstance(event, ev.RequestLinked) and event.to == request:
            yield event.request
        elif (
            isinstance(event, ev.LookTaken)
            and event.by == "magistrate"
            and event.purpose.startswith(f"{COMPARED}{request}: ")
        ):
            yield event.at
