"""Checks on the days of a case: each can be read, and time runs forward."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from safeconduct.case import dates
from safeconduct.case import events as ev
from safeconduct.case.casefile import Placed
from safeconduct.case.document import Path
from safeconduct.case.state import CLOSING, HEARSAY, STRUCTURE


def check_days(event: ev.AnyEvent) -> Iterator[tuple[Path, str]]:
    """The days of one event: each can be read, and they are in order."""
    days: list[tuple[Path, str | None]] = [
        ((name,), getattr(event, name, None))
        for name in (
            "day",
            "on",
            "since",
            "until",
            "valid_from",
            "valid_until",
            "published",
            "born",
        )
        if isinstance(getattr(event, name, None), str)
    ]
    if isinstance(event, ev.HoldPlaced):
        days = [(path, text) for path, text in days if path != ("on",)]
    for path, text in [*days, *((("known", role), day) for role, day in event.known.items())]:
        try:
            dates.span(text or "unknown")
        except dates.BadDate as error:
            yield path, str(error)
    if isinstance(event, ev.ListDeclared | ev.Screened) and event.day == "unknown":
        yield (), "a check or declaration counts only from its day; add 'day'"
    if isinstance(event, _DATED) and event.day == "unknown":
        yield (), "what stands in the way of an act needs to say from when; add 'day'"
    for name in ("ordered", "stated"):
        moment = getattr(event, name, None)
        if moment is not None and not _on_a_calendar(moment):
            yield (name,), f"'{moment}' is no moment that a calendar and a clock have"
    for begin, end in (("valid_from", "valid_until"), ("since", "until")):
        first, last = getattr(event, begin, None), getattr(event, end, None)
        if first and last and _not_after(last, first):
            yield (end,), f"'{last}' is not after '{begin}' ({first}); write the later day here"
    if isinstance(event, ev.FindingMade | ev.DecisionTaken):
        for role, day in event.known.items():
            if _before(day, event.day):
                yield (
                    ("known", role),
                    f"'{day}' lies before the day of this event ({event.day}), and nobody knows "
                    "what is not yet; write a later day",
                )
    if isinstance(event, ev.MeasurePlanned) and _without_end(event.on):
        yield ("on",), "the day of a measure needs a last day; write it as in 2018-04..2019-11-05"


_DATED = (ev.HoldPlaced, ev.FreezeRequested, ev.OppositionFiled, ev.ClearanceRevoked)


def _before(one: str, other: str) -> bool:
    """Whether one day certainly lies before another."""
    return _last(one) < _first(other)


def _not_after(one: str, other: str) -> bool:
    """Whether one day certainly does not lie after another."""
    return _last(one) <= _first(other)


def _on_a_calendar(moment: str) -> bool:
    try:
        datetime.fromisoformat(moment)
    except ValueError:
        return False
    return True


def _without_end(day: str) -> bool:
    try:
        return dates.latest(day).year == dates.LAST_YEAR
    except dates.BadDate:  # named already
        return False


TOLD_LATER = (
    *STRUCTURE, *HEARSAY, *CLOSING,
    ev.MeasureExecuted, ev.ItemReturned, ev.NoticeGiven, ev.TransmissionSent, ev.RecallSent,
    ev.SubmissionFiled, ev.IncidentOpened, ev.IncidentFollowed, ev.EmergencyStated,
)  # fmt: skip
"""Kinds that may stand below what happened after: what a case is about, what is said, what is
reported of acts elsewhere; and what stands in the way of an act, so that nothing keeps it out."""


def time_runs_forward(placed: Placed) -> Iterator[tuple[Path, str]]:
    """No act in `events` lies before the latest first day of the acts above it.

    What may be told later is left out of account, as in a plot of 2014 that is told in 2019.
    """
    reached: tuple[date, str] | None = None
    for event, path in placed:
        if path[:1] != ("events",) or event.day == "unknown" or isinstance(event, TOLD_LATER):
            continue
        try:
            first, last = dates.span(event.day)
        except dates.BadDate:  # named already
            continue
        if reached and last < reached[0]:
            yield (*path, "day"), f"'{event.day}' lies before the event above ({reached[1]})"
        if reached is None or first > reached[0]:
            reached = first, event.day


def causes_come_first(placed: Placed) -> Iterator[tuple[Path, str]]:
    """What ends or answers something comes after it."""
    begun: dict[tuple[str, str], date] = {}  # so far, with the first possible day
    causes = {cause for event, _ in placed if (cause := _begins(event))}
    causes |= {ended for event, _ in placed if (ended := _ends(event)) and ended[0] == "freeze"}
    checks: list[tuple[tuple[str, str], ev.AnyEvent, Path]] = []
    for event, path in placed:
        cause, ended = _begins(event), _ends(event)
        if cause:
            begun[cause] = min(begun.get(cause, date.max), _first(event.day))
        if ended and ended[0] == "person":  # may stand anywhere, but its day tells
            checks.append((ended, event, path))
        elif ended in causes and (ended not in begun or _last(event.day) < begun[ended]):
            yield (*path, "day"), _TOO_EARLY[ended[0]]
    for ended, event, path in checks:
        if ended in begun and _last(event.day) < begun[ended]:
            yield (*path, "day"), _TOO_EARLY[ended[0]]


def _first(day: str) -> date:
    try:
        return dates.earliest(day)
    except dates.BadDate:  # named already
        return date.min


def _last(day: str) -> date:
    try:
        return dates.latest(day)
    except dates.BadDate:  # named already
        return date.max


def _begins(event: ev.AnyEvent) -> tuple[str, str] | None:
    match event:
        case ev.HoldPlaced():
            return "hold", event.hold
        case ev.FreezeRequested():
            return "freeze", event.request
        case ev.PersonIdentified():
            return "person", event.person
        case _:
            return None


def _ends(event: ev.AnyEvent) -> tuple[str, str] | None:
    match event:
        case ev.HoldLifted():
            return "hold", event.hold
        case ev.FreezeAnswered():
            return "freeze", event.request
        case ev.Screened() if event.result == "none":
            return "person", event.person
        case _:
            return None


_TOO_EARLY = {
    "hold": "a hold is lifted after it was placed; put this below, with a later day",
    "freeze": "a request to freeze is answered after it was made; put this below, with a later day",
    "person": "registers can answer only once the person is identified; write a day after that",
}
