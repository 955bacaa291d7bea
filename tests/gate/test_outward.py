"""From the gate to the requesting state: what is said, what is sent, and what stops it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from safeconduct.case import events as ev
from safeconduct.gate import (
    clearances,
    clearlist,
    contents,
    dispatch,
    freeze,
    holds,
    indexcheck,
    outward,
    reading,
)
from safeconduct.gate.errors import Forbidden, Held, Refused
from safeconduct.gate.node import Recipient
from safeconduct.gate.readiness import STILL
from safeconduct.policy.permissions import Denied
from safeconduct.register import protections
from safeconduct.release import slots
from safeconduct.release.adapters import NotDelivered
from safeconduct.release.message import read
from safeconduct.release.models import Outward
from tests.gate.clearing import hours, seen
from tests.gate.conftest import Scenes
from tests.gate.control import Control
from tests.gate.place import Gate
from tests.gate.scene import CARL
from tests.gate.test_controls import TABLE

BYTES = b"\x00account statement 2018\r\n\xff"
MINISTRY = "Federal Office of Justice"


@dataclass
class Ministry:
    """The requesting state's door; it fails as often as told, after it took a message."""

    fails: int = 0
    got: list[tuple[str, bytes]] = field(default_factory=list)

    def send(self, message: str, data: bytes) -> str:
        """Take a message."""
        self.got.append((message, data))
        if self.fails:
            self.fails -= 1
            raise NotDelivered("no answer")
        return f"taken {sha256(data).hexdigest()}"

    @property
    def words(self) -> list[str]:
        """What each message that came was."""
        return [read(data)[0].decision for _, data in self.got]


@dataclass
class Sending(Control):
    """A request under which a bank record was obtained and is to be sent."""

    item: str = ""
    ministry: Ministry = field(default_factory=Ministry)

    def registered(self) -> None:
        """A clerk registers it, with the record that is to be sent."""
        super().registered()
        clerk = self.gate.actor("clerk")
        body = {"kind": "court-document", "title": "A summons", "owner": self.person}
        self.item = self.post("clerk", "/items", body)["id"]
        contents.put(clerk, self.case, self.item, BYTES)
        plan: dict[str, Any] = {
            "kind": "transmission", "request": self.request, "title": "The summons is sent",
            "on": "2019-06-03", "targets": [self.person], "touches": [self.person],
            "items": [self.item],
        }  # fmt: skip
        self.measure = self.post("magistrate", "/measures", plan)["id"]

    def run_here(self) -> None:
        """The settings name the ministry, too."""
        super().run_here()
        there = Recipient(self.row["state"], MINISTRY, "en", self.ministry)
        self.gate.node.recipients = (there,)

    def protect(self) -> None:
        """A register enters a protection of the person whom it touches."""
        new = protections.New(
            kind="refugee-status", against="CH", names=("Carl Other",), number=CARL
        )
        protections.add(self.gate.actor("asylum-officer"), new)

    def later(self, days: int) -> None:
        """Days go by."""
        self.gate.clock.day += timedelta(days=days)

    def to_slot(self, number: int = 1) -> None:
        """The day of a slot of the request comes, after its hour."""
        at = slots.slot(date(2019, 5, 6), number).at
        self.gate.clock.day = at.date() + timedelta(days=1)

    @property
    def kinds(self) -> list[str]:
        """The kinds of events of the case."""
        return [type(event).__name__ for event in reading.events(self.case)]

    def cleared(self) -> str:
        """A clearance for the item, signed by two."""
        node = self.gate
        made = clearances.propose(
            node.actor("magistrate"), self.case, self.measure, "the summons",
            hours(node, items=(self.item,), recipient=MINISTRY, word="executed", place=""),
            seen(self.case),
        )  # fmt: skip
        clearances.give(node.actor("second-signer"), self.case, made, seen(self.case))
        return made

    def released(self) -> str:
        """The same, released into its slot."""
        made = self.cleared()
        outward.release(self.gate.actor("magistrate"), self.case, made, seen(self.case))
        return made


def settled(gate: Gate) -> Sending:
    """An ordinary request, under which a paper could be cleared to be sent."""
    row = TABLE["controls"]["ordinary"]
    found = Sending(gate, row, {**TABLE["truth"], **TABLE["sending"]})
    for step in ("registered", "confirmed", "identified", "screened", "settled"):
        getattr(found, step)()
    assert found.in_the_way() == []
    return found


@pytest.fixture(params=["sqlite", "postgresql"])
def sending(request: pytest.FixtureRequest, scenes: Scenes, tmp_path: Path) -> Iterator[Sending]:
    with scenes.copy(request, request.param, tmp_path / "node", settled) as found:
        found.run_here()
        yield found
        assert list(indexcheck.differences()) == []


@pytest.fixture
def node(sending: Sending) -> Gate:
    return sending.gate


