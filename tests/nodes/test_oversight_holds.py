"""What an oversight body holds stands still at the gate, as the overseer's hold."""

from __future__ import annotations

from typing import Any

import pytest

from safeconduct.gate import peerholds, persons
from safeconduct.gate.models import Hold, PeerHold
from safeconduct.nodes.database import writing
from safeconduct.nodes.inbox import Rejected
from safeconduct.server import messages
from tests.gate.scene import Scene, person, search_at
from tests.nodes.test_oversight import ASYLUM, OTHER, OVERSIGHT, Both, both, message

__all__ = ["both"]

HANDLERS = messages.handlers("gate")


def placed(scene: Scene, hold: str = "theirs", on: str = "request", of: str = "") -> dict[str, Any]:
    return {
        "hold": hold, "case": scene.case, "on": on, "of": of or scene.request,
        "why": "It is looked into.", "until": "",
    }  # fmt: skip


def test_a_hold_of_oversight_is_the_overseer_s_and_ends_when_they_lift_it(both: Both) -> None:
    scene = search_at(both.gate)
    with writing(joined=True):
        HANDLERS["hold-placed"](message("hold-placed", placed(scene)))
    row = PeerHold.objects.get(peer=OVERSIGHT, hold="theirs")
    hold = Hold.objects.get(pk=row.own)
    assert (hold.on, hold.of, hold.by, hold.lifted) == ("request", scene.request, "overseer", False)
    with writing(joined=True), pytest.raises(Rejected, match="already"):
        HANDLERS["hold-placed"](message("hold-placed", placed(scene)))
    peerholds.end_all()
    assert not Hold.objects.get(pk=row.own).lifted
    with writing(joined=True):
        lifted = {"hold": "theirs", "reasons": "It is over."}
        HANDLERS["hold-lifted"](message("hold-lifted", lifted))
    assert peerholds.end_all() == 1
    assert Hold.objects.get(pk=row.own).lifted


def test_a_hold_of_oversight_on_a_state_reaches_every_case(both: Both) -> None:
    first, second = search_at(both.gate), search_at(both.gate)
    with writing(joined=True):
        HANDLERS["hold-placed"](message("hold-placed", placed(first, on="state", of="KZ")))
    assert {hold.case_id for hold in Hold.objects.filter(by="overseer", on="state")} == {
        first.case, second.case,
    }  # fmt: skip


def test_a_hold_on_what_is_not_there_goes_back_with_words(both: Both) -> None:
    scene = search_at(both.gate)
    with writing(joined=True), pytest.raises(Rejected, match="there is nothing of this kind"):
        HANDLERS["hold-placed"](message("hold-placed", placed(scene, of="nothing")))
    assert not PeerHold.objects.exists()


def test_a_register_s_node_places_no_hold_as_an_overseer(both: Both) -> None:
    scene = search_at(both.gate)
    wanted = message("hold-placed", placed(scene), sender=ASYLUM)
    with writing(joined=True), pytest.raises(Rejected):
        HANDLERS["hold-placed"](wanted)
    assert not Hold.objects.filter(by="overseer").exists()


def test_oversight_gives_no_opinion_and_confirms_nobody(both: Both) -> None:
    """Its messages are holds alone, and other gates' are none at all."""
    scene = search_at(both.gate)
    persons.list_person(both.gate.actor("clerk"), scene.case, person("Ben"))
    body = {"register": "asylum", "case": scene.case, "person": scene.anna, "reasons": "No."}
    with writing(joined=True), pytest.raises(Rejected, match="is taken from"):
        HANDLERS["not-the-person"](message("not-the-person", body))
    both.watched(OTHER)
    with writing(joined=True), pytest.raises(Rejected, match="a node of kind 'gate'"):
        HANDLERS["hold-placed"](message("hold-placed", placed(scene), sender=OTHER))
    assert not Hold.objects.exists()
