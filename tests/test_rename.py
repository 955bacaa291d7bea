"""A case under other ids is the same case."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from safeconduct.case import events as ev
from safeconduct.case.canonical import canonical
from safeconduct.case.casefile import to_events, to_tree
from safeconduct.case.check import check
from safeconduct.case.document import Document
from safeconduct.case.eventbase import Attendance, Inventoried, MeasureOpinion
from safeconduct.case.ids import PREFIXES, new_id
from safeconduct.case.rename import INTRODUCES, BadNames, ids, rename
from safeconduct.files import store
from safeconduct.law.rule import Rulings
from tests.anyevent import IDS, any_event
from tests.livecase import live_cases
from tests.support import rulebook

POOL = list(IDS)
"""The ids of random events."""

FRESH = [f"new-{number}" for number in range(len(POOL))]
SLOW = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])


def fresh(events: list[ev.AnyEvent]) -> dict[str, str]:
    """A new id for everything that events introduce."""
    return {
        old: new_id(sort, 1_790_000_000_000, number)
        for number, (old, sort) in enumerate(ids(events).items())
    }


def backwards(names: dict[str, str]) -> dict[str, str]:
    return {new: old for old, new in names.items()}


# There and back


@given(st.lists(any_event, max_size=6), st.permutations(FRESH), st.sets(st.sampled_from(POOL)))
@SLOW
def test_there_and_back_is_the_same(
    events: list[ev.AnyEvent], new: list[str], some: set[str]
) -> None:
    names = {old: one for old, one in zip(POOL, new, strict=True) if old in some}
    there = rename(events, names)
    assert rename(there, backwards(names)) == events
    assert [type(one) for one in there] == [type(one) for one in events]


@given(st.lists(any_event, max_size=6), st.permutations(POOL))
@SLOW
def test_ids_change_places_and_change_them_back(events: list[ev.AnyEvent], new: list[str]) -> None:
    """Each takes the id of another: nothing may be replaced twice."""
    names = dict(zip(POOL, new, strict=True))
    assert rename(rename(events, names), backwards(names)) == events


@given(any_event)
@SLOW
def test_no_id_stays_behind(event: ev.AnyEvent) -> None:
    """Seen from outside: no old id is left in the bytes, but in words and as a profile."""
    names = dict(zip(POOL, FRESH, strict=True))
    tree = json.loads(canonical(rename([event], names)[0]))
    tree.pop("profile", None)
    left = set(re.findall(r'[^"(), ]+', json.dumps(list(_values(tree)))))
    before = set(re.findall(r'[^"(), ]+', json.dumps(list(_values(json.loads(canonical(event)))))))
    assert not left & set(POOL)
    assert "lawyer" not in before or "lawyer" in left  # the name of a fact is no id


def _values(tree: object) -> list[str]:
    if isinstance(tree, dict):
        return [text for value in tree.values() for text in _values(value)]
    if isinstance(tree, list):
        return [text for value in tree for text in _values(value)]
    return [str(tree)]


@given(live_cases())
@SLOW
def test_a_case_under_other_ids_is_in_order(events: list[ev.AnyEvent]) -> None:
    names = fresh(events)
    there = rename(events, names)
    document = Document("case.yaml", to_tree(there))
    assert check(document, to_events(document), store.case_words(rulebook())) == there
    assert set(ids(there)) == set(names.values())
    assert rename(there, backwards(names)) == events


# What it reaches


def test_every_place_of_an_id_is_found() -> None:
    names = {"anna": "a-2", "search": "s-2", "phone": "p-2", "h": "h-2", "req": "r-2", "e": "e-2"}
    nested = "for-days( notified(search, anna) ,15)"
    pairs: list[tuple[ev.AnyEvent, ev.AnyEvent]] = [
        (ev.FactStated(fact=nested, value="yes", said_by="anna"),
         ev.FactStated(fact="for-days( notified(s-2, a-2) ,15)", value="yes", said_by="anna")),
        (ev.ListDeclared(list="touched(search)"), ev.ListDeclared(list="touched(s-2)")),
        (ev.OpinionGiven(opinion="o", on=(MeasureOpinion(measure="search", view="objects"),)),
         ev.OpinionGiven(opinion="o", on=(MeasureOpinion(measure="s-2", view="objects"),))),
        (ev.HoldPlaced(hold="h", on="person", of="anna", why="anna"),
         ev.HoldPlaced(hold="h-2", on="person", of="a-2", why="anna")),
        (ev.HoldPlaced(hold="h", on="state", of="XA", why="x"),
         ev.HoldPlaced(hold="h-2", on="state", of="XA", why="x")),
        (ev.LookTaken(at="search", persons=("anna",), purpose="search"),
         ev.LookTaken(at="s-2", persons=("a-2",), purpose="search")),
        (ev.ConflictStated(account="acc", of="req", reasons="x"),
         ev.ConflictStated(account="acc", of="r-2", reasons="x")),
        (ev.RequestLinked(request="other", to="req", how="reminder"),
         ev.RequestLinked(request="other", to="r-2", how="reminder")),
        (ev.ActIntended(intent="i", to="search", digest="0" * 64),
         ev.ActIntended(intent="i", to="s-2", digest="0" * 64)),
        (ev.MeasureExecuted(measure="search", taken=("phone",), remarks=("search",),
                            attended=(Attendance(who="anna", said_by="anna"),),
                            inventory=(Inventoried(item="phone", owner="anna"),)),
         ev.MeasureExecuted(measure="s-2", taken=("p-2",), remarks=("search",),
                            attended=(Attendance(who="anna", said_by="anna"),),
                            inventory=(Inventoried(item="p-2", owner="anna"),))),
        (ev.ItemListed(item="phone", kind="device", title="phone", measure=None, owner="anna"),
         ev.ItemListed(item="p-2", kind="device", title="phone", measure=None, owner="a-2")),
        (ev.MeasurePlanned(measure="search", kind="search", request="req", title="search",
                           acting="magistrate", on="2025", targets=("anna", "ben")),
         ev.MeasurePlanned(measure="s-2", kind="search", request="r-2", title="search",
                           acting="magistrate", on="2025", targets=("a-2", "ben"))),
        (ev.Noted(id="e", title="e", source=("anna",)),
         ev.Noted(id="e-2", title="e", source=("anna",))),
    ]  # fmt: skip
    for old, new in pairs:
        assert rename([old], names) == [new]


def test_a_profile_is_no_thing_of_the_case() -> None:
    head = ev.CaseOpened(case="be", title="be", about="x", executing_state="BE", profile="be")
    (renamed,) = rename([head], {"be": "other"})
    assert isinstance(renamed, ev.CaseOpened)
    assert (renamed.case, renamed.profile) == ("other", "be")


def test_ids_say_what_each_is_of() -> None:
    events: list[ev.AnyEvent] = [
        ev.CaseOpened(case="c", title="x", about="x", executing_state="BE"),
        ev.SourceCited(name="letter", title="x"),
        ev.PersonListed(person="anna", called="Anna", id="e"),
        ev.PersonListed(person="anna", called="Anna A."),
        ev.HoldPlaced(hold="h", on="person", of="anna", why="x"),
        ev.AccountOpened(account="acc", called="C.", roles=("clerk",)),
        ev.HoldLifted(hold="elsewhere", reasons="x"),
    ]
    assert ids(events) == {
        "c": "case", "anna": "person", "e": "event", "h": "hold", "acc": "account",
    }  # fmt: skip
    assert set(INTRODUCES.values()) | {"event"} == set(PREFIXES)


# What is refused


@pytest.mark.parametrize("new", ["", "Anna", "two words", "a\n", "x" * 65])
def test_what_is_no_id_is_refused(new: str) -> None:
    with pytest.raises(BadNames, match="is no id"):
        rename([ev.PersonListed(person="anna", called="Anna")], {"anna": new})


@pytest.mark.parametrize(
    "names", [{"anna": "ben"}, {"anna": "carl", "ben": "carl"}, {"anna": "x", "gone": "x"}]
)
def test_two_things_never_become_one(names: dict[str, str]) -> None:
    events = [ev.PersonListed(person=p, called=p) for p in ("anna", "ben")]
    with pytest.raises(BadNames, match="two things would be called"):
        rename(events, names)


def test_a_fact_that_grows_too_long_is_refused() -> None:
    arguments = ",".join(["a"] * 10)
    fact = ev.FactStated(fact=f"f({arguments})", value="yes", said_by="x")
    with pytest.raises(BadNames, match="more than 300 characters"):
        rename([fact], {"a": "b" * 60})


# What stays


def test_the_brussels_case_under_other_ids_has_the_same_outcomes() -> None:
    book = store.load_rulebook()
    events = store.load_case(store.find_case("brussels-2019"), book)
    names = fresh(events)
    there = rename(events, names)
    one, other = Rulings(book, events), Rulings(book, there)
    assert len(one.whole.measures) > 5
    for measure in one.whole.measures:
        for view in ("gate", "audit"):
            assert one.outcome(measure, view=view) == other.outcome(names[measure], view=view)
