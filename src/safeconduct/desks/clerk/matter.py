"""One case as the clerk has it: what the API shows of it, brought together for pages.

Events are read for what no other address shows: plans, relations, things, links, lists. The clerk's
events are the open part of a case, so nothing of a register's answer is among them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest

from safeconduct.desks.inside import get, may
from safeconduct.desks.reading import complete, events


@dataclass(frozen=True)
class Matter:
    """A case."""

    case: dict[str, Any]
    persons: list[dict[str, Any]]
    checked: dict[str, bool]
    """Of everyone touched: whether their check is complete."""
    received: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Requests as they came in, by id."""
    plans: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Measures as they were last told of, by id."""
    items: dict[str, dict[str, Any]] = field(default_factory=dict)
    relations: list[dict[str, Any]] = field(default_factory=list)
    links: list[dict[str, Any]] = field(default_factory=list)
    told: list[dict[str, Any]] = field(default_factory=list)
    """Notices that were given."""
    complete: set[str] = field(default_factory=set)
    """Lists that somebody declared complete, and that still are."""

    @property
    def id(self) -> str:
        """The id of the case."""
        return str(self.case["case"])

    @property
    def names(self) -> dict[str, str]:
        """What everything with an id is called."""
        found = {one["id"]: one["called"] for one in self.persons}
        for table in (self.received, self.plans, self.items):
            found |= {of: one["title"] for of, one in table.items()}
        return found

    def touched(self, measure: str) -> list[str]:
        """Everybody whom a measure touches or is aimed at."""
        plan = self.plans[measure]
        return list(dict.fromkeys([*plan.get("targets", []), *plan.get("touches", [])]))


def matter(request: HttpRequest, case: str) -> Matter:
    """A case as whoever is signed in may see it. Raises as `inside.get` does."""
    rows = list(events(request, case))
    found = Matter(
        complete=complete(rows),
        case=get(request, f"cases/{case}"),
        persons=get(request, f"cases/{case}/persons"),
        checked={
            one["person"]: one["complete"] for one in may(request, f"cases/{case}/screening") or []
        },
    )
    for row in rows:
        _taken(found, row["event"])
    return found


def _taken(found: Matter, event: dict[str, Any]) -> None:
    match event["event"]:
        case "request-received":
            found.received[event["request"]] = event
        case "measure-planned":
            found.plans[event["measure"]] = event
        case "item-listed":
            found.items[event["item"]] = event
        case "relation-stated":
            found.relations.append(event)
        case "request-linked":
            found.links.append(event)
        case "notice-given":
            found.told.append(event)
        case _:
            pass
