"""The clerk's desk: from a letter to a check that is complete, through the forms alone."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from safeconduct.desks.offices import DESKS
from safeconduct.gate.models import Case, Measure, Person, Request
from tests.desks.forms import form
from tests.desks.letters import ENGLISH
from tests.desks.sitting import Desk, words
from tests.gate.conftest import fresh_gate
from tests.gate.place import Gate
from tests.gate.scene import ANNA, CARL, RESIDENTS, search_at
from tests.gate.test_twins import Twin

PAGES = ("", "/persons", "/measures", "/links", "/paper", "/notices")


def proposed(desk: Desk) -> dict[str, Any]:
    """The form that the English letter gives."""
    return form(desk.post("/clerk/new", 200, text=ENGLISH), to="/clerk/register")


def test_a_letter_becomes_a_case_whose_people_are_identified_and_checked(node: Gate) -> None:
    node.node.population = RESIDENTS
    desk = Desk("clerk")
    page = desk.post("/clerk/new", 200, text=ENGLISH)
    assert "Our ref.: 4-12/19-77" in words(page)
    assert not Case.objects.exists()
    fields = form(page, to="/clerk/register")
    assert (fields["requesting_state"], fields["reference"]) == ("KZ", "4-12/19-77")
    for each in ("requesting_state", "reference", "channel", "basis", "offences"):
        fields[f"{each}-ok"] = "yes"
    fields["person-0-use"] = fields["measure-0-use"] = "yes"
    fields["measure-0-on"] = "2019-06-01"
    desk.post("/clerk/register", **fields)
    (request,) = Request.objects.all()
    (measure,) = Measure.objects.all()
    assert Person.objects.count() == 1
    case = f"/clerk/cases/{request.case_id}"
    assert (request.requesting_state, measure.kind) == ("KZ", "search")

    page = words(desk.get(case))
    assert "Everyone touched is identified exactly (1 is not)" in page
    identify = form(desk.get(f"{case}/persons"), action="identify")
    desk.post(f"{case}/persons", **{**identify, "number": ANNA})
    page = words(desk.get(case))
    assert "Whoever lives with them is on the list, too (1 is not)" in page

    # Ben, who lives with her, is proposed in the form, ticked; the clerk sends it as it is.
    replan = form(desk.get(f"{case}/measures"), action="replan")
    assert len(replan["touches"]) == 2
    desk.post(f"{case}/measures", **replan)

    confirm = {"proof": "the ministry has the original"}
    path = f"cases/{request.case_id}/requests/{request.pk}/confirmation"
    node.api("second-signer").post(path, confirm, 201)
    desk.post(case, **form(desk.get(case), action="screen"))
    page = words(desk.get(case))
    assert page.count("the check is complete") == 2
    assert "Nothing is yours to do now" in page
    assert "Missing: The magistrate declared complete whom “Search” touches" in page


def test_a_proposal_that_nobody_ticked_or_changed_is_not_registered(node: Gate) -> None:
    desk = Desk("clerk")
    fields = proposed(desk)
    fields["title"] = "Search for Kazakhstan"
    page = desk.post("/clerk/register", 422, **fields)
    assert not Case.objects.exists()
    said = words(page)
    for each in ("Requesting state", "Reference", "Offences", "Legal basis"):
        assert f"{each}" in said.split("Nothing was done")[1][:900]
    # What is changed needs no tick; the quotations and what was typed are still there.
    again = form(page, to="/clerk/register")
    assert again["title"] == "Search for Kazakhstan"
    assert again["reference-quote"] == "Our ref.: 4-12/19-77"
    for each in ("requesting_state", "channel", "basis", "offences"):
        again[f"{each}-ok"] = "yes"
    desk.post("/clerk/register", **{**again, "reference": "4-12/19-78"})
    assert Request.objects.get().reference == "4-12/19-78"
    assert not Person.objects.exists()
    assert not Measure.objects.exists()


def test_what_lacks_is_said_before_anything_is_registered_and_days_are_understood(
    node: Gate,
) -> None:
    desk = Desk("clerk")
    fields = proposed(desk)
    for each in ("requesting_state", "reference", "channel", "basis", "offences"):
        fields[f"{each}-ok"] = "yes"
    fields |= {"person-0-use": "yes", "person-0-citizen_of": "Kazakhstan", "measure-0-use": "yes"}
    page = desk.post("/clerk/register", 422, **fields)
    assert "Measure 1: write the day on which it could be done" in words(page)
    assert not Case.objects.exists()
    desk.post("/clerk/register", **{**fields, "measure-0-on": "30/06/2019"})
    assert Measure.objects.get().on == "2019-06-30"


def test_what_is_refused_half_way_is_not_registered_twice(node: Gate) -> None:
    desk = Desk("clerk")
    fields = proposed(desk)
    for each in ("requesting_state", "reference", "channel", "basis", "offences"):
        fields[f"{each}-ok"] = "yes"
    fields |= {"person-0-use": "yes", "person-1-use": "yes", "person-1-born": "yesterday"}
    page = desk.post("/clerk/register", 422, **fields)
    assert "Registered so far: the request, and 1 person or measure" in words(page)
    assert "Not all of it was done" in words(page)
    assert "Nothing was done" not in words(page)
    again = form(page, to="/clerk/register")
    assert again["person-1-born"] == "yesterday"
    desk.post("/clerk/register", **{**again, "person-1-born": "1975-07-08"})
    counted = (Case.objects.exclude(pk="office").count(), Request.objects.count())
    assert (*counted, Person.objects.count()) == (1, 1, 2)


def test_other_roles_are_refused_every_page(node: Gate) -> None:
    s = search_at(node)
    for role in ("magistrate", "police-officer", "defence", "operator"):
        desk = Desk(role)
        for page in ("/clerk/", "/clerk/requests", "/clerk/new",
                     *(f"/clerk/cases/{s.case}{p}" for p in PAGES)):  # fmt: skip
            desk.get(page, 403)
    assert DESKS["clerk"].name == "clerk"


def test_the_pages_of_somebody_found_are_those_of_somebody_not_answered_about(
    request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    views = []
    for protected in (True, False):
        with fresh_gate(request, "sqlite", tmp_path / str(protected)) as gate:
            twin = Twin(gate, protected=protected)
            twin.begin()
            first = shown(twin)
            twin.settle()
            views.append((first, shown(twin)))
    for one, other in zip(*views, strict=True):
        for where in one:
            assert one[where].splitlines() == other[where].splitlines(), where
    assert "the check is not complete" in views[0][0]["/clerk/cases/CASE"]
    assert views[0][0] != views[0][1]


def shown(twin: Twin) -> dict[str, str]:
    """Every page that the clerk has of a case, by its address."""
    desk, found = Desk("clerk"), {}
    for address in ("/clerk/", "/clerk/requests", *(f"/clerk/cases/CASE{page}" for page in PAGES)):
        page = desk.get(address.replace("CASE", twin.case))
        found[address] = twin._plain(FRESH.sub("", page))
    return found


FRESH = re.compile(r'name="(?:once|csrfmiddlewaretoken)" value="[^"]*"')


def test_a_file_that_cannot_be_read_is_refused_in_words(node: Gate) -> None:
    picture = SimpleUploadedFile("letter.png", b"\x89PNG\x00")
    page = words(Desk("clerk").post("/clerk/new", 422, file=picture))
    assert "neither a PDF nor plain text" in page
    assert "Choose a file" in words(Desk("clerk").post("/clerk/new", 422, text=" "))


def test_what_came_on_paper_stops_at_once(node: Gate) -> None:
    s = search_at(node)
    page = f"/clerk/cases/{s.case}/paper"
    desk = Desk("clerk")
    asked = form(desk.get(page), action="freeze")
    refused = desk.post(page, 422, **{**asked, "why": "She is a refugee", "behalf": "counsel"})
    assert form(refused, action="freeze")["why"] == "She is a refugee"
    desk.post(page, **{**asked, "why": "Wait", "behalf": "counsel", "facts": "a decision of 2013"})
    assert Measure.objects.get().held
    opposed = form(desk.get(page), action="oppose")
    desk.post(page, **{**opposed, "title": "It is out of proportion", "person": s.anna})
    assert "stands still" in words(desk.get("/clerk/requests"))


def test_a_request_with_the_same_reference_is_found_and_linked(node: Gate) -> None:
    cases = []
    api = node.api("clerk")
    for title in ("first", "second"):
        case = api.post("cases", {"title": title}, 201)["id"]
        body = {"requesting_state": "KZ", "kind": "legal-assistance", "title": title,
                "reference": "4-12/19"}  # fmt: skip
        api.post(f"cases/{case}/requests", body, 201)
        cases.append(case)
    desk, page = Desk("clerk"), f"/clerk/cases/{cases[1]}/links"
    assert "Missing: Requests that may be the same matter" in words(
        desk.get(f"/clerk/cases/{cases[1]}")
    )
    fields = form(desk.get(page), action="link")
    desk.post(page, **{**fields, "how": "supplement", "reasons": "it names the first"})
    shown = words(desk.get(page))
    assert "looked at" in shown
    assert "Done: Requests that may be the same matter" in words(
        desk.get(f"/clerk/cases/{cases[1]}")
    )


def test_a_number_that_is_another_s_is_refused_and_still_in_the_form(node: Gate) -> None:
    s = search_at(node)
    page = f"/clerk/cases/{s.case}/persons"
    desk = Desk("clerk")
    fields = {**form(desk.get(page), action="identify"), "number": CARL}
    refused = desk.post(page, 422, **fields)
    assert "none of the names of person" in words(refused)
    assert form(refused, action="identify")["number"] == CARL
