"""Looks at what is not open to everybody: each is recorded, and nobody looks at many unnoticed.

One budget over all requests. A look at the same thing, of the same persons, on the same day is one
look. Whoever would overrun the budget is refused, and the overseer is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple

from safeconduct.case import events as ev
from safeconduct.gate import once
from safeconduct.gate.change import Change, changing
from safeconduct.gate.errors import Forbidden
from safeconduct.gate.models import Person
from safeconduct.gate.node import current
from safeconduct.gate.officefile import office
from safeconduct.policy.actor import Actor
from safeconduct.policy.budgets import Overrun, Sort, overrun
from safeconduct.policy.models import Account, Look
from safeconduct.policy.objects import Object

PROTECTED = (
    Object.PERSONS, Object.SCREENED, Object.HIT, Object.PROTECTION, Object.REFERRAL, Object.OPINION,
    Object.FACTS, Object.RULING, Object.QUESTION, Object.TRANSMISSION, Object.CASE_FILE,
)  # fmt: skip
"""What takes a look to be read: it is about persons, or may tell who is protected."""


class _Reach(NamedTuple):
    """Persons of a case who are reached: their ids there, or (`tried`) as whom they are tried."""

    at: str
    case: str
    persons: tuple[str, ...]
    purpose: str
    tried: frozenset[str]


_together: ContextVar[dict[Actor, list[_Reach]] | None] = ContextVar(
    "looks that are recorded together, by who looks", default=None
)


@contextmanager
def together() -> Iterator[None]:
    """What is looked at in this block is recorded at its end, in one change, even if it fails.

    So nothing of it may be shown before the block is left. Raises `Forbidden` there if all of it
    is more than the budget has left: then none of it is recorded, and none may be shown.
    """
    found: dict[Actor, list[_Reach]] = {}
    before = _together.set(found)
    try:
        yield
    finally:
        _together.reset(before)
        for actor, wanted in found.items():
            _reach(actor, "look", wanted)


def look(
    actor: Actor,
    at: Object | str,
    case: str,
    persons: Iterable[str],
    purpose: str,
    tried: Iterable[str] = (),
) -> None:
    """The actor is shown something protected of these persons (their ids in the case).

    `at`: the object, or its name in small letters. `tried`: as whom they are looked for
    (`identity`), which counts instead. Call it before it is shown, and outside any change.
    Raises `Forbidden` over the budget.
    """
    name = at.name.lower() if isinstance(at, Object) else at
    one = _Reach(name, case, tuple(persons), purpose, frozenset(tried))
    noted = _together.get()
    if noted is None:
        _reach(actor, "look", [one])
    else:
        noted.setdefault(actor, []).append(one)


def look_at_all(actor: Actor, at: Object, case: str, purpose: str) -> None:
    """The same, of everybody in a case."""
    persons = Person.objects.filter(case_id=case).order_by("id").values_list("id", flat=True)
    look(actor, at, case, persons, purpose)


def check(
    actor: Actor, case: str, persons: Iterable[str], purpose: str, tried: Iterable[str] = ()
) -> None:
    """The actor identifies persons or puts them to the registers. As `look`, with its own budget.

    An attempt counts, whatever comes of it. `tried`: whom they are tried as (`identity`),
    which counts instead.
    """
    one = _Reach("check", case, tuple(persons), purpose, frozenset(tried))
    _reach(actor, "check", [one])


def _reach(actor: Actor, sort: Sort, wanted: Sequence[_Reach]) -> None:
    if not _new(actor, sort, wanted):
        return
    # The name of a command belongs to the command, and this is none: it may happen again.
    with once.named(actor.account, ""), changing(actor) as made:
        over = _counted(made, sort, wanted)
    if over is not None:
        raise Forbidden(
            f"you have reached as many persons as one account may ({over.limit} {over.span}, over "
            "all requests together); the overseer has been told. Somebody else can go on"
        )


def _counted(made: Change, sort: Sort, wanted: Sequence[_Reach]) -> Overrun | None:
    account, day = made.actor.account, current().today()
    # Two looks at once would else both find the budget not yet spent.
    Account.objects.select_for_update().filter(pk=account).first()
    new = _new(made.actor, sort, wanted)
    if not new:
        return None
    whose = _whose([one for one, _ in new])
    over = overrun(account, sort, frozenset().union(*whose), day, current().budgets)
    if over is not None:
        _told(made, sort, over)
        return over
    Look.objects.bulk_create(
        Look(account_id=account, sort=sort, at=one.at, case=one.case, person=p, day=day)
        for one, persons in new
        for p in sorted(persons)
    )
    for one, _ in new:
        office(made).write(
            ev.LookTaken(
                at=f"{one.at} in {one.case}", persons=one.persons, purpose=one.purpose
            ),
            known=(),
        )  # fmt: skip
    return None


def _whose(wanted: Sequence[_Reach]) -> list[frozenset[str]]:
    """Who counts: the same text wherever the same person was identified; of nobody, the case."""
    ids = {p for one in wanted if not one.tried for p in one.persons}
    known = dict(Person.objects.filter(id__in=ids).values_list("id", "identity"))
    return [
        one.tried or frozenset(known.get(p) or p for p in one.persons) or frozenset({one.case})
        for one in wanted
    ]


def _new(actor: Actor, sort: Sort, wanted: Sequence[_Reach]) -> list[tuple[_Reach, frozenset[str]]]:
    """Those of them whom the account has not reached there today, each with who they are."""
    cases = {one.case for one in wanted}
    rows = Look.objects.filter(
        account=actor.account, sort=sort, case__in=cases, day=current().today()
    )
    already = set(rows.values_list("at", "case", "person"))
    found = []
    for one, whose in zip(wanted, _whose(wanted), strict=True):
        persons = frozenset(p for p in whose if (one.at, one.case, p) not in already)
        already |= {(one.at, one.case, p) for p in persons}
        if persons:
            found.append((one, persons))
    return found


def _told(made: Change, sort: Sort, over: Overrun) -> None:
    """Tell the overseer: once a day and budget, or whoever is refused could bury them in it."""
    account, day = made.actor.account, current().today()
    _, created = Look.objects.get_or_create(
        account_id=account, sort="told", at=f"{sort} {over.span}", case="", person="", day=day
    )
    if created:
        office(made).write(
            ev.Escalated(
                what=f"{account} wanted to reach more persons than one account may: {sort}, more "
                f"than {over.limit} {over.span}",
                to="overseer",
            ),
            # The gate says it, not whoever is refused: counsel escalates nothing.
            by="overseer",
            known=("overseer",),
        )
