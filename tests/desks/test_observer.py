"""The observer's desk: an objection stops an act at once, their part stands beside the report."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from safeconduct.case import events as ev
from safeconduct.case.roles import Role
from safeconduct.gate import holds, reading
from tests.desks.cleared import carried_out, cleared, field, ready_to_use
from tests.desks.sitting import Desk, words
from tests.gate.clearing import seen
from tests.gate.conftest import Scenes
from tests.gate.control import Control


@pytest.fixture
def control(request: Any, scenes: Scenes, tmp_path: Path) -> Iterator[Control]:
    """A measure that could be cleared."""
    with scenes.copy(request, "sqlite", tmp_path / "node", ready_to_use) as found:
        found.run_here()
        yield found


@pytest.fixture
def done(request: Any, scenes: Scenes, tmp_path: Path) -> Iterator[Control]:
    """One that was carried out and reported."""
    with scenes.copy(request, "sqlite", tmp_path / "node", carried_out) as found:
        found.run_here()
        yield found


def at(control: Control, *more: str) -> str:
    """The address of the call-out, or of what can be done there."""
    return "/".join(["/observer/matter", control.case, control.measure, *more])


def test_a_call_out_is_shown_from_the_admission_on(control: Control) -> None:
    desk = Desk("observer")
    assert "A measure that is not cleared yet" in words(desk.get("/observer/"))
    assert "Nothing may be done" in words(desk.get(at(control)))
    cleared(control, persons=(control.person,))
    page = words(desk.get(at(control)))
    for text in ("bank data", "Short Street 1", "Carl Other", "none by this clearance", "given"):
        assert text in page, text
    assert "Short Street 1" in words(desk.get("/observer/"))


def test_an_objection_stops_the_act_at_once_and_they_can_end_it(control: Control) -> None:
    clearance = cleared(control)
    desk = Desk("observer")
    page = desk.get(at(control))
    assert "stands still at once" in words(page)
    for _ in range(2):
        desk.post(at(control, "object"), objection="Files of clients", once=field(page, "once"))
    police = Desk("police-officer")
    of = f"/police/clearance/{control.case}/{control.measure}/{clearance}"
    assert "It stands still." in words(police.get(of))
    police.post(f"{of}/use", 409)
    page = desk.get(at(control))
    assert "Standstills that you ordered Files of clients" in words(page)
    (placed,) = [e for e in reading.events(control.case) if isinstance(e, ev.HoldPlaced)
                 and e.by == "observer"]  # fmt: skip
    assert (placed.on, placed.of) == ("request", control.request)
    lift = at(control, "lift", placed.hold)
    desk.post(lift, 409, reasons="They were put apart", seen="v-" + 32 * "0")
    desk.post(lift, reasons="They were put apart", seen=field(page, "seen"))
    assert "valid" in words(police.get(of))
    assert "It stands still." not in words(police.get(of))


def test_what_others_hold_and_why_they_are_not_shown(control: Control) -> None:
    overseer = control.gate.actor("overseer")
    holds.place(overseer, control.case, "measure", control.measure, "an opinion is awaited")
    page = words(Desk("observer").get(at(control)))
    assert "Stands still." in page
    assert "opinion" not in page
    assert "Standstills that you ordered" not in page


def test_an_objection_without_words_is_refused_and_stops_nothing(control: Control) -> None:
    before = seen(control.case)
    page = Desk("observer").post(at(control, "object"), 422, objection=" ")
    assert "Say in a line what you object to." in words(page)
    assert seen(control.case) == before


def test_their_part_stands_beside_the_report_and_the_bar_speaks_of_secrecy(done: Control) -> None:
    desk = Desk("observer")
    page = words(desk.get(at(done)))
    for text in ("What was reported", "06:30", "A grey telephone", "it is not mine"):
        assert text in page, text
    desk.post(at(done, "part"), present="yes", remarks="The door stood open\nA letter was read")
    page = words(desk.get(at(done)))
    assert "You said that an observer was there." in page
    assert "A letter was read" in page
    assert "Nothing was done" in words(desk.post(at(done, "part"), 422))
    (item,) = [e.item for e in reading.events(done.case)
               if isinstance(e, ev.ItemListed) and e.title == "A grey telephone"]  # fmt: skip
    desk.post(at(done, "say"), fact=f"privileged({item})", value="yes")
    desk.post(at(done, "say"), fact=f"bar-president-warned({done.measure})", value="no")
    page = words(desk.get(at(done)))
    assert "Said so far: yes" in page
    assert "Said so far: no" in page
    desk.post(at(done, "say"), 403, fact=f"order-shown({done.measure})", value="yes")
    # The police read their own report, and not what the bar remarked.
    police = Desk("police-officer").get(f"/police/report/{done.case}/{done.measure}")
    assert "A letter was read" not in words(police)


def test_a_question_is_answered_where_they_sit(control: Control) -> None:
    desk = Desk("observer")
    fact = f"lawyer({control.person})"
    control.post("magistrate", "/questions", {"fact": fact})
    page = desk.get("/observer/")
    assert "Questions to you" in words(page)
    desk.post("/answers/answer", case=control.case, fact=fact, value="no", next="/observer/")
    assert "Questions to you" not in words(desk.get("/observer/"))


def test_a_call_out_of_another_is_as_if_it_were_not_there(control: Control) -> None:
    control.gate.account("other", "observer")
    desk = Desk("observer", "other")
    assert control.measure not in desk.get("/observer/")
    desk.get(at(control), 404)


def test_the_pages_of_the_observer_are_theirs(control: Control) -> None:
    roles: tuple[Role, ...] = ("clerk", "magistrate", "police-officer", "defence", "asylum-officer")
    for role in roles:
        for page in ("/observer/", at(control)):
            Desk(role).get(page, 403)
        Desk(role).post(at(control, "object"), 403, objection="x")
