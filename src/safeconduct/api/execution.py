"""After the act: the report, the observer's part, notices, things given back, closing."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status
from pydantic import StringConstraints

from safeconduct.api.access import of
from safeconduct.api.auth import actor
from safeconduct.api.fields import Done, Seen, looked_at
from safeconduct.api.shape import Body, Id, Long, Short
from safeconduct.case.eventbase import Attendance
from safeconduct.case.facts import Said
from safeconduct.gate import closing, execution, items, notices
from safeconduct.gate.execution import Report, Thing
from safeconduct.gate.notices import Notice
from safeconduct.policy.objects import Object
from safeconduct.policy.permissions import Permission

router = Router()
WRITES = of(Permission.EXECUTION_WRITE, Object.EXECUTION)
TELLS = of(Permission.NOTICE_GIVE, Object.DECISION)
CLOSES = of(Permission.REQUEST_CLOSE, Object.REQUEST)
Named = Annotated[Short, Field(min_length=1)]
Texts = Annotated[list[Annotated[Long, Field(min_length=1)]], Field(max_length=200)]
Hour = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]


class Attended(Body):
    """Somebody who was in the room."""

    who: Named
    office: Short = ""
    foreign: Literal["yes", "no"] = "no"
    rule: Short = ""
    said_by: Named = "the execution report"
    supervisor: Short = ""
    could_see: Long = ""


class Taken(Body):
    """Something that was taken."""

    title: Named
    kind: Literal[
        "device", "document", "data", "bank-record", "answer", "account", "execution-record",
        "hearing-notice", "court-document", "other",
    ]  # fmt: skip
    item: Id | None = None
    owner: Id | None = None
    owner_calls_it: Short = ""
    owner_named: Short = ""
    objection: Long = ""


class NewReport(Body):
    """An execution report; what is left out or null is not said, and listed back."""

    seen: Seen
    hour: Hour | None = None
    attended: Annotated[list[Attended], Field(max_length=200)] | None = None
    taken: Annotated[list[Taken], Field(max_length=1000)] | None = None
    entry: Long | None = None
    vulnerable: Texts | None = None
    counsel: Long | None = None
    signature: Literal["signed", "refused"] | None = None
    pressure: Long | None = None
    remarks: Annotated[Texts, Field(default_factory=list)]
    facts: Annotated[dict[Short, Said], Field(default_factory=dict, max_length=100)]


class ReportedShown(Schema):
    """The items that were listed, what the report leaves out, and why the act is a breach."""

    items: list[str]
    missing: list[str]
    breach: str


class Observed(Body):
    """An observer's own part."""

    remarks: Annotated[Texts, Field(default_factory=list)]
    objection: Long = ""
    present: bool | None = None


class HoldMade(Schema):
    """The hold that an objection placed; empty without one."""

    hold: str


class NewNotice(Body):
    """Who is told, in which language, and what."""

    persons: Annotated[list[Id], Field(min_length=1, max_length=500)]
    language: Named
    grounds: Annotated[Long, Field(min_length=1)]
    remedies: Annotated[Long, Field(min_length=1)]
    oppose_until: Short


class Deferral(Body):
    """Who is told later, until when, why, and the version that was looked at."""

    seen: Seen
    person: Id
    until: Short
    reasons: Annotated[Long, Field(min_length=1)]


class UntoldShown(Schema):
    """Somebody who was touched and not told."""

    measure: str
    person: str
    deferred_until: str
    reasons: str


class Return(Body):
    """To whom a thing is handed."""

    to: Named


class Answered(Body):
    """Reasons for something that is open and need not be done."""

    answer: Short
    reasons: Annotated[Long, Field(min_length=1)]


class Closing(Body):
    """Why nothing more is done, and the version that was looked at."""

    seen: Seen
    reasons: Annotated[Long, Field(min_length=1)]
    answered: Annotated[list[Answered], Field(default_factory=list, max_length=200)]


class StillOpen(Schema):
    """Something that was not done; `answer`: under what reasons can be given instead."""

    words: str
    answer: str


