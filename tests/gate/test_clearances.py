"""Clearances: two persons, one act, nothing in the way, and witnesses who saw it coming."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

import pytest
from django.db import InterfaceError, OperationalError
from django.test import Client
from pypdf import PdfReader

from safeconduct.api import door
from safeconduct.case import events as ev
from safeconduct.case.moments import written
from safeconduct.case.roles import Role
from safeconduct.gate import (
    clearances,
    clearlist,
    execution,
    freeze,
    holds,
    indexcheck,
    opening,
    reading,
    registration,
)
from safeconduct.gate.errors import Forbidden, Held, NotFound, Refused, Stale, Wrong
from safeconduct.gate.execution import Report
from safeconduct.papers import clearance as paper
from safeconduct.policy.models import Account, Concern
from safeconduct.policy.permissions import Denied
from safeconduct.record.acts import in_doubt
from safeconduct.record.database import DatabaseError
from safeconduct.record.note import Checkpoint
from safeconduct.release.permit import NotPermitted, Permit
from tests.gate.clearing import given, hours, seen
from tests.gate.conftest import Scenes
from tests.gate.control import Control
from tests.gate.place import Gate
from tests.gate.test_controls import TABLE
from tests.gate.test_screening import protect_anna


def ready_control(node: Gate, name: str = "ordinary") -> Control:
    """An ordinary request for bank data that has come to where a clearance could be given."""
    row = TABLE["controls"][name]
    control = Control(node, row, {**TABLE["truth"], **row.get("truth", {})})
    for step in row["on-the-way"]:
        getattr(control, step)()
    control.settled()
    assert control.in_the_way() == []
    Concern.objects.create(account=Account.objects.get(pk="police-officer"), of=control.measure)
    return control


@pytest.fixture(params=["sqlite", "postgresql"])
def control(request: pytest.FixtureRequest, scenes: Scenes, tmp_path: Path) -> Iterator[Control]:
    with scenes.copy(request, request.param, tmp_path / "node", ready_control) as found:
        found.run_here()
        yield found
        assert list(indexcheck.differences()) == []


@pytest.fixture
def node(control: Control) -> Gate:
    return control.gate


def kinds(control: Control) -> list[str]:
    """The kinds of events of the case."""
    return [type(event).__name__ for event in reading.events(control.case)]


def proposed(control: Control, **more: Any) -> str:
    """A clearance that waits for its second signature."""
    node = control.gate
    return clearances.propose(
        node.actor("magistrate"), control.case, control.measure, "the account of 2018",
        hours(node, **more), seen(control.case),
    )  # fmt: skip


def sign(control: Control, clearance: str) -> None:
    """The second signer signs it."""
    second = control.gate.actor("second-signer")
    clearances.give(second, control.case, clearance, seen(control.case))


def use(control: Control, clearance: str) -> None:
    """The police begin."""
    clearances.spend(control.gate.actor("police-officer"), control.case, clearance)


def test_proposed_signed_used_and_reported_it_is_in_order(control: Control) -> None:
    clearance = proposed(control)
    with pytest.raises(NotFound):
        use(control, clearance)
    sign(control, clearance)
    use(control, clearance)
    police = control.gate.actor("police-officer")
    told = execution.report(police, control.case, control.measure, None, Report())
    assert told.breach == ""
    found = kinds(control)
    # Each opening act is announced before it is done.
    order = ["ClearanceProposed", "ActIntended", "ClearanceGiven", "ActIntended", "ClearanceSpent"]
    assert [kind for kind in found if kind in order] == order
    assert in_doubt(control.gate.quorum.database()) == []


def test_who_proposed_it_does_not_sign_it(control: Control) -> None:
    node = control.gate
    clearance = proposed(control)
    for role in ("magistrate", "clerk", "police-officer", "operator", "overseer"):
        with pytest.raises(Denied):
            clearances.give(node.actor(role), control.case, clearance, seen(control.case))
    node.account("both", "magistrate", "second-signer")
    both = clearances.propose(
        node.actor("magistrate", "both"), control.case, control.measure, "x", hours(node),
        seen(control.case),
    )  # fmt: skip
    with pytest.raises(Forbidden, match="second person"):
        clearances.give(node.actor("second-signer", "both"), control.case, both, seen(control.case))


def test_it_is_used_once(control: Control) -> None:
    clearance = given(control.gate, control.case, control.measure)
    use(control, clearance)
    with pytest.raises(Refused, match="used"):
        use(control, clearance)
    with pytest.raises(Refused):
        sign(control, clearance)


def test_withdrawn_it_opens_nothing_from_then_on(control: Control) -> None:
    node = control.gate
    waiting, clearance = proposed(control), given(node, control.case, control.measure)
    for one in (waiting, clearance):
        clearances.revoke(node.actor("court"), control.case, one, "an appeal")
    with pytest.raises(Refused, match="withdrawn"):
        sign(control, waiting)
    with pytest.raises(Refused, match="withdrawn"):
        use(control, clearance)
    assert not clearlist.valid(number(control, clearance))


@pytest.mark.parametrize("what", ["hold", "freeze", "protection", "alarm", "another node"])
def test_what_came_between_stops_the_use(control: Control, what: str) -> None:
    node, case = control.gate, control.case
    clearance = given(node, case, control.measure)
    if what == "hold":
        holds.place(node.actor("observer"), case, "measure", control.measure, "a lawyer's papers")
    elif what == "freeze":
        freeze.ask(node.actor("overseer"), case, control.request, "stop", ["a plot"])
    elif what == "protection":
        node.node.population = node.node.population
        protect_anna(node)  # the register is in a new epoch: its old answer is out of date
    elif what == "alarm":
        node.node.evidence.alarm("changed", node.node.name, "an entry was changed", {})
    else:
        node.node.objections = lambda *_: ["asylum.example: held"]
    number_ = number(control, clearance)
    before = kinds(control).count("ClearanceSpent")
    with pytest.raises(Held) as refused:
        use(control, clearance)
    if what != "alarm":
        # The police read the same words whatever it is.
        assert str(refused.value) == clearances.STANDS_STILL
        assert not clearlist.valid(number_)
    assert kinds(control).count("ClearanceSpent") == before


def test_without_witnesses_nothing_is_given_or_used(control: Control) -> None:
    node = control.gate
    clearance, now = given(node, control.case, control.measure), node.node.now()
    start, end = (written(now + timedelta(hours=n)) for n in (9, 17))
    waiting = proposed(control, start=start, end=end)
    for peer in node.quorum.peers[:1]:
        peer.there = False
    with pytest.raises(Held, match="away"):
        sign(control, waiting)
    with pytest.raises(Held, match="away"):
        use(control, clearance)
    assert "ClearanceSpent" not in kinds(control)
    assert kinds(control)[-1] == "ActDropped"
    for peer in node.quorum.peers:
        peer.there = True
    use(control, clearance)


def test_a_gate_that_names_no_witnesses_opens_nothing(control: Control) -> None:
    waiting = proposed(control)
    control.gate.node.acts = lambda: None
    with pytest.raises(Held, match=r"policy\.txt"):
        sign(control, waiting)


def test_it_is_signed_on_what_was_looked_at(control: Control) -> None:
    clearance, looked = proposed(control), seen(control.case)
    control.post("clerk", "/persons", {"called": "Somebody", "names": []})
    second = control.gate.actor("second-signer")
    with pytest.raises(Stale):
        clearances.give(second, control.case, clearance, looked)


def test_while_anything_is_in_the_way_it_is_not_given(control: Control) -> None:
    node, clearance = control.gate, proposed(control)
    holds.place(node.actor("observer"), control.case, "request", control.request, "not yet")
    with pytest.raises(Held, match="not yet"):
        sign(control, clearance)
    assert "ClearanceGiven" not in kinds(control)


def test_what_it_is_for_stays_what_it_is_for(control: Control) -> None:
    """A clearance for one day is none on another, and one for a person none for a stranger."""
    node = control.gate
    now = node.node.now()
    later = {
        "start": written(now + timedelta(days=2)),
        "end": written(now + timedelta(days=3)),
    }
    clearance = given(node, control.case, control.measure, **later)
    with pytest.raises(Refused, match="may happen from"):
        use(control, clearance)
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"start": later["end"], "end": later["start"]}, "end"),
        ({"end": written(now + timedelta(days=40))}, "days after"),
        ({"start": "2019-05-01T00:00Z", "end": "2019-05-02T00:00Z"}, "over"),
        ({"persons": ("per_nobody",)}, "does not touch"),
        ({"may_attend": ("Officer X",)}, "measure of its own"),
        ({"items": ("itm_x",)}, "transmission"),
    ]
    for more, words in wrong:
        with pytest.raises(Wrong, match=words):
            proposed(control, **more)


def number(control: Control, clearance: str) -> str:
    """The number by which it is checked at the door."""
    (found,) = [
        e.number for e in reading.events(control.case)
        if isinstance(e, ev.ClearanceProposed) and e.clearance == clearance
    ]  # fmt: skip
    return found


def test_anybody_at_the_door_can_have_it_checked_and_learns_nothing_else(
    control: Control,
) -> None:
    clearance = proposed(control)
    number_ = number(control, clearance)

    def at_the_door(text: str) -> Any:
        return Client().get(f"/door/{text}", headers={"Accept": "application/json"})

    unknown = at_the_door("0000-0000-0000-0000")
    assert unknown.json()["valid"] is False
    assert at_the_door(number_).content == unknown.content, "not signed yet"
    sign(control, clearance)
    answer = at_the_door(number_)
    assert answer.json()["valid"] is True
    assert at_the_door(number_.lower().replace("-", " ")).content == answer.content
    for told in (control.case, control.person, clearance, "Carl", "Bank"):
        assert told not in answer.content.decode()
    hold = holds.place(
        control.gate.actor("observer"), control.case, "measure", control.measure, "wait"
    )
    assert at_the_door(number_).content == unknown.content, "held"
    holds.lift(
        control.gate.actor("observer"), control.case, hold, "done",
        tokens_seen(control),
    )  # fmt: skip
    use(control, clearance)
    assert at_the_door(number_).content == answer.content, "the police are inside"
    assert Client().post(f"/door/{number_}").status_code == 405


def test_at_the_door_it_counts_in_its_hours_and_until_the_act_is_reported(
    control: Control,
) -> None:
    node, now = control.gate, control.gate.node.now()
    start, end = (written(now + timedelta(hours=n)) for n in (9, 17))
    tomorrow = number(control, given(node, control.case, control.measure, start=start, end=end))
    assert not clearlist.valid(tomorrow), "its hours have not come"
    clearance = given(node, control.case, control.measure)
    use(control, clearance)
    assert clearlist.valid(number(control, clearance))
    police = node.actor("police-officer")
    execution.report(police, control.case, control.measure, None, Report())
    assert not clearlist.valid(number(control, clearance)), "nobody comes in a second time with it"


def test_many_checks_at_once_leave_room_for_everybody_else(
    control: Control, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A check takes no key and can take seconds; who has a number could ask with all threads."""
    monkeypatch.setattr(door, "_turns", BoundedSemaphore(1))
    asked: list[str] = []

    def slow(number_: str) -> bool:
        asked.append(number_)
        if len(asked) == 1:
            second = Client().get("/door/0000-0000-0000-0001")
            assert second.status_code == 503
        return True

    monkeypatch.setattr(clearlist, "valid", slow)
    assert Client().get("/door/0000-0000-0000-0000").status_code == 200
    assert Client().get("/door/0000-0000-0000-0002").status_code == 200
    assert asked == ["0000-0000-0000-0000", "0000-0000-0000-0002"]


