"""Titles and names that tell of a protection: not the clerk's to read, in lists no more than in
the case itself."""

from __future__ import annotations

from safeconduct.case import events as ev
from safeconduct.case.eventbase import Name
from safeconduct.gate import measures, persons, questions, registration
from tests.desks.sitting import Desk
from tests.desks.walking import walk
from tests.gate.place import Gate

TELLS = "refugee"


def telling(node: Gate) -> dict[str, str]:
    """A case in which the magistrate wrote of a protection wherever somebody can write; its ids."""
    magistrate = node.actor("magistrate")
    case = registration.open_case(magistrate, "The refugee of Liège", "A refugee is searched for")
    received = ev.RequestReceived(
        request="", requesting_state="KZ", kind="legal-assistance", title="Against a refugee"
    )
    request = registration.register(magistrate, case, received)
    person = persons.list_person(magistrate, case, ev.PersonListed(
        person="", called="The refugee", about="a refugee since 2012", born="unknown",
    ))  # fmt: skip
    measure = measures.plan(magistrate, case, ev.MeasurePlanned(
        measure="", kind="search", request=request, title="Search at the refugee's",
        acting="magistrate", on="2019-10-01", targets=(person,), touches=(person,),
    ))  # fmt: skip
    item = measures.list_item(magistrate, case, ev.ItemListed(
        item="", kind="document", title="The refugee's file", measure=measure,
    ))  # fmt: skip
    return {"case": case, "request": request, "person": person, "measure": measure, "item": item}


def test_no_page_of_the_clerk_has_a_title_that_tells(node: Gate) -> None:
    ids = telling(node)
    pages = walk("clerk").pages
    assert any(ids["case"] in path for path in pages)
    for path, text in pages.items():
        assert TELLS not in text.lower(), path
    # There are words in its place, the same in lists and in the case.
    home, case = pages["/clerk/"], Desk("clerk").get(f"/clerk/cases/{ids['case']}")
    for text in (home, case):
        assert "Request of KZ" in text
        assert f"Search “{ids['measure']}”" in text
    assert f"Case “{ids['case']}”" in case
    # Whoever knows of protections reads what was written.
    magistrate = Desk("magistrate").get(f"/magistrate/request/{ids['case']}/{ids['request']}")
    assert "Against a refugee" in magistrate


def test_no_list_of_the_api_tells_the_clerk(node: Gate) -> None:
    ids = telling(node)
    clerk, case = node.api("clerk"), f"cases/{ids['case']}"
    for path in ("requests", "measures", case, f"{case}/persons", f"{case}/events"):
        assert TELLS not in str(clerk.get(path)).lower(), path
        if path != f"{case}/events":
            assert TELLS in str(node.api("magistrate").get(path)).lower(), path
    (person,) = clerk.get(f"{case}/persons")
    assert (person["called"], person["about"]) == (f"person “{ids['person']}”", "")


def test_what_stands_in_the_place_of_a_name_becomes_none(node: Gate) -> None:
    ids = telling(node)
    plain = f"person “{ids['person']}”"
    desk, form = Desk("clerk"), {"action": "anew", "person": ids["person"], "born": "unknown"}
    path = f"/clerk/cases/{ids['case']}/persons"
    assert plain in desk.get(path)
    assert "write the name" in desk.post(path, 422, called=plain, **form)
    assert "write the name" in desk.post(path, 422, called="Anna", spelled=plain, **form)
    # By a name that they have they are called, whatever else was written of them.
    named = (Name(spelled="Anna Azilova", source="request"),)
    persons.list_person(node.actor("magistrate"), ids["case"], ev.PersonListed(
        person=ids["person"], called="Anna, the refugee", names=named, born="unknown",
    ))  # fmt: skip
    (shown,) = node.api("clerk").get(f"cases/{ids['case']}/persons")
    assert shown["called"] == "Anna Azilova"


def test_a_question_tells_the_clerk_no_more(node: Gate) -> None:
    ids = telling(node)
    fact = f"presence-requested({ids['measure']})"
    questions.ask(node.actor("magistrate"), ids["case"], fact)
    (put,) = questions.inbox(node.actor("clerk"), ids["case"])
    assert put.names == {ids["measure"]: f"“{ids['measure']}”"}


def test_a_title_that_tells_nothing_stands_as_it_was_written(node: Gate) -> None:
    desk = Desk("clerk")
    registration.open_case(node.actor("clerk"), "Search in Liège")
    case = registration.open_case(node.actor("clerk"), "Search in Ghent")
    assert "Search in Ghent" in desk.get(f"/clerk/cases/{case}")
