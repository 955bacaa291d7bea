"""How many people one account may look at or put to the registers: over all requests together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import msgspec

Sort = Literal["look", "check"]
"""A look at something protected; a check: somebody is identified or put to the registers."""

WINDOW = timedelta(days=30)


class Budgets(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many different persons an account may reach, in a day and in thirty days."""

    looks_a_day: int = 200
    looks_in_30_days: int = 1500
    checks_a_day: int = 100
    checks_in_30_days: int = 800

    def of(self, sort: Sort) -> tuple[int, int]:
        """The numbers for a day and for thirty days."""
        if sort == "look":
            return self.looks_a_day, self.looks_in_30_days
        return self.checks_a_day, self.checks_in_30_days


@dataclass(frozen=True)
class Overrun:
    """A budget that would be overrun."""

    limit: int
    span: Literal["a day", "in 30 days"]


def overrun(
    account: str, sort: Sort, persons: frozenset[str], day: date, budgets: Budgets
) -> Overrun | None:
    """The budget that reaching these persons as well would overrun; None if it would not.

    Whoever was reached before on that day, or in the thirty days, counts once.
    """
    a_day, in_30 = budgets.of(sort)
    # The settings of a gate name budgets before Django is set up.
    from safeconduct.policy.models import Look  # noqa: PLC0415

    reached = Look.objects.filter(account=account, sort=sort, day__lte=day)
    today = set(reached.filter(day=day).values_list("person", flat=True).distinct())
    if len(today | persons) > a_day:
        return Overrun(a_day, "a day")
    lately = reached.filter(day__gt=day - WINDOW).values_list("person", flat=True).distinct()
    return Overrun(in_30, "in 30 days") if len({*lately} | persons) > in_30 else None
