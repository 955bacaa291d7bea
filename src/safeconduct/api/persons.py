"""Persons of a case: listed, related, identified, and lists of them declared complete."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from safeconduct.api.access import of
from safeconduct.api.auth import actor
from safeconduct.api.fields import Done, Ids, Line, Named, Seen, Word, looked_at
from safeconduct.api.shape import Body, Country, Long
from safeconduct.case import events as ev
from safeconduct.case import neutral
from safeconduct.case.eventbase import Name
from safeconduct.case.state import fold
from safeconduct.gate import history, persons, reading
from safeconduct.gate.away import keeps_away
from safeconduct.gate.errors import NotFound
from safeconduct.gate.openwords import as_read
from safeconduct.policy.cells import Level
from safeconduct.policy.objects import Object
from safeconduct.policy.permissions import Denied, Permission, must
from safeconduct.policy.visibility import see

router = Router()
READS = of(Permission.PERSONS_READ, Object.PERSONS)
WRITES = of(Permission.PERSONS_WRITE, Object.PERSONS)
DECLARES = of(Permission.LIST_DECLARE, Object.PERSONS)


class Spelled(Body):
    """A name as one source spells it."""

    spelled: Line
    source: Line
    kind: Literal["full", "birth", "married", "initials", "other"] = "full"


class NewPerson(Body):
    """A person who enters a case; with `person`, one who is told of anew."""

    person: Word = ""
    called: Line
    about: Long = ""
    names: Annotated[list[Spelled], Field(max_length=50)] = Field(default_factory=list)
    born: Word = "unknown"
    citizen_of: Annotated[list[Country], Field(max_length=20)] = Field(default_factory=list)


class Related(Body):
    """`person` is the `relation` of `to`."""

    relation: persons.Relation
    person: Word
    to: Word


class Identification(Body):
    """A number of the population register, or a document with the birth date that it has."""

    number: Word = ""
    document: Annotated[str, Field(max_length=1000)] = ""
    born: Word = ""
    despite: Long = ""


class Household(Schema):
    """Those who live with the person, by their ids in the case."""

    household: list[str]


class Declaration(Body):
    """A list that is complete, and the version of the case that was looked at."""

    list: Line
    seen: Seen


class Person(Schema):
    """A person of a case."""

    id: str
    called: str
    about: str
    names: list[Spelled]
    born: str
    citizen_of: list[str]
    identified: str
    """The day from which the person is identified exactly; empty before."""


class Proposed(Schema):
    """Persons who live with somebody whom a measure touches, and whom it does not list."""

    persons: Ids


def _may_read_all(request: HttpRequest, case: str) -> None:
    """Who reads only what is their own finds it elsewhere: on a referral, on a clearance."""
    who = actor(request)
    must(who, Permission.PERSONS_READ, case)
    if see(who, Object.PERSONS) < Level.FULL:
        raise Denied(f"the role {who.role} reads no whole list of persons")
    if keeps_away(who, case):
        raise NotFound(f"there is no case '{case}'")


@router.post("/{case}/persons", response={201: Named}, openapi_extra=WRITES)
def list_person(request: HttpRequest, case: str, new: NewPerson) -> Status[dict[str, str]]:
    """A person enters the case."""
    names = tuple(Name(spelled=n.spelled, source=n.source, kind=n.kind) for n in new.names)
    event = ev.PersonListed(
        person=new.person, called=new.called, about=new.about, names=names, born=new.born,
        citizen_of=tuple(new.citizen_of),
    )  # fmt: skip
    return Status(201, {"id": persons.list_person(actor(request), case, event)})


@router.get("/{case}/persons", response=list[Person], openapi_extra=READS)
def read_persons(request: HttpRequest, case: str) -> list[dict[str, Any]]:
    """The persons of a case, without their numbers."""
    _may_read_all(request, case)
    who = actor(request)
    state = fold(history.events(reading.case_of(case).pk))
    return [
        {
            "id": one.person, "called": as_read(who, one.called, _plainly(one)),
            "about": as_read(who, one.about, ""), "born": one.born,
            "names": [{"spelled": n.spelled, "source": n.source, "kind": n.kind}
                      for n in one.names],
            "citizen_of": list(one.citizen_of),
            "identified": state.identified.get(one.person, ""),
        }
        for one in state.persons.values()
    ]  # fmt: skip


def _plainly(person: ev.PersonListed) -> str:
    """What somebody is called by who may not read what was written of them: by their name."""
    return person.names[0].spelled if person.names else neutral.person(person.person)


@router.post("/{case}/relations", response={201: Done}, openapi_extra=WRITES)
def relate(request: HttpRequest, case: str, new: Related) -> Status[dict[str, bool]]:
    """Say how two persons are related."""
    persons.relate(actor(request), case, new.relation, new.person, new.to)
    return Status(201, {"done": True})


@router.post(
    "/{case}/persons/{person}/identification", response={201: Household}, openapi_extra=WRITES
)
def identify(
    request: HttpRequest, case: str, person: str, found: Identification
) -> Status[dict[str, list[str]]]:
    """Identify a person exactly; who lives with them is listed, too."""
    household = persons.identify(
        actor(request), case, person, number=found.number, document=found.document,
        born=found.born, despite=found.despite,
    )  # fmt: skip
    return Status(201, {"household": household})


@router.post("/{case}/declarations", response={201: Done}, openapi_extra=DECLARES)
def declare(request: HttpRequest, case: str, new: Declaration) -> Status[dict[str, bool]]:
    """Declare a list complete."""
    persons.declare(actor(request), case, new.list, looked_at(actor(request), new.seen))
    return Status(201, {"done": True})


@router.get("/{case}/measures/{measure}/proposed", response=Proposed, openapi_extra=READS)
def read_proposed(request: HttpRequest, case: str, measure: str) -> dict[str, list[str]]:
    """Who lives with somebody whom the measure touches, and is not on its list yet."""
    _may_read_all(request, case)
    return {"persons": persons.proposed_in(reading.case_of(case).pk, measure)}
