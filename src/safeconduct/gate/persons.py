"""Persons of a case: listed, related, identified exactly, and lists of them declared complete."""

from __future__ import annotations

from contextlib import suppress
from typing import Literal

import msgspec

from safeconduct.case import dates, neutral
from safeconduct.case import events as ev
from safeconduct.case.authors import may_write
from safeconduct.case.eventbase import Name
from safeconduct.case.exactname import same_name
from safeconduct.case.facts import BadKey, parse
from safeconduct.case.state import State, fold
from safeconduct.gate import history, holds, looks
from safeconduct.gate.change import Change, File, change, changing
from safeconduct.gate.errors import Forbidden, NotFound, Refused, Wrong
from safeconduct.gate.identities import identity, numbers
from safeconduct.gate.models import Person
from safeconduct.gate.newid import fresh
from safeconduct.gate.node import current
from safeconduct.gate.ports import NoPopulationRegister, Resident
from safeconduct.gate.touched import touched
from safeconduct.gate.versions import Version
from safeconduct.policy.actor import Actor
from safeconduct.policy.permissions import Permission, must

POPULATION = "the population register"
Relation = Literal[
    "parent", "child", "sibling", "spouse", "nephew-or-niece", "relative", "household", "client",
    "counsel", "associate",
]  # fmt: skip


def list_person(actor: Actor, case: str, person: ev.PersonListed) -> str:
    """A person enters a case, or is told of anew under the id they have; gives that id."""
    must(actor, Permission.PERSONS_WRITE, case)
    with change(case, actor) as file:
        return _listed(file, person)


def _listed(file: File, person: ev.PersonListed) -> str:
    if person.person:
        if neutral.person(person.person) in (person.called, *(n.spelled for n in person.names)):
            # No register would find them under it.
            raise Wrong("called: this stands in the place of a name; write the name")
        listed(file, person.person)
        _still_same(file, person)
    named = msgspec.structs.replace(person, person=person.person or fresh("person"))
    file.write(named)
    return named.person


def _still_same(file: File, person: ev.PersonListed) -> None:
    """Who is identified stays who they are, whatever else they are called. Raises `Wrong`.

    Else somebody would be identified and screened as one person, and touched as another.
    """
    found = next((e for e in identifications(file.events) if e.person == person.person), None)
    if found is None:
        return
    resident = current().population.by_number(found.number) if found.number else None
    # Where a magistrate saw that names differ (`despite`), those of then are the person's.
    known = resident.names if resident and not found.note else _called_when(file, found)
    said = [name.spelled for name in person.names] or [person.called]
    with suppress(dates.BadDate):  # said, in better words, by the check of the whole case
        first, last = dates.span(person.born)
        earliest, latest = dates.span(found.born or person.born)
        together = first <= latest and earliest <= last
        if together and any(same_name(one, other) for one in said for other in known):
            return
        raise Wrong(
            f"person: '{person.person}' is identified, and these are another's names or birth "
            "date; keep a name under which they were identified, or list whom you mean as a "
            "person of their own"
        )


def _called_when(file: File, identified: ev.PersonIdentified) -> list[str]:
    """What the case called a person when they were identified."""
    found: list[str] = []
    for event in file.events:
        if isinstance(event, ev.PersonListed) and event.person == identified.person:
            found = [name.spelled for name in event.names] or [event.called]
        elif event is identified:
            break
    return found


def relate(actor: Actor, case: str, relation: Relation, person: str, to: str) -> None:
    """`person` is the `relation` of `to`. Said twice, it is written once."""
    must(actor, Permission.PERSONS_WRITE, case)
    with change(case, actor) as file:
        listed(file, person)
        listed(file, to)
        if person == to:
            raise Wrong(f"person: '{person}' cannot be related to themselves; name another")
        said = ((r.relation, r.person, r.to) for r in file.state.relations if r.by == actor.role)
        if (relation, person, to) not in set(said):
            file.write(ev.RelationStated(relation=relation, person=person, to=to))


def declare(actor: Actor, case: str, which: str, seen: Version | None = None) -> None:
    """Somebody with competence for it declares a list complete, as in `touched(mea_…)`.

    `seen`: the version of the case that they looked at.
    """
    must(actor, Permission.LIST_DECLARE, case)
    try:
        parse(which)
    except BadKey:
        raise Wrong("list: name a list and what it is of, as in touched(mea_…)") from None
    with change(case, actor, seen=seen) as file:
        file.write(ev.ListDeclared(list=which))


def identify(
    actor: Actor,
    case: str,
    person: str,
    *,
    number: str = "",
    document: str = "",
    born: str = "",
    despite: str = "",
) -> list[str]:
    """Identify a person exactly; gives the household, listed and identified with them.

    By `number` in the population register, or by a `document` (which, in words) with the full
    birth date that stands in it. Where the register contradicts what the case says of the person,
    nothing is written unless a magistrate says why it is the same person all the same (`despite`).
    """
    must(actor, Permission.PERSONS_WRITE, case)
    if bool(number) == bool(document):
        raise Wrong("number: give the national number, or else a document; one of the two")
    if not Person.objects.filter(pk=person, case_id=case).exists():
        raise NotFound(f"there is no person '{person}' in this case")
    if document:
        looks.check(actor, case, [person], "identification")
        with change(case, actor) as file:
            _by_document(file, listed(file, person), document, born)
        return []
    # Each number that is tried counts, or one could ask the register through one person.
    looks.check(actor, case, [person], "identification", [identity(number)])
    resident = _resident(number)
    household = [_resident(one) for one in resident.household]
    if household:
        looks.check(actor, case, [person], "household", map(identity, resident.household))
    with changing(actor, everywhere=True) as made:
        file = made.file(case)
        _check_same(actor, listed(file, person), resident, despite)
        _check_new(file, person, resident)
        _identified(made, file, person, resident, despite)
        return [_housemate(made, file, person, one) for one in household]


