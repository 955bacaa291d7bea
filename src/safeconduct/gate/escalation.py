"""What is overdue goes to the next role up, and in the end to the overseer. Nothing opens by it.

What it says is the same whoever is waited for: nobody learns from it that a register is behind a
standstill.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from safeconduct.case import events as ev
from safeconduct.case.roles import Role
from safeconduct.gate.change import File, change
from safeconduct.gate.itself import GATE
from safeconduct.gate.models import Deadline, Notice
from safeconduct.gate.node import current
from safeconduct.gate.terms import AGAIN, TERMS, told

_TIMES = 2
"""To the next role up, then to the overseer, on whose list it stays."""


def overdue(today: date) -> QuerySet[Deadline]:
    """The deadlines that have passed unmet, the oldest first; those that just end are left out."""
    telling = [what for what, term in TERMS.items() if term.escalates]
    late = Deadline.objects.filter(met=False, due__lt=today, case__erased=None, what__in=telling)
    return late.order_by("due", "id")


def to_tell(today: date) -> QuerySet[Deadline]:
    """Those of which somebody has to be told today."""
    lately = Notice.objects.filter(deadline=OuterRef("pk"), day__gt=today - timedelta(days=AGAIN))
    return overdue(today).filter(Q(escalated=0) | (Q(escalated__lt=_TIMES) & ~Exists(lately)))


def escalate() -> int:
    """Tell everybody who has to be told today; gives how many deadlines that were.

    Case by case, each in a transaction: done again, it tells nobody twice.
    """
    cases = to_tell(current().today()).order_by("case_id").values_list("case_id", flat=True)
    return sum(_of_case(case) for case in list(dict.fromkeys(cases)))


def _of_case(case: str) -> int:
    with change(case, GATE) as file:
        today = current().today()
        # Read again now that nobody else can change the case.
        late = list(to_tell(today).filter(case_id=case))
        groups: dict[tuple[str, Role], list[Deadline]] = defaultdict(list)
        for deadline in late:
            term = TERMS[deadline.what]  # type: ignore[index]
            groups[term.says, told(deadline.role, deadline.escalated)].append(deadline)  # type: ignore[arg-type]
        for (_, role), some in groups.items():
            tell(file, some, role)
    return len(late)


def tell(file: File, late: Sequence[Deadline], role: Role) -> None:
    """Tell a role of deadlines of one kind that have passed, in the transaction of the file."""
    today = current().today()
    first = min(deadline.due for deadline in late)
    text = f"{TERMS[late[0].what].says}; it was due on {first.isoformat()}"  # type: ignore[index]
    file.write(
        ev.Escalated(what=text, to=role, measures=_measures(file, late)),
        known=tuple({role, "overseer"}),
    )
    Notice.objects.bulk_create(
        Notice(case=file.row, role=role, deadline=d.pk, text=text, day=today) for d in late
    )
    for deadline in late:
        deadline.escalated += 1
    Deadline.objects.bulk_update(late, ["escalated"])


def _measures(file: File, late: Iterable[Deadline]) -> tuple[str, ...]:
    """The measures that wait for what is late."""
    found: set[str] = set()
    for deadline in late:
        of = deadline.of
        opinion = file.state.opinions.get(of)
        watched = file.state.incidents.get(of) or file.state.emergencies.get(of)
        found |= {watched.measure} if watched and watched.measure else set()
        found |= {one.measure for one in opinion.on} if opinion else set()
        found |= {m for m, plan in file.state.measures.items() if of in (m, plan.request)}
    return tuple(sorted(found))
