"""What is one's own: matters, clearances, reports, inventories, notices, submissions, bundles."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from safeconduct.api.access import of
from safeconduct.api.auth import actor
from safeconduct.api.clearances import Clearance
from safeconduct.api.holds import HoldShown
from safeconduct.api.shape import Body, Id, Long, Short
from safeconduct.gate import bundles, clearlist, holds, matters, noticed, reports, submissions
from safeconduct.gate.dear import dear
from safeconduct.policy.objects import Object
from safeconduct.policy.permissions import Permission

router = Router()
lists = Router()
READS_CLEARANCE = of(Permission.CLEARANCE_READ, Object.CLEARANCE)
READS_CLEARED = of(Permission.CLEARANCE_READ, Object.CLEARANCE, persons=True)
READS_REPORT = of(Permission.EXECUTION_READ, Object.EXECUTION, persons=True)
READS_INVENTORY = of(Permission.INVENTORY_READ, Object.INVENTORY, persons=True)


class MeasureOfOwn(Schema):
    """A measure that is one's own; `kind` is empty until a clearance says it."""

    case: str
    measure: str
    kind: str
    reported: bool
    clearances: list[Clearance]


class WholeClearance(Clearance):
    """A clearance with what it names: persons and items by their ids, and what they are called."""

    kind: str
    called: dict[str, str]
    reported: bool


class Valid(Schema):
    """Whether a clearance may be relied on now."""

    valid: bool


class ExecutionShown(Schema):
    """What was reported on a measure; what is empty was not said, or is not for you."""

    reported: bool
    whole: bool
    day: str
    hour: str
    attended: list[dict[str, str]]
    entry: str
    vulnerable: list[str]
    counsel: str
    signature: str
    pressure: str
    remarks: list[str]
    observed: list[str]
    missing: list[str]
    asks: dict[str, str]
    answers: dict[str, str]


class ListedThing(Schema):
    """A thing that a measure obtained."""

    item: str
    kind: str
    title: str
    sha256: str
    owner: str
    owner_calls_it: str
    owner_named: str
    objection: str
    returned: str
    sealed: bool


class NoticedShown(Schema):
    """A notice to somebody whom you defend."""

    measure: str
    person: str
    called: str
    day: str
    language: str
    grounds: str
    remedies: str
    oppose_until: str


class NewSubmission(Body):
    """What you write to the authorities."""

    title: Annotated[Short, Field(min_length=1)]
    text: Annotated[Long, Field(min_length=1)]


class SubmissionShown(Schema):
    """A receipt: what was filed and when, and the SHA-256 of its text."""

    id: str
    day: str
    title: str
    text: str
    sha256: str


class BundleShown(Schema):
    """A disclosure (docs/disclosure.md) and this node's policy, which others publish, too."""

    disclosure: dict[str, Any]
    policy: str


class Since(Schema):
    """The sizes of checkpoints that you hold."""

    since: Annotated[
        list[Annotated[int, Field(ge=0, le=10**12)]], Field(default_factory=list, max_length=20)
    ]


@lists.get("/matters", response=list[MeasureOfOwn],
           openapi_extra=of(Permission.MATTER_READ, Object.CLEARANCE))  # fmt: skip
def mine(request: HttpRequest) -> list[dict[str, Any]]:
    """The measures that are your own, over all cases."""
    return [one._asdict() for one in matters.listed(actor(request))]


@router.get("/{case}/measures/{measure}/clearances/{clearance}", response=WholeClearance,
            openapi_extra=READS_CLEARED)  # fmt: skip
def clearance(request: HttpRequest, case: Id, measure: Id, clearance: Id) -> dict[str, Any]:
    """A clearance that concerns you, with the names of whom it is about."""
    return clearlist.whole(actor(request), case, measure, clearance)


@router.get("/{case}/measures/{measure}/clearances/{clearance}/validity", response=Valid,
            openapi_extra=READS_CLEARANCE)  # fmt: skip
def valid(request: HttpRequest, case: Id, measure: Id, clearance: Id) -> dict[str, bool]:
    """Whether a clearance may be relied on now, asked anew of everybody who can hold it."""
    return {"valid": clearlist.counts_now(actor(request), case, measure, clearance)}


@router.get("/{case}/measures/{measure}/report", response=ExecutionShown,
            openapi_extra=READS_REPORT)  # fmt: skip
def execution(request: HttpRequest, case: Id, measure: Id) -> dict[str, Any]:
    """The report on an execution, and what a report has to answer."""
    return reports.read(actor(request), case, measure)


@router.get("/{case}/measures/{measure}/inventory", response=list[ListedThing],
            openapi_extra=READS_INVENTORY)  # fmt: skip
def inventory(request: HttpRequest, case: Id, measure: Id) -> list[dict[str, Any]]:
    """What a measure obtained, what its owners say of it, and what was given back."""
    return reports.inventory(actor(request), case, measure)


@router.get("/{case}/holds/mine", response=list[HoldShown],
            openapi_extra=of(Permission.HOLD_OWN_READ, Object.HOLD, persons=True))  # fmt: skip
def own_holds(request: HttpRequest, case: Id) -> list[dict[str, Any]]:
    """The holds that you placed."""
    return holds.placed_by(actor(request), case)


@router.get("/{case}/notices", response=list[NoticedShown],
            openapi_extra=of(Permission.NOTICE_READ, Object.EXECUTION, persons=True))  # fmt: skip
def notices(request: HttpRequest, case: Id) -> list[dict[str, Any]]:
    """The notices to those whom you defend."""
    return [one._asdict() for one in noticed.listed(actor(request), case)]


@router.get("/{case}/submissions", response=list[SubmissionShown],
            openapi_extra=of(Permission.SUBMISSION_READ, Object.FACTS))  # fmt: skip
def submitted(request: HttpRequest, case: Id) -> list[dict[str, Any]]:
    """What you have written to the authorities in a case."""
    return [one._asdict() for one in submissions.listed(actor(request), case)]


@router.post("/{case}/submissions", response={201: SubmissionShown},
             openapi_extra=of(Permission.SUBMISSION_FILE, Object.FACTS))  # fmt: skip
def submit(request: HttpRequest, case: Id, new: NewSubmission) -> Status[dict[str, Any]]:
    """Write to the authorities; whoever decides has it before them. Gives the receipt."""
    return Status(201, submissions.file(actor(request), case, new.title, new.text)._asdict())


@router.get("/{case}/persons/{person}/bundle", response=BundleShown,
            openapi_extra=of(Permission.BUNDLE_READ, Object.PAYLOADS, persons=True))  # fmt: skip
def bundle(request: HttpRequest, case: Id, person: Id, held: Query[Since]) -> dict[str, Any]:
    """What the record holds on somebody whom you defend, with the proofs of it."""
    with dear(actor(request).account):
        return bundles.made(actor(request), case, person, held.since)._asdict()