@router.post(
    "/{case}/measures/{measure}/execution", response={201: ReportedShown}, openapi_extra=WRITES
)
def report(request: HttpRequest, case: Id, measure: Id, new: NewReport) -> Status[dict[str, Any]]:
    """The police report on an execution."""
    attended = None if new.attended is None else [Attendance(**a.dict()) for a in new.attended]
    taken = None
    if new.taken is not None:
        taken = [Thing(**{**t.dict(), "item": t.item or ""}) for t in new.taken]
    body = Report(
        hour=new.hour, attended=attended, taken=taken, entry=new.entry, vulnerable=new.vulnerable,
        counsel=new.counsel, signature=new.signature, pressure=new.pressure, remarks=new.remarks,
        facts=new.facts,
    )  # fmt: skip
    return Status(
        201,
        asdict(
            execution.report(
                actor(request), case, measure, looked_at(actor(request), new.seen), body
            )
        ),
    )


@router.post("/{case}/measures/{measure}/observed", response={201: HoldMade}, openapi_extra=WRITES)
def observe(request: HttpRequest, case: Id, measure: Id, new: Observed) -> Status[dict[str, str]]:
    """An observer adds their part; an objection holds the request."""
    hold = execution.observe(actor(request), case, measure, new.remarks, new.objection, new.present)
    return Status(201, {"hold": hold})


@router.post("/{case}/measures/{measure}/notices", response={201: Done}, openapi_extra=TELLS)
def give(request: HttpRequest, case: Id, measure: Id, new: NewNotice) -> Status[dict[str, bool]]:
    """Persons are told of a measure in writing."""
    notice = Notice(new.language, new.grounds, new.remedies, new.oppose_until)
    notices.give(actor(request), case, measure, new.persons, notice)
    return Status(201, {"done": True})


@router.post("/{case}/measures/{measure}/deferrals", response={201: Done}, openapi_extra=TELLS)
def defer(request: HttpRequest, case: Id, measure: Id, new: Deferral) -> Status[dict[str, bool]]:
    """The magistrate lets somebody be told later."""
    notices.defer(
        actor(request),
        case,
        measure,
        new.person,
        new.until,
        new.reasons,
        seen=looked_at(actor(request), new.seen),
    )
    return Status(201, {"done": True})


@router.get(
    "/{case}/untold",
    response=list[UntoldShown],
    openapi_extra=of(Permission.NOTICE_KNOW, Object.DECISION, persons=True),
)
def untold(request: HttpRequest, case: Id) -> list[dict[str, str]]:
    """Who is still to be told, and who is deferred."""
    return [asdict(one) for one in notices.to_tell(actor(request), case)]


@router.post(
    "/{case}/items/{item}/return", response={201: Done},
    openapi_extra=of(Permission.ITEM_RETURN, Object.INVENTORY),
)  # fmt: skip
def give_back(request: HttpRequest, case: Id, item: Id, new: Return) -> Status[dict[str, bool]]:
    """A thing is given back."""
    items.give_back(actor(request), case, item, new.to)
    return Status(201, {"done": True})


@router.get(
    "/{case}/requests/{request_id}/open",
    response=list[StillOpen],
    openapi_extra=of(Permission.STILL_OPEN_READ, Object.REQUEST, persons=True),
)
def still_open(request: HttpRequest, case: Id, request_id: Id) -> list[dict[str, str]]:
    """What stands in the way of closing a request."""
    return [asdict(one) for one in closing.still_open(actor(request), case, request_id)]


@router.post("/{case}/requests/{request_id}/close", response={201: Done}, openapi_extra=CLOSES)
def close(request: HttpRequest, case: Id, request_id: Id, new: Closing) -> Status[dict[str, bool]]:
    """Nothing more is done under a request."""
    closing.close(
        actor(request), case, request_id, new.reasons, seen=looked_at(actor(request), new.seen),
        answered={one.answer: one.reasons for one in new.answered},
    )  # fmt: skip
    return Status(201, {"done": True})
