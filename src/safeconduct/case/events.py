"""The events that make up a case. Gate, registers, record and case files store exactly these.

Every event is immutable and has one kind (its tag). `docs/events.md` explains each kind to
people; a test keeps the two in step. The canonical form of an event is JSON with sorted
keys, no white space and no member that has its default value (`canonical`): text and lists
of text only, so that it equals the form of RFC 8785.

This module has what a case is about and the way of a request up to its clearances;
`clearevents` has these and what goes out under them, `doneevents` what is done after,
`watchevents` what went wrong and who looks into it,
`officeevents` what the offices do among themselves.
All kinds are found here.
"""

from __future__ import annotations

from typing import Literal

from safeconduct.case.clearevents import (
    ClearanceGiven,
    ClearanceProposed,
    ClearanceRevoked,
    ClearanceSpent,
    OutwardPosted,
    OutwardProposed,
)
from safeconduct.case.doneevents import (
    FreezeAnswered,
    FreezeRequested,
    ItemReturned,
    MeasureExecuted,
    Noted,
    NoticeGiven,
    OppositionEnded,
    OppositionFiled,
    RecallSent,
    SubmissionFiled,
    TransmissionSent,
)
from safeconduct.case.eventbase import (
    Claim,
    Day,
    Digest,
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
from safeconduct.case.officeevents import (
    AbsenceStated,
    AccountClosed,
    AccountOpened,
    ActDropped,
    ActIntended,
    ConflictStated,
    DeputyNamed,
    EntriesLost,
    Escalated,
    LookTaken,
    MessageSent,
    MessageTaken,
    PayloadErased,
    ProtectionEnded,
    ProtectionEntered,
    RulebookActivated,
    RulebookSigned,
    SampleDrawn,
    SampleReviewed,
)
from safeconduct.case.roles import Role
from safeconduct.case.watchevents import (
    EmergencyConfirmed,
    EmergencyReviewed,
    EmergencyStated,
    IncidentFollowed,
    IncidentOpened,
)

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
    """A foreign state's request, with what each side says its basis is.

    `channel`: the way on which it came in, in words.
    """

    request: Id
    requesting_state: State
    kind: Literal["legal-assistance", "extradition", "notice", "police-inquiry", "order"]
    title: Text
    offences: str = ""
    reference: str = ""
    claims: tuple[Claim, ...] = ()
    channel: str = ""


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
    """A thing, a record or data; `measure` is the measure that produced it.

    `sha256`: of the bytes that a record or data is, in hexadecimal, once they are known.
    """

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
    sha256: Digest | Literal[""] = ""


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


class RequestConfirmed(Event, frozen=True, kw_only=True):
    """A second person confirms that a request was registered rightly; `proof`: of its origin."""

    request: Id
    proof: Text


class RequestLinked(Event, frozen=True, kw_only=True):
    """A request belongs to another one: `to` is its id in this case, or names it elsewhere."""

    request: Id
    to: Text
    how: Literal["supplement", "reminder", "correction", "near-duplicate", "withdrawal"]
    reasons: str = ""


class RequestClosed(Event, frozen=True, kw_only=True):
    """Nothing more is done under a request."""

    request: Id
    reasons: Text


class PersonIdentified(Event, frozen=True, kw_only=True):
    """A person is identified exactly, in the population register or by a document.

    `number`: the national number, shown to nobody but the person and the court.
    """

    person: Id
    how: Literal["population-register", "document"]
    number: str = ""
    born: Day | None = None


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
    """The authority's signed opinion, measure by measure, in numbered points.

    `register`: the register whose opinion it is, called as in `referred`.
    """

    opinion: Id
    on: tuple[MeasureOpinion, ...]
    points: tuple[Text, ...] = ()
    must_not_disclose: tuple[Text, ...] = ()
    register: str = ""


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
    """A standstill on a measure, a request, a person or a requesting state.

    `register`: which one placed it. `group`: the hold of which this is a copy in another case.
    """

    hold: Id
    on: Literal["measure", "request", "person", "state"]
    of: Text
    why: Text
    until: Day | None = None
    register: str = ""
    group: str = ""


class HoldLifted(Event, frozen=True, kw_only=True):
    """The end of a hold, with reasons."""

    hold: Id
    reasons: Text


AnyEvent = (
    CaseOpened | SourceCited | PersonListed | RelationStated | ProtectionStated | SignalStated
    | RequestReceived | MeasurePlanned | ItemListed | FactStated | ListDeclared
    | RequestConfirmed | RequestLinked | RequestClosed
    | PersonIdentified | Screened | Referred | OpinionGiven | OpinionAnswered | QuestionAsked
    | QuestionAnswered | FindingMade | DecisionTaken | HoldPlaced | HoldLifted | ClearanceProposed
    | ClearanceGiven
    | ClearanceRevoked | ClearanceSpent | MeasureExecuted | ItemReturned | NoticeGiven
    | OppositionFiled | OppositionEnded | TransmissionSent | RecallSent | FreezeRequested
    | FreezeAnswered | SubmissionFiled | IncidentOpened | Escalated | LookTaken | ActIntended
    | ActDropped | PayloadErased | EntriesLost | AccountOpened | AccountClosed | DeputyNamed
    | AbsenceStated | ConflictStated | RulebookSigned | RulebookActivated | SampleDrawn
    | SampleReviewed | Noted | OutwardProposed | OutwardPosted | MessageSent | MessageTaken
    | ProtectionEntered | ProtectionEnded
    | IncidentFollowed | EmergencyStated | EmergencyConfirmed | EmergencyReviewed
)  # fmt: skip

KINDS: dict[str, type[Event]] = {kind.__struct_config__.tag: kind for kind in AnyEvent.__args__}
"""Every kind of event by its tag. Nothing else is writable."""
