"""The police officer's desk: go through the clearance, use it, report, put photographs in."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from safeconduct.case import events as ev
from safeconduct.case.roles import Role
from safeconduct.gate import clearances, execution, holds, limits, reading
from safeconduct.gate.execution import Report, Thing
from tests.desks.cleared import cleared, field, number, ready_to_use
from tests.desks.sitting import Desk, words
from tests.gate.conftest import Scenes
from tests.gate.control import Control

MOST = 30_000
"""The most bytes of a page that comes over a bad connection."""
JPEG = b"\xff\xd8\xff\xe0 a photograph"


@pytest.fixture
def control(request: Any, scenes: Scenes, tmp_path: Path) -> Iterator[Control]:
    """The scene, in a gate of its own."""
    with scenes.copy(request, "sqlite", tmp_path / "node", ready_to_use) as found:
        found.run_here()
        yield found


def at(control: Control, page: str, *more: str) -> str:
    """The address of a page."""
    return "/".join(["/police", page, control.case, control.measure, *more])


def used(control: Control) -> Desk:
    """An officer who has begun."""
    clearance = cleared(control, persons=(control.person,))
    desk = Desk("police-officer")
    desk.post(at(control, "clearance", clearance, "use"), once="begin")
    return desk


def filled(desk: Desk, control: Control, **more: str) -> dict[str, Any]:
    """The report's form with one thing taken, and all that is hidden in it."""
    page = desk.get(at(control, "report"))
    return {
        "once": field(page, "once"), "seen": field(page, "seen"), "hour": "6.30",
        "taken-0-title": "A grey telephone", "taken-0-kind": "device",
        "taken-0-owner": control.person, "taken-0-owner_calls_it": "my work phone",
        "taken-0-objection": "Letters of clients are in it", "signature": "refused", **more,
    }  # fmt: skip


def test_a_clearance_is_a_list_to_go_through_and_is_used_once(control: Control) -> None:
    clearance = cleared(control, persons=(control.person,))
    desk = Desk("police-officer")
    home = words(desk.get("/police/"))
    assert "Within its hours now" in home
    assert "Short Street 1" in home
    page = desk.get(at(control, "clearance", clearance))
    for text in ("as ordered", "Short Street 1", "Carl Other", "valid", "None by this clearance",
                 "What is not allowed", "cannot be undone"):  # fmt: skip
        assert text in words(page), text
    desk.post(at(control, "clearance", clearance, "use"), once="begin")
    # The answer was lost on the way, and the form is sent again.
    desk.post(at(control, "clearance", clearance, "use"), once="begin")
    spent = [e for e in reading.events(control.case) if isinstance(e, ev.ClearanceSpent)]
    assert len(spent) == 1
    page = words(desk.get(at(control, "clearance", clearance)))
    assert "You have begun" in page
    assert "Use it and begin" not in page
    assert "Report now" in words(desk.get("/police/"))


def test_whatever_holds_it_the_police_read_that_it_stands_still_and_no_more(
    control: Control,
) -> None:
    clearance = cleared(control)
    why = "the authority that protects him was not heard"
    holds.place(control.gate.actor("overseer"), control.case, "measure", control.measure, why)
    desk = Desk("police-officer")
    page = words(desk.get(at(control, "clearance", clearance)))
    assert "not valid It stands still. Do not begin." in page
    assert "Use it and begin" not in page
    refused = words(desk.post(at(control, "clearance", clearance, "use"), 409, once="x"))
    for page_ in (page, refused):
        assert "protects" not in page_
        assert "overseer" not in page_


def test_the_report_is_looked_over_filed_once_and_says_what_was_left_out(control: Control) -> None:
    desk = used(control)
    fields = filled(desk, control, **{"taken-0-photo": "yes"})
    looked = desk.post(at(control, "report"), 200, action="look", **fields)
    for text in ("It will be reported as not said", "how you came in", "who was there"):
        assert text in words(looked)
    assert 'value="A grey telephone"' in looked
    assert not [e for e in reading.events(control.case) if isinstance(e, ev.MeasureExecuted)]
    for _ in range(2):
        desk.post(at(control, "report"), action="file", **fields)
    (done,) = [e for e in reading.events(control.case) if isinstance(e, ev.MeasureExecuted)]
    assert (done.hour, done.signature, len(done.taken)) == ("06:30", "refused", 2)
    assert "how they came in" in done.note
    page = words(desk.get(at(control, "report")))
    for text in ("Reported as not said", "how they came in", "A grey telephone", "my work phone",
                 "Letters of clients are in it", "They refused to sign", "Carl Other",
                 "Photograph: A grey telephone"):  # fmt: skip
        assert text in page, text


def test_what_is_missing_is_named_before_it_is_filed_and_questions_are_counted(
    control: Control,
) -> None:
    desk = used(control)
    looked = desk.post(at(control, "report"), 200, action="look", hour="half six")
    missing = looked.split('id="missing"')[1].split("</section>")[0]
    for text in ("<li>who was there</li>", "<li>what was taken</li>", "the hour cannot be read",
                 "questions at the end of the form"):  # fmt: skip
        assert text in missing, text
    assert "whose this is" not in missing


