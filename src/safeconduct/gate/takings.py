"""What was taken, from the events alone."""

from __future__ import annotations

from collections.abc import Sequence

from safeconduct.case import events as ev


def taken(events: Sequence[ev.AnyEvent]) -> dict[str, str]:
    """Everything that reports say was taken, each with the measure that took it."""
    return {
        item: event.measure
        for event in events
        if isinstance(event, ev.MeasureExecuted)
        for item in (*event.taken, *(one.item for one in event.inventory))
    }
