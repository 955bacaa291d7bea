"""Case files in, case files out: a case file imports as a live case and comes out as it went in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from safeconduct.case import events as ev
from safeconduct.case.casefile import to_tree
from safeconduct.gate import reading
from safeconduct.gate.change import changing
from safeconduct.gate.errors import Wrong
from safeconduct.gate.models import Thing
from safeconduct.policy.actor import Actor
from safeconduct.policy.permissions import Permission, must


def bring_in(actor: Actor, events: Sequence[ev.AnyEvent]) -> str:
    """A case file's events become a live case, as they stand; gives its id."""
    must(actor, Permission.REQUEST_WRITE)
    if not events or not isinstance(events[0], ev.CaseOpened):
        raise Wrong("a case begins with the event 'case-opened'")
    head = events[0]
    with changing(actor) as made:
        file = made.open(head)
        for event in events:
            file.keep(event)
    return head.case


def taken(names: Sequence[str]) -> set[str]:
    """Those of these ids that a case of the gate has already."""
    return set(Thing.objects.filter(id__in=names).values_list("id", flat=True))


def take_out(case: str) -> dict[str, Any]:
    """The tree of the case file that holds a live case."""
    return to_tree(reading.events(reading.case_of(case).pk))
