"""What the magistrate's pages read of a case, each part once a page."""

from __future__ import annotations

from functools import cached_property

from django.http import Http404

from safeconduct.desks.inside import get
from safeconduct.desks.reading import Reading, Row


class Matter(Reading):
    """A case as the magistrate reads it."""

    @property
    def version(self) -> int:
        """What a command takes as `seen`."""
        return int(self.case["version"])

    @cached_property
    def holds(self) -> list[Row]:
        """The holds that stand, with their reasons."""
        found = get(self.http, f"cases/{self.id}/holds")
        return [one for one in found if not one["lifted"]]

    @cached_property
    def events(self) -> list[Row]:
        """What happened, the newest first."""
        return [row for row in reversed(self.written) if row["event"]["event"] not in _INNER]

    @cached_property
    def steps(self) -> list[Row]:
        """The same, with what happened several times on a day in one row (`times`)."""
        found: list[Row] = []
        for row in self.events:
            event = row["event"]
            same = (event.get("day"), event["event"], event.get("by"))
            if found and found[-1]["same"] == same and event["event"] in _ALIKE:
                found[-1]["times"] += 1
            else:
                found.append({**row, "times": 1, "same": same})
        return found

    @cached_property
    def names(self) -> dict[str, str]:
        """What stands for an id where people read."""
        found = {one["id"]: one["called"] for one in self.persons}
        for request in self.case["requests"]:
            found[request["request"]] = request["title"]
            found |= {one["measure"]: one["title"] for one in request["measures"]}
        return found

    def request(self, name: str) -> Row:
        """A request of the case. Raises `Http404`."""
        for one in self.case["requests"]:
            if one["request"] == name:
                return dict(one)
        raise Http404("no such request")

    def measure(self, name: str) -> tuple[Row, Row]:
        """A measure and its request. Raises `Http404`."""
        for request in self.case["requests"]:
            for one in request["measures"]:
                if one["measure"] == name:
                    return dict(one), dict(request)
        raise Http404("no such measure")

    def holds_on(self, request: Row, measure: Row | None = None) -> list[Row]:
        """The holds that let a measure, or anything of a request, stand still."""
        measures = [measure] if measure else request["measures"]
        of = {request["request"], *(one["measure"] for one in measures)}
        return [one for one in self.holds if one["of"] in of or one["on"] in ("person", "state")]


_INNER = ("look-taken", "act-intended", "act-dropped", "message-sent", "message-taken")
"""Kinds of events that say how the record works, and nothing of the matter."""
_ALIKE = (
    "person-listed", "relation-stated", "person-identified", "screened", "protection-stated",
    "item-listed", "fact-stated", "list-declared", "measure-planned", "question-asked",
    "question-answered", "hold-placed", "hold-lifted", "source-cited",
)  # fmt: skip
"""Kinds that often come in numbers, and say little one by one."""
