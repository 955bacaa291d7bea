"""The second signer's desk: what waits, what must be looked at, and signatures that count."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from safeconduct.gate import clearances, clearlist, emergency, outward, reading
from safeconduct.gate.models import Request
from safeconduct.gate.node import Recipient
from tests.desks.forms import form
from tests.desks.sitting import Desk, words
from tests.gate.clearing import hours, seen
from tests.gate.conftest import Scenes
from tests.gate.control import Control
from tests.gate.matter import matter
from tests.gate.place import Gate
from tests.gate.test_clearances import ready_control
from tests.gate.test_outward import Ministry


@pytest.fixture
def control(request: pytest.FixtureRequest, scenes: Scenes, tmp_path: Path) -> Iterator[Control]:
    """A request for bank data that has come to where a clearance could be given."""
    with scenes.copy(request, "sqlite", tmp_path / "node", ready_control) as found:
        found.run_here()
        yield found


def proposed(c: Control) -> str:
    """A clearance that the magistrate proposed; the address of its page."""
    made = clearances.propose(
        c.gate.actor("magistrate"), c.case, c.measure, "as ordered", hours(c.gate), seen(c.case)
    )
    return f"/second/cases/{c.case}/clearances/{made}"


def standing(c: Control) -> str:
    """How the only clearance of the case stands."""
    (found,) = clearlist.clearances(c.gate.actor("magistrate"), c.case)
    return str(found["standing"])


def test_a_request_is_confirmed_by_whoever_looked(node: Gate) -> None:
    m = matter(node, confirmed=False)
    desk = Desk("second-signer")
    page = f"/second/cases/{m.case}/requests/{m.request}"
    assert page in desk.get("/second/")
    fields = {**form(desk.get(page), proof=""), "proof": "the ministry has the original"}
    refused = desk.post(page, 422, **{**fields, "looked": "1"})
    assert "Not ticked: I saw the request itself" in words(refused)
    again = form(refused, looked="1")
    assert again["proof"] == "the ministry has the original"
    assert not Request.objects.get().confirmed
    desk.post(page, **{**again, "looked": ["0", "1"]})
    assert Request.objects.get().confirmed
    assert page not in desk.get("/second/")


def test_who_registered_a_request_is_told_that_it_takes_somebody_else(node: Gate) -> None:
    node.account("both", "clerk", "second-signer")
    api = node.api("clerk", "both")
    case = api.post("cases", {"title": "One"}, 201)["id"]
    body = {"requesting_state": "KZ", "kind": "legal-assistance", "title": "One"}
    of = api.post(f"cases/{case}/requests", body, 201)["id"]
    page = f"/second/cases/{case}/requests/{of}"
    desk = Desk("second-signer", "both")
    refused = desk.post(page, 403, proof="I was there", looked=["0", "1"], once="1")
    assert "a second person has to confirm it" in words(refused)


def test_a_clearance_is_shown_whole_and_signed(control: Control) -> None:
    page = proposed(control)
    desk = Desk("second-signer")
    assert page in desk.get("/second/")
    shown = desk.get(page)
    for each in ("Short Street 1", "as ordered", "no bar found", "Officials who may attend nobody"):
        assert each in words(shown)
    fields = form(shown, seen=str(seen(control.case)))
    desk.post(page, 422, **fields)
    assert standing(control) == "proposed"
    desk.post(page, **{**fields, "looked": ["0", "1", "2"]})
    assert standing(control) == "given"


def test_a_page_that_was_overtaken_signs_nothing(control: Control) -> None:
    page = proposed(control)
    desk = Desk("second-signer")
    fields = {**form(desk.get(page), seen=str(seen(control.case))), "looked": ["0", "1", "2"]}
    body = {"on": "measure", "of": control.measure, "why": "wait"}
    control.gate.api("magistrate").post(f"cases/{control.case}/holds", body, 201)
    refused = words(desk.post(page, 409, **fields))
    assert standing(control) == "proposed"
    assert "Nothing was done" in refused
    assert "wait" in refused


def test_who_signs_is_asked_again_who_they_are(control: Control) -> None:
    page = proposed(control)
    desk = Desk("second-signer")
    session = desk.client.session
    session["confirmed_at"] = 0
    session.save()
    fields = {**form(desk.get(page), seen=str(seen(control.case))), "looked": ["0", "1", "2"]}
    desk.post(page, 200, **fields)
    assert standing(control) == "proposed"


def test_a_clearance_is_withdrawn_with_reasons(control: Control) -> None:
    page = proposed(control)
    desk = Desk("second-signer")
    desk.post(page, 422, action="withdraw", reasons="", once="1")
    desk.post(page, action="withdraw", reasons="the place is wrong", once="2")
    assert standing(control) == "revoked"


def test_a_message_is_signed_after_its_reasons_were_read(control: Control) -> None:
    node = control.gate.node
    request = Request.objects.get(case=control.case)
    state = request.requesting_state
    node.recipients = (Recipient(state, "Office", "en", Ministry()),)
    made = outward.propose(
        control.gate.actor("magistrate"), control.case, request.pk, "supplement-asked",
        "the account is not named", seen(control.case),
    )  # fmt: skip
    desk, page = Desk("second-signer"), f"/second/cases/{control.case}/words/{made}"
    assert page in desk.get("/second/")
    shown = desk.get(page)
    assert "the account is not named" in words(shown)
    fields = {**form(shown, seen=str(seen(control.case))), "looked": ["0", "1"]}
    desk.post(page, **fields)
    assert any(type(e).__name__ == "OutwardPosted" for e in reading.events(control.case))
    assert page not in desk.get("/second/")


def test_an_emergency_is_confirmed(node: Gate) -> None:
    m = matter(node)
    stated = emergency.Stated(
        m.search, "Magistrate Peeters", node.node.now() - timedelta(hours=1),
        "Code of Criminal Procedure, article 88", "the servers were being wiped",
    )  # fmt: skip
    made = emergency.state(node.actor("magistrate"), m.case, stated)
    desk, page = Desk("second-signer"), f"/second/cases/{m.case}/emergencies/{made}"
    assert page in desk.get("/second/")
    desk.post(page, 422, proof="the order", once="1")
    desk.post(page, proof="the order", looked=["0", "1"], once="1")
    assert page not in desk.get("/second/")


def test_other_roles_are_refused_every_page(node: Gate) -> None:
    m = matter(node, confirmed=False)
    for role in ("clerk", "magistrate", "police-officer", "defence", "overseer", "asylum-officer"):
        desk = Desk(role)
        for page in ("/second/", f"/second/cases/{m.case}/requests/{m.request}",
                     f"/second/cases/{m.case}/clearances/clr_1",
                     f"/second/cases/{m.case}/words/clr_1",
                     f"/second/cases/{m.case}/emergencies/emg_1"):  # fmt: skip
            desk.get(page, 403)


def test_whoever_keeps_away_from_a_case_does_not_see_it_wait(control: Control) -> None:
    proposed(control)
    api = control.gate.api("second-signer")
    assert [one["what"] for one in api.get("to-sign")] == ["clearance"]
    api.post("accounts/own/conflicts", {"of": control.case, "reasons": "a cousin"}, 201)
    assert api.get("to-sign") == []
    control.gate.api("clerk").get("to-sign", 403)
