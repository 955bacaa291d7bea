"""Looks at what is not open to everybody: each is recorded, and nobody looks at many unnoticed.

One budget over all requests. A look at the same thing, of the same persons, on the same day is one
look. Whoever would overrun the budget is refused, and the overseer is told.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

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
from safeconduct.policy.onepage import once_a_page

PROTECTED = (
    Object.PERSONS, Object.SCREENED, Object.HIT, Object.PROTECTION, Object.REFERRAL, Object.OPINION,
    Object.FACTS, Object.RULING, Object.QUESTION, Object.TRANSMISSION, Object.CASE_FILE,
)  # fmt: skip
"""What takes a look to be read: it is about persons, or may tell who is protected."""


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
    _reach(actor, "look", name, case, tuple(persons), purpose, frozenset(tried))


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
    _reach(actor, "check", "check", case, tuple(persons), purpose, frozenset(tried))


def _reach(
    actor: Actor,
    sort: Sort,
    at: str,
    case: str,
    persons: tuple[str, ...],
    purpose: str,
    tried: frozenset[str] = frozenset(),
) -> None:
    if not _new(actor, sort, at, case, _whose(case, persons, tried)):
        return
    # The name of a command belongs to the command, and this is none: it may happen again.
    with once.named(actor.account, ""), changing(actor) as made:
        over = _counted(made, sort, at, case, persons, purpose, tried)
    if over is not None:
        raise Forbidden(
            f"you have reached as many persons as one account may ({over.limit} {over.span}, over "
            "all requests together); the overseer has been told. Somebody else can go on"
        )


def _counted(
    made: Change,
    sort: Sort,
    at: str,
    case: str,
    persons: tuple[str, ...],
    purpose: str,
    tried: frozenset[str],
) -> Overrun | None:
    account, day = made.actor.account, current().today()
    # Two looks at once would else both find the budget not yet spent.
    Account.objects.select_for_update().filter(pk=account).first()
    whose = _whose(case, persons, tried)
    new = _new(made.actor, sort, at, case, whose)
    if not new:
        return None
    over = overrun(account, sort, whose, day, current().budgets)
    if over is not None:
        _told(made, sort, over)
        return over
    Look.objects.bulk_create(
        Look(account_id=account, sort=sort, at=at, case=case, person=p, day=day)
        for p in sorted(new)
    )
    office(made).write(
        ev.LookTaken(at=f"{at} in {case}", persons=tuple(persons), purpose=purpose), known=()
    )
    return None


def _whose(case: str, persons: tuple[str, ...], tried: frozenset[str]) -> frozenset[str]:
    """Who counts: the same text wherever the same person was identified; of nobody, the case."""
    if tried:
        return tried
    known = dict(Person.objects.filter(id__in=persons).values_list("id", "identity"))
    return frozenset(known.get(p) or p for p in persons) or frozenset({case})


def _new(actor: Actor, sort: Sort, at: str, case: str, whose: frozenset[str]) -> frozenset[str]:
    """Those of them whom the account has not reached there today."""
    already = _already(actor.account, sort, case, current().today())
    return whose - {person for there, person in already if there == at}


def _already(account: str, sort: Sort, case: str, day: date) -> frozenset[tuple[str, str]]:
    """Whom the account has reached in a case on a day, each with what was looked at.

    Asked once a page: what a page looks at anew meanwhile is asked again where it is written.
    """

    def asked() -> frozenset[tuple[str, str]]:
        rows = Look.objects.filter(account=account, sort=sort, case=case, day=day)
        return frozenset(rows.values_list("at", "person"))

    return once_a_page(("looks", account, sort, case, day), asked)


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
