"""What an asylum officer does with the list: add a protection, end one, read, bring in a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Literal, get_args

import msgspec

from safeconduct.case import dates
from safeconduct.case.document import BadInput
from safeconduct.case.eventbase import State
from safeconduct.case.exactname import number_key, words
from safeconduct.files import yamltext
from safeconduct.policy import clock
from safeconduct.policy.actor import Actor
from safeconduct.policy.permissions import Permission, must
from safeconduct.policy.standing import signature
from safeconduct.register import epochs
from safeconduct.register.errors import BadEntry, NoSuchEntry
from safeconduct.register.keeping import Tell, editing
from safeconduct.register.models import Protection, Registered, RegisteredName

__all__ = ["BadEntry", "NoSuchEntry"]

Kind = Literal[
    "refugee-status", "subsidiary-protection", "pending-claim", "status-elsewhere",
    "naturalised-refugee", "interim-measure", "court-protection",
]  # fmt: skip
KINDS: tuple[Kind, ...] = get_args(Kind)


class New(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A protection that is to be entered, with whom it protects."""

    kind: Kind
    against: State
    names: tuple[str, ...]
    born: str = "unknown"
    number: str = ""
    since: str = "unknown"
    until: str = ""


def add(actor: Actor, new: New) -> int:
    """Enter a protection in the actor's own register; gives its number there. Raises `BadEntry`.

    A person with the same number, or else the same names and full birth date, is the same.
    """
    register = _own(actor, Permission.PROTECTION_WRITE)
    _check([new])
    with _writing(actor, register) as tell:
        return _enter(actor, register, new, tell)


def bring_in(actor: Actor, text: bytes, shown: str) -> int:
    """Enter all protections of a YAML file, or none; gives how many. Raises `BadInput`.

    The file is a list; each entry has the fields of `New`.
    """
    register = _own(actor, Permission.PROTECTION_WRITE)
    document = yamltext.parse(text, shown)
    if not isinstance(document.tree, list):
        raise BadInput([document.problem((), "a file of protections is a list")])
    entries, problems = [], []
    for index, one in enumerate(document.tree):
        try:
            entry = msgspec.convert(one, New)
            _check([entry])
            entries.append(entry)
        except (msgspec.ValidationError, BadEntry) as error:
            problems.append(document.problem((index,), str(error)))
    if problems:
        raise BadInput(problems)
    with _writing(actor, register) as tell:
        for entry in entries:
            _enter(actor, register, entry, tell)
    return len(entries)


def end(actor: Actor, protection: int, until: str, reasons: str) -> None:
    """A protection ends on a day. Raises `BadEntry`, `NoSuchEntry`."""
    register = _own(actor, Permission.PROTECTION_WRITE)
    problems = list(_wrong_days(("until", until or "unknown")))
    if not until:
        problems.append("until: say from which day it does not stand any more")
    if not reasons.strip():
        problems.append("reasons: say why it ends")
    if problems:
        raise BadEntry(problems)
    with _writing(actor, register) as tell:
        changed = Protection.objects.filter(pk=protection, person__register=register).update(
            until=until, ended_because=reasons, ended_by=signature(actor), ended_on=clock.today()
        )
        if not changed:
            raise NoSuchEntry("your register has no such protection")
        tell("ended", register, protection)


def found(actor: Actor, *, number: str = "", name: str = "") -> list[Registered]:
    """The persons of the actor's own register with a number or a name."""
    register = _own(actor, Permission.PROTECTION_READ)
    if number_key(number):
        return list(Registered.objects.filter(register=register, number=number_key(number)))
    return list(Registered.objects.filter(register=register, keys__key=name_key(name)).distinct())


def of_person(actor: Actor, registered: int) -> list[Protection]:
    """Every protection of a person that stands, in the actor's own register.

    Raises `NoSuchEntry`.
    """
    register = _own(actor, Permission.PROTECTION_READ)
    person = Registered.objects.filter(pk=registered, register=register).first()
    if person is None:
        raise NoSuchEntry("your register has no such person")
    return [one for one in person.protections.order_by("pk") if stands(one)]


def stands(protection: Protection) -> bool:
    """Whether a protection may stand today, or begins later."""
    return not protection.until or dates.latest(protection.until) > clock.today()


def name_key(name: str) -> str:
    """A name as it is looked up."""
    return " ".join(sorted(words(name)))[:1000]


def _own(actor: Actor, permission: Permission) -> str:
    must(actor, permission)
    if not actor.register:
        raise NoSuchEntry("your account belongs to no register")
    return actor.register


def _enter(actor: Actor, register: str, new: New, tell: Tell) -> int:
    person = _same(register, new)
    if person is None:
        person = Registered.objects.create(
            register=register, number=number_key(new.number), names=list(new.names), born=new.born
        )
    else:
        person.names = list(dict.fromkeys([*person.names, *new.names]))
        person.number = person.number or number_key(new.number)
        person.born = new.born if person.born == "unknown" else person.born
        person.save()
    have = set(person.keys.values_list("key", flat=True))
    wanted = {name_key(name) for name in person.names} - have
    RegisteredName.objects.bulk_create(RegisteredName(person=person, key=key) for key in wanted)
    made: int = Protection.objects.create(
        person=person, kind=new.kind, against=new.against, since=new.since, until=new.until,
        written_by=signature(actor), written_on=clock.today(),
    ).pk  # fmt: skip
    tell("entered", register, made)
    return made


def _same(register: str, new: New) -> Registered | None:
    known = Registered.objects.filter(register=register)
    if number_key(new.number):
        return known.filter(number=number_key(new.number)).first()
    first, last = dates.span(new.born)
    if first != last:
        return None
    keys = [name_key(name) for name in new.names]
    return known.filter(keys__key__in=keys, born=new.born).first()


def _check(entries: Sequence[New]) -> None:
    problems: list[str] = []
    for new in entries:
        if not new.names or not all(words(name) for name in new.names):
            problems.append("names: give at least one name, with letters in it")
        if len(new.names) > _MOST or any(len(name) > _LONGEST for name in new.names):
            problems.append(f"names: at most {_MOST}, of {_LONGEST} characters each")
        if len(new.number) > _NUMBER:
            problems.append(f"number: at most {_NUMBER} characters")
        if new.number and not number_key(new.number):
            problems.append("number: has no digits or letters; leave it empty if it is not known")
        problems += _wrong_days(
            ("born", new.born), ("since", new.since), ("until", new.until or "unknown")
        )
        problems += _wrong_order(new.since, new.until)
    if problems:
        raise BadEntry(problems)


def _wrong_order(since: str, until: str) -> Iterator[str]:
    """A protection that ends before it begins stands on no day, and refers nobody."""
    with suppress(dates.BadDate):  # named already
        if until and dates.latest(until) <= dates.earliest(since):
            yield f"until: '{until}' is not after since ({since}); write the later day"


_MOST, _LONGEST, _NUMBER = 50, 500, 100


def _wrong_days(*days: tuple[str, str]) -> Iterator[str]:
    for where, day in days:
        try:
            dates.span(day)
        except dates.BadDate as error:
            yield f"{where}: {error}"


@contextmanager
def _writing(actor: Actor, register: str) -> Iterator[Tell]:
    """One transaction, at the end of which the register is in a new epoch.

    Each edit has to be told, to stand in the record.
    """
    with editing(actor) as tell:
        yield tell
        epochs.begin(register)
