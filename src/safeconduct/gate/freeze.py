"""Requests to freeze: they hold at once, once per set of facts, until they are answered.

How long an answer may take is adopted policy (`terms`, "freeze"). Asking again on the same facts is
noted and holds nothing anew: a standstill cannot be renewed by repeating it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from safeconduct.case import events as ev
from safeconduct.gate.change import change
from safeconduct.gate.errors import Forbidden, NotFound, Refused, Wrong
from safeconduct.gate.frozen import unanswered
from safeconduct.gate.guard import opening
from safeconduct.gate.own import is_party
from safeconduct.gate.registration import requested
from safeconduct.gate.versions import Version
from safeconduct.policy.actor import Actor
from safeconduct.policy.permissions import Permission, must

_FACT = "fact: "
_FOR = "on behalf of: "


def ask(
    actor: Actor, case: str, request: str, title: str, facts: Sequence[str], of: str = ""
) -> bool:
    """Ask that cooperation on a request stand still, because of facts; says whether it holds anew.

    `of`: on whose behalf a clerk enters it. Raises `NotFound`, `Wrong`.
    """
    must(actor, Permission.HOLD_ASK, case, request)
    if actor.role == "defence" and not is_party(actor, case):
        raise NotFound(f"there is no case '{case}'")
    if actor.role == "clerk" and not of.strip():
        raise Wrong("of: say on whose behalf you enter this")
    named = [" ".join(fact.split()) for fact in facts if fact.strip()]
    if not named:
        raise Wrong("facts: name at least one fact that the request to freeze rests on")
    # In one line, so that nobody's name brings in facts that were never named as such.
    lines = [f"{_FACT}{fact}" for fact in named]
    lines += [f"{_FOR}{' '.join(of.split())}"] if of else []
    with change(case, actor) as file:
        requested(file, request)
        known = {
            one
            for event in file.events
            if isinstance(event, ev.FreezeRequested) and event.request == request
            for one in _facts(event)
        }
        if {fact.casefold() for fact in named} <= known:
            file.write(
                ev.Noted(title=f"asked again to freeze {request}, on no new facts: {title}"[:20000],
                         note="\n".join(lines))
            )  # fmt: skip
            return False
        file.write(ev.FreezeRequested(request=request, title=title, note="\n".join(lines)))
        return True


def answer(
    actor: Actor,
    case: str,
    request: str,
    outcome: Literal["granted", "refused"],
    reasons: str,
    seen: Version,
) -> None:
    """The magistrate's answer, with reasons. Granted, the standstill goes on; refused, it ends.

    Raises `Forbidden`, `NotFound`, `Refused` if nothing is asked, `Stale`, `Held`.
    """
    must(actor, Permission.DECISION_WRITE, case, request)
    if actor.role != "magistrate":
        raise Forbidden("the magistrate answers a request to freeze")
    if not reasons.strip():
        raise Wrong("reasons: say why; without reasons it is no answer")
    with change(case, actor, seen=seen) as file:
        if outcome == "refused":
            opening(file)
        requested(file, request)
        if request not in unanswered(file.events):
            raise Refused("request: nothing is asked that is not answered")
        file.write(ev.FreezeAnswered(request=request, outcome=outcome, reasons=reasons))


def _facts(event: ev.FreezeRequested) -> list[str]:
    lines = event.note.splitlines()
    return [line.removeprefix(_FACT).casefold() for line in lines if line.startswith(_FACT)]
