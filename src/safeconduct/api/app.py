"""The gate's API as a whole: its addresses."""

from __future__ import annotations

from safeconduct.api import (
    accounts,
    admission,
    cases,
    clearances,
    deadlines,
    decisions,
    emergency,
    execution,
    facts,
    holds,
    imports,
    incidents,
    links,
    matters,
    measures,
    opinions,
    persons,
    register,
    releases,
    retention,
    samples,
    screening,
    watching,
)
from safeconduct.api.looking import at_a_case
from safeconduct.api.making import made

api = made("api", "The gate's API, for authorities' own case systems.", at_a_case)
api.add_router("/accounts", accounts.router, tags=["accounts"])
api.add_router("/cases", cases.router, tags=["cases"])
api.add_router("", cases.lists, tags=["cases"])
api.add_router("/cases", admission.router, tags=["cases"])
api.add_router("/cases", persons.router, tags=["persons"])
api.add_router("/cases", measures.router, tags=["measures"])
api.add_router("/deadlines", deadlines.router, tags=["deadlines"])
api.add_router("", matters.lists, tags=["matters"])
api.add_router("/cases", matters.router, tags=["matters"])
api.add_router("/releases", releases.router, tags=["releases"])
api.add_router("/retention", retention.lists, tags=["retention"])
api.add_router("/cases", retention.router, tags=["retention"])
api.add_router("/samples", samples.router, tags=["samples"])
api.add_router("/cases", screening.router, tags=["screening"])
api.add_router("/cases", opinions.router, tags=["opinions"])
api.add_router("/cases", holds.router, tags=["holds"])
api.add_router("/cases", facts.router, tags=["facts"])
api.add_router("", facts.inboxes, tags=["facts"])
api.add_router("/cases", decisions.router, tags=["decisions"])
api.add_router("/cases", clearances.router, tags=["clearances"])
api.add_router("", clearances.inboxes, tags=["clearances"])
api.add_router("/register", register.router, tags=["register"])
api.add_router("/register", register.matters, tags=["register"])
api.add_router("/cases", execution.router, tags=["after the act"])
api.add_router("/cases", imports.router, tags=["case files"])
api.add_router("", imports.taking, tags=["case files"])
api.add_router("/cases", links.router, tags=["links"])
api.add_router("", incidents.lists, tags=["incidents"])
api.add_router("/cases", incidents.router, tags=["incidents"])
api.add_router("/cases", emergency.router, tags=["emergencies"])
api.add_router("/statistics", emergency.numbers, tags=["statistics"])
api.add_router("/statistics", watching.numbers, tags=["statistics"])
api.add_router("", watching.everywhere, tags=["watching"])
api.add_router("", clearances.lists, tags=["clearances"])
