"""A matter for tests: one request with a search and an order to a bank, and a person, anna."""

from __future__ import annotations

from dataclasses import dataclass

from safeconduct.case import events as ev
from safeconduct.gate import holds, registration
from safeconduct.gate.change import changing
from safeconduct.gate.newid import fresh
from tests.gate.place import Gate


@dataclass(frozen=True)
class Matter:
    """The ids of a case."""

    case: str
    request: str
    search: str
    bank: str
    anna: str


def matter(node: Gate, *, state: str = "KZ", number: str = "", confirmed: bool = True) -> Matter:
    """A request of a state for a search at anna's and her bank data, planned for 2019-10-01."""
    clerk = node.actor("clerk")
    case = registration.open_case(clerk, f"Search and bank data for {state}")
    request = registration.register(
        clerk, case,
        ev.RequestReceived(
            request="", requesting_state=state, kind="legal-assistance", title="Search and bank"
        ),
    )  # fmt: skip
    if confirmed:
        registration.confirm(node.actor("second-signer"), case, request, "by the ministry")
    found = Matter(case, request, fresh("measure"), fresh("measure"), fresh("person"))
    with changing(clerk) as made:
        file = made.file(case)
        file.write(ev.PersonListed(person=found.anna, called="anna"))
        for measure, kind in ((found.search, "search"), (found.bank, "bank-data")):
            file.write(
                ev.MeasurePlanned(
                    measure=measure, kind=kind, request=request, title=kind, acting="magistrate",
                    on="2019-10-01", targets=(found.anna,), touches=(found.anna,),
                )
            )  # fmt: skip
        if number:
            file.write(ev.PersonIdentified(person=found.anna, how="document", number=number))
            holds.inherit(made, file)
    return found
