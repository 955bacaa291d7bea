"""Figures from many runs: how they spread."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Spread:
    """How figures spread: the least, the middle, the rare ones (nearest rank), the greatest."""

    least: float
    median: float
    p95: float
    p99: float
    greatest: float
    count: int

    @classmethod
    def of(cls, figures: Sequence[float]) -> Spread:
        """The spread of these figures; all zero if there are none."""
        ordered = sorted(figures) or [0.0]
        last = len(ordered) - 1

        def rank(share: float) -> float:
            return ordered[min(last, round(share * len(ordered)))]

        return cls(
            ordered[0], statistics.median(ordered), rank(0.95), rank(0.99), ordered[last],
            len(figures),
        )  # fmt: skip