def test_officials_who_attend_are_named_in_a_clearance_of_their_own(control: Control) -> None:
    plan = {
        "kind": "foreign-presence", "request": control.request, "title": "They come along",
        "on": "2019-06-03", "targets": [control.person], "touches": [control.person],
    }  # fmt: skip
    control.measure = control.post("magistrate", "/measures", plan)["id"]
    with pytest.raises(Wrong, match="name each official"):
        proposed(control)
    assert proposed(control, may_attend=("Officer X, prosecutor's office",))


@pytest.mark.parametrize("role", ["defence", "observer", "police-officer"])
def test_who_has_no_part_in_it_is_not_shown_a_clearance_before_its_use(
    control: Control, role: Role
) -> None:
    """Whoever is to be searched would be warned by its text, and so would those of other cases."""
    clearance = given(control.gate, control.case, control.measure)
    Concern.objects.all().delete()
    for shown in (clearances.token, clearances.printed):
        with pytest.raises((NotFound, Denied)):
            shown(control.gate.actor(role), control.case, clearance)


def tokens_seen(control: Control) -> Any:
    """The version as the observer is told it."""
    return control.seen("observer")


def test_the_signed_text_says_what_was_cleared_and_runs_out(control: Control) -> None:
    node = control.gate
    clearance = given(node, control.case, control.measure)
    token = clearances.token(node.actor("police-officer"), control.case, clearance)
    keys = [node.node.signing().public]
    permit = Permit.read(token, keys, node.node.name)
    assert permit.clearance.id == clearance
    assert permit.clearance.persons == (control.person,)
    permit.check_time(node.node.now())
    with pytest.raises(NotPermitted):
        permit.check_time(node.node.now() + timedelta(hours=13))
    holds.place(node.actor("observer"), control.case, "measure", control.measure, "wait")
    with pytest.raises(Held):
        clearances.token(node.actor("police-officer"), control.case, clearance)


