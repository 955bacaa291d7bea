"""The last question before something opens: whether another node holds it, asked there and now.

A hold binds at its node on commit, and its message may still be on the way. So every node that is
entitled to hold is asked, outside of any transaction; no answer is a hold.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from safeconduct.case import events as ev
from safeconduct.gate import history, reading
from safeconduct.gate.node import current
from safeconduct.gate.readiness import STILL
from safeconduct.gate.referred import referred_to
from safeconduct.nodes import asking, here
from safeconduct.nodes.peers import Peer
from safeconduct.record.pseudonym import pseudonym

logger = logging.getLogger(__name__)

ENTITLED = ("register", "oversight")
"""The kinds of nodes that can hold."""


@dataclass(frozen=True)
class Objection:
    """A node that lets a measure stand still, and how."""

    peer: str
    why: Literal["held", "no answer"]


def objections(case: str, request: str, measure: str, requesting_state: str) -> list[str]:
    """A word for each node that holds the measure or does not answer; nothing: it may go.

    `measure`: empty for what is about a request as a whole.

    The words are the same whichever node it is and whatever it has, so that anybody may read them.
    """
    return [STILL for _ in ask(case, request, measure, requesting_state)]


def ask(case: str, request: str, measure: str, requesting_state: str) -> list[Objection]:
    """The nodes behind the words. Not within a transaction: raises `RuntimeError`."""
    events = history.events(reading.case_of(case).pk)
    found = []
    for peer in here.current().peers.all().values():
        if peer.kind not in ENTITLED:
            continue
        body = {**_called(peer, events, case, request, measure),
                "requesting_state": requesting_state}  # fmt: skip
        why = _asked(peer.name, body)
        if why is not None:
            found.append(Objection(peer.name, why))
    return found


def _asked(peer: str, body: dict[str, Any]) -> Literal["held", "no answer"] | None:
    try:
        held = asking.ask(peer, "may-go", body).get("held")
    except asking.NoAnswer as error:
        # For whoever runs the gate; a caller is told that it stands still.
        logger.warning("a final check has no answer: %s", error)
        return "no answer"
    # Whatever is not a plain no is a hold.
    return None if held is False else "held"


def _called(
    peer: Peer, events: Sequence[ev.AnyEvent], case: str, request: str, measure: str
) -> dict[str, str]:
    """What a node is told of case, request and measure: what it was told before, and no more.

    A register that has heard nothing of them is given other names, different for each register.
    """
    names = {"case": case, "request": request, "measure": measure}
    if peer.kind == "oversight":
        return names
    measures = {one for register in peer.registers for one in referred_to(events, register)}
    plans = [e for e in events if isinstance(e, ev.MeasurePlanned) and e.measure in measures]
    known = {*measures, *(plan.request for plan in plans), *([case] if measures else [])}
    key = current().pseudonyms
    return {
        what: name if name in {*known, ""} else pseudonym(key, peer.name, name)
        for what, name in names.items()
    }
