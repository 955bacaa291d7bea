"""What every page is given."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from safeconduct.desks.acting import acting
from safeconduct.desks.offices import desk_of
from safeconduct.gate.node import current


def everywhere(request: HttpRequest) -> dict[str, Any]:
    """Who acts, at which desk, at which node, on which day."""
    # A page that says what went wrong is made before anybody is known.
    who = acting(request) if hasattr(request, "session") else None
    return {
        "node": current().name,
        "today": current().today(),
        "rehearsal": current().rehearsal,
        "acting": who,
        "desk": desk_of(who.role) if who else None,
        "problems": getattr(request, "problems", []),
    }
