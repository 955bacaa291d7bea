"""A request for a search at somebody's, as authorities at a gate bring it, over its API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.nodes.site import Node

ANNA, BEN, CARL, DORA = "80.05.01-001.23", "08.02.03-004.56", "75.07.08-009.10", "81.01.02-003.04"

NAMES = {ANNA: "Anna Example", BEN: "Ben Example", CARL: "Carl Other", DORA: "Dora Third"}

RESIDENTS = """\
- {number: "80.05.01-001.23", names: [Anna Example], born: 1980-05-01, address: "Short Street 1",
   citizen_of: [KZ]}
- {number: "08.02.03-004.56", names: [Ben Example], born: 2008-02-03, address: "Short Street 1",
   citizen_of: [BE]}
- {number: "75.07.08-009.10", names: [Carl Other], born: 1975-07-08, address: "Long Street 2",
   citizen_of: [BE]}
- {number: "81.01.02-003.04", names: [Dora Third], born: 1981-01-02, address: "Long Street 3",
   citizen_of: [BE]}
"""
"""Anna and Ben live together; none of them is real."""


@dataclass
class Matter:
    """The ids of a case, as the gate gave them."""

    gate: Node
    case: str
    request: str
    person: str
    search: str
    household: list[str]

    def get(self, role: str, path: str, **query: Any) -> Any:
        """GET something of the case."""
        return self.gate.api(role).get(f"cases/{self.case}{path}", **query)

    def post(self, role: str, path: str, body: Any = None, status: int = 201) -> Any:
        """POST something to the case."""
        return self.gate.api(role).post(f"cases/{self.case}{path}", body, status)

    def screen(self) -> None:
        """Put everyone touched to the registers."""
        self.post("clerk", "/screening", {}, 200)

    def is_complete(self) -> bool:
        """Whether the check on the person is complete."""
        found = {one["person"]: one["complete"] for one in self.get("clerk", "/screening")}
        return bool(found[self.person])

    def holds(self) -> set[tuple[str, str, str]]:
        """What stands still: on what, of what, who holds it."""
        found = self.get("magistrate", "/holds")
        return {(one["on"], one["of"], one["by"]) for one in found if not one["lifted"]}

    def events(self, kind: str) -> list[dict[str, Any]]:
        """The events of a kind, as the magistrate reads them."""
        found = self.get("magistrate", "/events", limit=1000)["events"]
        return [one["event"] for one in found if one["event"]["event"] == kind]

    def version(self) -> Any:
        """The version of the case as the magistrate is told it."""
        return self.gate.api("magistrate").get(f"cases/{self.case}")["version"]


def staff(gate: Node) -> None:
    """The people whom a matter takes."""
    for role in ("clerk", "second-signer", "magistrate"):
        gate.account(role)


def search_at(gate: Node, number: str, state: str = "KZ") -> Matter:
    """A confirmed request of a state with a search at somebody's, who is identified."""
    clerk = gate.api("clerk")
    case = clerk.post("cases", {"title": f"Search for {state}"})["id"]
    body = {"requesting_state": state, "kind": "legal-assistance", "title": "Search"}
    request = clerk.post(f"cases/{case}/requests", body)["id"]
    gate.api("second-signer").post(
        f"cases/{case}/requests/{request}/confirmation", {"proof": "by the central authority"}
    )
    names = [{"spelled": NAMES[number], "source": "request"}]
    told = {"called": "the person of the request", "names": names}
    person = clerk.post(f"cases/{case}/persons", told)["id"]
    household = clerk.post(
        f"cases/{case}/persons/{person}/identification", {"number": number}
    )["household"]  # fmt: skip
    search = clerk.post(f"cases/{case}/measures", {
        "kind": "search", "request": request, "title": "Search", "on": "2027-06-01",
        "targets": [person], "touches": [person, *household],
    })["id"]  # fmt: skip
    for one, of in zip(household, [BEN] if number == ANNA else [], strict=False):
        clerk.post(f"cases/{case}/persons/{one}/identification", {"number": of})
    return Matter(gate, case, request, person, search, household)
