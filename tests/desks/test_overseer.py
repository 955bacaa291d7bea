"""The overseer's desk at a gate."""

from __future__ import annotations

import re
from typing import Any

import pytest

from safeconduct.case.state import fold
from safeconduct.gate import emergency, office, reading, registration
from safeconduct.gate import samples as drawing
from safeconduct.gate.models import Measure, Sample
from safeconduct.policy.models import Account
from tests.desks.sitting import Desk, words
from tests.gate.matter import matter
from tests.gate.place import Gate, number
from tests.gate.scene import search_at
from tests.gate.test_emergency import hours, said
from tests.gate.test_incidents import opened
from tests.gate.test_opinions import hit
from tests.gate.test_screening import holds
from tests.gate.test_watching import _received

__all__ = ["hours"]


def test_an_incident_is_followed_to_its_last_step(node: Gate) -> None:
    scene, incident = opened(node)
    desk, path = Desk("overseer"), f"/overseer/cases/{scene.case}/"
    home = desk.get("/overseer/")
    assert path in home
    assert "Follow up an incident" in words(home)
    page = desk.post(path, 422, action="step", incident=incident, step="finding", text="",
                     to="the archive")  # fmt: skip
    assert 'value="the archive"' in page
    for step in ("preservation", "complaint", "finding", "informed"):
        desk.post(path, action="step", incident=incident, step=step, text="It was done.", to="x")
    assert "Follow up an incident" not in words(desk.get("/overseer/"))
    desk.post(path, action="incident", title="They came too early", measure=scene.search)
    assert "They came too early" in words(desk.get(path))


def test_a_hold_is_placed_and_ended(node: Gate) -> None:
    scene = search_at(node)
    desk, path = Desk("overseer"), f"/overseer/cases/{scene.case}/"
    desk.post(path, action="hold", what="state:KZ", why="It is looked into.")
    assert [one.on for one in holds(scene.case)] == ["state"]
    page = desk.get(path)
    assert "It is looked into." in words(page)
    (seen,) = re.findall(r'name="seen" value="(\d+)"', page)
    (hold,) = re.findall(r'name="hold" value="([^"]+)"', page)
    lift: dict[str, Any] = {"action": "lift", "hold": hold, "reasons": "It is over."}
    desk.post(path, 409, **lift, seen=str(int(seen) - 1))
    desk.post(path, **lift, seen=seen)
    assert holds(scene.case) == []


def test_an_emergency_is_reviewed(node: Gate, hours: list[Any]) -> None:
    scene = search_at(node)
    node.node.emergency_provisions = ("Article 1",)
    emergency.state(node.actor("magistrate"), scene.case, said(scene.search))
    desk, path = Desk("overseer"), f"/overseer/cases/{scene.case}/"
    assert "Review what was ordered outside the gate" in words(desk.get("/overseer/"))
    page = desk.get(path)
    (seen,) = set(re.findall(r'name="seen" value="(\d+)"', page))
    (which,) = re.findall(r'name="emergency" value="([^"]+)"', page)
    form: dict[str, Any] = {"action": "review", "emergency": which, "seen": seen,
                            "reasons": "There was no time."}  # fmt: skip
    assert "There was no time.</textarea>" in desk.post(path, 422, **form)
    desk.post(path, **form, outcome="stays-sealed")
    assert fold(reading.events(scene.case)).emergencies
    assert "Review what was ordered" not in words(desk.get("/overseer/"))


def test_what_the_operator_gave_is_confirmed(node: Gate) -> None:
    office.open_account(node.actor("operator"), "Dana", ("clerk",), number=number("dana"),
                        account="dana")  # fmt: skip
    desk, path = Desk("overseer"), "/overseer/accounts/dana"
    home = desk.get("/overseer/")
    assert path in home
    assert "Confirm what was given to 1 account" in words(home)
    (waits,) = re.findall(r'name="waiting" value="([^"]+)"', desk.get(path))
    page = desk.post(path, 409, action="confirm", waiting=waits, number="BE another 1")
    assert 'value="BE another 1"' in page
    assert "checked" in page
    desk.post(path, action="confirm", waiting=waits, number=number("dana"))
    assert Account.objects.get(pk="dana").mandates.get().confirmed_by
    # The overseer takes away, and gives nothing.
    page = words(desk.get(path))
    assert "Give a role" not in page
    desk.post(path, 403, action="role", role="magistrate")
    desk.post(path, action="close", reasons="She left.")
    assert not Account.objects.get(pk="dana").active


