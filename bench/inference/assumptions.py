"""How long it takes inside until a decision, and how it ends. Written before anything was measured.

ALL OF THIS IS ASSUMED. No figures on real requests were at hand. What can be said for each value
stands beside it; whoever has counts of a real docket puts them here and runs it again.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import erf, log, sqrt
from typing import Literal

Class = Literal["executed", "partly-executed", "not-executed", "supplement-asked"]
CLASSES: tuple[Class, ...] = ("executed", "partly-executed", "not-executed", "supplement-asked")

BASE_RATES = (0.01, 0.05, 0.20)
"""How many requests of one state and kind touch somebody protected against that state: what the
requester expects before it hears anything. 20 % stands for one state that hunts its refugees."""

WIDTHS = (2, 7, 14, 28)
"""Days between two slots."""

LONGEST = 365
"""Days; what takes longer is counted as this long."""


@dataclass(frozen=True)
class Lasting:
    """A time in days, lognormal: half of them are shorter than `median`."""

    median: float
    spread: float
    """The standard deviation of the logarithm: two in three lie within a factor of e^spread."""

    def days(self) -> list[float]:
        """How probable each whole number of days is, from 0 to `LONGEST`."""
        upto = [0.0, *(self._before(day + 0.5) for day in range(LONGEST)), 1.0]
        return [after - before for before, after in pairwise(upto)]

    def _before(self, days: float) -> float:
        return 0.5 * (1 + erf(log(days / self.median) / (self.spread * sqrt(2))))


EXAMINED = Lasting(35, 0.6)
"""From the receipt to the decision. The docket's questions take rounds of seven days each, up to
three for a measure (`docs/controls.md`); letters to ministries and back are the rest."""

REFERRED = Lasting(16, 0.5)
"""What a referral adds: the opinion (the register's term is 14 days) and the answer to it."""

REFUSED_SOONER = 0.8
"""An ordinary refusal takes this part of the time: where no basis is there, little is asked."""

REFERRED_UNPROTECTED = 0.10
"""Requests that are referred although nobody is protected: nationals who could not be identified
are referred by default, and names are alike. They take as long, and end as ordinary ones do."""

ORDINARY: dict[Class, float] = {
    "executed": 0.76, "partly-executed": 0.06, "not-executed": 0.10, "supplement-asked": 0.08,
}  # fmt: skip
"""How a request ends that touches nobody protected. Ordinary refusals: no basis (3 %), no dual
criminality (3 %), out of proportion (2 %), conditions that nobody cured (2 %)."""

PROTECTED: dict[Class, float] = {
    "executed": 0.18, "partly-executed": 0.12, "not-executed": 0.65, "supplement-asked": 0.05,
}  # fmt: skip
"""How one ends that does: the register objects to most; sometimes another measure can go on."""
