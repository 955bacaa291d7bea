"""Ids sort by time and fit their pattern; fact keys have one canonical form."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.case import facts, ids
from safeconduct.case.facts import BadKey, canonical, parse

moments = st.integers(0, 2**48 - 1)
noise = st.integers(0, 2**80 - 1)
names = st.from_regex(r"\A[a-z][a-z0-9-]{0,8}\Z")

# --- ids ----------------------------------------------------------------------


def test_the_time_part_is_that_of_the_ulid_specification() -> None:
    # The example in the specification's reference implementation.
    assert ids.new_id("request", 1469918176385, 0)[:14] == "req_01ARYZ6S41"


def test_the_greatest_ulid_is_the_one_of_the_specification() -> None:
    greatest = ids.new_id("request", 2**48 - 1, 2**80 - 1)
    assert greatest == "req_7ZZZZZZZZZZZZZZZZZZZZZZZZZ"


@given(moments, noise, moments, noise)
def test_ids_sort_by_the_time_they_were_made(one: int, a: int, other: int, b: int) -> None:
    first, second = sorted([(one, a), (other, b)])
    assert ids.new_id("hold", *first) <= ids.new_id("hold", *second)
    assert (first == second) == (ids.new_id("hold", *first) == ids.new_id("hold", *second))


@given(st.sampled_from(sorted(ids.PREFIXES)), moments, noise)
def test_every_new_id_fits_the_pattern(kind: str, moment: int, random: int) -> None:
    made = ids.new_id(kind, moment, random)
    assert re.fullmatch(ids.PATTERN, made)
    assert made.startswith(f"{ids.PREFIXES[kind]}_")


@pytest.mark.parametrize(("moment", "random"), [(-1, 0), (2**48, 0), (0, -1), (0, 2**80)])
def test_a_number_that_does_not_fit_is_refused(moment: int, random: int) -> None:
    with pytest.raises(ValueError, match="must fit"):
        ids.new_id("case", moment, random)


def test_prefixes_tell_every_kind_apart() -> None:
    assert len(set(ids.PREFIXES.values())) == len(ids.PREFIXES)
    with pytest.raises(KeyError):
        ids.new_id("planet", 0, 0)


@pytest.mark.parametrize("good", ["son", "bank-data", "a", "kz-request-2"])
def test_short_names_are_ids(good: str) -> None:
    assert re.fullmatch(ids.PATTERN, good)


@pytest.mark.parametrize(
    "bad",
    ["", "Son", "2nd", "-a", "a b", "ä", "a" * 65, "req_81ARZ3NDEKTSV4RRFFQ69G5FAV",
     "req_01ARZ3NDEKTSV4RRFFQ69G5FAI", "req_01arz3ndektsv4rrffq69g5fav"],
)  # fmt: skip
def test_what_could_be_misread_is_no_id(bad: str) -> None:
    assert not re.fullmatch(ids.PATTERN, bad)


# --- facts --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("lawyer(anna)", "lawyer(anna)"),
        ("  lawyer ( anna ) ", "lawyer(anna)"),
        ("notified( search ,  anna)", "notified(search,anna)"),
        ("for-days( notified(search , anna) , 15 )", "for-days(notified(search,anna),15)"),
        ("complete(touched( search ))", "complete(touched(search))"),
        ("starts-between(search, 21:00, 05:00)", "starts-between(search,21:00,05:00)"),
    ],
)
def test_one_fact_has_one_canonical_key(written: str, key: str) -> None:
    assert canonical(written) == key
    assert canonical(key) == key


@given(names, st.lists(names, min_size=1, max_size=4))
def test_a_key_splits_into_what_it_was_made_of(name: str, args: list[str]) -> None:
    key = facts.key(name, *args)
    assert parse(key) == (name, tuple(args))
    assert re.match(facts.PATTERN, key)


def test_an_argument_that_is_a_fact_stays_whole() -> None:
    name, args = parse("for-days(notified(search, anna), 15)")
    assert (name, args) == ("for-days", ("notified(search, anna)", "15"))


@pytest.mark.parametrize(
    "bad",
    ["lawyer", "lawyer()", "lawyer(anna", "lawyer anna)", "(anna)", "Lawyer(anna)", "lawyer(,)",
     "lawyer(anna,)", "lawyer(a)(b)", "lawyer(a))", "lawyer((a)", "not lawyer(anna)", "",
     "a(" * 50 + "b" + ")" * 50],
)  # fmt: skip
def test_what_is_no_fact_is_refused_in_words(bad: str) -> None:
    with pytest.raises(BadKey, match=r"is not a fact|empty argument"):
        parse(bad)


def test_facts_inside_facts_have_a_bounded_depth() -> None:
    with pytest.raises(BadKey):
        canonical("a(" * 100_000 + "b" + ")" * 100_000)
