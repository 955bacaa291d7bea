"""The overseer looks again, by lot, at measures for which no bar was found.

What the lot leaves out cannot be chosen: the seed and the number of measures it was drawn from are
recorded with it. The overseer reads the ruling without names.
"""

from __future__ import annotations

import random
import secrets
from typing import Any, Literal, get_args

from safeconduct.case import events as ev
from safeconduct.gate.change import changing
from safeconduct.gate.errors import NotFound, Refused, Wrong
from safeconduct.gate.models import Measure, Sample
from safeconduct.gate.node import current
from safeconduct.gate.officefile import office
from safeconduct.policy.actor import Actor
from safeconduct.policy.permissions import Permission, must

Verdict = Literal["right", "doubtful", "wrong"]
MOST = 100
"""Measures that are drawn at once, at most."""


def draw(actor: Actor, number: int, seed: str = "") -> list[str]:
    """Draw measures without a bar that were not drawn before; gives their ids."""
    must(actor, Permission.SAMPLE_WRITE)
    if not 1 <= number <= MOST:
        raise Wrong(f"number: draw between 1 and {MOST} measures")
    seed = seed or secrets.token_hex(16)
    with changing(actor) as made:
        file = office(made)
        drawn = Sample.objects.values_list("pk", flat=True)
        found = Measure.objects.filter(outcome="no-bar-found").exclude(pk__in=drawn)
        among = sorted(found.values_list("pk", flat=True))
        lot = sorted(random.Random(seed).sample(among, min(number, len(among))))
        if not lot:
            raise Refused("there is no measure without a bar that was not drawn before")
        note = f"seed {seed}, from {len(among)} measures in the order of their ids"
        file.write(ev.SampleDrawn(measures=tuple(lot), note=note), known=())
        Sample.objects.bulk_create(Sample(measure=m, drawn=current().today()) for m in lot)
    return lot


def review(actor: Actor, measure: str, verdict: Verdict, finding: str) -> None:
    """Say what was found in a measure that was drawn. Raises `NotFound`, `Refused`."""
    must(actor, Permission.SAMPLE_WRITE)
    if verdict not in get_args(Verdict):
        raise Wrong(f"verdict: one of {', '.join(get_args(Verdict))}")
    with changing(actor) as made:
        file = office(made)
        row = Sample.objects.filter(pk=measure).first()
        if row is None:
            raise NotFound(f"the measure '{measure}' was not drawn")
        if row.finding:
            raise Refused(f"the measure '{measure}' was reviewed already")
        file.write(ev.SampleReviewed(measure=measure, finding=f"{verdict}: {finding}"), known=())
        row.finding = verdict
        row.save()


def statistics(actor: Actor) -> dict[str, Any]:
    """How many were drawn and what the reviews said."""
    must(actor, Permission.SAMPLE_READ)
    findings = list(Sample.objects.values_list("finding", flat=True))
    return {
        "no_bar_found": Measure.objects.filter(outcome="no-bar-found").count(),
        "drawn": len(findings),
        **{verdict: findings.count(verdict) for verdict in get_args(Verdict)},
    }
