"""A case file and its events are one thing in two spellings."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from safeconduct.case import casefile
from safeconduct.case import events as ev
from safeconduct.case.document import BadInput, Document
from safeconduct.files import store, yamltext
from tests.anyevent import BY_KIND, any_event
from tests.support import CASE, a_case, changed, problems, shipped_case, text

sequences = st.tuples(BY_KIND["case-opened"], st.lists(any_event, max_size=8)).map(
    lambda both: [both[0], *both[1]]
)
SLOW = settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])


def events_of(tree: Any) -> list[ev.AnyEvent]:
    return [event for event, _ in casefile.to_events(Document("case.yaml", tree))]


@given(sequences)
@SLOW
def test_events_become_a_file_and_the_same_events_again(events: list[ev.AnyEvent]) -> None:
    assert events_of(casefile.to_tree(events)) == events


@given(sequences)
@SLOW
def test_nothing_is_lost_when_the_file_is_written_as_yaml(events: list[ev.AnyEvent]) -> None:
    document = yamltext.parse(text(casefile.to_tree(events)).encode(), "case.yaml")
    assert [event for event, _ in casefile.to_events(document)] == events


@given(sequences)
@SLOW
def test_a_file_becomes_events_and_the_same_file_again(events: list[ev.AnyEvent]) -> None:
    tree = casefile.to_tree(events)
    assert casefile.to_tree(events_of(tree)) == tree


def test_the_shipped_case_survives_both_ways() -> None:
    document = yamltext.read(shipped_case())
    events = [event for event, _ in casefile.to_events(document)]
    assert len(events) > 100
    assert events_of(casefile.to_tree(events)) == events
    again = yamltext.parse(text(casefile.to_tree(events)).encode(), "case.yaml")
    assert [event for event, _ in casefile.to_events(again)] == events


def test_a_program_may_write_the_file_as_one_line_of_json() -> None:
    tree = yamltext.read(shipped_case()).tree
    assert yamltext.parse(json.dumps(tree).encode(), "case.json").tree == tree


def test_sections_hold_what_comes_in_their_order_and_events_the_rest() -> None:
    tree = casefile.to_tree(events_of(CASE))
    assert list(tree["persons"][0]) == ["person", "called"]
    assert [entry["event"] for entry in tree["events"]] == ["person-identified", "screened"]
    late = {"event": "person-listed", "person": "carl", "called": "Carl C."}
    tree = casefile.to_tree(events_of(a_case(events=[late])))
    assert tree["events"][-1] == late
    assert [person["person"] for person in tree["persons"]] == ["anna", "ben"]


def test_a_sequence_that_opens_no_case_makes_no_file() -> None:
    with pytest.raises(ValueError, match="case-opened"):
        casefile.to_tree([])
    with pytest.raises(ValueError, match="case-opened"):
        casefile.to_tree(events_of(CASE)[1:])


def test_a_case_is_opened_once() -> None:
    again = {"event": "case-opened", **{k: v for k, v in CASE.items() if isinstance(v, str)}}
    assert any("opened once" in line for line in problems(a_case(events=[again])))


@pytest.mark.parametrize(
    ("tree", "says"),
    [
        ("only text", "begins with 'case:'"),
        ({**CASE, "persons": "anna"}, "'persons' holds a list"),
        ({**CASE, "persons": ["anna"]}, "expected a mapping"),
        ({**CASE, "events": [{"event": "danced"}]}, "'event' has to be one of"),
        ({**CASE, "events": [{"event": ["noted"]}]}, "'event' has to be one of"),
        ({**CASE, "events": [{"title": "no kind"}]}, "'event' has to be one of"),
        ({**CASE, "colour": "red"}, "'colour' is not known here"),
        ({"case": "small"}, "is missing here"),
    ],
)
def test_a_file_of_another_shape_is_refused(tree: Any, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        casefile.to_events(Document("case.yaml", tree))


# --- the JSON Schema ----------------------------------------------------------


@cache
def validator() -> jsonschema.Draft202012Validator:
    schema = casefile.schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def refusals(tree: Any) -> list[str]:
    return [error.json_path for error in validator().iter_errors(tree)]


def test_the_schema_accepts_the_shipped_case_and_the_small_one() -> None:
    assert refusals(yamltext.read(shipped_case()).tree) == []
    assert refusals(CASE) == []


@pytest.mark.parametrize(
    ("tree", "where"),
    [
        ({**CASE, "tittle": "An invented case"}, "$"),
        (changed(CASE, "persons", cald="Anna"), "$.persons[0]"),
        (changed(CASE, "events", event="screemed"), "$.events[0]"),
        (changed(CASE, "events", persson="anna"), "$.events[0]"),
        (changed(CASE, "requests", kind="assistance"), "$.requests[0].kind"),
        (changed(CASE, "facts", value="maybe"), "$.facts[0].value"),
        (changed(CASE, "facts", by="wizard"), "$.facts[0].by"),
        (changed(CASE, "measures", on="some day"), "$.measures[0].on"),
        (changed(CASE, "measures", hour="24:00"), "$.measures[0].hour"),
        (changed(CASE, "facts", known={"wizard": "2025"}), "$.facts[0].known"),
        ({k: v for k, v in CASE.items() if k != "executing_state"}, "$"),
    ],
)
def test_the_schema_refuses_misspelt_keys_and_wrong_words(tree: Any, where: str) -> None:
    assert any(path.startswith(where) for path in refusals(tree)), refusals(tree)


@given(sequences)
@settings(SLOW, max_examples=15)
def test_the_schema_accepts_whatever_the_program_writes(events: list[ev.AnyEvent]) -> None:
    assert refusals(casefile.to_tree(events)) == []


def test_the_files_that_ship_are_in_order() -> None:
    events = store.load_case(shipped_case(), store.load_rulebook())
    assert isinstance(events[0], ev.CaseOpened)
