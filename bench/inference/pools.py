"""How many unprotected requests share wording and slot, on a docket as in `bench/docket`."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bench.docket import shares
from bench.docket.requests import DAYS, FIRST_DAY
from bench.docket.shares import pick
from bench.inference import assumptions as given
from bench.inference import views
from safeconduct.release import slots


@dataclass(frozen=True)
class Decided:
    """A request of the docket: who asked, what the requester heard first, and when."""

    state: str
    at: datetime
    decision: given.Class
    protected: bool


@dataclass(frozen=True)
class Pools:
    """For the protected requests: how many unprotected ones share wording and moment."""

    median: int
    least: int
    """One in twenty has no more."""
    median_state: int
    """Of those from the same state alone."""
    alone: float
    """How many protected requests share wording and moment with none from the same state."""


def docket(base: float, days: int, requests: int, seed: int) -> list[Decided]:
    """Decisions on so many requests over the days of the docket."""
    chance = random.Random(seed)
    inside = {flag: _drawn(flag) for flag in (True, False)}
    found = []
    with views.width(days):
        for _ in range(requests):
            state, _route = pick(chance, shares.STATES)
            received = FIRST_DAY + timedelta(days=chance.randrange(DAYS))
            flag = chance.random() < base
            keys, weights = inside[flag]
            ((day, name),) = chance.choices(keys, cum_weights=weights)
            decided = datetime.combine(received + timedelta(days=day), views.DECIDED_AT, UTC)
            found.append(Decided(state, slots.after(received, decided).at, name, flag))
    return found


def _drawn(flag: bool) -> tuple[list[tuple[int, given.Class]], list[float]]:
    inside = views.protected() if flag else views.ordinary()
    keys, weights, total = [], [], 0.0
    for key, chance in inside.items():
        total += chance
        keys.append(key)
        weights.append(total)
    return keys, weights


def pools(found: Sequence[Decided]) -> Pools:
    """How large the pools are."""
    whole = Counter((d.at, d.decision) for d in found if not d.protected)
    own = Counter((d.at, d.decision, d.state) for d in found if not d.protected)
    mine = [d for d in found if d.protected]
    sizes = sorted(whole[d.at, d.decision] for d in mine)
    same = sorted(own[d.at, d.decision, d.state] for d in mine)
    if not mine:
        return Pools(0, 0, 0, 0.0)
    half, few = len(mine) // 2, len(mine) // 20
    return Pools(sizes[half], sizes[few], same[half], sum(n == 0 for n in same) / len(mine))
