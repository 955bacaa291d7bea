"""The events that make up a case. Gate, registers, record and case files store exactly these.

Every event is immutable and has one kind (its tag). `docs/events.md` explains each kind to
people; a test keeps the two in step. The canonical form of an event is JSON with sorted
keys, no white space and no member that has its default value (`canonical`): text and lists
of text only, so that it equals the form of RFC 8785.
"""

from __future__ import annotations

from typing import Literal

from safeconduct.case.eventbase import (
    Attendance,
    Claim,
    Day,
    Digest,
    EntryNumber,
    Event,
    FactKey,
    Hour,
    Id,
    MeasureOpinion,
    Name,
    State,
    Text,
    YesNo,
)
from safeconduct.case.facts import Said
from safeconduct.case.roles import Role

# What the case is about


class CaseOpened(Event, frozen=True, kw_only=True):
    """The head of a case; the first event. Without a profile, offices go by their roles' names."""

    case: Id
    title: Text
    about: Text
    executing_state: State
    profile: Id | None = None
    format: Literal["safeconduct-case/1"] = "safeconduct-case/1"


class SourceCited(Event, frozen=True, kw_only=True):
    """A source that events and facts name; `read` says how much of it was read."""

    name: Text
    title: Text
    published: Day = "unknown"
    read: Literal["whole", "excerpt", "report"] = "whole"


class PersonListed(Event, frozen=True, kw_only=True):
    """A person enters the case."""

    person: Id
    called: Text
    about: str = ""
    names: tuple[Name, ...] = ()
    born: Day = "unknown"
    citizen_of: tuple[State, ...] = ()


class RelationStated(Event, frozen=True, kw_only=True):
    """`person` is the `relation` of `to`, as in: the mother of B.J."""

    relation: Literal[
        "parent",
        "child",
        "sibling",
        "spouse",
        "nephew-or-niece",
        "relative",
        "household",
        "client",
        "counsel",
        "associate",
    ]
    person: Id
    to: Id


class ProtectionStated(Event, frozen=True, kw_only=True):
    """Something shields a person against a state."""

    protection: Id
    person: Id
    kind: Literal[
        "refugee-status",
        "subsidiary-protection",
        "pending-claim",
        "status-elsewhere",
        "naturalised-refugee",
        "interim-measure",
        "court-protection",
    ]
    against: State
    register: str = ""
    since: Day = "unknown"
    until: Day | None = None


class SignalStated(Event, frozen=True, kw_only=True):
    """An earlier event that bears on the purpose of requests."""

    signal: Id
    kind: Literal[
        "cancelled-notice",
        "refused-extradition",
        "un-opinion",
        "plot",
        "pressure-on-relatives",
        "torture-of-relative",
        "near-duplicate",
        "parliament-resolution",
        "government-statement",
        "ngo-warning",
        "bar-warning",
        "smear",
        "feared-extradition",
        "court-decision",
        "study",
    ]
    requests: tuple[Id, ...]
    persons: tuple[Id, ...] = ()
    title: Text


class RequestReceived(Event, frozen=True, kw_only=True):
    """A foreign state's request, with what each side says its basis is."""

    request: Id
    requesting_state: State
    kind: Literal["legal-assistance", "extradition", "notice", "police-inquiry", "order"]
    title: Text
    offences: str = ""
    reference: str = ""
    claims: tuple[Claim, ...] = ()


class MeasurePlanned(Event, frozen=True, kw_only=True):
    """A measure is asked for or planned. `on` is the day it is (or was) to happen.

    `acting` is the role whose knowledge the gate view uses. Lists name whom it is aimed at,
    whom it touches and which items it takes or sends; `ListDeclared` says they are complete.
    """

    measure: Id
    kind: Text
    request: Id
    title: Text
    acting: Role
    on: Day
    hour: Hour | None = None
    status: Literal["planned", "executed", "contested"] = "planned"
    targets: tuple[Id, ...] = ()
    touches: tuple[Id, ...] = ()
    items: tuple[Id, ...] = ()
    attendants: tuple[Id, ...] = ()


class ItemListed(Event, frozen=True, kw_only=True):
    """A thing, a record or data; `measure` is the measure that produced it."""

    item: Id
    kind: Literal[
        "device",
        "document",
        "data",
        "bank-record",
        "answer",
        "account",
        "execution-record",
        "hearing-notice",
        "court-document",
        "other",
    ]
    title: Text
    measure: Id | None = None
    owner: Id | None = None


class FactStated(Event, frozen=True, kw_only=True):
    """Somebody states a fact. Two events with opposite values make it contested."""

    fact: FactKey
    value: Said
    said_by: Text
    valid_from: Day | None = None
    valid_until: Day | None = None


class ListDeclared(Event, frozen=True, kw_only=True):
    """A named role declares a list complete, as in `touched(search)`. A later member undoes it."""

    list: FactKey


# The way of a request


class PersonIdentified(Event, frozen=True, kw_only=True):
    """A person is identified exactly, in the population register or by a document."""

    person: Id
    how: Literal["population-register", "document"]


class Screened(Event, frozen=True, kw_only=True):
    """Registers answered for a person; counts only once the person is identified.

    A hit names the protections it found; it completes the list once all of them are listed.
    """

    person: Id
    registers: tuple[Text, ...]
    result: Literal["hit", "none", "too-little"]
    found: tuple[Id, ...] = ()


class Referred(Event, frozen=True, kw_only=True):
    """Measures are put before the authority that protects."""

    measures: tuple[Id, ...]
    to: Text
    by_default: YesNo = "no"


class OpinionGiven(Event, frozen=True, kw_only=True):
    """The authority's signed opinion, measure by measure, in numbered points."""

    opinion: Id
    on: tuple[MeasureOpinion, ...]
    points: tuple[Text, ...] = ()
    must_not_disclose: tuple[Text, ...] = ()


