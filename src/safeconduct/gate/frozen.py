"""Which requests stand still because somebody asked for it, from the events alone."""

from __future__ import annotations

from collections.abc import Sequence

from safeconduct.case import events as ev


def unanswered(events: Sequence[ev.AnyEvent]) -> list[str]:
    """The requests that a freeze holds: asked for, and not refused with reasons since."""
    found: dict[str, None] = {}
    for event in events:
        match event:
            case ev.FreezeRequested():
                found[event.request] = None
            case ev.FreezeAnswered() if event.outcome == "refused" and event.reasons:
                found.pop(event.request, None)
            case _:
                pass
    return list(found)
