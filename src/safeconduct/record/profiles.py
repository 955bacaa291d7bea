"""For whom a disclosure is made, and what it opens of each entry: the visibility table. Pure.

Deny by default: each profile has a table with a line for every kind of event, and a kind without a
line opens nothing. There is no profile for a requesting state. docs/disclosure.md says it in words.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import ClassVar

from safeconduct.case import events as ev
from safeconduct.case.eventbase import Event
from safeconduct.record.defence import Defence
from safeconduct.record.knowledge import Known
from safeconduct.record.members import ALL, HeldBack, naming, present, read, texts
from safeconduct.record.opening import (
    NOT_FOR_YOU,
    OF_OTHERS,
    PROTECTS,
    BadProfile,
    Entry,
    Opens,
    Profile,
)

Members = Collection[str] | None

_LATER = ("event", "day")
_LOOK = ("event", "day", "by")
_ESCALATED = ("event", "day", "by", "what", "to")
_REQUEST = ("event", "day", "requesting_state", "kind", "title", "offences")
_MEASURE = ("event", "day", "measure", "kind", "on", "hour", "status")

_TABLE: dict[str, tuple[bool, Members, Members]] = {
    "case-opened": (False, None, None),
    "source-cited": (False, None, None),
    "person-listed": (False, ALL, None),
    "relation-stated": (False, ALL, None),
    "protection-stated": (False, None, None),
    "signal-stated": (False, ALL, _LATER),
    "request-received": (True, ALL, _REQUEST),
    "measure-planned": (True, ALL, _MEASURE),
    "item-listed": (True, ALL, _LATER),
    "fact-stated": (False, ALL, _LATER),
    "list-declared": (False, ALL, _LATER),
    "person-identified": (False, ALL, None),
    "screened": (False, ALL, None),
    "referred": (False, ALL, ALL),
    "opinion-given": (False, ALL, ALL),
    "opinion-answered": (True, ALL, ALL),
    "question-asked": (False, ALL, _LATER),
    "question-answered": (False, ALL, _LATER),
    "finding-made": (True, ALL, _LATER),
    "decision-taken": (True, ALL, ALL),
    "hold-placed": (True, ALL, ALL),
    "hold-lifted": (True, ALL, ALL),
    "clearance-proposed": (True, ALL, None),
    "outward-proposed": (False, ALL, None),
    "outward-posted": (True, ALL, None),
    "clearance-given": (True, ALL, _LATER),
    "clearance-revoked": (True, ALL, _LATER),
    "clearance-spent": (True, ALL, _LATER),
    "measure-executed": (True, ALL, _LATER),
    "notice-given": (True, ALL, _LATER),
    "opposition-filed": (True, ALL, _LATER),
    "opposition-ended": (True, ALL, _LATER),
    "transmission-sent": (True, ALL, _LATER),
    "recall-sent": (True, ALL, _LATER),
    "freeze-requested": (True, ALL, _LATER),
    "freeze-answered": (True, ALL, _LATER),
    "submission-filed": (True, None, None),
    "incident-opened": (True, ALL, _LATER),
    "incident-followed": (True, ALL, None),
    "emergency-stated": (True, ALL, _LATER),
    "emergency-confirmed": (True, ALL, _LATER),
    "emergency-reviewed": (True, ALL, _LATER),
    "look-taken": (True, _LOOK, None),
    "act-intended": (True, ALL, None),
    "act-dropped": (True, ALL, None),
    "payload-erased": (True, None, None),
    "entries-lost": (True, None, None),
    "noted": (True, None, None),
    "request-confirmed": (True, ALL, None),
    "request-linked": (True, ALL, _LATER),
    "request-closed": (True, ALL, _LATER),
    "item-returned": (True, ALL, _LATER),
    "escalated": (True, _ESCALATED, None),
    "account-opened": (False, None, None),
    "account-closed": (True, None, None),
    "deputy-named": (True, None, None),
    "absence-stated": (True, None, None),
    "conflict-stated": (False, None, None),
    "protection-entered": (False, None, None),
    "protection-ended": (False, None, None),
    "rulebook-signed": (True, None, None),
    "rulebook-activated": (True, None, None),
    "sample-drawn": (True, None, None),
    "sample-reviewed": (True, None, None),
    # To whom a message goes, and of what kind, tells that a register is behind a matter.
    "message-sent": (False, None, None),
    "message-taken": (False, None, None),
}
"""Each kind: whether a reasoned request opens it to the overseer; what court and register see."""

OVERSEER = {kind: row[0] for kind, row in _TABLE.items()}
"""Whether a reasoned request opens the contents; kind, role and day are open in any case."""
COURT = {kind: row[1] for kind, row in _TABLE.items()}
"""What the magistrate of a request sees of its entries: all, but no protection (asylum file)."""
REGISTER = {kind: row[2] for kind, row in _TABLE.items()}
"""What a register sees of a request that was referred to it; of most later steps kind and day."""


class Overseer:
    """Who watches all: kind, role and day of everything; contents only on a reasoned request."""

    name: ClassVar = "overseer"
    pseudonyms: ClassVar = True

    def __init__(self, reason: str = "", request: str = "") -> None:
        """`reason`: why contents are asked for, and `request`: of which request (may be empty)."""
        self.reason = reason
        self.request = request
        self.everything = not request

    def described(self, request_name: Callable[[str], str]) -> dict[str, str]:
        """Whom it is for, and why."""
        about = {"request": request_name(self.request)} if self.request else {}
        return {"profile": self.name, **about, **({"reason": self.reason} if self.reason else {})}

    def concerns(self, entry: Entry) -> bool:
        """Everything, or what belongs to the request."""
        return not self.request or self.request in entry.about.requests

    def opens(self, entry: Entry, known: Known) -> Opens | None:
        """Kind, role and day; with a reason what names nobody and tells of no protection."""
        if entry.kind not in OVERSEER or not self.concerns(entry):
            return None
        members, held = present(entry.event, ("event", "day", "by")), list[HeldBack]()
        if self.reason and OVERSEER[entry.kind] and entry.event.by != PROTECTS:
            members, held = read(entry.event, ALL, known.others(()))
            members -= naming(entry.event, known.requests)
        return Opens(role=True, members=members, held_back=tuple(held))

    def least(self, entry: Entry, known: Known) -> Opens:  # noqa: ARG002
        """Kind and day."""
        return Opens(members=present(entry.event, ("event", "day")))

    def may_open(self, entry: Entry, member: str, known: Known) -> str:  # noqa: ARG002
        """Only on a reasoned request."""
        if not self.reason:
            return "the overseer sees contents on a reasoned request only"
        return "" if OVERSEER.get(entry.kind) else f"no '{entry.kind}' is opened to the overseer"


class Court:
    """The magistrate of a request: its entries and those about its persons, no asylum file."""

    name: ClassVar = "court"
    pseudonyms: ClassVar = False
    everything = False

    def __init__(self, request: str) -> None:
        """`request`: the id of the request."""
        if not request:
            raise BadProfile("a disclosure for the court needs the request")
        self.request = request

    def described(self, request_name: Callable[[str], str]) -> dict[str, str]:  # noqa: ARG002
        """Of which request."""
        return {"profile": self.name, "request": self.request}

    def concerns(self, entry: Entry) -> bool:
        """What belongs to the request, and what is about persons and belongs to none."""
        if COURT.get(entry.kind) is None:
            return False
        return self.request in entry.about.requests or not entry.about.requests

    def opens(self, entry: Entry, known: Known) -> Opens | None:
        """See `COURT`. Facts that the authority that protects told no magistrate are left out."""
        wanted, persons = COURT.get(entry.kind), known.persons_of(self.request)
        if wanted is None or not self._concerned(entry, persons) or self._kept_back(entry.event):
            return None
        others = known.others(persons)
        members = present(entry.event, wanted) - naming(entry.event, known.requests, self.request)
        held = [HeldBack(m, "it names somebody whom the request does not concern")
                for m in sorted(members) if any(map(others, texts(entry.event)[m]))]  # fmt: skip
        return Opens(
            role=True,
            requests=frozenset({self.request}.intersection(entry.about.requests)),
            persons=frozenset(persons.intersection(entry.about.persons)),
            members=members - {h.member for h in held},
            held_back=tuple(held),
            why_closed=OF_OTHERS if held else NOT_FOR_YOU,
        )

    def least(self, entry: Entry, known: Known) -> Opens:  # noqa: ARG002
        """Kind and day."""
        return Opens(members=present(entry.event, ("event", "day")))

    def may_open(self, entry: Entry, member: str, known: Known) -> str:
        """What the magistrate may see, and only the free text is in doubt."""
        if not self._concerned(entry, known.persons_of(self.request)):
            return "it does not belong to the request"
        opened = COURT.get(entry.kind)
        if opened is None or not (opened == ALL or member in opened):
            return f"'{member}' of a '{entry.kind}' is not opened to the court"
        return "the authority that protects told no magistrate" * self._kept_back(entry.event)

    def _concerned(self, entry: Entry, persons: frozenset[str]) -> bool:
        if entry.about.requests:
            return self.request in entry.about.requests
        return bool(entry.about.persons) and persons.issuperset(entry.about.persons)

    @staticmethod
    def _kept_back(event: Event) -> bool:
        told = "magistrate" in event.known or "court" in event.known
        ours = isinstance(event, ev.Referred | ev.OpinionGiven | ev.HoldPlaced | ev.HoldLifted
                          | ev.Screened | ev.ClearanceRevoked)  # fmt: skip
        return event.by == PROTECTS and not told and not ours


class Register:
    """An authority that protects: what was referred to it, and what became of that."""

    name: ClassVar = "register"
    pseudonyms: ClassVar = True
    everything = False

    def __init__(self, register: str, request: str) -> None:
        """`register`: its name as in `referred.to`; `request`: the id of the request."""
        if not register or not request:
            raise BadProfile("a disclosure for a register needs its name and the request")
        self.register = register
        self.request = request

    def described(self, request_name: Callable[[str], str]) -> dict[str, str]:
        """Which register, and of which request."""
        request = request_name(self.request)
        return {"profile": self.name, "register": self.register, "request": request}

    def concerns(self, entry: Entry) -> bool:
        """What belongs to the request."""
        return REGISTER.get(entry.kind) is not None and self.request in entry.about.requests

    def opens(self, entry: Entry, known: Known) -> Opens | None:
        """See `REGISTER`: nothing before the first referral but what was referred."""
        referred = known.referred(self.register, self.request)
        wanted = REGISTER.get(entry.kind)
        if referred is None or wanted is None or not self.concerns(entry):
            return None
        event, keep = entry.event, referred.persons
        match event:
            case ev.RequestReceived():
                pass
            case ev.MeasurePlanned():
                if event.measure not in referred.measures:
                    return None
            case ev.Referred():
                if event.to != self.register:
                    return None
            case ev.OpinionGiven() | ev.OpinionAnswered():
                if not known.only_of(self.register, event.opinion):
                    return None
            case ev.HoldPlaced() | ev.HoldLifted():
                if event.by != PROTECTS:
                    return None
            case _ if entry.position < referred.first:
                return None
            case ev.DecisionTaken() if not referred.measures.issuperset(event.measures):
                wanted = _LATER
            case _:
                pass
        members = present(event, wanted) - naming(event, known.requests)
        others = known.others(keep)
        held = [HeldBack(m, "it names somebody who was not referred")
                for m in sorted(members) if any(map(others, texts(event)[m]))]  # fmt: skip
        return Opens(
            role=wanted == ALL,
            persons=keep.intersection(entry.about.persons) if wanted == ALL else frozenset(),
            members=members - {h.member for h in held},
            held_back=tuple(held),
        )

    def least(self, entry: Entry, known: Known) -> Opens:  # noqa: ARG002
        """Kind and day."""
        return Opens(members=present(entry.event, ("event", "day")))

    def may_open(self, entry: Entry, member: str, known: Known) -> str:  # noqa: ARG002
        """Nothing beyond the table."""
        return "nothing more is opened to a register than what was referred to it"


PROFILES = ("defence", "overseer", "court", "register")


def profile(
    name: str, *, person: str = "", request: str = "", register: str = "", reason: str = ""
) -> Profile:
    """The profile of this name; raises `BadProfile` if there is none or something is missing."""
    match name:
        case "defence":
            return Defence(person)
        case "overseer":
            return Overseer(reason, request)
        case "court":
            return Court(request)
        case "register":
            return Register(register, request)
        case "requesting-state":
            raise BadProfile(
                "nothing of the record is ever disclosed to a requesting state: what it may learn "
                "leaves as a cleared transmission or message only, and none tells of the record"
            )
        case _:
            raise BadProfile(f"no profile '{name}'; there are {', '.join(PROFILES)}")
