"""What the rulebook said of each measure when it was last looked at: for lists, nothing else.

Whatever opens something rules afresh. Here a measure whose case, day or rulebook has moved on
since shows an outcome that is not of today (`ruled_version`, `ruled_on`, `ruled_rulebook`).
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db.models import F, Q, QuerySet
from django_tasks import task

from safeconduct.case.document import BadInput
from safeconduct.gate import history, reading
from safeconduct.gate.connection import writing
from safeconduct.gate.models import Case, Measure
from safeconduct.gate.node import current
from safeconduct.law.rule import Rulings
from safeconduct.law.rulebook import Rulebook
from safeconduct.record.entry import BadEntry

log = logging.getLogger(__name__)

SETTLED = ("executed", "followed", "closed")
"""Stages in which nothing is left to be opened."""

AT_ONCE = 50
"""Cases that one task looks at, so that other work gets its turn between."""

SOON, LATER = 10, -10
"""Priorities: after a change somebody waits; the daily look at everything can wait."""


def look_again(case: str) -> None:
    """Have a case's measures looked at again, once the transaction that changes it is over.

    The task is a row of the same transaction: it is there exactly if the change is.
    """
    refreshed.using(priority=SOON).enqueue([case])


@task
def refreshed(cases: list[str]) -> None:
    """Look at all measures of these cases whose outcome is not of today."""
    for case in cases:
        refresh(case)


def refresh(case: str) -> dict[str, str]:
    """Rule on a case's open measures, if their outcome is not of today; gives what was found.

    An outcome that cannot be found (a day before any law, say) is empty.
    """
    node = current()
    rulebook, today = node.rulebook(), node.today()
    version = Case.objects.filter(pk=case, erased=None).values_list("version", flat=True).first()
    if version is None:
        return {}
    measures = list(stale().filter(case_id=case).values_list("pk", flat=True))
    if not measures:
        return {}
    found = _ruled(case, version, measures, rulebook)
    by_outcome = defaultdict(list)
    for measure, outcome in found.items():
        by_outcome[outcome].append(measure)
    with writing():
        for outcome, some in by_outcome.items():
            Measure.objects.filter(pk__in=some, ruled_version__lte=version).update(
                outcome=outcome, ruled_version=version, ruled_rulebook=rulebook.hash,
                ruled_on=today,
            )  # fmt: skip
    return found


def _ruled(case: str, version: int, measures: Sequence[str], rulebook: Rulebook) -> dict[str, str]:
    try:
        # Events that came since belong to the next look.
        events = history.binding([w for w in reading.read(case) if w.number < version])
        rulings, today = Rulings(rulebook, events), current().today()
    except BadEntry:
        log.critical("case %s: its record was changed; nothing in it can be ruled on", case)
        return dict.fromkeys(measures, "")
    found = {}
    for measure in measures:
        try:
            found[measure] = str(rulings.outcome(measure, today))
        except BadInput:
            found[measure] = ""
    return found


def stale() -> QuerySet[Measure]:
    """The open measures whose outcome is not of this case's version, day and rulebook."""
    node = current()
    fresh = Q(ruled_version=F("case__version"), ruled_on=node.today(),
              ruled_rulebook=node.rulebook().hash)  # fmt: skip
    return Measure.objects.filter(case__erased=None).exclude(stage__in=SETTLED).exclude(fresh)


def look_at_all() -> int:
    """Put every case that has something to look at into the queue, in batches; gives how many."""
    cases = sorted(set(stale().values_list("case_id", flat=True)))
    for some in batches(cases, AT_ONCE):
        refreshed.using(priority=LATER).enqueue(some)
    return len(cases)


def batches(all_: Sequence[str], size: int) -> Iterable[list[str]]:
    """A list in pieces of a size."""
    return (list(all_[start : start + size]) for start in range(0, len(all_), size))
