"""What the rulebook says of a live measure, today, on what the acting authority knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from safeconduct.case import events as ev
from safeconduct.case.document import BadInput
from safeconduct.case.ruling import Outcome, Ruling
from safeconduct.gate import history
from safeconduct.gate.errors import NotFound, Refused
from safeconduct.gate.models import Measure
from safeconduct.gate.node import current
from safeconduct.law.rule import Rulings


def ruling(measure: str) -> Ruling:
    """The ruling on a measure today. Raises `NotFound`, `Refused`."""
    return rule(history.events(case_of_measure(measure)), measure)


def rule(events: Sequence[ev.AnyEvent], measure: str) -> Ruling:
    """The ruling of today that events make; raises `Refused`."""
    node = current()
    try:
        return Rulings(node.rulebook(), events).rule(measure, node.today())
    except BadInput as error:
        raise Refused("; ".join(problem.message for problem in error.problems)) from None


def supposing(
    events: Sequence[ev.AnyEvent], measure: str, assumed: Mapping[str, Literal["yes", "no"]]
) -> Ruling:
    """What the ruling of today would be if these facts were so; raises `Refused`."""
    node = current()
    try:
        return Rulings(node.rulebook(), events).rule(measure, node.today(), assumed=assumed)
    except BadInput as error:
        raise Refused("; ".join(problem.message for problem in error.problems)) from None


def outcome(events: Sequence[ev.AnyEvent], measure: str) -> Outcome:
    """The outcome alone; raises `Refused`."""
    node = current()
    try:
        return Rulings(node.rulebook(), events).outcome(measure, node.today())
    except BadInput as error:
        raise Refused("; ".join(problem.message for problem in error.problems)) from None


def case_of_measure(measure: str) -> str:
    """The case that a measure belongs to; raises `NotFound`."""
    found = Measure.objects.filter(pk=measure).values_list("case_id", flat=True).first()
    if found is None:
        raise NotFound(f"there is no measure '{measure}'")
    return str(found)