def test_the_police_see_the_clearances_of_their_measures_alone(control: Control) -> None:
    node = control.gate
    waiting, clearance = proposed(control), given(node, control.case, control.measure)
    assert [one["id"] for one in control.get("police-officer", "/clearances")] == [clearance]
    assert {one["id"] for one in control.get("magistrate", "/clearances")} == {waiting, clearance}
    Concern.objects.all().delete()
    with pytest.raises(NotFound):
        clearlist.clearances(node.actor("police-officer"), control.case)
    with pytest.raises(NotFound):
        use(control, clearance)


def test_killed_after_it_was_announced_an_act_is_in_doubt_until_an_overseer_settles_it(
    control: Control, monkeypatch: pytest.MonkeyPatch
) -> None:
    node = control.gate
    clearance = given(node, control.case, control.measure)

    class Killed(BaseException):
        """What ends a process cannot be caught by it."""

    def killed(*_: Any) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(opening, "_complete", killed)
        with pytest.raises(Killed):
            use(control, clearance)
    with pytest.raises(Held, match="nothing says what became of it"):
        use(control, clearance)
    (doubt,) = control.get("overseer", "/doubts")
    assert doubt["to"] == f"spend/{clearance}"
    body = {"reasons": "the officer turned back at the door; the log of the server says why"}
    control.post("magistrate", f"/doubts/{doubt['intent']}/settlement", body, 403)
    control.post("overseer", f"/doubts/{doubt['intent']}/settlement", body)
    assert control.get("overseer", "/doubts") == []
    use(control, clearance)
    assert kinds(control).count("ClearanceSpent") == 1