def test_a_control_passes_all_the_way_byte_for_byte_and_once(sending: Sending) -> None:
    sending.ministry.fails = 1  # its answer is lost once
    sending.released()
    assert dispatch.dispatch() == []
    assert sending.ministry.got == [], "nothing leaves before its slot"
    sending.to_slot()
    dispatch.dispatch()
    assert "TransmissionSent" not in sending.kinds
    sending.later(1)
    dispatch.dispatch()
    dispatch.dispatch()
    (first, one), (second, other) = sending.ministry.got
    assert (first, one) == (second, other), "again, under the same name"
    cover, items = read(one)
    assert items == [BYTES]
    assert (cover.decision, cover.request.state) == ("executed", "CH")
    assert sending.kinds.count("TransmissionSent") == 1
    assert "acknowledgement" not in sending.ministry.words, "the decision took the slot's place"


def test_routine_words_go_out_for_every_request_until_a_decision(sending: Sending) -> None:
    node = sending.gate
    holds.place(node.actor("observer"), sending.case, "request", sending.request, "not yet")
    for number in (1, 2, 3):
        sending.to_slot(number)
        dispatch.dispatch()
        dispatch.dispatch()
    assert sending.ministry.words == ["acknowledgement", "delay", "delay"]


def test_nothing_goes_out_on_the_word_of_whoever_registered_it_alone(sending: Sending) -> None:
    """The reference of a request is the one text of a clerk's that its state gets to read."""
    alone = Sending(sending.gate, sending.row, sending.truth)
    clerk = sending.gate.api("clerk")
    alone.case = clerk.post("cases", {"title": "Another"}, 201)["id"]
    body = {
        "requesting_state": alone.row["state"], "kind": "legal-assistance", "title": "Fraud",
        "reference": "she lives at Short Street 1",
    }  # fmt: skip
    alone.request = alone.post("clerk", "/requests", body)["id"]
    sending.to_slot()
    dispatch.dispatch()
    assert sending.ministry.words == ["acknowledgement"], "the one that a second person confirmed"
    alone.confirmed()
    sending.to_slot(2)
    dispatch.dispatch()
    assert sending.ministry.words == ["acknowledgement", "delay", "delay"]


@pytest.mark.parametrize("what", ["hold", "freeze", "protection", "revoked", "another node"])
def test_what_comes_while_it_waits_stops_it_for_good(sending: Sending, what: str) -> None:
    node, case = sending.gate, sending.case
    clearance = sending.released()
    hold = ""
    if what == "hold":
        hold = holds.place(node.actor("observer"), case, "person", sending.person, "wait")
    elif what == "freeze":
        freeze.ask(node.actor("overseer"), case, sending.request, "stop", ["a plot"])
    elif what == "protection":
        sending.protect()
    elif what == "revoked":
        clearances.revoke(node.actor("magistrate"), case, clearance, "an appeal")
    else:
        node.node.objections = lambda *_: ["asylum.example: no answer"]
    sending.to_slot()
    dispatch.dispatch()
    if hold:
        holds.lift(node.actor("observer"), case, hold, "over", sending.seen("observer"))
    node.node.objections = lambda *_: []
    sending.later(1)
    dispatch.dispatch()
    assert "executed" not in sending.ministry.words
    assert "TransmissionSent" not in sending.kinds
    (said,) = [e for e in reading.events(sending.case) if isinstance(e, ev.ClearanceRevoked)]
    assert (said.clearance, "magistrate" in said.known) == (clearance, True)
    assert said.reasons == ("an appeal" if what == "revoked" else STILL)


def test_a_message_of_which_no_witness_has_seen_the_completion_does_not_leave(
    sending: Sending,
) -> None:
    sending.released()
    sending.to_slot()
    for peer in sending.gate.quorum.peers:
        peer.there = False
    dispatch.dispatch()
    assert sending.ministry.got == []
    for peer in sending.gate.quorum.peers:
        peer.there = True
    dispatch.dispatch()
    assert sending.ministry.words == ["executed"]


def test_other_bytes_than_were_cleared_are_not_sent(sending: Sending) -> None:
    clearance = sending.cleared()
    contents.put(sending.gate.actor("clerk"), sending.case, sending.item, b"something else")
    with pytest.raises(Held, match="changed"):
        outward.release(
            sending.gate.actor("magistrate"), sending.case, clearance, seen(sending.case)
        )
    assert not Outward.objects.exists()


def test_a_clearance_sends_once(sending: Sending) -> None:
    clearance = sending.released()
    with pytest.raises(Refused, match="used"):
        outward.release(
            sending.gate.actor("magistrate"), sending.case, clearance, seen(sending.case)
        )
    assert Outward.objects.count() == 1


def test_the_police_cannot_use_a_clearance_to_send(sending: Sending) -> None:
    clearance = sending.cleared()
    sending.gate.account("free", "police-officer")
    for role in ("clerk", "second-signer", "police-officer", "overseer", "asylum-officer"):
        with pytest.raises(Denied):
            outward.release(sending.gate.actor(role), sending.case, clearance, seen(sending.case))


