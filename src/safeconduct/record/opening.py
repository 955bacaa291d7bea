"""What every profile of a disclosure is made of: the entry it sees, and what it opens. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import ClassVar, NamedTuple, Protocol, cast

from safeconduct.case import events as ev
from safeconduct.case.about import About
from safeconduct.case.roles import Role
from safeconduct.record.knowledge import Known
from safeconduct.record.members import HeldBack

PROTECTS: Role = "asylum-officer"
"""The role of the authority that protects."""

FREE_TEXT = "a person has to read this free text before it is opened"
OF_OTHERS = "what this entry says of others, or of several persons together, stays closed"
NOT_FOR_YOU = "this reader is not shown this part of an entry of this kind"


class BadProfile(ValueError):
    """There is no such profile, or it cannot open what it was asked to; the message says why."""


class Entry(NamedTuple):
    """An entry with its event, and the requests and persons that it is about."""

    position: int
    event: ev.AnyEvent
    about: About

    @property
    def kind(self) -> str:
        """The event's kind."""
        return cast(str, self.event.__struct_config__.tag)


class Opens(NamedTuple):
    """What is opened of one entry; all the rest is shown as commitments only."""

    role: bool = False
    requests: frozenset[str] = frozenset()
    persons: frozenset[str] = frozenset()
    members: frozenset[str] = frozenset()
    held_back: tuple[HeldBack, ...] = ()
    why_closed: str = NOT_FOR_YOU

    def also(self, members: Collection[str]) -> Opens:
        """The same with further members, which a person has read."""
        held = tuple(h for h in self.held_back if h.member not in members)
        return self._replace(members=self.members.union(members), held_back=held)


class Profile(Protocol):
    """For whom a disclosure is made."""

    name: ClassVar[str]
    pseudonyms: ClassVar[bool]
    """Whether requests go by the name that the reader's peer knows."""
    everything: bool
    """Whether each entry is shown, even one whose payload is erased."""

    def described(self, request_name: Callable[[str], str]) -> dict[str, str]:
        """For whom and about what, as the disclosure says it."""

    def concerns(self, entry: Entry) -> bool:
        """Whether anything of an entry may be opened, as far as one can tell at once."""

    def opens(self, entry: Entry, known: Known) -> Opens | None:
        """What is opened of an entry, once everything is known; None: the entry is left out."""

    def least(self, entry: Entry, known: Known) -> Opens:
        """What is opened of an entry of which a person opens members that `opens` leaves out."""

    def may_open(self, entry: Entry, member: str, known: Known) -> str:
        """Why a person who has read a member cannot open it nevertheless; empty if they can."""
