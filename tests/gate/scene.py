"""A small scene for tests: a confirmed request, a search at Anna's, a population register."""

from __future__ import annotations

from dataclasses import dataclass

from safeconduct.case import events as ev
from safeconduct.case.eventbase import Name
from safeconduct.gate import measures, persons, registration
from safeconduct.gate.population import Entry, PopulationFile
from tests.gate.place import Gate

ANNA, BEN, CARL = "80.05.01-001.23", "08.02.03-004.56", "75.07.08-009.10"

RESIDENTS = PopulationFile([
    Entry(ANNA, ("Anna Example",), "1980-05-01", "Short Street 1", ("KZ",)),
    Entry(BEN, ("Ben Example",), "2008-02-03", "Short Street 1", ("KZ", "BE")),
    Entry(CARL, ("Carl Other",), "1975-07-08", "Long Street 2", ("BE",)),
])  # fmt: skip


@dataclass
class Scene:
    """The ids of the scene."""

    case: str
    request: str
    anna: str
    search: str


def person(called: str, born: str = "unknown", *states: str) -> ev.PersonListed:
    """A person as a request names them."""
    names = (Name(spelled=called, source="request"),)
    return ev.PersonListed(person="", called=called, names=names, born=born, citizen_of=states)


def search_at(node: Gate, called: str = "Anna Example", state: str = "KZ") -> Scene:
    """A confirmed request with a search at somebody's; nobody is identified yet."""
    node.node.population = RESIDENTS
    clerk, second = node.actor("clerk"), node.actor("second-signer")
    case = registration.open_case(clerk, f"Search for {state}")
    request = registration.register(
        clerk, case,
        ev.RequestReceived(
            request="", requesting_state=state, kind="legal-assistance", title="Search"
        ),
    )  # fmt: skip
    registration.confirm(second, case, request, "came through the central authority")
    anna = persons.list_person(clerk, case, person(called))
    plan = ev.MeasurePlanned(
        measure="", kind="search", request=request, title="Search", acting="magistrate",
        on="2019-06-01", targets=(anna,), touches=(anna,),
    )  # fmt: skip
    return Scene(case, request, anna, measures.plan(clerk, case, plan))
