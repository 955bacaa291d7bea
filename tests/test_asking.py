"""One authority on one subject is one question; a norm's conditions wait until it applies."""

from __future__ import annotations

from typing import Any

import pytest

from safeconduct.case.document import BadInput, Document
from safeconduct.case.ruling import Point, Ruling
from safeconduct.files import store
from safeconduct.law.load import load
from safeconduct.law.questionnaire import questionnaire
from safeconduct.law.rule import Assumed, Rulings
from safeconduct.law.rulebook import Rulebook
from tests.minibook import ORDERED, WORDS, provision
from tests.support import a_case, read, shipped, shipped_case

ASKED_AT_MOST = 15
"""The most questions that the search of 2019 may ask (one authority on one subject is one)."""


def brussels(assumed: Assumed | None = None) -> Ruling:
    events = store.load_case(shipped_case(), shipped())
    return Rulings(shipped(), events).rule("search", assumed=assumed)


def points(ruling: Ruling) -> dict[str, Point]:
    return {point.fact: point for question in ruling.questions for point in question.points}


def test_the_search_of_2019_asks_no_more_than_people_can_answer() -> None:
    questions = brussels().questions
    assert 0 < len(questions) <= ASKED_AT_MOST
    places = [(q.subject, q.answered_by) for q in questions]
    assert len(places) == len(set(places))


def test_whether_the_bar_was_called_waits_until_a_lawyer_is_touched() -> None:
    before = points(brussels())
    assert (before["lawyer"].later, before["observer-present"].later) == ("no", "yes")
    after = points(brussels({"lawyer(bj)": "yes"}))
    assert after["observer-present"].later == "no"


def test_there_is_always_something_to_ask_now_and_it_comes_first() -> None:
    rulings = Rulings(shipped(), store.load_case(shipped_case(), shipped()))
    for measure in rulings.whole.measures:
        questions = rulings.rule(measure).questions
        assert questions[0].points[0].later == "no", measure
        assert [q.later for q in questions] == sorted(q.later for q in questions)


# --- in a small rulebook -------------------------------------------------------------------------

SUBJECT: dict[str, Any] = {"subject": "weather", "title": "The weather", "facts": {}, "lists": {}}


def a_book(*norms: dict[str, Any], subject: dict[str, Any] | None = None) -> Rulebook:
    """A small rulebook in which rain and wind are one subject."""
    facts = dict(WORDS["facts"])
    weather = {name: facts.pop(name) for name in ("rainy", "windy")}
    documents = [
        Document("acts.yaml", {**WORDS, "facts": facts}),
        Document("weather.yaml", {**SUBJECT, "facts": weather, **(subject or {})}),
        Document("treaties.yaml", {"treaties": {"PACT": {"title": "A pact"}}}),
        provision(ORDERED, *norms),
    ]
    return load(documents, "small")


def requires(name: str, fact: str, **version: Any) -> dict[str, Any]:
    must = [{"fact": fact, "cure": "Wait."}]
    return {"norm": f"law.{name}", "effect": "requires", "versions": [{"must": must, **version}]}


def ruled(book: Rulebook) -> Ruling:
    tree = a_case()
    tree["lists"] = tree["lists"][:1]
    tree["facts"] = [fact for fact in tree["facts"] if fact["fact"].startswith("ordered")]
    return Rulings(book, read(tree, book)).rule("search")


def test_what_one_office_is_asked_on_one_subject_is_one_question_with_points() -> None:
    book = a_book(
        requires("rain", "not rainy(measure)"), requires("wind", "not windy(measure)"),
        requires("sun", "sunny(measure)"),
    )  # fmt: skip
    questions = {q.title: [point.fact for point in q.points] for q in ruled(book).questions}
    assert questions == {
        "The weather": ["rainy", "windy"],
        "sunny of this measure?": ["sunny"],
    }


def test_a_condition_is_asked_only_once_its_norm_may_apply_for_certain() -> None:
    book = a_book(requires("wind", "not windy(measure)", when="rainy(measure)"))
    found = points(ruled(book))
    assert {fact: point.later for fact, point in found.items()} == {"rainy": "no", "windy": "yes"}


def test_where_nobody_can_say_whether_a_norm_applies_its_conditions_are_asked_now() -> None:
    book = a_book(requires("wind", "not windy(measure)", when="in-force(PACT, request)"))
    found = points(ruled(book))
    assert found["windy"].later == "no", "only treaty data could say whether the pact binds"


def test_what_waits_under_one_norm_is_asked_now_if_another_needs_it() -> None:
    book = a_book(
        requires("wind", "not windy(measure)", when="rainy(measure)"),
        requires("calm", "not windy(measure)"),
    )
    assert {point.later for point in points(ruled(book)).values()} == {"no"}


def asked_now(book: Rulebook, assumed: Assumed | None = None) -> set[str]:
    """The facts that are asked now, of a search about which nothing is known but its order."""
    tree = a_case()
    tree["lists"] = tree["lists"][:1]
    tree["facts"] = [fact for fact in tree["facts"] if fact["fact"].startswith("ordered")]
    ruling = Rulings(book, read(tree, book)).rule("search", assumed=assumed)
    return {point.fact for point in points(ruling).values() if point.later == "no"}


