"""What another rulebook would change: the open measures whose outcome would be another today."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

from django_tasks import task

from safeconduct.case.document import BadInput
from safeconduct.gate import books, history, reading
from safeconduct.gate.errors import Refused
from safeconduct.gate.models import Case, Measure, Release
from safeconduct.gate.node import current
from safeconduct.gate.outcomes import SETTLED
from safeconduct.law.rule import Rulings

_STEP = 20
"""After so many cases it is noted how far the look has come."""


class Changed(NamedTuple):
    """A measure whose outcome would change; an empty outcome is one that cannot be found."""

    measure: str
    old: str
    new: str

    def __str__(self) -> str:
        """As the office file says it."""
        return f"{self.measure}: {self.old or 'none'} -> {self.new or 'none'}"


class Placed(NamedTuple):
    """A measure whose outcome would change, with its request and case."""

    case: str
    request: str
    measure: str
    old: str
    new: str


class Look(NamedTuple):
    """A preview that was asked for: how far it has come, what it found."""

    running: bool
    done: int
    of: int
    day: str
    """Of which day it is; empty if there is none."""
    problem: str
    changes: list[Changed]


def placed(changes: Sequence[Changed]) -> list[Placed]:
    """Changes with the requests that they concern, request by request."""
    rows = Measure.objects.filter(pk__in=[one.measure for one in changes])
    of = {pk: (case, request) for pk, case, request in rows.values_list("pk", "case", "request_id")}
    return sorted(Placed(*of[one.measure], *one) for one in changes if one.measure in of)


def start(digest: str) -> None:
    """Put the preview of a release into the queue, in the transaction that is open."""
    # What was found today already is not looked for again.
    before = Release.objects.get(pk=digest).preview
    kept = {name: value for name, value in before.items() if name != "problem"}
    Release.objects.filter(pk=digest).update(preview={**kept, "running": True}, done=0, of=0)
    made.enqueue(digest)


def state(release: Release) -> Look:
    """What is known of a release's preview."""
    found = release.preview
    return Look(
        found.get("running", False), release.done, release.of, found.get("day", ""),
        found.get("problem", ""), last(release),
    )  # fmt: skip


@task
def made(digest: str) -> None:
    """Make the preview of a release. Done again, it begins where it was not finished."""
    try:
        look(digest)
    except Refused as error:
        problem = str(error)[:2000]
        Release.objects.filter(pk=digest).update(preview={"problem": problem})


def open_measures() -> dict[str, list[str]]:
    """The measures in which something can still be opened, by case."""
    found: dict[str, list[str]] = defaultdict(list)
    rows = Measure.objects.filter(case__erased=None).exclude(stage__in=SETTLED)
    for case, measure in rows.order_by("case_id", "pk").values_list("case_id", "pk"):
        found[case].append(measure)
    return dict(found)


def look(digest: str, tell: books.Tell = lambda _done, _of, _what: None) -> list[Changed]:
    """Rule on every open measure under the active rulebook and under a release; gives what differs.

    Cases that have not moved on since the last look of the same day are not ruled on again.
    Raises `NotFound`, `Wrong`.
    """
    node = current()
    old, new = node.rulebook(), books.load(node.releases, digest)
    kept = _kept(digest, old.hash)
    versions = dict(Case.objects.values_list("pk", "version"))
    measures = open_measures()
    found: dict[str, list[Changed]] = {}
    for number, (case, some) in enumerate(measures.items()):
        tell(number, len(measures), case)
        if number % _STEP == 0:
            Release.objects.filter(pk=digest).update(done=number, of=len(measures))
        before = kept.get(case)
        if before is not None and before[0] == versions[case]:
            found[case] = [Changed(*one) for one in before[1]]
            continue
        events = history.binding([w for w in reading.read(case) if w.number < versions[case]])
        rulings = Rulings(old, events), Rulings(new, events)
        ruled = [Changed(m, *(_outcome(r, m) for r in rulings)) for m in some]
        found[case] = [one for one in ruled if one.old != one.new]
    Release.objects.filter(pk=digest).update(
        done=len(measures), of=len(measures),
        preview={
            "day": node.today().isoformat(),
            "against": old.hash,
            "cases": {case: [versions[case], changes] for case, changes in found.items()},
        },
    )  # fmt: skip
    return [one for changes in found.values() for one in changes]


def last(release: Release) -> list[Changed]:
    """What the last look found."""
    cases = release.preview.get("cases", {}).values()
    return [Changed(*one) for _, changes in cases for one in changes]


def _kept(digest: str, against: str) -> dict[str, Any]:
    """What the last look found of each case, if it was today's and against the same rulebook."""
    row = Release.objects.filter(pk=digest).first()
    found = row.preview if row is not None else {}
    today = current().today().isoformat()
    same = found.get("day") == today and found.get("against") == against
    return dict(found["cases"]) if same else {}


def _outcome(rulings: Rulings, measure: str) -> str:
    try:
        return str(rulings.outcome(measure, current().today()))
    except BadInput:
        return ""
