"""Requests that belong together: supplements, reminders, corrections, the same matter again."""

from __future__ import annotations

from typing import Literal

from safeconduct.case import events as ev
from safeconduct.case.state import fold
from safeconduct.gate import reading
from safeconduct.gate.alike import COMPARED, Alike, candidates
from safeconduct.gate.away import keeps_away
from safeconduct.gate.change import change
from safeconduct.gate.errors import Forbidden, NotFound, Refused, Wrong
from safeconduct.gate.models import Request
from safeconduct.gate.newid import fresh
from safeconduct.gate.registration import requested
from safeconduct.policy.actor import Actor
from safeconduct.policy.permissions import Permission, must

How = Literal["supplement", "reminder", "correction", "near-duplicate", "withdrawal"]


def link(actor: Actor, case: str, request: str, to: str, how: How, reasons: str = "") -> str:
    """A request belongs to another one, of this case or elsewhere (`to` names it then).

    A near-duplicate that comes from another state, or after a refusal, is a signal, which the
    magistrate is told of; gives the signal's id, or nothing.
    """
    must(actor, Permission.REQUEST_LINK, case, request)
    with change(case, actor) as file:
        received = requested(file, request)
        if to == request:
            raise Wrong("to: a request does not belong to itself; name another")
        if any(
            isinstance(e, ev.RequestLinked) and (e.request, e.to, e.how) == (request, to, how)
            for e in file.events
        ):
            raise Refused(f"request '{request}' is linked with '{to}' as a {how} already")
        file.write(ev.RequestLinked(request=request, to=to, how=how, reasons=reasons))
        if how != "near-duplicate":
            return ""
        again = _again(file.id, file.events, received, to)
        if not again:
            return ""
        signal = fresh("signal")
        title = f"the same matter was put before, {again}"
        file.write(
            ev.SignalStated(signal=signal, kind="near-duplicate", requests=(request,), title=title)
        )
    return signal


def _again(case: str, events: list[ev.AnyEvent], received: ev.RequestReceived, to: str) -> str:
    """Why the same matter again is a signal; empty if it is none."""
    row = Request.objects.filter(pk=to).first()
    if row is None:
        return ""
    words = []
    if row.requesting_state != received.requesting_state:
        words.append(f"by another state ({row.requesting_state})")
    there = fold(events if row.case_id == case else reading.events(row.case_id))
    if any(told.value == "yes" for told in there.told.get(f"refused({to})", [])):
        words.append("and was refused")
    return " ".join(words)


def two_matters(actor: Actor, case: str, request: str, other: str, reasons: str) -> None:
    """The magistrate looked at another request and says why it is another matter."""
    must(actor, Permission.REQUEST_LINK, case, request)
    if actor.role != "magistrate":
        raise Forbidden("only the magistrate says that two requests are two matters")
    if not reasons.strip():
        raise Wrong("reasons: say why they are two matters")
    with change(case, actor) as file:
        requested(file, request)
        if not any(one.request == other for one in candidates(case, file.events, request)):
            raise NotFound(f"request '{other}' is not among those that may be the same matter")
        file.write(ev.LookTaken(at=other, purpose=f"{COMPARED}{request}: {reasons}"))


def listed(actor: Actor, case: str, request: str) -> list[Alike]:
    """The requests that may be the same matter, without anything about protections."""
    must(actor, Permission.ALIKE_READ, case, request)
    if keeps_away(actor, case):
        raise NotFound(f"there is no case '{case}'")
    events = reading.events(reading.case_of(case).pk)
    if request not in fold(events).requests:
        raise NotFound(f"there is no request '{request}' in this case")
    return [one for one in candidates(case, events, request) if not keeps_away(actor, one.case)]
