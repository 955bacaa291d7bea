"""What a register's authority is told of a later step: its kind and the measure, nothing of it."""

from __future__ import annotations

from collections.abc import Sequence

from safeconduct.case import events as ev


def kind(event: ev.AnyEvent) -> str:
    """What kind of step it is, as case files call it."""
    return str(type(event).__struct_config__.tag)


def measure_of(event: ev.AnyEvent) -> str:
    """The measure that a step is about, if it is about one."""
    measure = getattr(event, "measure", None)
    if isinstance(measure, str):
        return measure
    if isinstance(event, ev.HoldPlaced) and event.on == "measure":
        return event.of
    measures: Sequence[str] = getattr(event, "measures", ())
    return measures[0] if len(measures) == 1 else ""