def test_its_form_has_the_number_for_the_door_and_what_may_be_done(control: Control) -> None:
    node = control.gate
    clearance = given(node, control.case, control.measure)
    said, called = clearances.printed(node.actor("police-officer"), control.case, clearance)
    page = paper.form(said, f"https://gate.example/door/{said.number}", "fr", called)
    text = PdfReader(BytesIO(page)).pages[0].extract_text()
    assert said.number == number(control, clearance)
    assert said.number in text
    assert "Carl Other" in text
    assert "Short Street 1" in text
    holds.place(node.actor("observer"), control.case, "measure", control.measure, "wait")
    with pytest.raises(Held):
        clearances.printed(node.actor("police-officer"), control.case, clearance)


def test_one_act_has_one_clearance_for_its_time(control: Control) -> None:
    first, second = proposed(control), proposed(control)
    sign(control, first)
    with pytest.raises(Refused, match="stands"):
        sign(control, second)
    clearances.revoke(control.gate.actor("magistrate"), control.case, first, "another address")
    sign(control, second)


def test_it_is_not_given_while_another_node_holds_or_does_not_answer(control: Control) -> None:
    clearance = proposed(control)
    control.gate.node.objections = lambda *_: ["stands still"]
    with pytest.raises(Held, match="stands still"):
        sign(control, clearance)
    assert "ClearanceGiven" not in kinds(control)


def test_an_act_is_not_done_on_a_database_that_lacks_what_was_cosigned(
    control: Control, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if it had been brought back while the witnesses looked."""
    clearance = given(control.gate, control.case, control.measure)
    acts = control.gate.quorum.acts()
    real = acts.witnessed

    def more(position: int) -> Checkpoint:
        seen = real(position)
        return seen._replace(size=seen.size + 1)

    monkeypatch.setattr(acts, "witnessed", more)
    with pytest.raises(Held, match="rolled back"):
        use(control, clearance)
    assert "ClearanceSpent" not in kinds(control)


def test_an_alarm_that_comes_while_witnesses_look_stops_the_act(
    control: Control, monkeypatch: pytest.MonkeyPatch
) -> None:
    node = control.gate
    clearance = given(node, control.case, control.measure)
    acts = node.quorum.acts()
    real = acts.witnessed

    def alarmed(position: int) -> Checkpoint:
        seen = real(position)
        node.node.evidence.alarm("split-view", "asylum.example", "two trees of one size", {})
        return seen

    monkeypatch.setattr(acts, "witnessed", alarmed)
    with pytest.raises(Held):
        use(control, clearance)
    assert "ClearanceSpent" not in kinds(control)


def test_hours_in_another_form_are_refused_with_the_right_one(control: Control) -> None:
    path = f"cases/{control.case}/measures/{control.measure}/clearances"
    says = {"start": "2019-05-06T08:00", "end": "2019-05-06T18:00Z", "place": "Short Street 1"}
    body = {"scope": "as ordered", "allows": says, "seen": seen(control.case)}
    (problem,) = control.gate.api("magistrate").post(path, body, 422)["problems"]
    assert (problem.startswith("allows.start"), "in UTC, as in" in problem) == (True, True)


@pytest.mark.parametrize("error", [OperationalError, InterfaceError, DatabaseError])
def test_a_database_that_cannot_be_used_is_said_and_to_be_tried_again(
    control: Control, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    def full(*_: object, **__: object) -> None:
        raise error("disk is full")

    monkeypatch.setattr(registration, "open_case", full)
    (problem,) = control.gate.api("clerk").post("cases", {"title": "x"}, 503)["problems"]
    assert "Idempotency-Key" in problem
    assert "disk" not in problem
