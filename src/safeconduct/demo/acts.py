"""A request at the gate of the demo, as those whose part it is deal with it over the API."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from datetime import time as hour
from typing import Any

from safeconduct.case.moments import written
from safeconduct.case.roles import Role
from safeconduct.demo.client import Client, Refused
from safeconduct.demo.people import ASYLUM, GATE
from safeconduct.demo.site import Site

PATIENCE = 60.0
"""Seconds that word may take from one node to another."""

LOOKS = 5
"""How often somebody looks whose command came too late."""


class DidNotCome(Exception):
    """What was waited for did not come; the text says what."""


@dataclass
class Matter:
    """One case: the ids of what is in it, by the names that the story uses."""

    site: Site
    case: str = ""
    request: str = ""
    persons: dict[str, str] = field(default_factory=dict)
    measures: dict[str, str] = field(default_factory=dict)
    items: dict[str, str] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    """What the gate answered to what it did not let somebody do, in the step that is played."""

    def api(self, role: Role) -> Client:
        """The gate, as somebody there uses it."""
        return self.site[GATE].api(role)

    @property
    def officer(self) -> Client:
        """The officer, at the register's own node."""
        return self.site[ASYLUM].api("asylum-officer")

    def post(self, role: Role, path: str, body: Any = None) -> Any:
        """Somebody's command about the case.

        What it opens rests on what they have `seen`. If the case has moved on meanwhile, by the
        gate's own worker, they look again.
        """
        for _ in range(LOOKS - 1):
            try:
                return self.api(role).post(f"cases/{self.case}{path}", body)
            except Refused as refused:
                if "seen" not in (body or ()) or not any(map(_moved_on, refused.problems)):
                    raise
                body = {**body, "seen": self.seen(role)}
        return self.api(role).post(f"cases/{self.case}{path}", body)

    def get(self, role: Role, path: str, **query: Any) -> Any:
        """What somebody reads of the case."""
        return self.api(role).get(f"cases/{self.case}{path}", **query)

    def tried(self, role: Role, path: str, body: Any) -> None:
        """Somebody tries what the gate does not let them do."""
        try:
            self.post(role, path, body)
        except Refused as refused:
            self.refused += refused.problems

    def seen(self, role: Role = "magistrate") -> Any:
        """The version of the case, as somebody has it who has just looked."""
        measure = next(iter(self.measures.values()))
        return self.get(role, f"/measures/{measure}/state")["version"]

    def events(self, kind: str) -> list[dict[str, Any]]:
        """The events of a kind, as the magistrate reads them."""
        found = self.get("magistrate", "/events", limit=1000)["events"]
        return [one["event"] for one in found if one["event"]["event"] == kind]

    # what is done in every case

    def person(self, name: str, spelled: str) -> None:
        """A clerk lists somebody as the request names them."""
        body = {"called": spelled, "names": [{"spelled": spelled, "source": "request"}]}
        self.persons[name] = self.post("clerk", "/persons", body)["id"]

    def item(self, name: str, kind: str, *, of: str = "", owner: str = "") -> None:
        """A clerk enters a thing: what a measure obtains, or whose it is."""
        body = {"kind": kind, "title": name.replace("-", " ").capitalize()}
        body |= {"measure": self.measures[of]} if of else {}
        body |= {"owner": self.persons[owner]} if owner else {}
        self.items[name] = self.post("clerk", "/items", body)["id"]

    def plan(self, name: str, kind: str, on: str, *, items: tuple[str, ...] = ()) -> None:
        """The magistrate plans a measure that touches everybody who is listed."""
        target = next(iter(self.persons.values()))
        body = {
            "kind": kind, "request": self.request, "title": name.replace("-", " ").capitalize(),
            "on": on, "targets": [target], "touches": list(self.persons.values()),
            "items": [self.items[item] for item in items],
        }  # fmt: skip
        self.measures[name] = self.post("magistrate", "/measures", body)["id"]

    def declare(self, *names: str) -> None:
        """The magistrate declares that all are listed whom measures touch."""
        for name in names:
            body = {"list": f"touched({self.measures[name]})", "seen": self.seen()}
            self.post("magistrate", "/declarations", body)

    def screen(self) -> None:
        """A clerk has every register asked."""
        self.post("clerk", "/screening")

    def confirm(self) -> None:
        """A second person confirms where the request came from."""
        body = {"proof": "sent by the central authority, seal compared"}
        self.post("second-signer", f"/requests/{self.request}/confirmation", body)

    def admit(self, account: str, of: str, reasons: str) -> None:
        """The magistrate admits counsel for a person, or police or observer to a measure."""
        body = {"account": account, "of": of, "reasons": reasons}
        self.post("magistrate", "/admissions", body)

    @property
    def at_register(self) -> str:
        """Where the register's node has the matter."""
        return f"matters/{GATE}/{self.case}"


def _moved_on(problem: str) -> bool:
    return problem.startswith("the case has moved on")


def until(look: Callable[[], object], what: str) -> None:
    """Look again and again until something true is found. Raises `DidNotCome` with `what`."""
    end = time.monotonic() + PATIENCE
    while not look():
        if time.monotonic() > end:
            raise DidNotCome(what)
        time.sleep(0.1)


def around(day: str) -> dict[str, str]:
    """From the day before to the end of a day: the hour of a rehearsal is whatever it is now."""
    noon = datetime.combine(date.fromisoformat(day), hour(12), UTC)
    return {
        "start": written(noon - timedelta(days=1)), "end": written(noon + timedelta(days=1)),
    }  # fmt: skip
