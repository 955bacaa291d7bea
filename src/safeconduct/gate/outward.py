"""What goes to a requesting state: words that the magistrate proposes, and what a clearance sends.

Only `release` makes the bytes and sends them. Here it is decided, signed by a second person,
announced and witnessed; then the message waits for its slot.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Literal

from safeconduct.case import events as ev
from safeconduct.case.eventbase import Allows, OutwardClass
from safeconduct.case.moments import written
from safeconduct.case.state import State, fold
from safeconduct.gate import contents, history, tokens
from safeconduct.gate.change import Change, File, change
from safeconduct.gate.clearances import nothing_in_the_way, objections_to, revoked, text_of, usable
from safeconduct.gate.errors import Forbidden, Held, NotFound, Refused, Wrong
from safeconduct.gate.frozen import unanswered
from safeconduct.gate.newid import fresh
from safeconduct.gate.node import Recipient, current
from safeconduct.gate.opening import Make, carry_out
from safeconduct.gate.registration import requested, vouched
from safeconduct.gate.tokens import About
from safeconduct.gate.versions import Version
from safeconduct.law.holds import standing
from safeconduct.policy.actor import Actor
from safeconduct.policy.permissions import Permission, must
from safeconduct.policy.standing import same_person
from safeconduct.record.jws import VerifyingKey
from safeconduct.release import post, recall
from safeconduct.release.message import PublicRequest, message_id
from safeconduct.release.permit import TRANSMISSION, NotPermitted, Permit
from safeconduct.release.post import NotPosted

Word = Literal["supplement-asked", "not-executed", "correction"]
"""What a magistrate can have said. Routine words come by themselves, items by a clearance."""
CALLED_BACK = "called back, in the words of a correction"
_COUNTS = timedelta(days=14)


def propose(actor: Actor, case: str, request: str, word: Word, reasons: str, seen: Version) -> str:
    """The magistrate's word to the requesting state; gives the id under which it is signed.

    A correction calls back whatever was sent. Raises `NotFound`, `Wrong`, `Refused`, `Stale`.
    """
    must(actor, Permission.OUTWARD_WRITE, case, request)
    if not reasons.strip():
        raise Wrong("reasons: say why, for the file; the message never says it")
    with change(case, actor, seen=seen) as file:
        requested(file, request)
        to = recipient(file.state, request)
        public_request(file.state, request)
        clearance = fresh("clearance")
        file.write(
            ev.OutwardProposed(
                clearance=clearance, request=request, word=word, recipient=to.name,
                language=to.language, reasons=reasons,
            )
        )  # fmt: skip
        return clearance


def sign(actor: Actor, case: str, clearance: str, seen: Version) -> None:
    """A second person signs a proposed word: it goes out in the request's next free slot.

    Raises `Forbidden` for the same person, `Held` while the request stands still.
    """
    must(actor, Permission.OUTWARD_COSIGN, case)
    at = current().now()

    def make(_: Change, file: File) -> None:
        word = _proposed(file, clearance)
        if same_person(actor, file.author(word)):
            raise Forbidden("you proposed this yourself; a second person has to sign it")
        if revoked(file, clearance):
            raise Refused("it was withdrawn; have it proposed anew")
        if any(isinstance(e, ev.OutwardPosted) and e.clearance == clearance for e in file.events):
            raise Refused("it is signed already, and waits for its slot or has gone out")
        _may_be_said(file, word)
        if word.word == "correction":
            for measure in sent(file.events, word.request):
                file.write(ev.RecallSent(measure=measure, title=CALLED_BACK), by="magistrate")
        file.write(_post_of(file, clearance, word.request, word.word, at))

    def put(file: File) -> None:
        word = _proposed(file, clearance)
        public = public_request(file.state, word.request)
        permit = _permit(clearance, word.request, word.word, word.recipient, at)
        if word.word == "correction":
            recall.recall(permit, public, word.recipient, word.language, at)
        else:
            post.post(permit, public, word.word, (), word.recipient, word.language, at)

    def asks() -> list[str]:
        word = fold(history.events(case)).words[clearance]
        # To take back what was sent is no opening of anything.
        return [] if word.word == "correction" else _objections(case, word.request)

    _carry_out(actor, case, clearance, make, put, asks, seen)


def release(actor: Actor, case: str, clearance: str, seen: Version) -> None:
    """Send what a clearance for a transmission covers, in the request's next free slot.

    It spends the clearance. Raises `NotFound`, `Refused`, `Held`, `Stale`.
    """
    must(actor, Permission.OUTWARD_WRITE, case)
    at = current().now()

    def make(_: Change, file: File) -> None:
        proposed = usable(file, actor, clearance)
        allows, plan = proposed.allows, file.state.measures[proposed.measure]
        if plan.kind != TRANSMISSION or allows.word is None:
            raise Refused("this clearance sends nothing: the police use it, at the place")
        nothing_in_the_way(file, proposed.measure)
        text_of(file, proposed, at)
        file.write(ev.ClearanceSpent(clearance=clearance))
        file.write(_post_of(file, clearance, plan.request, allows.word, at, allows.items))

    def put(file: File) -> None:
        proposed = file.state.proposed[clearance]
        allows, request = proposed.allows, file.state.measures[proposed.measure].request
        post.post(
            Permit.read(tokens.signed(text_of(file, proposed, at)), _keys(), current().name),
            public_request(file.state, request), allows.word or "executed",
            [contents.of(file, item).raw for item in allows.items],
            allows.recipient, allows.language, at,
        )  # fmt: skip

    _carry_out(actor, case, clearance, make, put, lambda: objections_to(case, clearance), seen)


def say(actor: Actor, case: str, request: str, word: OutwardClass, at: datetime) -> None:
    """A routine word goes out, on nobody's decision: it follows from the request alone."""
    clearance = fresh("clearance")

    def make(_: Change, file: File) -> None:
        if not vouched(file, request):
            raise Refused(f"no second person has confirmed request '{request}'")
        file.write(_post_of(file, clearance, request, word, at))

    def put(file: File) -> None:
        to, public = recipient(file.state, request), public_request(file.state, request)
        permit = _permit(clearance, request, word, to.name, at)
        post.post(permit, public, word, (), to.name, to.language, at)

    _carry_out(actor, case, clearance, make, put, list, None)


