"""What a gate shows a register of a matter: the form in which it comes and is kept. Pure."""

from __future__ import annotations

from typing import Literal

import msgspec


class Request(msgspec.Struct, frozen=True):
    """A request under which something was put before the register."""

    id: str
    requesting_state: str
    kind: str
    title: str
    offences: str
    day: str


class Measure(msgspec.Struct, frozen=True):
    """A measure that was put before it; `waiting`: its opinion is awaited."""

    id: str
    request: str
    kind: str
    title: str
    on: str
    waiting: bool


class Shielding(msgspec.Struct, frozen=True):
    """A protection of the register's own that the gate was told of; `id`: its name there."""

    id: str
    kind: str
    against: str
    since: str
    until: str


class Person(msgspec.Struct, frozen=True):
    """A person for whom the register was asked; `to_settle`: whether it is them is open."""

    id: str
    names: tuple[str, ...]
    born: str
    number: str
    citizen_of: tuple[str, ...]
    identified: bool
    to_settle: bool
    protections: tuple[Shielding, ...]


class View(msgspec.Struct, frozen=True):
    """What an opinion says of one measure."""

    measure: str
    view: Literal["objects", "objects-unless", "does-not-object"]
    unless: tuple[str, ...]


class Opinion(msgspec.Struct, frozen=True):
    """The register's own opinion as the gate has it, with the answer to each point."""

    id: str
    day: str
    points: tuple[str, ...]
    on: tuple[View, ...]
    must_not_disclose: tuple[str, ...]
    answers: tuple[str, ...]


class Attended(msgspec.Struct, frozen=True):
    """Who attended an execution, and what they could see."""

    measure: str
    who: str
    office: str
    foreign: str
    could_see: str


class Question(msgspec.Struct, frozen=True):
    """A question that the register can answer; `ask`: in words."""

    fact: str
    ask: str


class Content(msgspec.Struct, frozen=True):
    """A matter as a gate shows it. Anything else that it says is not kept."""

    case: str
    requests: tuple[Request, ...]
    measures: tuple[Measure, ...]
    persons: tuple[Person, ...]
    opinions: tuple[Opinion, ...]
    attended: tuple[Attended, ...]
    questions: tuple[Question, ...] = ()

    def ids(self) -> set[str]:
        """Everything in it that somebody may have to keep away from."""
        return {
            self.case, *self.of("measure"), *self.of("request"), *(one.id for one in self.persons)
        }  # fmt: skip

    def of(self, on: Literal["measure", "request"]) -> set[str]:
        """What can be held in it."""
        return {one.id for one in (self.measures if on == "measure" else self.requests)}


def read(content: object) -> Content:
    """What was kept or sent. Raises `msgspec.ValidationError`."""
    return msgspec.convert(content, Content)
