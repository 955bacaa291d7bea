"""The same desk at a register's own node: the gate is elsewhere, and is told by messages."""

from __future__ import annotations

from typing import Any

from safeconduct.nodes.models import NodeHold, Outgoing
from safeconduct.register.models import Act, Matter
from tests.desks.sitting import Desk, words
from tests.gate.place import Gate
from tests.gate.test_screening import protect_anna
from tests.nodes.test_register_api import CONTENT, HERE, register

__all__ = ["register"]

MATTER = f"/asylum/matters/{HERE[0]}/{HERE[1]}/"


def test_from_the_list_to_the_opinion(register: Gate) -> None:
    registered = protect_anna(register)
    desk = Desk("asylum-officer")
    home = desk.get("/asylum/")
    assert MATTER in home
    assert "asked for by Kazakhstan" in words(home)
    assert "Planned for 1 June 2019" in words(home)
    candidate = f"{MATTER}persons/per-1"
    assert "the same" in words(desk.get(candidate))
    desk.post(candidate, action="confirm", registered=str(registered))
    page = desk.post(f"{MATTER}opinion", 422, points="x")
    assert "Nothing was done" in words(page)
    form: dict[str, Any] = {"view-mea-1": "objects", "points": "She is protected."}
    desk.post(f"{MATTER}opinion", **form)
    assert [one.kind for one in Act.objects.order_by("pk")] == ["confirmed", "opinion"]
    sent = words(desk.get(MATTER))
    assert "It is the person on its way" in sent
    Outgoing.objects.update(rejected=["it was settled already"])
    assert "refused by the gate it was settled already" in words(desk.get(MATTER))


def test_a_hold_is_placed_and_ended(register: Gate) -> None:
    desk = Desk("asylum-officer")
    page = desk.post(MATTER, 422, action="hold", what="measure:mea-1", why=" ")
    assert "Nothing was done" in words(page)
    assert "Everything that touches" not in words(page)
    desk.post(MATTER, action="hold", what="measure:mea-1", why="An appeal is pending.")
    hold = NodeHold.objects.get()
    assert "An appeal is pending." in words(desk.get(MATTER))
    desk.post(MATTER, action="lift", hold=hold.pk, reasons="It was decided.", seen="")
    hold.refresh_from_db()
    assert hold.lifted is not None
    assert "No hold of your register stands here." in words(desk.get(MATTER))


def test_a_hold_is_ended_by_who_has_just_shown_who_they_are(register: Gate) -> None:
    desk = Desk("asylum-officer")
    desk.post(MATTER, action="hold", what="measure:mea-1", why="An appeal is pending.")
    session: Any = desk.client.session
    session["confirmed_at"] = 0
    session.save()
    desk.post(MATTER, 200, action="lift", hold=NodeHold.objects.get().pk, reasons="x", seen="")
    assert NodeHold.objects.get().lifted is None


def test_a_question_of_a_gate_is_answered(register: Gate) -> None:
    fact = "message-unsent(req-1)"
    question = {"fact": fact, "ask": "Was one never sent?"}
    Matter.objects.update(content={**CONTENT, "questions": [question]})
    desk = Desk("asylum-officer")
    assert "Was one never sent?" in words(desk.get("/asylum/"))
    desk.post(MATTER, action="answer", fact=fact, value="no")
    assert "No question is open." in words(desk.get("/asylum/"))
    page = desk.post("/asylum/", 409, action="answer", gate=HERE[0], case=HERE[1], fact=fact,
                     value="no")  # fmt: skip
    assert "on its way" in words(page)


def test_who_keeps_away_finds_nothing(register: Gate) -> None:
    desk = Desk("asylum-officer")
    body = {"of": "per-1", "reasons": "my neighbour"}
    register.api("asylum-officer").post("accounts/own/conflicts", body, 201)
    assert MATTER not in desk.get("/asylum/")
    desk.get(MATTER, 404)
    desk.get(f"{MATTER}opinion", 404)