def test_of_alternatives_the_first_as_written_is_asked_and_the_next_if_it_fails() -> None:
    book = a_book(
        {
            "norm": "law.shelter",
            "effect": "requires",
            "versions": [{"must": [{
                "any": ["sunny(measure)", "not rainy(measure)", "not windy(measure)"],
                "cure": "Wait.",
            }]}],
        }
    )  # fmt: skip
    assert asked_now(book) == {"sunny"}
    assert asked_now(book, {"sunny(search)": "no"}) == {"rainy"}
    assert asked_now(book, {"sunny(search)": "no", "rainy(search)": "yes"}) == {"windy"}
    assert asked_now(book, {"sunny(search)": "yes"}) == set()


def test_of_what_has_to_come_together_the_first_as_written_is_asked() -> None:
    together = {"all": ["rainy(measure)", "windy(measure)"]}
    book = a_book(requires("sun", "sunny(measure)", when=together))
    assert asked_now(book) == {"rainy"}
    assert asked_now(book, {"rainy(search)": "no"}) == set()
    assert asked_now(book, {"rainy(search)": "yes"}) == {"windy"}


def test_an_exception_is_asked_about_once_the_rule_itself_applies() -> None:
    book = a_book(requires("sun", "sunny(measure)", when="rainy(measure)", unless="windy(measure)"))
    assert asked_now(book) == {"rainy"}
    assert asked_now(book, {"rainy(search)": "yes"}) == {"windy"}


def test_the_same_is_asked_about_all_persons_at_once() -> None:
    book = a_book(
        {
            "norm": "law.shelter",
            "effect": "forbids",
            "opens": "none",
            "versions": [{"when": {
                "some": "person in touched(measure)",
                "where": {"all": ["lawyer(person)", "rainy(measure)"]},
            }}],
        }
    )  # fmt: skip
    assert asked_now(book) == {"lawyer"}


def test_what_nobody_can_answer_keeps_nothing_waiting() -> None:
    """Whether a search starts at night is read off its hour; nobody is asked."""
    night = "starts-between(measure, 21:00, 05:00)"
    book = a_book(requires("sun", "sunny(measure)", when={"all": [night, "rainy(measure)"]}))
    tree = a_case()
    del tree["measures"][0]["hour"]
    tree["lists"] = tree["lists"][:1]
    ruling = Rulings(book, read(tree, book)).rule("search")
    found = {fact: point.later for fact, point in points(ruling).items()}
    assert found["rainy"] == "no"


def test_a_ground_that_nobody_raised_is_looked_at_before_its_norm_is() -> None:
    """Signals are searched for in any case; whether the norm applies is asked if there is one."""
    ground = {
        "norm": "law.motive", "effect": "forbids", "ground": "motivated(request)",
        "decided_by": "magistrate", "versions": [{"when": "rainy(measure)"}],
    }  # fmt: skip
    signal = {
        "norm": "law.signal", "effect": "signals", "raises": ["motivated"],
        "versions": [{"when": "windy(measure)"}],
    }  # fmt: skip
    book = a_book(ground, signal)
    assert asked_now(book) == {"windy"}
    assert asked_now(book, {"windy(search)": "yes"}) == {"rainy"}


@pytest.mark.parametrize(
    ("subject", "complaint"),
    [
        ({"facts": {"sunny": WORDS["facts"]["sunny"]}}, "'sunny' is in two files"),
        ({"built_in": ["hold"]}, "no built-in condition is called 'hold'; did you mean 'held'"),
        ({"built_in": ["held", "held"]}, "'held' has a subject already"),
        ({"facts": {"held": WORDS["facts"]["sunny"]}}, "'held' is a built-in condition"),
    ],
)
def test_a_subject_with_a_mistake_is_refused(subject: dict[str, Any], complaint: str) -> None:
    with pytest.raises(BadInput, match=complaint):
        a_book(subject=subject)


def test_two_files_on_one_subject_are_refused() -> None:
    acts = Document("acts.yaml", WORDS)
    twice = [Document(name, SUBJECT) for name in ("one.yaml", "two.yaml")]
    with pytest.raises(BadInput, match=r"two.yaml.*the subject 'weather' is in two files"):
        load([acts, *twice, provision(ORDERED)], "small")


# --- the letters of a whole case -----------------------------------------------------------------


def test_every_point_of_every_measure_is_in_the_letter_of_the_office_that_answers_it() -> None:
    events = store.load_case(shipped_case(), shipped())
    rulings = Rulings(shipped(), events)
    asked = questionnaire(shipped(), events)
    letters = {
        (letter.office, question.subject, point.fact, measure, key)
        for letter in asked.letters
        for question in letter.questions
        for point in question.points
        for measure in point.measures
        for key in point.about
    }
    for measure in rulings.whole.measures:
        questions = rulings.rule(measure).questions
        assert asked.counts[measure] == len(questions)
        for question in questions:
            for point in question.points:
                for key in point.about:
                    place = (question.office, question.subject, point.fact, measure, key)
                    assert place in letters
    points_asked = [p.ask for letter in asked.letters for q in letter.questions for p in q.points]
    assert len(points_asked) < sum(
        len(q.points) for m in rulings.whole.measures for q in rulings.rule(m).questions
    ), "what several measures hang on is asked once"


def test_letters_about_a_measure_that_is_none_are_refused() -> None:
    events = store.load_case(shipped_case(), shipped())
    with pytest.raises(BadInput, match="no measure is called 'serch'"):
        questionnaire(shipped(), events, measures=["serch"])
