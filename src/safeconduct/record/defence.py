"""What counsel of one person is shown: what concerns that person, nothing of anybody else. Pure.

Most entries about a measure are about several persons. Of these only members are opened that can
say nothing of the others, and only kinds whose being there cannot follow from a protection of one
of the others; a person can open more of them after reading them. docs/disclosure.md says why.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import ClassVar, Literal, NamedTuple

from safeconduct.case import events as ev
from safeconduct.case.telltale import may_tell
from safeconduct.record.knowledge import Known
from safeconduct.record.members import ALL, HeldBack, present, read, texts
from safeconduct.record.opening import (
    FREE_TEXT,
    NOT_FOR_YOU,
    OF_OTHERS,
    PROTECTS,
    BadProfile,
    Entry,
    Opens,
)


class Rule(NamedTuple):
    """What the defence sees of a kind. None: nothing."""

    alone: Collection[str] | None = None
    """Members of an entry about the person alone; `ALL`: all that pass the reading of texts."""
    shared: Collection[str] | None = None
    """Members of an entry about others, too. None of these can say anything of the others."""
    when: Literal["told", "executed"] = "told"
    """Once the person was told of the request, if it belongs to one; or after execution, too."""
    never: Collection[str] = ()
    """Members that nobody can open, not even after reading them."""
    ask: Literal["any", "alone", "never"] = "any"
    """Which entries a person can open who has read them."""


NOTHING = Rule(ask="never")
_HOLD = ("event", "day", "hold", "on", "of", "until")
_ONLY_ALONE = Rule(ALL)

DEFENCE: dict[str, Rule] = {
    "case-opened": NOTHING,
    "source-cited": NOTHING,
    "person-listed": Rule(ALL),
    "relation-stated": Rule(),
    "protection-stated": Rule(ALL, ask="alone"),
    "signal-stated": _ONLY_ALONE,
    "request-received": Rule(ALL, ("event", "day", "request", "requesting_state", "kind")),
    "measure-planned": Rule(
        ALL, ("event", "day", "measure", "kind", "request", "acting", "on", "hour", "status")
    ),
    "item-listed": Rule(ALL, ("event", "day", "item", "kind", "measure", "owner")),
    "fact-stated": _ONLY_ALONE,
    "list-declared": _ONLY_ALONE,
    "person-identified": Rule(ALL, ask="alone"),
    "screened": NOTHING,
    "referred": NOTHING,
    "opinion-given": Rule(ALL, ask="alone"),
    "opinion-answered": Rule(ALL, ask="alone"),
    "question-asked": _ONLY_ALONE,
    "question-answered": _ONLY_ALONE,
    "finding-made": _ONLY_ALONE,
    "decision-taken": _ONLY_ALONE,
    "hold-placed": Rule(_HOLD, never=("why", "by", "known", "source", "note")),
    "hold-lifted": Rule(_HOLD, never=("reasons", "by", "known", "source", "note")),
    "clearance-given": Rule(ALL, ("event", "day", "clearance", "measure"), when="executed"),
    "clearance-revoked": Rule(ALL, when="executed"),
    "clearance-spent": Rule(ALL, ("event", "day", "clearance"), when="executed"),
    "measure-executed": Rule(ALL, ("event", "day", "measure", "hour")),
    "notice-given": Rule(ALL, ("event", "day", "measure")),
    "opposition-filed": _ONLY_ALONE,
    "opposition-ended": _ONLY_ALONE,
    "transmission-sent": Rule(ALL, ("event", "day", "measure")),
    "recall-sent": _ONLY_ALONE,
    "freeze-requested": Rule(),
    "freeze-answered": Rule(),
    "submission-filed": NOTHING,
    "incident-opened": _ONLY_ALONE,
    "incident-followed": NOTHING,
    "emergency-stated": _ONLY_ALONE,
    "emergency-confirmed": _ONLY_ALONE,
    "emergency-reviewed": _ONLY_ALONE,
    "look-taken": Rule(("event", "day", "by", "purpose"), never=("at", "known", "source", "note")),
    "clearance-proposed": NOTHING,
    "outward-proposed": NOTHING,
    "outward-posted": NOTHING,
    "message-sent": NOTHING,
    "message-taken": NOTHING,
    "act-intended": NOTHING,
    "act-dropped": NOTHING,
    "payload-erased": NOTHING,
    "entries-lost": NOTHING,
    "noted": NOTHING,
    "request-confirmed": Rule(),
    "request-linked": NOTHING,
    "request-closed": NOTHING,
    "item-returned": _ONLY_ALONE,
    "escalated": NOTHING,
    "account-opened": NOTHING,
    "account-closed": NOTHING,
    "deputy-named": NOTHING,
    "absence-stated": NOTHING,
    "conflict-stated": NOTHING,
    "protection-entered": NOTHING,
    "protection-ended": NOTHING,
    "rulebook-signed": NOTHING,
    "rulebook-activated": NOTHING,
    "sample-drawn": NOTHING,
    "sample-reviewed": NOTHING,
}

OWN_WORDS = ("protection-stated", "opinion-given", "hold-placed", "hold-lifted", "look-taken")
"""Kinds of which the defence is shown what the authority that protects wrote about the person."""

WITHOUT_HAND = ("hold-placed", "hold-lifted")
"""Kinds whose role stays closed: a hold of a register looks like any other."""


class Defence:
    """Counsel of one person: what concerns that person, and nothing of anybody else."""

    name: ClassVar = "defence"
    pseudonyms: ClassVar = False
    everything = False

    def __init__(self, person: str) -> None:
        """`person`: the id of the person defended."""
        if not person:
            raise BadProfile("a disclosure for the defence needs the person defended")
        self.person = person

    def described(self, request_name: Callable[[str], str]) -> dict[str, str]:  # noqa: ARG002
        """Whom it is for."""
        return {"profile": self.name, "person": self.person}

    def concerns(self, entry: Entry) -> bool:
        """What names the person, and requests, of which the person may have been told."""
        rule = DEFENCE.get(entry.kind, NOTHING)
        persons = entry.about.persons
        return rule != NOTHING and (self.person in persons or not persons)

    def opens(self, entry: Entry, known: Known) -> Opens | None:
        """See `DEFENCE`."""
        rule = DEFENCE.get(entry.kind, NOTHING)
        alone = known.alone(self.person, entry.event, entry.about)
        told = known.told(self.person)
        wanted = rule.alone if alone else rule.shared
        item = entry.event if isinstance(entry.event, ev.ItemListed) else None
        if item and not alone and item.owner != self.person:
            return None
        if wanted is None or not self._concerned(entry, told) or self._quiet(entry, alone):
            return None
        if entry.about.requests and told.isdisjoint(entry.about.requests):
            return None
        if rule.when == "executed" and not known.executed(entry.event):
            return None
        members, held = read(entry.event, wanted, known.others({self.person}))
        if alone:
            # Who else knew may follow from somebody else's protection.
            held += [HeldBack(m, "who else knew") for m in members if m == "known"]
            members -= {"known"}
        else:
            closed = texts(entry.event).keys() - members - {h.member for h in held}
            held += [HeldBack(m, "the entry is about others, too") for m in sorted(closed)]
        return Opens(
            role=alone and entry.kind not in WITHOUT_HAND,
            requests=told.intersection(entry.about.requests),
            persons=frozenset({self.person}.intersection(entry.about.persons)),
            members=members,
            held_back=tuple(h for h in held if not self.may_open(entry, h.member, known)),
            why_closed=FREE_TEXT if alone and held else NOT_FOR_YOU if alone else OF_OTHERS,
        )

    def least(self, entry: Entry, known: Known) -> Opens:
        """That the entry is about the person, its kind and its day."""
        return Opens(
            requests=known.told(self.person).intersection(entry.about.requests),
            persons=frozenset({self.person}.intersection(entry.about.persons)),
            members=present(entry.event, ("event", "day")),
            why_closed=OF_OTHERS,
        )

    def may_open(self, entry: Entry, member: str, known: Known) -> str:
        """Nothing of a screening or a referral, nor what may speak of another's protection."""
        rule = DEFENCE.get(entry.kind, NOTHING)
        alone = known.alone(self.person, entry.event, entry.about)
        if not self._concerned(entry, known.told(self.person)):
            return f"it does not concern {self.person}"
        if rule.ask == "never" or member in rule.never or (rule.ask == "alone" and not alone):
            return f"'{member}' of a '{entry.kind}' is never opened to the defence of one person"
        said, others = texts(entry.event).get(member, []), known.others({self.person})
        if any(map(may_tell, said)) and (not alone or any(map(others, said))):
            return "it may speak of the protection of somebody else"
        if not alone and (self._quiet(entry, alone) or PROTECTS in said):
            return "that it is there may follow from the protection of somebody else"
        return ""

    def _concerned(self, entry: Entry, told: frozenset[str]) -> bool:
        if entry.about.persons:
            return self.person in entry.about.persons
        return not told.isdisjoint(entry.about.requests)

    def _quiet(self, entry: Entry, alone: bool) -> bool:
        """Whether that the entry exists may tell of a protection: a person has to decide."""
        event = entry.event
        if event.by == PROTECTS and not (alone and entry.kind in OWN_WORDS):
            return True
        match event:
            case ev.FactStated() | ev.QuestionAnswered() | ev.FindingMade():
                return may_tell(event.fact)
            case ev.QuestionAsked():
                return may_tell(event.fact) or event.to == PROTECTS
            case ev.ListDeclared():
                return may_tell(event.list)
            case _:
                return False
