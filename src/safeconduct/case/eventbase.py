"""What every event is made of: ids, days, names, and the fields that all kinds share."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from safeconduct.case import dates, facts, ids
from safeconduct.case.roles import Role

FORMAT = "safeconduct-case/1"
"""Version of the event format; a change that old files do not survive raises the number."""

HOUR = r"^([01][0-9]|2[0-3]):[0-5][0-9]$(?!\n)"
STATE = r"^[A-Z]{2}$(?!\n)"
DIGEST = r"^[0-9a-f]{64}$(?!\n)"
MOMENT = r"^[0-9]{4}-[0-1][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9](:[0-5][0-9])?Z$(?!\n)"
ENTRY_NUMBER = r"^(0|[1-9][0-9]{0,18})$(?!\n)"

Id = Annotated[str, Meta(pattern=ids.PATTERN)]
Day = Annotated[str, Meta(pattern=dates.PATTERN)]
Hour = Annotated[str, Meta(pattern=HOUR)]
FactKey = Annotated[str, Meta(pattern=facts.PATTERN, max_length=facts.MAX_LENGTH)]
State = Annotated[str, Meta(pattern=STATE)]
Digest = Annotated[str, Meta(pattern=DIGEST)]
Moment = Annotated[str, Meta(pattern=MOMENT)]
"""A moment in UTC (RFC 3339), as in 2019-06-03T06:00Z."""
EntryNumber = Annotated[str, Meta(pattern=ENTRY_NUMBER)]
Text = Annotated[str, Meta(min_length=1, max_length=20000)]
YesNo = Literal["yes", "no"]
OutwardClass = Literal[
    "acknowledgement", "delay", "supplement-asked", "executed", "partly-executed", "not-executed",
    "correction",
]  # fmt: skip
"""What a message to a requesting state can be; it shows no more of a decision than this."""
OutwardLanguage = Literal["en", "fr"]


def _kebab(name: str) -> str:
    return "".join(f"-{c.lower()}" if c.isupper() else c for c in name).lstrip("-")


class Event(
    Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    omit_defaults=True,
    tag_field="event",
    tag=_kebab,
):
    """What every event has.

    `day`: when it happened. `by`: the role that did or stated it, which therefore knows it
    from that day. `known`: other roles, with the day from which each knew. `source`: names
    of `SourceCited` events.
    """

    id: str = ""
    day: Day = "unknown"
    by: Role | None = None
    known: dict[Role, Day] = {}
    source: tuple[Text, ...] = ()
    note: str = ""


class Name(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A name as one source spells it."""

    spelled: Text
    source: Text
    kind: Literal["full", "birth", "married", "initials", "other"] = "full"


class Claim(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What somebody says the legal basis of a request is."""

    basis: Text
    said_by: Text
    source: tuple[Text, ...] = ()


class Attendance(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Somebody who attended a measure, and the rule under which they were admitted.

    `supervisor`: who watched over them; `could_see`: what came within their reach.
    """

    who: Text
    office: str = ""
    foreign: YesNo = "no"
    rule: str = ""
    said_by: Text
    supervisor: str = ""
    could_see: str = ""


class Inventoried(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """A thing in the inventory of a measure, with what its owner calls it and says of it."""

    item: Id
    owner_calls_it: str = ""
    owner: str = ""
    objection: str = ""


class MeasureOpinion(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """What an opinion says of one measure; `unless` lists the conditions it would accept."""

    measure: Id
    view: Literal["objects", "objects-unless", "does-not-object"]
    unless: tuple[Text, ...] = ()


class Allows(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What a clearance allows, and nothing besides.

    `persons`: whom the act may touch. `may_attend`: officials of the requesting state who may be
    there, by name and office. `items`: what may be sent, in order, to `recipient`, as `word`. The
    act may happen from `start` until before `end`.
    """

    start: Moment
    end: Moment
    place: str = ""
    persons: tuple[Id, ...] = ()
    may_attend: tuple[Text, ...] = ()
    items: tuple[Id, ...] = ()
    recipient: str = ""
    word: OutwardClass | None = None
    language: OutwardLanguage = "en"
