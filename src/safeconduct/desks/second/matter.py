"""One case as the second signer reads it."""

from __future__ import annotations

from functools import cached_property

from django.http import Http404
from django.utils.translation import get_language

from safeconduct.desks.reading import Reading, Row
from safeconduct.desks.states import name


class Matter(Reading):
    """A case as the second signer reads it."""

    def last(self, kind: str, **wanted: str) -> Row:
        """The last event of a kind in which fields have these values. Raises `Http404`."""
        for row in reversed(self.written):
            event: Row = row["event"]
            if event["event"] == kind and all(event.get(k) == v for k, v in wanted.items()):
                return event
        raise Http404(f"no such {kind}")

    @cached_property
    def names(self) -> dict[str, str]:
        """What stands for an id where people read."""
        found = {one["id"]: one["called"] for one in self.persons}
        for row in self.written:
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