def _resident(number: str) -> Resident:
    if isinstance(current().population, NoPopulationRegister):
        raise Wrong(
            "number: no population register is connected here (`population` in gate.toml); "
            "identify the person by a document"
        )
    found = current().population.by_number(number)
    if found is None:
        raise Wrong(
            f"number: {POPULATION} has nobody under this number; look it up again, or identify "
            "the person by a document"
        )
    return found


def _check_same(actor: Actor, person: ev.PersonListed, resident: Resident, despite: str) -> None:
    """The resident is who the case says; raises `Wrong`, `Forbidden`."""
    differs = list(_differences(person, resident))
    if not differs:
        return
    if not despite:
        raise Wrong(
            [
                *differs,
                "the person was not identified: correct the number, or tell of the person anew "
                "with what is right; if it is the same one all the same, a magistrate says why",
            ]
        )
    if actor.role != "magistrate":
        raise Forbidden("only a magistrate can say that it is the same person all the same")


def _differences(person: ev.PersonListed, resident: Resident) -> list[str]:
    said = [name.spelled for name in person.names] or [person.called]
    found = []
    if not any(same_name(one, other) for one in said for other in resident.names):
        found.append(
            f"names: none of the names of person '{person.person}' is that of the number in "
            f"{POPULATION}"
        )
    first, last = dates.span(person.born)
    if not first <= dates.exact_day(resident.born) <= last:
        found.append(
            f"born: '{person.born}' is not when the person of this number was born, as "
            f"{POPULATION} has it"
        )
    return found


def _check_new(file: File, person: str, resident: Resident) -> None:
    for event in identifications(file.events):
        if event.number and event.person == person and event.number != resident.number:
            raise Refused(
                f"person '{person}' is identified already, under another number; list whom you "
                "mean as a person of their own"
            )
        if event.number == resident.number and event.person != person:
            raise Refused(f"this number is that of person '{event.person}' of the case already")


def identifications(events: list[ev.AnyEvent]) -> list[ev.PersonIdentified]:
    """The events with which persons were identified here, in their order."""
    return [e for e in events if isinstance(e, ev.PersonIdentified) and may_write(e)]


def _identified(made: Change, file: File, person: str, resident: Resident, note: str) -> None:
    already = (
        one.person == person and one.number == resident.number
        for one in identifications(file.events)
    )
    if any(already):
        return
    file.write(
        ev.PersonIdentified(
            person=person, how="population-register", number=resident.number,
            born=resident.born, note=note,
        ),
        by="population-register",
    )  # fmt: skip
    holds.inherit(made, file)
    holds.spread(made, file)


def _housemate(made: Change, file: File, person: str, resident: Resident) -> str:
    """Somebody who lives with a person: listed and identified, if the case has them not."""
    found = _under(file, resident)
    if found is None:
        names = tuple(Name(spelled=name, source=POPULATION) for name in resident.names)
        found = fresh("person")
        file.write(
            ev.PersonListed(
                person=found, called=resident.names[0], names=names, born=resident.born,
                citizen_of=resident.citizen_of,
            ),
            by="population-register", known=("magistrate", "clerk"),
        )  # fmt: skip
    _identified(made, file, found, resident, "")
    pairs = {(r.person, r.to) for r in file.state.relations if r.relation == "household"}
    if not pairs & {(found, person), (person, found)}:
        relation = ev.RelationStated(relation="household", person=found, to=person)
        file.write(relation, by="population-register", known=("magistrate", "clerk"))
    return found


def _under(file: File, resident: Resident) -> str | None:
    """Whom the case has under a resident's number; a file's word for it only if nothing differs."""
    here = {one.number: one.person for one in identifications(file.events) if one.number}
    if resident.number in here:
        return here[resident.number]
    said = {number: one for one, number in numbers(file.events).items()}.get(resident.number)
    return None if said is None or list(_differences(listed(file, said), resident)) else said


def _by_document(file: File, person: ev.PersonListed, document: str, born: str) -> None:
    try:
        day = dates.exact_day(born)
    except dates.BadDate as error:
        raise Wrong(f"born: {error} (the full birth date, as the document has it)") from None
    first, last = dates.span(person.born)
    if not first <= day <= last:
        raise Wrong(
            f"born: the document says {born}, the case says '{person.born}'; correct the one that "
            "is wrong (a person can be told of anew)"
        )
    if any(one.person == person.person and one.number for one in identifications(file.events)):
        raise Refused(f"person '{person.person}' is identified in {POPULATION} already")
    same = ev.PersonIdentified(person=person.person, how="document", born=born, note=document)
    file.write(same)


def listed(file: File, person: str) -> ev.PersonListed:
    """What the case says of a person; raises `NotFound`."""
    found = file.state.persons.get(person)
    if found is None:
        raise NotFound(f"there is no person '{person}' in this case")
    return found


def proposed(state: State, measure: str) -> list[str]:
    """Persons who live with somebody whom a measure touches, and are not on its list yet."""
    there = set(touched(state, state.measures[measure]))
    pairs = [(r.person, r.to) for r in state.relations if r.relation == "household"]
    near = [b if a in there else a for a, b in pairs if (a in there) != (b in there)]
    return list(dict.fromkeys(near))


def proposed_in(case: str, measure: str) -> list[str]:
    """The same, of a case as it stands; raises `NotFound`."""
    state = fold(history.events(case))
    if measure not in state.measures:
        raise NotFound(f"there is no measure '{measure}' in this case")
    return proposed(state, measure)