class OpinionAnswered(Event, frozen=True, kw_only=True):
    """The magistrate's answer; `answers` holds one answer a point, in the opinion's order."""

    opinion: Id
    answers: tuple[Text, ...]


class QuestionAsked(Event, frozen=True, kw_only=True):
    """A question goes to the role that can answer it."""

    fact: FactKey
    to: Role


class QuestionAnswered(Event, frozen=True, kw_only=True):
    """The answer to a question: a statement by the role that was asked."""

    fact: FactKey
    value: Said


class FindingMade(Event, frozen=True, kw_only=True):
    """An authority settles a contested fact or a ground, with reasons; both assertions stay."""

    fact: FactKey
    value: YesNo
    reasons: Text


class DecisionTaken(Event, frozen=True, kw_only=True):
    """A reasoned decision on measures under named norms (none named: all it may decide)."""

    measures: tuple[Id, ...]
    outcome: Literal["proceed", "refuse"]
    norms: tuple[Text, ...] = ()
    reasons: Text


class HoldPlaced(Event, frozen=True, kw_only=True):
    """A standstill on a measure, a request, a person or a requesting state."""

    hold: Id
    on: Literal["measure", "request", "person", "state"]
    of: Text
    why: Text
    until: Day | None = None


class HoldLifted(Event, frozen=True, kw_only=True):
    """The end of a hold, with reasons."""

    hold: Id
    reasons: Text


class ClearanceGiven(Event, frozen=True, kw_only=True):
    """A one-time permission for one measure, within a scope."""

    clearance: Id
    measure: Id
    scope: Text
    until: Day


class ClearanceRevoked(Event, frozen=True, kw_only=True):
    """A clearance is withdrawn."""

    clearance: Id
    reasons: Text


class ClearanceSpent(Event, frozen=True, kw_only=True):
    """A clearance is used."""

    clearance: Id


class MeasureExecuted(Event, frozen=True, kw_only=True):
    """The execution report of a measure."""

    measure: Id
    hour: Hour | None = None
    attended: tuple[Attendance, ...] = ()
    taken: tuple[Id, ...] = ()
    remarks: tuple[Text, ...] = ()


class NoticeGiven(Event, frozen=True, kw_only=True):
    """Persons are told in writing of a measure, its grounds and the remedies."""

    measure: Id
    persons: tuple[Id, ...]


class OppositionFiled(Event, frozen=True, kw_only=True):
    """Somebody opposes a measure."""

    measure: Id
    title: Text


class OppositionEnded(Event, frozen=True, kw_only=True):
    """The opposition against a measure is decided for good, cassation included."""

    measure: Id
    title: Text


class TransmissionSent(Event, frozen=True, kw_only=True):
    """Something reached the requesting state."""

    measure: Id
    recipient: Text
    items: tuple[Id, ...] = ()


class RecallSent(Event, frozen=True, kw_only=True):
    """A transmission is called back."""

    measure: Id
    title: Text


class FreezeRequested(Event, frozen=True, kw_only=True):
    """Somebody asks that cooperation on a request stand still."""

    request: Id
    title: Text


class FreezeAnswered(Event, frozen=True, kw_only=True):
    """The answer to a request to freeze; only a refusal with reasons ends the standstill."""

    request: Id
    outcome: Literal["granted", "refused"]
    reasons: str = ""


class SubmissionFiled(Event, frozen=True, kw_only=True):
    """A complaint or submission by the defence or somebody else."""

    title: Text


class IncidentOpened(Event, frozen=True, kw_only=True):
    """A breach is recorded and followed up."""

    title: Text
    measure: Id | None = None


class LookTaken(Event, frozen=True, kw_only=True):
    """Somebody looked at something that is not open to everybody: what, whose, what for."""

    at: Text
    persons: tuple[Id, ...] = ()
    purpose: Text


class ActIntended(Event, frozen=True, kw_only=True):
    """An act that opens something is announced; it takes effect only once others have seen this.

    `to` is what the act can happen to only once, such as a clearance that it spends; `digest` is
    the SHA-256 of the canonical form of the event that will complete it, in hexadecimal.
    """

    intent: Id
    to: Text
    digest: Digest


class ActDropped(Event, frozen=True, kw_only=True):
    """An announced act was not carried out, and will not be."""

    intent: Id
    reasons: Text


class PayloadErased(Event, frozen=True, kw_only=True):
    """What an entry of the record says was erased; the entry stays."""

    entry: EntryNumber
    reasons: Text


class Noted(Event, frozen=True, kw_only=True):
    """Something that happened and changes no state by itself."""

    title: Text


AnyEvent = (
    CaseOpened | SourceCited | PersonListed | RelationStated | ProtectionStated | SignalStated
    | RequestReceived | MeasurePlanned | ItemListed | FactStated | ListDeclared
    | PersonIdentified | Screened | Referred | OpinionGiven | OpinionAnswered | QuestionAsked
    | QuestionAnswered | FindingMade | DecisionTaken | HoldPlaced | HoldLifted | ClearanceGiven
    | ClearanceRevoked | ClearanceSpent | MeasureExecuted | NoticeGiven | OppositionFiled
    | OppositionEnded | TransmissionSent | RecallSent | FreezeRequested | FreezeAnswered
    | SubmissionFiled | IncidentOpened | LookTaken | ActIntended | ActDropped | PayloadErased
    | Noted
)  # fmt: skip

KINDS: dict[str, type[Event]] = {kind.__struct_config__.tag: kind for kind in AnyEvent.__args__}
"""Every kind of event by its tag. Nothing else is writable."""
