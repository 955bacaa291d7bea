"""Cases and requests: opened, registered, confirmed, listed, read.

Whatever shows a case tells its `version` (and the header ETag): commands that open something want
to be told which version their author looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, Path, Query, Router, Schema

from safeconduct.api import show
from safeconduct.api.access import of
from safeconduct.api.auth import actor
from safeconduct.api.fields import Named
from safeconduct.api.shape import Body, Country, Id, Long, Short
from safeconduct.case import events as ev
from safeconduct.case import neutral
from safeconduct.case.eventbase import Claim
from safeconduct.case.ruling import Outcome
from safeconduct.case.state import fold
from safeconduct.gate import history, listing, reading, registration, versions
from safeconduct.gate.away import away_from
from safeconduct.gate.errors import NotFound
from safeconduct.gate.models import Case, Measure, Request
from safeconduct.gate.node import current
from safeconduct.gate.openwords import as_read
from safeconduct.gate.own import measures as own_measures
from safeconduct.gate.versions import Version
from safeconduct.policy.actor import Actor
from safeconduct.policy.cells import Level
from safeconduct.policy.objects import Object
from safeconduct.policy.permissions import Denied, Permission, must
from safeconduct.policy.visibility import see

router = Router()
lists = Router()

Stage = Literal[
    "registered", "to-confirm", "to-identify", "to-screen", "to-refer", "to-hear", "to-answer",
    "to-rule", "executed", "followed", "closed",
]  # fmt: skip
RequestKind = Literal["legal-assistance", "extradition", "notice", "police-inquiry", "order"]
READS = of(Permission.REQUEST_READ, Object.REQUEST)
READS_PERSONS = of(Permission.REQUEST_READ, Object.REQUEST, persons=True)
WRITES = of(Permission.REQUEST_WRITE, Object.REQUEST)
CONFIRMS = of(Permission.REQUEST_CONFIRM, Object.REQUEST)
RULES = of(Permission.RULING_KNOW, Object.RULING)


class NewCase(Body):
    """A case that is to be opened."""

    title: Annotated[Short, Field(min_length=1)]
    about: Long = ""


class NewClaim(Body):
    """What somebody says the legal basis of a request is."""

    basis: Annotated[Long, Field(min_length=1)]
    said_by: Annotated[Short, Field(min_length=1)]


class NewRequest(Body):
    """A request as it came in. Without an id of its own it is given one."""

    request: Id | None = None
    requesting_state: Country
    kind: RequestKind
    title: Annotated[Short, Field(min_length=1)]
    offences: Long = ""
    reference: Short = ""
    channel: Short = ""
    claims: Annotated[list[NewClaim], Field(default_factory=list, max_length=50)]


class Proof(Body):
    """How the second person saw where a request comes from."""

    proof: Annotated[Long, Field(min_length=1)]


class CaseShown(Schema):
    """A case: its head, its requests with their measures."""

    case: str
    version: Version
    title: str
    about: str
    executing_state: str
    opened: str
    closed: bool
    requests: list[show.RequestShown]


class EventsShown(Schema):
    """Events of a case, in their order, as far as the reader may see them."""

    version: Version
    events: list[show.EventShown]
    next: int | None = None
    """The `after` of the next page; none if this is the last."""


class EventsPage(Schema):
    """Which events are wanted: those after a number."""

    after: Annotated[int, Field(ge=-1, le=10**9)] = -1
    limit: Annotated[int, Field(ge=1, le=1000)] = 500


class RequestsShown(Schema):
    """A page of requests, newest first."""

    requests: list[show.RequestShown]
    next: str | None = None


class MeasuresShown(Schema):
    """A page of measures, those with the latest day first."""

    measures: list[show.MeasureShown]
    next: str | None = None


class Wanted(Schema):
    """What a list is narrowed to."""

    case: Id | None = None
    requesting_state: Country | None = None
    stage: Stage | None = None
    outcome: Outcome | None = None
    held: bool | None = None
    closed: bool | None = None
    after: Annotated[str, Field(max_length=80)] = ""
    limit: Annotated[int, Field(ge=1, le=listing.LONGEST)] = 50


class WantedRequests(Wanted):
    """What the list of requests is narrowed to."""

    kind: RequestKind | None = None
    confirmed: bool | None = None


class WantedMeasures(Wanted):
    """What the list of measures is narrowed to."""

    kind: Short | None = None


def _filter(who: Actor, wanted: Wanted) -> listing.Filter:
    if wanted.outcome is not None and not show.reads_rulings(who):
        raise Denied(f"the role {who.role} may not see outcomes, so it cannot ask by them")
    return listing.Filter(
        case=wanted.case, requesting_state=wanted.requesting_state, closed=wanted.closed,
        kind=getattr(wanted, "kind", None), confirmed=getattr(wanted, "confirmed", None),
        stages=None if wanted.stage is None else show.stages(who, wanted.stage),
        outcome=wanted.outcome, held=wanted.held, away=frozenset(away_from(who)),
    )  # fmt: skip


@lists.get("/requests", response=RequestsShown, openapi_extra=READS)
def list_requests(request: HttpRequest, wanted: Query[WantedRequests]) -> RequestsShown:
    """Requests, newest first, each with its measures."""
    who = actor(request)
    _must_see_all(who)
    page = listing.requests(_filter(who, wanted), wanted.after, wanted.limit)
    rows = [show.request(who, row, measures, row.case) for row, measures in page.rows]
    return RequestsShown(requests=rows, next=page.after or None)


@lists.get("/measures", response=MeasuresShown, openapi_extra=READS)
def list_measures(request: HttpRequest, wanted: Query[WantedMeasures]) -> MeasuresShown:
    """Measures, those with the latest day first."""
    who = actor(request)
    _must_see_all(who)
    page = listing.measures(_filter(who, wanted), wanted.after, wanted.limit)
    rows = [show.measure(who, row, row.case) for row in page.rows]
    return MeasuresShown(measures=rows, next=page.after or None)


@router.post("", response={201: Named}, openapi_extra=WRITES)
def open_case(request: HttpRequest, new: NewCase) -> Named:
    """Open a case."""
    return Named(id=registration.open_case(actor(request), new.title, new.about))


@router.get("/{case}", response=CaseShown, openapi_extra=READS)
def read_case(request: HttpRequest, response: HttpResponse, case: Path[Id]) -> CaseShown:
    """A case with its requests and measures."""
    who = actor(request)
    must(who, Permission.REQUEST_READ, case)
    row = reading.case_of(case)
    written = reading.read(case)
    events = [one.event for one in written]
    head = events[0] if events else None
    plain = neutral.case(row.pk)
    measures = Measure.objects.filter(case=row).order_by("id")
    requests = Request.objects.filter(case=row).order_by("number")
    if see(who, Object.REQUEST) < Level.FULL:
        own = own_measures(who, events, fold(events))
        measures = measures.filter(pk__in=own)
        requests = requests.filter(pk__in=measures.values("request_id"))
        if not own:
            raise NotFound(f"there is no case '{case}'")
    of: dict[str, list[Measure]] = {}
    for measure in measures:
        of.setdefault(measure.request_id, []).append(measure)
    version = _tell(who, response, row, written)
    return CaseShown(
        case=row.pk, version=version, title=as_read(who, row.title, plain),
        about=as_read(who, head.about, plain) if isinstance(head, ev.CaseOpened) else "",
        executing_state=row.executing_state, opened=row.opened, closed=row.closed,
        requests=[show.request(who, one, of.get(one.pk, []), row) for one in requests],
    )  # fmt: skip


@router.get("/{case}/events", response=EventsShown, openapi_extra=READS_PERSONS)
def read_events(
    request: HttpRequest, response: HttpResponse, case: Path[Id], page: Query[EventsPage]
) -> EventsShown:
    """The events of a case, in their order, as far as the reader may see them."""
    who = actor(request)
    _must_see_all(who, case)
    row = reading.case_of(case)
    written = reading.read(case)
    shown = [one for one in show.events(who, written) if one.number > page.after]
    some = shown[: page.limit]
    return EventsShown(
        version=_tell(who, response, row, written),
        events=some,
        next=some[-1].number if len(shown) > page.limit else None,
    )


@router.get("/{case}/measures/{measure}/ruling", response=show.RulingShown, openapi_extra=RULES)
def read_ruling(
    request: HttpRequest, response: HttpResponse, case: Path[Id], measure: Path[Id],
    for_file: bool = False,
) -> show.RulingShown:  # fmt: skip
    """What the rulebook says of a measure today, at the level that the reader may see.

    `for_file`: what follows from the open part alone, as a court's file may have it.
    """
    who = actor(request)
    must(who, Permission.RULING_KNOW, case)
    row = reading.case_of(case)
    written = reading.read(case)
    events = history.binding(written)
    state = fold(events)
    if measure not in state.measures:
        raise NotFound(f"there is no measure '{measure}' in this case")
    version = _tell(who, response, row, written)
    day = current().today().isoformat()
    return show.ruling(who, events, state, measure, version, day, for_file=for_file)


@router.post("/{case}/requests", response={201: Named}, openapi_extra=WRITES)
def register(request: HttpRequest, case: Path[Id], new: NewRequest) -> Named:
    """Register a request that came in. It waits for a second person."""
    received = ev.RequestReceived(
        request=new.request or "", requesting_state=new.requesting_state, kind=new.kind,
        title=new.title, offences=new.offences, reference=new.reference, channel=new.channel,
        claims=tuple(Claim(basis=c.basis, said_by=c.said_by) for c in new.claims),
    )  # fmt: skip
    return Named(id=registration.register(actor(request), case, received))


@router.post("/{case}/requests/{of}/confirmation", response={201: Named}, openapi_extra=CONFIRMS)
def confirm(request: HttpRequest, case: Path[Id], of: Path[Id], new: Proof) -> Named:
    """Confirm, as the second person, that a request was registered rightly."""
    registration.confirm(actor(request), case, of, new.proof)
    return Named(id=of)


def _must_see_all(who: Actor, *of: str) -> None:
    """Lists and events are for those who see requests at large."""
    must(who, Permission.REQUEST_READ, *of)
    if see(who, Object.REQUEST) < Level.FULL:
        raise Denied(f"the role {who.role} sees only what concerns it; read the case itself")


def _tell(
    who: Actor, response: HttpResponse, row: Case, written: Sequence[reading.Written]
) -> versions.Version:
    found = versions.version(who, row.pk, row.version, written)
    response.headers["ETag"] = f'"{found}"'
    return found