def refuse(sending: Sending, word: Any = "not-executed") -> str:
    """The magistrate proposes a word."""
    magistrate = sending.gate.actor("magistrate")
    return outward.propose(
        magistrate, sending.case, sending.request, word, "she is protected", seen(sending.case)
    )


def test_a_word_takes_two_persons_and_its_reasons_stay_inside(sending: Sending) -> None:
    node = sending.gate
    node.account("both", "magistrate", "second-signer")
    mine = outward.propose(
        node.actor("magistrate", "both"), sending.case, sending.request, "not-executed", "no",
        seen(sending.case),
    )  # fmt: skip
    with pytest.raises(Forbidden, match="second person"):
        outward.sign(node.actor("second-signer", "both"), sending.case, mine, seen(sending.case))
    word = refuse(sending)
    outward.sign(node.actor("second-signer"), sending.case, word, seen(sending.case))
    with pytest.raises(Refused, match="already"):
        outward.sign(node.actor("second-signer"), sending.case, word, seen(sending.case))
    sending.to_slot()
    dispatch.dispatch()
    (message,) = sending.ministry.got
    assert read(message[1])[0].decision == "not-executed"
    assert b"protected" not in message[1]


def test_a_word_waits_for_the_end_of_a_hold(sending: Sending) -> None:
    node, word = sending.gate, refuse(sending)
    holds.place(node.actor("observer"), sending.case, "request", sending.request, "wait")
    with pytest.raises(Held, match="stands still"):
        outward.sign(node.actor("second-signer"), sending.case, word, seen(sending.case))


def test_a_word_is_withdrawn_before_its_signature_and_while_it_waits(sending: Sending) -> None:
    node, second = sending.gate, sending.gate.actor("second-signer")
    for signed in (False, True):
        word = refuse(sending)
        if signed:
            outward.sign(second, sending.case, word, seen(sending.case))
        clearances.revoke(node.actor("court"), sending.case, word, "an appeal")
        with pytest.raises(Refused):
            outward.sign(second, sending.case, word, seen(sending.case))
    sending.to_slot()
    dispatch.dispatch()
    assert sending.ministry.words == ["acknowledgement"]


def test_what_calls_back_is_not_withdrawn(sending: Sending) -> None:
    word = refuse(sending, "correction")
    with pytest.raises(Refused, match="not withdrawn"):
        clearances.revoke(sending.gate.actor("magistrate"), sending.case, word, "no")


def test_what_sends_opens_no_door(sending: Sending) -> None:
    sending.cleared()
    (shown,) = clearlist.clearances(sending.gate.actor("magistrate"), sending.case)
    assert shown["standing"] == "given"
    assert not clearlist.valid(shown["number"])


def test_a_word_is_not_signed_while_another_node_holds(sending: Sending) -> None:
    word = refuse(sending)
    sending.gate.node.objections = lambda *_: ["stands still"]
    with pytest.raises(Held, match="stands still"):
        outward.sign(sending.gate.actor("second-signer"), sending.case, word, seen(sending.case))
    assert not Outward.objects.exists()


def test_what_was_sent_is_called_back_in_the_words_of_every_correction(
    sending: Sending,
) -> None:
    node = sending.gate
    sending.released()
    sending.to_slot()
    dispatch.dispatch()
    # Calling back is no opening: it goes out under a hold, too.
    holds.place(node.actor("observer"), sending.case, "request", sending.request, "wait")
    word = refuse(sending, "correction")
    outward.sign(node.actor("second-signer"), sending.case, word, seen(sending.case))
    assert "RecallSent" in sending.kinds
    sending.to_slot(2)
    dispatch.dispatch()
    assert sending.ministry.words == ["executed", "correction"]


def test_nothing_is_called_back_that_was_not_sent(sending: Sending) -> None:
    word = refuse(sending, "correction")
    with pytest.raises(Refused, match="nothing was sent"):
        outward.sign(sending.gate.actor("second-signer"), sending.case, word, seen(sending.case))
    assert "RecallSent" not in sending.kinds


def test_killed_between_arrival_and_note_it_is_noted_later_and_once(
    sending: Sending, monkeypatch: pytest.MonkeyPatch
) -> None:
    sending.released()
    sending.to_slot()
    with monkeypatch.context() as patch:
        patch.setattr(dispatch, "note_sent", list)
        dispatch.dispatch()
    assert "TransmissionSent" not in sending.kinds
    dispatch.dispatch()
    dispatch.dispatch()
    assert sending.kinds.count("TransmissionSent") == 1
    assert len(sending.ministry.got) == 1
    (sent,) = [e for e in reading.events(sending.case) if isinstance(e, ev.TransmissionSent)]
    assert (sent.recipient, sent.items) == (MINISTRY, (sending.item,))
