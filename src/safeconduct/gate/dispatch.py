"""The worker's part of what goes out: routine words in their slots, and what is due delivered.

Everything is asked again before it leaves: whether anything stands in the way here, whether another
node holds it, and whether witnesses have seen that it was completed.
"""

from __future__ import annotations

import logging

from safeconduct.case import events as ev
from safeconduct.gate import outward, reading, screening
from safeconduct.gate.change import File, changing
from safeconduct.gate.clearances import revoked
from safeconduct.gate.connection import DjangoConnection
from safeconduct.gate.errors import Refused
from safeconduct.gate.itself import GATE
from safeconduct.gate.models import Request
from safeconduct.gate.node import current
from safeconduct.gate.readiness import STILL, ready
from safeconduct.gate.registration import vouched
from safeconduct.policy.standing import from_file
from safeconduct.record.acts import Acts
from safeconduct.record.checkpointer import NotWitnessed
from safeconduct.record.entry import BadEntry
from safeconduct.record.evidence import Halted
from safeconduct.record.log import Log
from safeconduct.release import deliver, post
from safeconduct.release.permit import TRANSMISSION, Permit
from safeconduct.release.words import ROUTINE

logger = logging.getLogger("safeconduct.gate")


def dispatch() -> list[deliver.Result]:
    """Deliver what is due, say what is due to be said, and note what has arrived.

    What is stopped at the door frees its slot, and the routine word takes it in the same round: a
    minute later it would show that something was stopped.
    """
    found = deliver_due()
    if say_routine():
        found += deliver_due()
    note_sent()
    note_stopped()
    return found


def say_routine() -> list[str]:
    """Put the routine word of a slot that has come into it, for every request; gives these.

    It follows from the request alone, once a second person has confirmed it: whatever happens
    inside, it goes on until the first decision has gone out.
    """
    said = []
    states = [one.state for one in current().recipients]
    rows = Request.objects.filter(requesting_state__in=states).order_by("received", "id")
    for case, request in list(rows.values_list("case_id", "id")):
        try:
            if _say(case, request):
                said.append(request)
        except (Refused, BadEntry) as error:
            # Tried again at the next look, and keeps nobody else's waiting.
            logger.warning("the routine word of request %s waits: %s", request, error)
    return said


def _say(case: str, request: str) -> bool:
    """Say the routine word that a request is owed; whether there was one."""
    now, written = current().now(), reading.read(case)
    # What a file brought in was answered elsewhere.
    here = any(
        isinstance(w.event, ev.RequestReceived) and w.event.request == request
        and not from_file(w.actor)
        for w in written
    )  # fmt: skip
    file = File(reading.case_of(case), written, GATE)
    # Unconfirmed, its reference would go out in the words of whoever registered it, alone.
    if not here or not vouched(file, request):
        return False
    word = post.routine_due(outward.public_request(file.state, request), now)
    if word is not None:
        outward.say(GATE, case, request, word, now)
    return word is not None


def deliver_due() -> list[deliver.Result]:
    """Deliver everything whose slot has come, as far as nothing stops it."""
    now = current().now()
    if not list(deliver.due(now)):
        return []
    acts = current().acts()
    if current().checks:
        # Whatever a register has learnt since shows before anything leaves.
        screening.resweep(GATE)
    if acts is None or not _witnessed(acts):
        return []
    found = deliver.deliver(_way(acts), now)
    for result in found:
        if result.problem:
            logger.warning("message %s did not leave: %s", result.message, result.problem)
    return found


def _witnessed(acts: Acts) -> bool:
    """Whether a quorum has seen all that is recorded up to now."""
    try:
        acts.may_open(DjangoConnection())
        acts.witnessed(Log(DjangoConnection()).size() - 1)
    except (NotWitnessed, Halted) as error:
        logger.warning("nothing leaves: %s", error)
        return False
    return True


def _way(acts: Acts) -> deliver.Way:
    node = current()
    return deliver.Way(
        node.name, (node.signing().public,), {one.name: one.adapter for one in node.recipients},
        deliver.record_says(DjangoConnection(), node.record, acts.covered), stops,
    )  # fmt: skip


def stops(permit: Permit) -> str:
    """Why a message that is due does not leave; empty if it does. It never leaves later then."""
    clearance = permit.clearance
    word = clearance.kind.removeprefix("word:")
    if word in (*ROUTINE, "correction"):
        return ""
    case = _case_of(clearance.request)
    if case is None:
        return "no request of this gate"
    try:
        file = File(reading.case_of(case), reading.read(case), GATE)
    except BadEntry as error:
        return f"its case is not what was written: {error}"
    if revoked(file, clearance.id):
        return "the clearance was withdrawn"
    still = (
        bool(ready(file, clearance.measure))
        if clearance.kind == TRANSMISSION
        else outward.held(file, clearance.request)
    )
    state = file.state.requests[clearance.request].requesting_state
    if still or current().objections(case, clearance.request, clearance.measure, state):
        return STILL
    return ""


def _case_of(request: str) -> str | None:
    found = Request.objects.filter(pk=request).values_list("case_id", flat=True).first()
    return None if found is None else str(found)


def note_sent() -> list[str]:
    """Write into its case that a message has arrived; gives the clearances.

    Done again after a crash: the row is marked in the transaction that writes the event.
    """
    noted = []
    for sent in deliver.to_note():
        case = _case_of(sent.request)
        if case is None:
            continue
        with changing(GATE) as made:
            file = made.file(case)
            proposed = file.state.proposed.get(sent.clearance)
            if proposed is not None:
                file.write(
                    ev.TransmissionSent(
                        measure=proposed.measure, recipient=sent.recipient,
                        items=proposed.allows.items,
                    ),
                    known=("magistrate", "second-signer", "overseer"),
                )  # fmt: skip
            made.carried_out = True
            deliver.note(sent.clearance)
        noted.append(sent.clearance)
    return noted


def note_stopped() -> list[str]:
    """Write into its case that a message does not leave any more, and why; gives the clearances.

    Its clearance is withdrawn by that: whoever still wants it sent has it cleared anew.
    """
    noted = []
    for stopped in deliver.stopped_to_note():
        case = _case_of(stopped.request)
        if case is None:
            continue
        with changing(GATE) as made:
            file = made.file(case)
            state = file.state
            # Nobody cleared a routine word; of what was withdrawn the case says so already.
            given = stopped.clearance in {*state.proposed, *state.words}
            if given and not revoked(file, stopped.clearance):
                file.write(
                    ev.ClearanceRevoked(clearance=stopped.clearance, reasons=stopped.reasons),
                    known=("magistrate", "second-signer", "overseer"),
                )
            deliver.note(stopped.clearance)
        noted.append(stopped.clearance)
    return noted
