"""The shape of rulebook files, before formulas are parsed and names are checked."""

from __future__ import annotations

from typing import Any, Literal

from msgspec import Struct, field

from safeconduct.case.eventbase import State
from safeconduct.case.roles import Role
from safeconduct.law.rulebook import Authority, Class, Duty, Effect, Office, Prevails
from safeconduct.law.vocabulary import FactWord, ListWord


class SpanShape(Struct, frozen=True, forbid_unknown_fields=True):
    from_: str | None = field(default=None, name="from")
    until: str | None = None


class VersionShape(Struct, frozen=True, forbid_unknown_fields=True):
    in_force: SpanShape = SpanShape()
    when: Any = None
    unless: Any = None
    must: tuple[dict[str, Any], ...] = ()
    done: Any = None


class ConcealsShape(Struct, frozen=True, forbid_unknown_fields=True):
    what: str
    from_: Role = field(name="from")


class NormShape(Struct, frozen=True, forbid_unknown_fields=True):
    norm: str
    article: str
    says: str
    effect: Effect
    acts: tuple[str, ...]
    versions: tuple[VersionShape, ...]
    mark: str | None = None
    opens: Role | Literal["none"] | None = None
    ground: Any = None
    decided_by: Role | None = None
    raises: tuple[str, ...] = ()
    conceals: ConcealsShape | None = None
    duty: Duty | None = None
    duty_to_act: Literal["yes", "no"] = "no"
    subject_to_bars: str | None = None
    authorities: tuple[Authority, ...] = ()
    reading: str | None = None
    judged_by: Literal["act", "request"] = "act"
    prevails_over: tuple[Prevails, ...] = ()


class DefVersionShape(Struct, frozen=True, forbid_unknown_fields=True):
    means: Any
    in_force: SpanShape = SpanShape()


class DefinitionShape(Struct, frozen=True, forbid_unknown_fields=True):
    definition: str
    article: str
    says: str
    versions: tuple[DefVersionShape, ...]
    mark: str | None = None
    reading: str | None = None


class ProvisionShape(Struct, frozen=True, forbid_unknown_fields=True):
    provision: str
    title: str
    identifier: str
    class_: Class = field(name="class")
    mark: str
    read: str = ""
    jurisdiction: State | None = None
    binds: str | None = None
    between: str | None = None
    everywhere: Literal["yes"] | None = None
    not_modelled: tuple[str, ...] = ()
    definitions: tuple[DefinitionShape, ...] = ()
    norms: tuple[NormShape, ...] = ()


class PartyShape(Struct, frozen=True, forbid_unknown_fields=True):
    state: State
    party: Literal["yes", "no", "unknown"] = "yes"
    from_: str | None = field(default=None, name="from")
    until: str | None = None
    mark: str = "M"
    note: str = ""


class TreatyShape(Struct, frozen=True, forbid_unknown_fields=True):
    title: str
    identifier: str = ""
    parties: tuple[PartyShape, ...] = ()
    members: tuple[PartyShape, ...] = ()
    closed: Literal["yes", "no"] = "no"
    note: str = ""


class TreatiesShape(Struct, frozen=True, forbid_unknown_fields=True):
    treaties: dict[str, TreatyShape]
    groups: dict[str, TreatyShape] = {}


class ProfileShape(Struct, frozen=True, forbid_unknown_fields=True):
    profile: str
    executing_state: State
    roles: dict[Role, Office]


class VocabularyShape(Struct, frozen=True, forbid_unknown_fields=True):
    acts: dict[str, str]
    groups: dict[str, tuple[str, ...]]
    lists: dict[str, ListWord] = {}
    facts: dict[str, FactWord] = {}


class SubjectShape(Struct, frozen=True, forbid_unknown_fields=True):
    subject: str
    title: str
    lists: dict[str, ListWord] = {}
    facts: dict[str, FactWord] = {}
    built_in: tuple[str, ...] = ()
