"""One case as the second signer reads it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest
from django.utils.translation import get_language

from safeconduct.desks.inside import get
from safeconduct.desks.states import name

Row = dict[str, Any]


@dataclass
class Matter:
    """A case; each part is read when a page asks for it."""

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
    def events(self) -> list[Row]:
        """What happened, in its order."""
        return list(self._pages())

    def _pages(self) -> Iterator[Row]:
        after: int | None = None
        while True:
            page = get(self.http, f"cases/{self.id}/events", limit=1000, after=after)
            yield from page["events"]
            after = page["next"]
            if after is None:
                return

    def last(self, kind: str, **wanted: str) -> Row:
        """The last event of a kind in which fields have these values. Raises `Http404`."""
        for row in reversed(self.events):
            event: Row = row["event"]
            if event["event"] == kind and all(event.get(k) == v for k, v in wanted.items()):
                return event
        raise Http404(f"no such {kind}")

    @cached_property
    def names(self) -> dict[str, str]:
        """What stands for an id where people read."""
        found = {one["id"]: one["called"] for one in self.persons}
        for row in self.events:
            event = row["event"]
            for key in ("request", "measure", "item"):
                if event["event"] in _NAMED[key]:
                    found[event[key]] = event["title"]
        return found

    def request(self, of: str) -> Row:
        """A request of the case, with what came in. Raises `Http404`."""
        for one in self.case["requests"]:
            if one["request"] == of:
                came = self.last("request-received", request=of)
                state = name(one["requesting_state"], get_language() or "en")
                return {**one, "came": came, "state_name": state}
        raise Http404("no such request")

    def measure(self, of: str) -> Row:
        """A measure of the case, as it was told of last. Raises `Http404`."""
        for request in self.case["requests"]:
            for one in request["measures"]:
                if one["measure"] == of:
                    plan = self.last("measure-planned", measure=of)
                    touched = [*plan.get("targets", []), *plan.get("touches", [])]
                    return {**one, "plan": plan, "touched": [
                        p for p in self.persons if p["id"] in touched
                    ]}  # fmt: skip
        raise Http404("no such measure")


_NAMED = {"request": ("request-received",), "measure": ("measure-planned",),
          "item": ("item-listed",)}  # fmt: skip
