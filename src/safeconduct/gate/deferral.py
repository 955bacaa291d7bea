"""Notices that were deferred, and until when somebody can oppose: read from the events. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from safeconduct.case import events as ev
from safeconduct.case.dates import latest
from safeconduct.case.facts import canonical

LONGEST = 180
"""For how many days at most a notice is deferred at once; then it is decided anew."""

DEFERRED = "notice deferred: "
"""How the note of a deferral begins; its reasons follow."""

OPPOSE = "can be opposed until: "
"""How the line of a notice begins that names the last day to oppose."""


@dataclass(frozen=True)
class Untold:
    """Somebody who was touched by a measure and has not been told."""

    measure: str
    person: str
    deferred_until: str = ""
    """Until before which day the notice is deferred; empty if it is due."""
    reasons: str = ""


def deferred(events: Iterable[ev.AnyEvent]) -> dict[tuple[str, str], Untold]:
    """The last deferral of each notice, by measure and person, whether or not its day has come.

    One without reasons, without a day, or for longer than may be, is none.
    """
    found: dict[tuple[str, str], Untold] = {}
    for event in events:
        if not isinstance(event, ev.FactStated) or event.by != "magistrate":
            continue
        name, _, rest = canonical(event.fact).partition("(")
        if name != "notified":
            continue
        measure, _, person = rest.removesuffix(")").partition(",")
        found.pop((measure, person), None)
        if _lawful(event):
            reasons = event.note.removeprefix(DEFERRED)
            found[measure, person] = Untold(measure, person, event.valid_until or "", reasons)
    return found


def deferrals(events: Iterable[ev.AnyEvent], today: date) -> dict[tuple[str, str], Untold]:
    """The deferrals that run today, by measure and person."""
    return {
        whose: one for whose, one in deferred(events).items() if today < latest(one.deferred_until)
    }


def _lawful(event: ev.FactStated) -> bool:
    reasons = event.note.removeprefix(DEFERRED).strip()
    if event.value != "no" or not event.note.startswith(DEFERRED) or not reasons:
        return False
    if not event.valid_until or not event.valid_from:
        return False
    return latest(event.valid_until) - latest(event.valid_from) <= timedelta(days=LONGEST)


def oppose_until(notice: ev.NoticeGiven) -> date | None:
    """The last day to oppose that persons were told; None if their notice names none."""
    days = [line for line in notice.note.splitlines() if line.startswith(OPPOSE)]
    try:
        return date.fromisoformat(days[-1].removeprefix(OPPOSE)) if days else None
    except ValueError:
        return None
