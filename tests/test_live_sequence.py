"""A case that grows event by event is at any time a case file, and nothing keeps a hold out."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from msgspec import structs

from safeconduct.case import events as ev
from safeconduct.case.casefile import places, to_events, to_tree
from safeconduct.case.check import Words, check
from safeconduct.case.document import BadInput, Document
from safeconduct.case.state import fold, visible
from safeconduct.files import store, yamltext
from tests.livecase import accepted, live_cases
from tests.support import CASE, a_case, event, problems, read, rulebook, text

PLAN = CASE["measures"][0]
PHONE = {"item": "phone", "kind": "device", "title": "A telephone", "measure": "search"}
SLOW = settings(
    deadline=None, max_examples=60,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip


def again(section: dict[str, Any], tag: str, **fields: Any) -> dict[str, Any]:
    return event(tag, **{**section, **fields})


# The whole


@given(live_cases())
@SLOW
def test_what_was_taken_in_live_is_a_case_file_and_the_same_events_again(
    events: list[ev.AnyEvent],
) -> None:
    document = yamltext.parse(text(to_tree(events)).encode(), "case.yaml")
    placed = to_events(document)
    assert [one for one, _ in placed] == events
    assert placed == places(events)
    assert check(document, placed, store.case_words(rulebook())) == events


@given(live_cases())
@SLOW
def test_nothing_that_is_on_file_keeps_out_what_stands_in_the_way(
    events: list[ev.AnyEvent],
) -> None:
    """Not even an act with a day that is yet to come."""
    state = fold(events)
    late = ev.DecisionTaken(measures=tuple(state.measures), outcome="proceed", reasons="x",
                            by="magistrate", day="2030-01-01")  # fmt: skip
    events = [*events, late]
    assert accepted(events)
    day = "2025-10-01"
    closing: list[ev.AnyEvent] = [
        *(ev.HoldPlaced(hold=f"new-{n}", on="measure", of=m, why="x", by="court", day=day)
          for n, m in enumerate(state.measures)),
        *(ev.OppositionFiled(measure=m, title="x", by="defence", day=day) for m in state.measures),
        *(ev.FreezeRequested(request=r, title="x", by="defence", day=day) for r in state.requests),
        *(ev.ClearanceRevoked(clearance=c, reasons="x", by="court", day=day)
          for c in state.clearances),
    ]  # fmt: skip
    for one in closing:
        assert accepted([*events, one], len(events))
        assert accepted([*events, one])


def test_places_do_not_change_when_a_case_grows() -> None:
    events = store.load_case(store.find_case("brussels-2019"), store.load_rulebook())
    whole = places(events)
    for size in (1, 20, 60, len(events)):
        assert places(events[:size]) == whole[:size]


# Told anew


def test_a_person_may_be_listed_anew_at_once() -> None:
    """Before anything has come that belongs under `events`."""
    head, anna = read(CASE)[:2]
    events = [head, anna, structs.replace(anna, born="1980")]
    assert [path for _, path in places(events)] == [(), ("persons", 0), ("events", 0)]
    assert accepted(events)


def test_a_measure_is_planned_anew_and_its_declarations_are_undone() -> None:
    anew = again(PLAN, "measure-planned", touches=["anna", "ben"], on="2025-03-05")
    state = fold(read(a_case(events=[anew])))
    assert state.measures["search"].on == "2025-03-05"
    assert state.measures["search"].touches == ("anna", "ben")
    assert not {"touched(search)", "items(search)"} & set(state.declared)
    assert "signals(req)" in state.declared


def test_on_an_earlier_day_the_plan_of_that_day_counts() -> None:
    anew = again(PLAN, "measure-planned", touches=["anna", "ben"], day="2025-02-10",
                 known={"magistrate": "2025-02-20"})  # fmt: skip
    events = read(a_case(events=[anew]))

    def seen(day: date) -> tuple[tuple[str, ...], bool]:
        state = fold(visible(events, "magistrate", day))
        return state.measures["search"].touches, "touched(search)" in state.declared

    assert seen(date(2025, 2, 19)) == (("anna",), True)
    assert seen(date(2025, 2, 20)) == (("anna", "ben"), False)
    assert fold(visible(events, None, date(2025, 1, 1))).measures["search"].touches == (
        "anna", "ben",
    )  # fmt: skip


def test_persons_and_items_are_listed_anew() -> None:
    person = event("person-listed", person="anna", called="Anna A.", born="1980-05-15",
                   known={"magistrate": "2025-02-20"})  # fmt: skip
    thing = again(PHONE, "item-listed", title="A telephone, of Ben's", owner="ben")
    events = read(a_case(items=[PHONE], events=[person, thing]))
    state = fold(events)
    assert state.persons["anna"].born == "1980-05-15"
    assert state.items["phone"].owner == "ben"
    before = fold(visible(events, "magistrate", date(2025, 2, 19)))
    assert before.persons["anna"].born == "unknown"


@pytest.mark.parametrize(
    ("before", "anew", "says"),
    [
        ([], again(PLAN, "measure-planned", kind="transmission"), "kind of a measure was 'search'"),
        ([], again(PLAN, "measure-planned", request="other"), "the request of a measure was 'req'"),
        ([], again(PHONE, "item-listed", kind="court-document"), "the kind of an item was"),
        ([], again(PHONE, "item-listed", measure="sending"), "an item is from was 'search'"),
        ([], event("item-listed", item="phone", kind="device", title="x"), "is from was 'search'"),
        ([event("item-listed", item="book", kind="other", title="x"),
          event("item-listed", item="book", kind="other", title="x", measure="search")],
         event("item-listed", item="book", kind="other", title="x", measure="sending"),
         "is from was 'search'"),
        ([event("item-listed", item="book", kind="other", title="x"),
          event("item-listed", item="book", kind="other", title="x", owner="anna")],
         event("item-listed", item="book", kind="other", title="x"),
         "the owner of an item was 'anna'"),
    ],
)  # fmt: skip
def test_what_rulings_on_other_things_rest_on_stays(
    before: list[Any], anew: dict[str, Any], says: str
) -> None:
    other = {**CASE["requests"][0], "request": "other"}
    sending = {**PLAN, "measure": "sending", "kind": "transmission"}
    parts: dict[str, Any] = {"requests": [other], "measures": [sending], "items": [PHONE]}
    assert not problems(a_case(**parts, events=before))
    found = problems(a_case(**parts, events=[*before, anew]))
    assert len(found) == 1
    assert says in found[0]


@pytest.mark.parametrize(
    ("section", "entry"), [("persons", CASE["persons"][0]), ("measures", PLAN), ("items", PHONE)]
)
def test_twice_in_a_section_is_a_mistake(section: str, entry: dict[str, Any]) -> None:
    tree = a_case(items=[PHONE], **{} if section == "items" else {section: [entry]})
    if section == "items":
        tree["items"] = [PHONE, PHONE]
    assert any("is there twice; give each its own id" in one for one in problems(tree))


@pytest.mark.parametrize(
    "twice",
    [
        event("request-received", **{**CASE["requests"][0], "day": "2025-02-10"}),
        event("hold-placed", hold="h", on="request", of="req", why="x"),
        event("protection-stated", protection="pro", person="anna", kind="refugee-status",
              against="XA", by="asylum-officer"),
    ],
    ids=lambda one: str(one["event"]),
)  # fmt: skip
def test_what_protects_or_asks_is_not_told_anew_under_the_same_id(twice: dict[str, Any]) -> None:
    assert any("is there twice" in one for one in problems(a_case(events=[twice, twice])))


# Told later


def test_what_is_told_or_reported_may_bear_an_earlier_day() -> None:
    """And does not keep out what comes after."""
    late = "2025-02-20"
    told = [
        event("noted", title="Today", day=late),
        event("signal-stated", signal="plot", kind="plot", requests=["req"], title="A plot",
              day="2014"),
        event("fact-stated", fact="lawyer(ben)", value="yes", said_by="the bar", day="2024"),
        event("measure-executed", measure="search", by="police-officer", day="2025-02-18"),
        event("notice-given", measure="search", persons=["anna"], day="2025-02-18"),
        event("opposition-filed", measure="search", title="x", by="defence", day="2025-02-19"),
        event("hold-placed", hold="h", on="request", of="req", why="x", day="2025-02-19"),
        event("transmission-sent", measure="search", recipient="XA", day="2025-01"),
        event("noted", title="Still today", day=late),
    ]  # fmt: skip
    assert not problems(a_case(events=told))


@pytest.mark.parametrize(
    "act",
    [
        event("decision-taken", measures=["search"], outcome="proceed", reasons="x"),
        event("person-identified", person="ben", how="document"),
        event("screened", person="anna", registers=["x"], result="none"),
        event("list-declared", list="touched(search)"),
        event("clearance-given", clearance="c", measure="search", scope="x", until="2025-04-01"),
        event("opposition-ended", measure="search", title="x", by="court"),
        event("request-confirmed", request="req", proof="x"),
    ],
    ids=lambda one: str(one["event"]),
)
def test_what_opens_is_not_dated_back_below_what_happened_since(act: dict[str, Any]) -> None:
    now = event("noted", title="Today", day="2025-02-20")
    assert any("lies before the event above" in p for p in problems(a_case(events=[now, act])))


def test_a_hit_on_somebody_who_is_identified_later_is_on_file_and_answers_nothing() -> None:
    hit = event("screened", person="ben", registers=["x"], result="hit", day="2025-02-10")
    later = event("person-identified", person="ben", how="document", day="2025-02-20")
    state = fold(read(a_case(events=[hit, later])))
    assert "protections(ben)" not in state.declared


def test_an_answer_to_a_freeze_that_nobody_asked_for_is_refused() -> None:
    """Or the request that comes later would be kept out by the answer above it."""
    answer = event("freeze-answered", request="req", outcome="refused", reasons="x")
    assert any("is answered after it was made" in p for p in problems(a_case(events=[answer])))


# Texts and words


@pytest.mark.parametrize("hidden", ["\x1b", "\u202e", "\u200b", "\x00", "\ud800", "\r"])
def test_what_no_file_can_hold_is_not_taken_in(hidden: str) -> None:
    events: list[ev.AnyEvent] = read(CASE)
    odd = ev.PersonListed(person="carl", called="Carl", about=f"x{hidden}")
    words = store.case_words(rulebook())
    with pytest.raises(
        BadInput, match=r"control character .* is not allowed in text; leave it out"
    ):
        check(Document("live", None), places([*events, odd]), words)


def test_a_rulebook_that_drops_a_word_keeps_nothing_new_out() -> None:
    events = read(CASE)
    hold = ev.HoldPlaced(hold="h", on="measure", of="search", why="x", by="court", day="2025-03-02")
    words = store.case_words(rulebook())
    facts = {name: sorts for name, sorts in words.facts.items() if name != "ordered"}
    fewer = Words(words.acts, facts, words.lists, words.settled_by, words.answered_by,
                  words.declared_by, words.norms, words.profiles)  # fmt: skip
    placed = places([*events, hold])
    with pytest.raises(BadInput, match="no fact is called 'ordered'"):
        check(Document("live", None), placed, fewer)
    assert check(Document("live", None), placed, fewer, len(events)) == [*events, hold]
    wrong = places([*events, ev.FactStated(fact="ordered(search)", value="no", said_by="x")])
    with pytest.raises(BadInput, match="no fact is called 'ordered'"):
        check(Document("live", None), wrong, fewer, len(events))
