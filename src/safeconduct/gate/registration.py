"""Requests come in: registered by one person, confirmed by another, linked and closed."""

from __future__ import annotations

from safeconduct.case import events as ev
from safeconduct.gate import holds
from safeconduct.gate.change import File, change, changing
from safeconduct.gate.errors import Forbidden, NotFound, Refused
from safeconduct.gate.newid import fresh
from safeconduct.gate.node import current
from safeconduct.policy.actor import Actor
from safeconduct.policy.permissions import Permission, must
from safeconduct.policy.standing import same_person, two_persons


def open_case(actor: Actor, title: str, about: str = "") -> str:
    """A new case, without a request yet; gives its id."""
    must(actor, Permission.REQUEST_WRITE)
    node = current()
    head = ev.CaseOpened(
        case=fresh("case"), title=title, about=about or title,
        executing_state=node.executing_state, profile=node.profile,
    )  # fmt: skip
    with changing(actor) as made:
        made.open(head).write(head)
    return head.case


def register(actor: Actor, case: str, request: ev.RequestReceived) -> str:
    """A request is registered in a case; gives its id. It waits for a second person."""
    must(actor, Permission.REQUEST_WRITE, case)
    with changing(actor) as made:
        file = made.file(case)
        named = request if request.request else _named(request)
        file.write(named)
        holds.inherit(made, file)
        return named.request


def _named(request: ev.RequestReceived) -> ev.RequestReceived:
    import msgspec  # noqa: PLC0415

    return msgspec.structs.replace(request, request=fresh("request"))


def confirm(actor: Actor, case: str, request: str, proof: str) -> None:
    """A second person confirms a request, and says how its origin was proved.

    Raises `Forbidden` if it is the person who registered it.
    """
    must(actor, Permission.REQUEST_CONFIRM, case)
    with change(case, actor) as file:
        received = requested(file, request)
        if same_person(actor, file.author(received)):
            raise Forbidden(
                f"you registered request '{request}' yourself; a second person has to confirm it"
            )
        if vouched(file, request):
            raise Refused(f"request '{request}' is confirmed already")
        file.write(ev.RequestConfirmed(request=request, proof=proof))


def vouched(file: File, request: str) -> bool:
    """Whether somebody else than who brought a request in has confirmed it here.

    A case file can say so of itself, and then whoever imported it is the author of both.
    """
    received = file.state.requests.get(request)
    return received is not None and any(
        isinstance(event, ev.RequestConfirmed)
        and event.request == request
        and two_persons(file.author(received), file.author(event))
        for event in file.events
    )


def requested(file: File, request: str) -> ev.RequestReceived:
    """The event with which a request came in; raises `NotFound`."""
    found = file.state.requests.get(request)
    if found is None:
        raise NotFound(f"there is no request '{request}' in this case")
    return found
