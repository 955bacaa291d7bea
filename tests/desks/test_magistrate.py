"""The magistrate's desk: the story of 2019 up to the search, answered and decided on pages."""

from __future__ import annotations

import re
from typing import Any

import pytest

from safeconduct.case.roles import Role
from safeconduct.gate.population import PopulationFile
from tests.desks.sitting import Desk, words
from tests.gate.conftest import Scenes
from tests.gate.place import Gate
from tests.gate.story import (
    AT_HOME,
    StoryHere,
    confirmed,
    identified,
    objected,
    registered,
    screened,
    search_planned,
)


def objection(gate: Gate) -> StoryHere:
    """The day after the authority that protects has objected; a search is planned."""
    gate.node.population = PopulationFile(AT_HOME)
    story = StoryHere(gate)
    story.at("2018-04-10")
    for step in (registered, confirmed, identified, screened):
        step(story)
    story.at("2018-04-20")
    objected(story)
    story.at("2019-09-20")
    search_planned(story)
    return story


@pytest.fixture
def story(request: Any, scenes: Scenes, tmp_path: Any) -> Any:
    """The scene, in a gate of its own."""
    with scenes.copy(request, "sqlite", tmp_path / "node", objection) as made:
        made.gate.node.population = PopulationFile(AT_HOME)
        made.at("2019-09-20")
        yield made


