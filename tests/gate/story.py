"""The story of 2019 with invented stand-ins, played through the API by those whose part it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from safeconduct.case.roles import Role
from safeconduct.gate.population import Entry, PopulationFile
from tests.gate.place import Gate

HOME = "Park Lane 4, 1000 Brussels"
LENA, TIMO, NOAH, RUTA = "75.02.11-002.34", "01.06.09-001.45", "98.03.14-005.67", "46.11.30-004.12"

RESIDENTS = PopulationFile([
    Entry(LENA, ("Lena Example",), "1975-02-11", HOME, ("KZ",)),
    Entry(TIMO, ("Timo Example",), "2001-06-09", HOME, ("KZ",)),
    Entry(NOAH, ("Noah Sample",), "1998-03-14", HOME, ("KZ",)),
    Entry(RUTA, ("Ruta Example",), "1946-11-30", HOME, ("KZ",)),
])  # fmt: skip

NUMBERS = {"lena": LENA, "timo": TIMO, "noah": NOAH, "ruta": RUTA}


@dataclass
class Story:
    """How far the story has come: the ids of what is in it, by the names that the table uses."""

    gate: Gate
    case: str = ""
    request: str = ""
    persons: dict[str, str] = field(default_factory=dict)
    measures: dict[str, str] = field(default_factory=dict)
    items: dict[str, str] = field(default_factory=dict)
    """Items, with the measure that sends each."""

    def at(self, day: str) -> None:
        """Let it be a day."""
        self.gate.clock.day = date.fromisoformat(day)

    def post(self, role: Role, path: str, body: Any, status: int = 201) -> Any:
        """Somebody's command about the case."""
        return self.gate.api(role).post(f"cases/{self.case}{path}", body, status)

    def get(self, role: Role, path: str, status: int = 200) -> Any:
        """What somebody reads of the case."""
        return self.gate.api(role).get(f"cases/{self.case}{path}", status)

    @property
    def version(self) -> int:
        """The version of the case, as the magistrate reads it."""
        return int(self.get("magistrate", "")["version"])

    def plan(self, name: str, kind: str, on: str, *, items: tuple[str, ...] = ()) -> None:
        """The magistrate plans a measure on everybody at home."""
        touched = list(self.persons.values())
        body = {
            "kind": kind, "request": self.request, "title": name.replace("-", " "), "on": on,
            "targets": [self.persons["lena"]], "touches": touched, "items": list(items),
        }  # fmt: skip
        self.measures[name] = self.post("magistrate", "/measures", body)["id"]
        self.items |= dict.fromkeys(items, name)

    def replan(self, name: str) -> None:
        """A measure is told anew, with everybody at home."""
        shown = self.measure(name)
        items = [item for item in self.items if self.items[item] == name]
        body = {
            "kind": shown["kind"], "request": self.request, "title": shown["title"],
            "on": shown["on"], "targets": [self.persons["lena"]],
            "touches": list(self.persons.values()), "items": items,
        }  # fmt: skip
        self.post("magistrate", f"/measures/{self.measures[name]}/plan", body)

    def measure(self, name: str) -> dict[str, Any]:
        """A measure as the magistrate's list shows it."""
        rows = self.gate.api("magistrate").get("measures", case=self.case)["measures"]
        found: dict[str, Any] = next(r for r in rows if r["measure"] == self.measures[name])
        return found

    def declare(self) -> None:
        """The magistrate declares who is touched."""
        for measure in self.measures.values():
            body = {"list": f"touched({measure})", "seen": self.version}
            self.post("magistrate", "/declarations", body)

    def stages(self) -> dict[str, str]:
        """How far each measure has come, by its name in the table."""
        names = {identity: name for name, identity in self.measures.items()}
        rows = self.gate.api("magistrate").get("measures", case=self.case)["measures"]
        return {names[row["measure"]]: row["stage"] for row in rows}


def registered(story: Story) -> None:
    """A clerk registers the request and its first measures."""
    clerk = story.gate.api("clerk")
    story.case = clerk.post("cases", {"title": "Legal assistance for KZ"}, 201)["id"]
    body = {
        "requesting_state": "KZ", "kind": "legal-assistance",
        "title": "Request for legal assistance concerning Lena",
        "offences": "Large-scale financial crime, as the requesting state alleges",
        "reference": "KZ 17/2018", "channel": "letter through the central authority",
        "claims": [{"basis": "UN conventions on organised crime", "said_by": "the request"}],
    }  # fmt: skip
    story.request = story.post("clerk", "/requests", body)["id"]
    person = {"called": "Lena", "names": [{"spelled": "Lena Example", "source": "request"}]}
    story.persons["lena"] = story.post("clerk", "/persons", person)["id"]
    story.plan("bank-data", "bank-data", "2018-05-14")
    item = {"kind": "bank-record", "title": "Bank history", "measure": story.measures["bank-data"]}
    bank = story.post("clerk", "/items", item)["id"]
    story.plan("bank-data-sending", "transmission", "2018-06-15", items=(bank,))


def confirmed(story: Story) -> None:
    """A second person confirms where it came from."""
    path = f"/requests/{story.request}/confirmation"
    story.post("second-signer", path, {"proof": "sent by the central authority, seal compared"})


def identified(story: Story) -> None:
    """Target and household are identified, and the measures are told anew with all of them."""
    path = f"/persons/{story.persons['lena']}/identification"
    household = story.post("clerk", path, {"number": LENA})["household"]
    called = {one["id"]: one["called"] for one in story.get("clerk", "/persons")}
    for person in household:
        name = called[person].split()[0].lower()
        story.persons[name] = person
        story.post("clerk", f"/persons/{person}/identification", {"number": NUMBERS[name]})
    for name in story.measures:
        story.replan(name)
    story.declare()


STEPS: tuple[Callable[[Story], None], ...] = (registered, confirmed, identified)
