"""What pages of several desks read of a case: each part once a page, when it is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpRequest

from safeconduct.desks.inside import get

Row = dict[str, Any]
_PAGE = 1000


def events(request: HttpRequest, case: str) -> Iterator[Row]:
    """All events of a case that the reader may see, in their order."""
    after: int | None = None
    while True:
        page = get(request, f"cases/{case}/events", limit=_PAGE, after=after)
        yield from page["events"]
        after = page["next"]
        if after is None:
            return


def complete(rows: Iterable[Row]) -> set[str]:
    """The lists that were declared complete and still are: what is told anew opens them again."""
    found: set[str] = set()
    for row in rows:
        event = row["event"]
        match event["event"]:
            case "list-declared":
                found.add(event["list"])
            case "measure-planned":
                found -= {one for one in found if event["measure"] in one}
            case "signal-stated":
                found -= {f"signals({of})" for of in event.get("requests", ())}
            case _:
                pass
    return found


@dataclass
class Reading:
    """A case as whoever is signed in reads it."""

    http: HttpRequest
    id: str

    @cached_property
    def case(self) -> Row:
        """Title, version, requests with their measures."""
        found: Row = get(self.http, f"cases/{self.id}")
        return found

    @cached_property
    def persons(self) -> list[Row]:
        """Everybody who is listed."""
        found: list[Row] = get(self.http, f"cases/{self.id}/persons")
        return found

    @cached_property
    def written(self) -> list[Row]:
        """What happened, in its order."""
        return list(events(self.http, self.id))