def field(page: str, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return found[1]


def test_the_first_page_says_what_waits(story: StoryHere) -> None:
    page = words(Desk("magistrate").get("/magistrate/"))
    assert "Measures that wait for your decision or answer" in page
    assert "bank data" in page
    assert "the opinion is to be answered" in page
    assert "an answer to the opinion overdue" in page


def test_a_request_is_shown_with_everybody_it_touches_and_what_happened(story: StoryHere) -> None:
    page = Desk("magistrate").get(f"/magistrate/request/{story.case}/{story.request}")
    said = words(page)
    for text in ("Lena Example", "Opinion given", "KZ 17/2018", "UN conventions", "Stands still."):
        assert text in said
    assert len(page.encode()) < 200_000


def test_an_opinion_is_answered_point_by_point_and_then_the_measure_decided(
    story: StoryHere,
) -> None:
    desk, measure = Desk("magistrate"), story.measures["bank-data"]
    at = f"/magistrate/measure/{story.case}/{measure}"
    page = desk.get(at)
    assert "Both are refugees because that state pursued them" in words(page)
    assert len(page.encode()) < 200_000
    path = f"/magistrate/opinion/{story.case}/{measure}/{story.opinion}"
    half = desk.post(path, 422, answers=["a common offence"], seen=field(page, "seen"))
    assert "Nothing was done" in words(half)
    assert ">a common offence</textarea>" in half
    answers = ["It is not pursued for its own sake.", "No account is shown."]
    desk.post(path, answers=answers, seen=field(page, "seen"))
    page = desk.get(at)
    assert "Opinion and answer" in words(page)
    reasons = "They would be in danger."
    desk.post(f"{at}/decision", outcome="refuse", reasons=reasons, seen=field(page, "seen"))
    assert "They would be in danger." in words(desk.get(at))
    assert story.get("magistrate", f"/measures/{measure}/dossier")["decisions"]


def test_a_page_that_is_out_of_date_decides_nothing_and_keeps_what_was_written(
    story: StoryHere,
) -> None:
    desk, measure = Desk("magistrate"), story.measures["search"]
    at = f"/magistrate/measure/{story.case}/{measure}"
    seen = field(desk.get(at), "seen")
    story.post("observer", "/holds", {"on": "measure", "of": measure, "why": "a lawyer's home"})
    page = desk.post(f"{at}/decision", 409, outcome="refuse", reasons="My long reasons.", seen=seen)
    assert "Nothing was done" in words(page)
    assert "My long reasons." in page


def test_the_same_form_sent_twice_holds_once(story: StoryHere) -> None:
    desk = Desk("magistrate")
    path = f"/magistrate/hold/{story.case}/{story.request}"
    for _ in range(2):
        desk.post(path, what=f"request {story.request}", why="twice", once="the-same")
    holds = [one for one in story.get("magistrate", "/holds") if one["why"] == "twice"]
    assert len(holds) == 1


def test_a_form_that_was_changed_and_sent_again_is_not_said_to_be_done_before(
    story: StoryHere,
) -> None:
    desk, path = Desk("magistrate"), f"/magistrate/hold/{story.case}/{story.request}"
    wanted = [story.measures["search"], story.measures["bank-data"]]
    for one in wanted:
        desk.post(path, what=f"measure {one}", why="both of them", once="the-same")
    holds = [one for one in story.get("magistrate", "/holds") if one["why"] == "both of them"]
    assert sorted(one["of"] for one in holds) == sorted(wanted)


def test_an_address_in_another_script_is_refused(story: StoryHere) -> None:
    Desk("magistrate").get("/magistrate/case/Ж", 404)


def test_a_hold_is_placed_and_lifted(story: StoryHere) -> None:
    desk = Desk("magistrate")
    path = f"/magistrate/hold/{story.case}/{story.request}"
    desk.post(path, what=f"measure {story.measures['search']}", why="I want to read first")
    at = f"/magistrate/request/{story.case}/{story.request}"
    page = desk.get(at)
    assert "I want to read first" in words(page)
    held = next(h for h in story.get("magistrate", "/holds") if h["why"] == "I want to read first")
    desk.post(
        f"/magistrate/lift/{story.case}/{held['id']}", reasons="I have read",
        seen=field(page, "seen"), request=story.request,
    )  # fmt: skip
    held = next(h for h in story.get("magistrate", "/holds") if h["id"] == held["id"])
    assert held["lifted"]


def test_open_questions_go_to_who_can_answer_with_one_button(story: StoryHere) -> None:
    desk = Desk("magistrate")
    path = f"/magistrate/questions/{story.case}/{story.request}"
    page = words(desk.get(path))
    assert "Does a treaty on legal assistance bind both states" in page
    assert "mea_" not in page
    desk.post(path, role="central-authority")
    asked = story.gate.api("central-authority").get(f"cases/{story.case}/questions/mine")
    assert any(one["fact"].startswith("treaty-basis") for one in asked)
    part = desk.get(path, headers={"HX-Request": "true"})
    assert "<html" not in part


def test_what_if_tells_another_outcome_and_writes_nothing(story: StoryHere) -> None:
    desk, measure = Desk("magistrate"), story.measures["bank-data"]
    at = f"/magistrate/measure/{story.case}/{measure}/what-if"
    version = story.version
    fact = f"opinion-answered({measure})"
    page = words(desk.get(f"{at}?fact={fact}&value=yes"))
    assert "Then the outcome would be" in page
    assert "point by point" in page
    assert story.version == version
    assert "no fact is called" in words(desk.get(f"{at}?fact=nonsense({measure})&value=yes", 409))


def test_a_draft_for_the_file_says_nothing_of_protections_and_the_annex_does(
    story: StoryHere,
) -> None:
    desk, measure = Desk("magistrate"), story.measures["search"]
    at = f"/magistrate/measure/{story.case}/{measure}/draft"
    for language, title in (("en", "Reasoned decision"), ("fr", "")):
        draft = words(desk.get(f"{at}?language={language}"))
        assert title in draft
        for told in ("refugee", "asylum", "protects", "opinion"):
            assert told not in draft.partition("Draft")[2].lower()
    annex = f"/magistrate/measure/{story.case}/{story.measures['bank-data']}/draft?part=annex"
    assert "Both are refugees" in words(desk.get(annex))


@pytest.mark.parametrize("role", ["clerk", "second-signer", "police-officer", "observer",
                                  "defence", "overseer", "asylum-officer", "operator"])  # fmt: skip
def test_nobody_else_sits_at_this_desk(story: StoryHere, role: Role) -> None:
    desk, measure = Desk(role), story.measures["search"]
    for path in ("", f"request/{story.case}/{story.request}", f"measure/{story.case}/{measure}"):
        desk.get(f"/magistrate/{path}", 403)
    desk.post(f"/magistrate/hold/{story.case}/{story.request}", 403, what="", why="")


def test_a_measure_is_planned_admitted_to_and_its_list_declared_on_one_page(
    story: StoryHere,
) -> None:
    desk = Desk("magistrate")
    at = f"/magistrate/steps/{story.case}/{story.request}"
    page = desk.get(at)
    assert "everybody whom it touches: search" not in words(page)  # it is declared already
    assert "It cannot be closed while this is open" in words(page)
    touches = list(story.persons.values())
    desk.post(
        at, action="plan", kind="questioning", title="questioning", on="2019-10-02",
        targets=[story.persons["lena"]], touches=touches,
    )  # fmt: skip
    page = desk.get(at)
    assert "everybody whom it touches: questioning" in words(page)
    rows = story.gate.api("magistrate").get("measures", case=story.case)["measures"]
    measure = next(one["measure"] for one in rows if one["title"] == "questioning")
    desk.post(at, action="declare", list=f"touched({measure})", seen=field(page, "seen"))
    assert "everybody whom it touches: questioning" not in words(desk.get(at))
    desk.post(at, action="admit", account="observer", of=measure, reasons="a lawyer lives there")
    admitted = story.gate.api("observer").get(f"cases/{story.case}/measures/{measure}/state")
    assert admitted["state"] == "stands still"
    refused = desk.post(at, 404, action="admit", account="nobody-here", of=measure, reasons="x")
    assert "Nothing was done" in words(refused)
    assert "nobody-here" in refused


def test_a_message_is_proposed_in_fixed_words(story: StoryHere) -> None:
    desk = Desk("magistrate")
    at = f"/magistrate/steps/{story.case}/{story.request}"
    seen = field(desk.get(at), "seen")
    desk.post(at, 409, action="word", word="supplement-asked", reasons="the dates", seen="1")
    story.gate.node.recipients = ()
    page = desk.post(
        at, 409, action="word", word="supplement-asked", reasons="the dates", seen=seen
    )
    assert "Nothing was done" in words(page)
    desk.post(at, 404, action="nonsense")


def test_a_draft_repeats_no_title_that_may_tell(story: StoryHere) -> None:
    measure = story.measures["bank-data"]
    plan = {"kind": "bank-data", "request": story.request, "on": "2019-10-01", "items": [],
            "title": "Bank data of the refugee", "targets": [], "touches": []}  # fmt: skip
    story.post("magistrate", f"/measures/{measure}/plan", plan)
    at = f"/magistrate/measure/{story.case}/{measure}"
    assert "refugee" in words(Desk("magistrate").get(at))
    draft = words(Desk("magistrate").get(f"{at}/draft"))
    assert "refugee" not in draft
    assert measure in draft


def test_no_letter_says_by_what_it_asks_that_somebody_is_protected(story: StoryHere) -> None:
    letters = story.get("magistrate", "/questions")["letters"]
    asked = {
        fact
        for letter in letters if letter["role"] == "police-officer"
        for question in letter["questions"]
        for point in question["points"]
        for fact in point["about"]
    }  # fmt: skip
    telling = {fact for fact in asked if fact.startswith("kept-apart(")}
    assert telling, "the ruling asks the police what only a protection raises"
    desk = Desk("magistrate")
    path = f"/magistrate/questions/{story.case}/{story.request}"
    for role in ("police-officer", "central-authority", "asylum-officer"):
        desk.post(path, role=role)
    put = story.get("police-officer", "/questions/mine")
    assert put
    assert not telling & {one["fact"] for one in put}
    others = {
        one["fact"].partition("(")[0] for one in story.get("central-authority", "/questions/mine")
    }
    assert "interim-measure" in others
    assert not {"danger-elements-passed", "no-onward-sending"} & others


def test_a_list_that_is_open_again_can_be_declared_again(story: StoryHere) -> None:
    desk = Desk("magistrate")
    at = f"/magistrate/steps/{story.case}/{story.request}"
    assert "everybody whom it touches: search" not in words(desk.get(at))
    body = {
        "kind": "search", "request": story.request, "title": "search", "on": "2019-10-02",
        "touches": [story.persons["lena"]],
    }  # fmt: skip
    story.post("magistrate", f"/measures/{story.measures['search']}/plan", body)
    assert "everybody whom it touches: search" in words(desk.get(at))