def test_an_alarm_stands_first(node: Gate) -> None:
    node.node.evidence.alarm("split-view", "gate.example", "two trees of one size", {})
    for path in ("/overseer/", "/overseer/record/"):
        page = words(Desk("overseer").get(path))
        assert "Alarm: the record was shown in two versions" in page
    assert "oversight.example none yet" in words(Desk("overseer").get("/overseer/record/"))


def test_numbers_tell_of_nothing_of_which_there_are_few(node: Gate) -> None:
    first = matter(node)
    for state, n in (("KZ", 8), ("CH", 6), ("FR", 2)):
        for _ in range(n):
            registration.register(node.actor("clerk"), first.case, _received(state))
    page = Desk("overseer").get("/overseer/numbers/")
    assert page.count("<svg") == 2
    assert page.count('role="img" aria-labelledby=') == 2
    assert "style=" not in page
    said = words(page)
    assert "fewer than 5, or left out" in said
    assert "FR" not in said.split()
    assert "KZ" in said.split()


def test_a_measure_that_was_drawn_is_reviewed(node: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    scene = hit(node)
    Measure.objects.update(outcome="no-bar-found")
    Sample.objects.create(measure=scene.search, drawn=node.clock.day)
    desk, path = Desk("overseer"), f"/overseer/samples/{scene.search}"
    assert path in desk.get("/overseer/")
    page = desk.get(path)
    assert "Anna" not in words(page)
    page = desk.post(path, 422, verdict="right", finding="")
    assert 'value="right" required checked' in page
    desk.post(path, verdict="doubtful", finding="One fact was old.")
    assert Sample.objects.get().finding == "doubtful"
    monkeypatch.setattr(drawing, "draw", lambda *_: ["x", "y"])
    desk.post("/overseer/samples/", number="2")
    assert "2 measures were drawn." in words(desk.get("/overseer/samples/"))
    desk.post("/overseer/samples/", 422, number="none")


def test_kept_files_say_so(node: Gate) -> None:
    scene = search_at(node)
    desk = Desk("overseer")
    assert "No case is closed." in words(desk.get("/overseer/kept/"))
    page = desk.post("/overseer/kept/", 409, action="propose", case=scene.case, reasons="x")
    assert "Nothing was done" in words(page)


def test_other_roles_see_none_of_it(node: Gate) -> None:
    scene = hit(node)
    paths = ["/overseer/", f"/overseer/cases/{scene.case}/", "/overseer/record/",
             "/overseer/samples/", "/overseer/kept/", "/overseer/numbers/",
             f"/overseer/samples/{scene.search}"]  # fmt: skip
    for role in ("clerk", "magistrate", "asylum-officer", "police-officer", "operator"):
        for path in paths:
            Desk(role).get(path, 403)


def test_the_overseer_is_shown_no_person(node: Gate) -> None:
    scene = hit(node)
    desk = Desk("overseer")
    for path in ("/overseer/", f"/overseer/cases/{scene.case}/"):
        page = words(desk.get(path))
        assert "Anna" not in page
        assert "refugee" not in page


def test_a_number_without_end_is_refused(node: Gate) -> None:
    desk, endless = Desk("overseer"), "9" * 5000
    desk.post("/overseer/samples/", 422, number=endless)
    case = node.api("clerk").post("cases", {"title": "One"}, 201)["id"]
    fields = {"action": "lift", "hold": "x", "reasons": "r", "seen": endless}
    desk.post(f"/overseer/cases/{case}/", 422, **fields)
