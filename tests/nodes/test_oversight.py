"""An oversight body's own node: it is told what a gate does, and what it holds stands still."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from safeconduct.case import events as ev
from safeconduct.gate import emergency, escalation, incidents
from safeconduct.gate.change import change
from safeconduct.gate.errors import Wrong
from safeconduct.gate.itself import GATE
from safeconduct.nodes import here as nodes
from safeconduct.nodes.inbox import Rejected
from safeconduct.nodes.message import FORMAT, Message
from safeconduct.nodes.models import NodeHold, Outgoing
from safeconduct.oversight import desk, taking
from safeconduct.oversight.models import Told
from safeconduct.policy.permissions import Denied
from safeconduct.record.newid import fresh
from tests.gate.conftest import fresh_gate
from tests.gate.place import NAME, Gate
from tests.gate.scene import search_at
from tests.gate.test_emergency import said
from tests.nodes.puppet import Site, site

OVERSIGHT, ASYLUM, OTHER = "oversight.example", "asylum.example", "gate-two.example"


@dataclass
class Both:
    """A gate whose peers are an oversight body and a register; it can play the body, too."""

    gate: Gate
    site: Site

    def sent(self, kind: str = "") -> list[dict[str, Any]]:
        """What the gate put before the oversight body."""
        rows = Outgoing.objects.filter(to=OVERSIGHT).order_by("order")
        return [json.loads(row.body) for row in rows if kind in ("", row.kind)]

    def watched(self, *gates: str) -> None:
        """From now on this node is the oversight body, and these are the gates that it knows."""
        kind = {"kind": "gate"}
        self.site.know(*(self.site.overseer.peer(name=name, **kind) for name in gates))


@pytest.fixture(params=["sqlite", "postgresql"])
def both(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Both]:
    """A gate with its peers."""
    with fresh_gate(request, request.param, tmp_path / "node") as gate, site(gate.folder) as made:
        yield Both(gate, made)


def message(kind: str, body: dict[str, Any], sender: str = OVERSIGHT, number: int = 1) -> Message:
    at = "2026-03-02T09:00:00.000000Z"
    return Message(FORMAT, fresh("message"), sender, NAME, number, kind, at, body)


def registered(case: str = "cas", request: str = "req", state: str = "KZ") -> dict[str, Any]:
    return {
        "case": case, "request": request, "requesting_state": state, "kind": "order",
        "title": "An order", "day": "2019-05-06",
    }  # fmt: skip


# The gate's side: what it tells


def test_oversight_is_told_of_a_request_and_of_each_later_step(both: Both) -> None:
    scene = search_at(both.gate)
    assert both.sent("registered") == [
        {**registered(scene.case, scene.request), "kind": "legal-assistance", "title": "Search"}
    ]
    with change(scene.case, GATE) as file:
        file.write(ev.HoldPlaced(hold="hld", on="request", of=scene.request, why="Anna fled."))
        file.write(ev.HoldPlaced(hold="hlp", on="person", of=scene.anna, why="Anna fled."))
    steps = both.sent("step")
    assert [(s["kind"], s["of"]) for s in steps] == [
        ("hold-placed", scene.request), ("hold-placed", ""),
    ]  # fmt: skip
    everything = json.dumps(both.sent())
    for inside in ("Anna", scene.anna, "fled"):
        assert inside not in everything, "oversight counts persons, and reads no reasons here"


def test_oversight_is_told_of_incidents_as_they_are_followed(both: Both) -> None:
    scene = search_at(both.gate)
    overseer = both.gate.actor("overseer")
    first = incidents.open_file(overseer, scene.case, "They came early", scene.search)
    incidents.open_file(overseer, scene.case, "They came again", scene.search)
    incidents.follow(overseer, scene.case, first, "finding", "So.", "us")
    told = both.sent("incident")
    assert [(one["title"], len(one["missing"])) for one in told] == [
        ("They came early", 4), ("They came again", 4), ("They came early", 3),
    ]  # fmt: skip


def test_oversight_is_told_of_emergencies_from_statement_to_review(both: Both) -> None:
    now = both.gate.node.now()
    scene = search_at(both.gate)
    name = emergency.state(
        both.gate.actor("police-officer"), scene.case, said(scene.search, 2, now)
    )
    emergency.confirm(both.gate.actor("magistrate"), scene.case, name, "the order")
    told = both.sent("emergency")
    assert [(one["emergency"], one["confirmed"]) for one in told] == [(name, False), (name, True)]
    assert "It burned" not in json.dumps(told)


def test_oversight_is_told_what_is_overdue(both: Both) -> None:
    search_at(both.gate)
    with change(search_at(both.gate).case, both.gate.actor("magistrate")) as file:
        file.write(
            ev.QuestionAsked(fact=f"lawyer({next(iter(file.state.persons))})", to="observer")
        )
    both.gate.clock.day = date(2019, 7, 1)
    assert escalation.escalate() == 1
    (told,) = both.sent("overdue")
    assert "overdue" in told["text"]


def test_what_was_not_kept_is_told_to_nobody(both: Both) -> None:
    scene, before = search_at(both.gate), len(both.sent())
    stale = ev.IncidentOpened(title="They came early", measure="nothing")
    with pytest.raises(Wrong), change(scene.case, both.gate.actor("overseer")) as file:
        file.write(stale)
    assert len(both.sent()) == before


def test_a_gate_without_an_oversight_body_tells_nobody(both: Both) -> None:
    both.site.know()
    search_at(both.gate)
    assert both.sent() == []


# The oversight body's side


def test_of_what_a_gate_tells_anew_the_newest_is_kept(both: Both) -> None:
    both.watched(OTHER)
    one = {"case": "cas", "incident": "inc", "title": "Early", "measure": "m", "day": "2019-05-06"}
    for number, missing in enumerate((["finding", "informed"], ["informed"])):
        told = message("incident", {**one, "missing": missing}, OTHER, number)
        taking.HANDLERS["incident"](told)
    (row,) = desk.told(both.gate.actor("overseer"), "incident")
    assert (row.gate, row.said["missing"]) == (OTHER, ["informed"])
    for number in range(2):
        step = {"case": "cas", "kind": "hold-placed", "of": "m", "day": "2019-05-06"}
        taking.HANDLERS["step"](message("step", step, OTHER, number))
    assert len(desk.told(both.gate.actor("overseer"), "step", gate=OTHER, case="cas")) == 2


def test_only_gates_tell_and_what_they_tell_has_a_form(both: Both) -> None:
    with pytest.raises(Rejected, match="is no gate"):
        taking.HANDLERS["registered"](message("registered", registered(), ASYLUM))
    both.watched(OTHER)
    with pytest.raises(Rejected, match="this is no 'registered'"):
        taking.HANDLERS["registered"](message("registered", {"case": "cas"}, OTHER))
    assert not Told.objects.exists()


def test_a_hold_of_oversight_binds_at_once_and_the_gate_hears_of_it(both: Both) -> None:
    both.watched(OTHER)
    overseer = both.gate.actor("overseer")
    taking.HANDLERS["registered"](message("registered", registered(), OTHER))
    (peer,) = nodes.current().peers.talking()
    asked = {"case": "cas", "request": "req", "measure": "m", "requesting_state": "KZ"}
    for on, of in (("request", "req"), ("measure", "m"), ("state", "KZ")):
        assert taking.may_go(peer, asked) == {"held": False}
        made = desk.hold(overseer, OTHER, "cas", on, of, "It is looked into.")  # type: ignore[arg-type]
        assert taking.may_go(peer, asked) == {"held": True}
        assert [h.pk for h in desk.holds(overseer)] == [made]
        desk.lift(overseer, made, "It is over.")
    kinds_sent = list(Outgoing.objects.filter(to=OTHER).order_by("order").values_list("kind"))
    assert [kind for (kind,) in kinds_sent] == ["hold-placed", "hold-lifted"] * 3
    assert len(desk.holds(overseer, lifted=True)) == 3


def test_oversight_holds_what_a_gate_told_of_and_gives_reasons(both: Both) -> None:
    both.watched(OTHER)
    overseer = both.gate.actor("overseer")
    taking.HANDLERS["registered"](message("registered", registered(), OTHER))
    for gate, case, on, of in (
        ("nobody.example", "cas", "request", "req"), (OTHER, "other", "request", "req"),
        (OTHER, "cas", "request", "other"), (OTHER, "cas", "state", "RU"),
    ):  # fmt: skip
        with pytest.raises(desk.NotHere):
            desk.hold(overseer, gate, case, on, of, "So.")  # type: ignore[arg-type]
    with pytest.raises(desk.BadHold):
        desk.hold(overseer, OTHER, "cas", "request", "req", " ")
    made = desk.hold(overseer, OTHER, "cas", "request", "req", "So.")
    with pytest.raises(desk.BadHold):
        desk.lift(overseer, made, " ")
    with pytest.raises(Denied):
        desk.lift(both.gate.actor("operator"), made, "So.")
    assert NodeHold.objects.get(pk=made).lifted is None


def test_health_names_who_is_silent(both: Both) -> None:
    both.watched(OTHER)
    overseer = both.gate.actor("overseer")
    (fine,) = desk.health(overseer)
    assert (fine.peer, fine.kind, fine.heard, fine.wrong) == (OTHER, "gate", None, ())
    both.site.clock.on(minutes=31)
    (silent,) = desk.health(overseer)
    assert ["silent" in words for words in silent.wrong] == [True]
