"""What an opinion has to be, given at the gate or at a register's own node. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from safeconduct.case.eventbase import MeasureOpinion


def faults(on: Sequence[MeasureOpinion], points: Sequence[str]) -> list[str]:
    """What is wrong with an opinion, one line each, and what would be right."""
    found = [
        f"on: '{one.measure}' is objected to unless something is so; say what in 'unless'"
        for one in on
        if (one.view == "objects-unless") != bool(one.unless)
    ]
    if any(one.view != "does-not-object" for one in on) and not points:
        found.append("points: give your reasons, one point each; the magistrate answers each")
    return found