def test_what_was_typed_is_still_there_when_the_report_is_refused(control: Control) -> None:
    desk = used(control)
    fields = filled(desk, control, hour="half past six", entry="The door stood open <b>")
    page = desk.post(at(control, "report"), 422, action="file", **fields)
    assert "Nothing was done" in words(page)
    for text in ("half past six", "The door stood open &lt;b&gt;", 'value="A grey telephone"',
                 "Letters of clients are in it", f'value="{control.person}" selected'):  # fmt: skip
        assert text in page, text
    # Somebody else wrote meanwhile: what was typed is kept, and the page shows the new state.
    holds.place(control.gate.actor("overseer"), control.case, "measure", control.measure, "wait")
    control.post("clerk", "/facts", {
        "fact": f"data-reported({control.measure})", "value": "yes", "said_by": "the bank",
    })  # fmt: skip
    fields |= {"hour": "06:30"}
    page = desk.post(at(control, "report"), 409, action="file", **fields)
    assert 'value="A grey telephone"' in page
    assert field(page, "seen") != fields["seen"]
    desk.post(at(control, "report"), action="file", **{**fields, "seen": field(page, "seen")})


def test_rows_grow_without_a_script_and_nothing_is_filed_by_it(control: Control) -> None:
    desk = used(control)
    fields = filled(desk, control)
    page = desk.post(at(control, "report"), 200, action="more-taken", **fields)
    assert 'name="taken-1-title"' in page
    assert 'value="A grey telephone"' in page
    assert field(page, "once") == fields["once"]


def test_photographs_are_known_by_their_content_and_can_be_sent_again(control: Control) -> None:
    desk = used(control)
    fields = filled(desk, control, **{"taken-0-photo": "yes"})
    desk.post(at(control, "report"), action="file", **fields)
    _thing, photo = next(
        e.taken for e in reading.events(control.case) if isinstance(e, ev.MeasureExecuted)
    )
    where = at(control, "photo", photo)
    for name, raw, why in (
        ("p.jpg", b"MZ not a photograph", "This is no photograph"),
        ("p.jpg", JPEG + b"x" * limits.MOST, "has 16 MB, and at most 15 MB"),
        ("p.jpg", b"", "This file is empty"),
    ):
        page = words(desk.post(where, 422, photo=SimpleUploadedFile(name, raw)))
        assert why in page
        assert "Photographs still to be put in" in page
    assert "No photograph was chosen" in words(desk.post(where, 422))
    for _ in range(2):
        desk.post(where, photo=SimpleUploadedFile("p.txt", JPEG))
    page = words(desk.get(at(control, "report")))
    assert "Photographs still to be put in" not in page
    assert sha256(JPEG).hexdigest()[:16] in page
    listed = [e for e in reading.events(control.case) if isinstance(e, ev.ItemListed)]
    assert [e.sha256 for e in listed if e.item == photo] == ["", sha256(JPEG).hexdigest()]


def test_pages_are_small_and_need_no_script(control: Control) -> None:
    clearance = cleared(control, persons=(control.person,))
    desk = Desk("police-officer")
    pages = [desk.get("/police/"), desk.get(at(control, "clearance", clearance))]
    desk.post(at(control, "clearance", clearance, "use"))
    pages.append(desk.get(at(control, "report")))
    fields = filled(desk, control)
    pages.append(desk.post(at(control, "report"), 200, action="look", **fields))
    desk.post(at(control, "report"), action="file", **fields)
    pages.append(desk.get(at(control, "report")))
    for page in pages:
        assert len(page.encode()) < MOST
        assert "<script" not in page


def test_an_act_that_was_not_admitted_to_them_is_as_if_it_were_not_there(control: Control) -> None:
    clearance = cleared(control)
    node = control.gate
    node.account("other", "police-officer")
    desk = Desk("police-officer", "other")
    assert number(control, clearance) not in desk.get("/police/")
    for page in (at(control, "clearance", clearance), at(control, "report")):
        assert "nothing here that you can see" in words(desk.get(page, 404))


def test_the_pages_of_the_police_are_theirs(control: Control) -> None:
    clearance = cleared(control)
    roles: tuple[Role, ...] = ("clerk", "magistrate", "observer", "defence", "operator")
    for role in roles:
        for page in ("/police/", at(control, "clearance", clearance), at(control, "report")):
            Desk(role).get(page, 403)
        Desk(role).post(at(control, "clearance", clearance, "use"), 403)


def test_what_tells_of_a_protection_in_an_inventory_is_not_the_clerks_to_read(
    control: Control,
) -> None:
    clearance = cleared(control, persons=(control.person,))
    police = control.gate.actor("police-officer")
    clearances.spend(police, control.case, clearance)
    thing = Thing("Her asylum file", "device", objection="I am a recognised refugee")
    execution.report(police, control.case, control.measure, None, Report(taken=(thing,)))
    at = f"/measures/{control.measure}/inventory"
    (whole,) = control.get("magistrate", at)
    assert (whole["title"], whole["objection"]) == (thing.title, thing.objection)
    (read,) = control.get("clerk", at)
    assert read["title"] == f"Device “{whole['item']}”"
    assert read["objection"] == ""