def public_request(state: State, request: str) -> PublicRequest:
    """What both sides know of a request. Raises `Refused` without the day of its receipt."""
    found = state.requests[request]
    try:
        received = date.fromisoformat(found.day)
    except ValueError:
        raise Refused(
            f"request '{request}' came in on '{found.day}'; a message names the day, so register "
            "it anew with its full date"
        ) from None
    return PublicRequest(current().name, request, found.requesting_state, found.reference, received)


def recipient(state: State, request: str) -> Recipient:
    """Whom messages on a request go to. Raises `Refused` if the settings name nobody."""
    asking = state.requests[request].requesting_state
    found = current().recipient(asking)
    if found is None:
        raise Refused(f"the settings name no way to {asking}: add a [[recipient]] to gate.toml")
    return found


def sent(events: Sequence[ev.AnyEvent], request: str) -> list[str]:
    """The measures under which something of a request was sent, as its case says."""
    plans = fold(events).measures
    found = [e.measure for e in events if isinstance(e, ev.TransmissionSent)]
    return [m for m in dict.fromkeys(found) if m in plans and plans[m].request == request]


def _carry_out(
    actor: Actor, case: str, clearance: str, make: Make, put: Callable[[File], None],
    asks: Callable[[], Sequence[str]], seen: Version | None,
) -> None:  # fmt: skip
    """An act on a clearance for a message, which happens to it once."""
    try:
        carry_out(actor, case, make, to=post.subject(clearance), seen=seen, asks=asks, change=put)
    except (NotPermitted, NotPosted) as error:
        raise Refused(f"nothing goes out: {error}") from error


def _post_of(
    file: File, clearance: str, request: str, word: OutwardClass, at: datetime,
    items: Sequence[str] = (),
) -> ev.OutwardPosted:  # fmt: skip
    """What the case says of a message: which it is and when it is due."""
    public = public_request(file.state, request)
    slot = post.place(public, word, at)
    return ev.OutwardPosted(
        clearance=clearance, request=request, word=word,
        recipient=recipient(file.state, request).name, message=message_id(public, slot),
        slot=str(slot.number), due=slot.at.date().isoformat(), items=tuple(items),
    )  # fmt: skip


def _proposed(file: File, clearance: str) -> ev.OutwardProposed:
    found = file.state.words.get(clearance)
    if found is None:
        raise NotFound(f"no word to a requesting state is proposed under '{clearance}'")
    return found


def _may_be_said(file: File, word: ev.OutwardProposed) -> None:
    """A hold stops whatever reaches the requesting state. Raises `Held`."""
    if word.word == "correction":
        return
    if not vouched(file, word.request):
        raise Held("no second person has confirmed the request; have it confirmed")
    if held(file, word.request):
        raise Held("the request stands still: nothing is said before it does not")


def held(file: File, request: str) -> bool:
    """Whether a hold or a request to freeze lets a request as a whole stand still."""
    state = file.state
    about = {
        "measure": set[str](), "request": {request}, "person": set[str](),
        "state": {state.requests[request].requesting_state},
    }  # fmt: skip
    today = date.fromisoformat(file.today)
    return bool(standing(state, today, about)) or request in unanswered(file.events)


def _objections(case: str, request: str) -> list[str]:
    state = fold(history.events(case)).requests[request].requesting_state
    return current().objections(case, request, "", state)


def _permit(clearance: str, request: str, word: OutwardClass, to: str, at: datetime) -> Permit:
    """The clearance of a message without items: for this word, to this recipient, now."""
    allows = Allows(start=written(at), end=written(at + _COUNTS), recipient=to)
    said = tokens.says(clearance, "", About(request, "", f"word:{word}"), allows, (), at)
    return Permit.read(tokens.signed(said), _keys(), current().name)


def _keys() -> list[VerifyingKey]:
    return [current().signing().public]
