"""What a requester sees of a request until its first decision, and what follows from it: exact.

A view is the slot and the class of the first decision; every word before it follows from the slot
alone (`release/post.py`). The requester knows the day of receipt, so the days of two slots' width
are worked out one by one. Slots are those of `release/slots.py`, with another width.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from bench.inference import assumptions as given
from safeconduct.release import slots

View = tuple[int, given.Class]
"""The number of the slot, and the class."""
Inside = Mapping[tuple[int, given.Class], float]
"""How probable it is that a decision of a class is taken after so many days."""
START = date(2025, 1, 6)
DECIDED_AT = time(15)
"""Of the day; slots are at ten."""


@dataclass(frozen=True)
class Told:
    """What views tell beyond the request, averaged over the days of receipt."""

    largest: float
    """The largest P(protected | view) − P(protected | request)."""
    largest_common: float
    """The same over views that at least one request in a thousand has."""
    expected: float
    """The mean of |P(protected | view) − P(protected | request)| over all requests."""
    days: float
    """The mean time from a decision to its slot."""


def ordinary() -> dict[tuple[int, given.Class], float]:
    """A request that touches nobody protected."""
    return _mixed(given.ORDINARY, given.REFERRED_UNPROTECTED)


def protected() -> dict[tuple[int, given.Class], float]:
    """One that does: it is always referred."""
    return _mixed(given.PROTECTED, 1.0, sooner=False)


def _mixed(
    classes: Mapping[given.Class, float], referred: float, *, sooner: bool = True
) -> dict[tuple[int, given.Class], float]:
    found: dict[tuple[int, given.Class], float] = defaultdict(float)
    extra = given.REFERRED.days()
    for name, share in classes.items():
        quick = sooner and name == "not-executed"
        median = given.EXAMINED.median * (given.REFUSED_SOONER if quick else 1)
        alone = given.Lasting(median, given.EXAMINED.spread).days()
        for day, chance in enumerate(alone):
            found[day, name] += share * (1 - referred) * chance
            for more, other in enumerate(extra):
                last = min(day + more, given.LONGEST)
                found[last, name] += share * referred * chance * other
    return dict(found)


@contextmanager
def width(days: int) -> Iterator[None]:
    """The slots with another width."""
    before, slots.WIDTH = slots.WIDTH, timedelta(days=days)
    try:
        yield
    finally:
        slots.WIDTH = before


@dataclass(frozen=True)
class Scheme:
    """Which slots a decision may leave in: from `least` on; refusals in every so manieth alone."""

    least: int = 1
    refusals_every: int = 1

    def number(self, soonest: int, name: given.Class) -> int:
        """The slot of a decision that is ready for the slot `soonest`."""
        number = max(self.least, soonest)
        every = self.refusals_every if name in REFUSALS else 1
        return -(-number // every) * every


REFUSALS: tuple[given.Class, ...] = ("not-executed", "partly-executed")
AS_NOW = Scheme()


def seen(inside: Inside, received: date, scheme: Scheme = AS_NOW) -> dict[View, float]:
    """How probable each view is."""
    found: dict[View, float] = defaultdict(float)
    numbers: dict[int, int] = {}
    for (day, name), chance in inside.items():
        if day not in numbers:
            moment = datetime.combine(received + timedelta(days=day), DECIDED_AT, UTC)
            numbers[day] = slots.after(received, moment).number
        found[scheme.number(numbers[day], name), name] += chance
    return dict(found)


def told(
    base: float,
    days: int,
    *,
    scheme: Scheme = AS_NOW,
    only: str = "",
    protected_: Inside | None = None,
    ordinary_: Inside | None = None,
    phases: int = 28,
) -> Told:
    """What views tell with slots of a width. `only`: 'class' or 'slot', if only that is seen."""
    one, other = protected_ or protected(), ordinary_ or ordinary()
    largest = common = expected = waited = 0.0
    with width(days):
        for phase in range(phases):
            received = START + timedelta(days=phase)
            mine, theirs = (_reduced(seen(x, received, scheme), only) for x in (one, other))
            for view in mine.keys() | theirs.keys():
                hit = base * mine.get(view, 0.0)
                whole = hit + (1 - base) * theirs.get(view, 0.0)
                if whole < 1e-12:
                    continue
                more = hit / whole - base
                expected += whole * abs(more) / phases
                largest = max(largest, more)
                common = max(common, more) if whole >= 1e-3 else common
            waited += _waited(other, received, scheme) / phases
    return Told(largest, common, expected, waited)


def _reduced(views: Mapping[View, float], only: str) -> dict[object, float]:
    if not only:
        return {view: chance for view, chance in views.items()}  # noqa: C416 - of another type
    found: dict[object, float] = defaultdict(float)
    for view, chance in views.items():
        found[view[only == "class"]] += chance
    return dict(found)


def _waited(inside: Inside, received: date, scheme: Scheme) -> float:
    total = 0.0
    for (day, name), chance in inside.items():
        moment = datetime.combine(received + timedelta(days=day), DECIDED_AT, UTC)
        number = scheme.number(slots.after(received, moment).number, name)
        total += chance * ((slots.slot(received, number).at - moment) / timedelta(days=1))
    return total
