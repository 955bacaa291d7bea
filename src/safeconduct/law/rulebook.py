"""The rulebook as the engine uses it: provisions, norms, definitions, treaty data."""

from __future__ import annotations

from datetime import date
from typing import Literal

from msgspec import Struct

from safeconduct.case.eventbase import State
from safeconduct.case.facts import Value
from safeconduct.case.roles import Role
from safeconduct.law.formula import ALWAYS, AnyNode
from safeconduct.law.vocabulary import Sort, Vocabulary

Class = Literal["law", "policy"]
Effect = Literal[
    "authorises", "requires", "forbids", "may-refuse", "conceals", "signals", "obliges", "permits",
]  # fmt: skip


class Span(Struct, frozen=True):
    """Days from `start` (included) to `end` (excluded); None is no bound."""

    start: date | None = None
    end: date | None = None

    def holds(self, day: date) -> bool:
        """Whether `day` lies in the span."""
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)

    def overlaps(self, other: Span) -> bool:
        """Whether some day lies in both."""
        return (self.start is None or other.end is None or self.start < other.end) and (
            other.start is None or self.end is None or other.start < self.end
        )


class Applies(Struct, frozen=True):
    """Where a provision binds: one of a state's own law, a treaty, or everywhere (policy)."""

    jurisdiction: str | None = None
    binds: str | None = None
    between: str | None = None


class Authority(Struct, frozen=True, forbid_unknown_fields=True):
    """A judgment that reads a provision."""

    case: str
    day: str
    mark: str
    says: str


class Prevails(Struct, frozen=True, forbid_unknown_fields=True):
    """A declared precedence over another norm, with its ground and source."""

    norm: str
    ground: str
    source: str


class Duty(Struct, frozen=True, forbid_unknown_fields=True):
    """What has to be done after the act, by whom, by when."""

    what: str
    who: Role
    within: str


class Conceals(Struct, frozen=True, forbid_unknown_fields=True):
    """What must not reach whom."""

    what: str
    from_: str


class Must(Struct, frozen=True):
    """One condition: its formula, and its cure or why there is none."""

    fact: AnyNode
    cure: str | None = None
    incurable: str | None = None


class Version(Struct, frozen=True):
    """A norm as it reads in a span of days; `done` says when a duty has been done."""

    in_force: Span
    when: AnyNode = ALWAYS
    unless: AnyNode | None = None
    must: tuple[Must, ...] = ()
    done: AnyNode | None = None


class Norm(Struct, frozen=True):
    """One rule made from a provision: one limb, one effect. `docs/rulebook.md` gives meanings."""

    id: str
    provision: str
    class_: Class
    article: str
    says: str
    effect: Effect
    acts: tuple[str, ...]
    mark: str
    applies: Applies
    versions: tuple[Version, ...]
    opens: str | None = None
    ground: AnyNode | None = None
    decided_by: Role | None = None
    raises: tuple[str, ...] = ()
    conceals: Conceals | None = None
    duty: Duty | None = None
    duty_to_act: bool = False
    subject_to_bars: str | None = None
    authorities: tuple[Authority, ...] = ()
    reading: str | None = None
    judged_by: Literal["act", "request"] = "act"
    prevails_over: tuple[Prevails, ...] = ()

    def version(self, day: date) -> Version | None:
        """The version in force on `day`, if any."""
        return next((v for v in self.versions if v.in_force.holds(day)), None)


class DefinitionVersion(Struct, frozen=True):
    """What a defined word means in a span of days."""

    in_force: Span
    means: AnyNode


class Definition(Struct, frozen=True):
    """A name for a formula; a day without a version in force leaves it unknown."""

    name: str
    params: tuple[str, ...]
    sorts: tuple[Sort, ...]
    provision: str
    class_: Class
    says: str
    article: str
    mark: str
    reading: str | None
    versions: tuple[DefinitionVersion, ...]

    def version(self, day: date) -> DefinitionVersion | None:
        """The version in force on `day`, if any."""
        return next((v for v in self.versions if v.in_force.holds(day)), None)


class Provision(Struct, frozen=True):
    """A text of law or an adopted policy."""

    id: str
    title: str
    identifier: str
    class_: Class
    mark: str
    read: str
    applies: Applies
    not_modelled: tuple[str, ...] = ()


class Party(Struct, frozen=True, forbid_unknown_fields=True):
    """Whether, and in which span, a state is party to a treaty or member of a group."""

    state: State
    party: Literal["yes", "no", "unknown"] = "yes"
    span: Span = Span()
    known: bool = True
    mark: str = "M"
    note: str = ""


class Treaty(Struct, frozen=True):
    """A treaty or group of states. `closed`: whoever is not listed is not a member."""

    id: str
    title: str
    identifier: str
    parties: tuple[Party, ...]
    closed: bool = False

    def party(self, state: str, day: date) -> Value:
        """Whether `state` is bound on `day`, as far as the data say."""
        entries = [p for p in self.parties if p.state == state]
        if not entries:
            return "no" if self.closed else "unknown"
        if any(p.party == "yes" and p.known and p.span.holds(day) for p in entries):
            return "yes"
        if any(p.party == "unknown" or not p.known for p in entries):
            return "unknown"
        return "no"


class Office(Struct, frozen=True, forbid_unknown_fields=True):
    """Which office holds a role in one country, in English and French."""

    en: str
    fr: str
    source: str = ""


class Profile(Struct, frozen=True):
    """Who is who in one executing state."""

    id: str
    executing_state: State
    roles: dict[str, Office]


class Rulebook(Struct, frozen=True):
    """Everything a ruling rests on besides the case."""

    vocabulary: Vocabulary
    provisions: dict[str, Provision]
    norms: tuple[Norm, ...]
    definitions: dict[str, Definition]
    treaties: dict[str, Treaty]
    profiles: dict[str, Profile]
    hash: str

    def norm(self, name: str) -> Norm | None:
        """A norm by its id."""
        return next((n for n in self.norms if n.id == name), None)

    def needs_request_day(self, act: str) -> bool:
        """Whether a norm on this kind of act is judged by the day of the request."""
        return any(n.judged_by == "request" and act in n.acts for n in self.norms)

    def first_day_of_law(self) -> date | None:
        """The first day on which any norm of class law is in force (None: no bound)."""
        starts = [v.in_force.start for n in self.norms if n.class_ == "law" for v in n.versions]
        known = [day for day in starts if day is not None]
        return None if len(known) < len(starts) or not known else min(known)
