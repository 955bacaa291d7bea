"""Partial dates: every form, its first and last day, and what is refused."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.case import dates
from safeconduct.case.dates import BadDate, earliest, exact_day, latest

FORMS = [
    ("2019-10-01", date(2019, 10, 1), date(2019, 10, 1)),
    ("2019-10", date(2019, 10, 1), date(2019, 10, 31)),
    ("2020-02", date(2020, 2, 1), date(2020, 2, 29)),
    ("2019", date(2019, 1, 1), date(2019, 12, 31)),
    ("2018-04..2019-11-05", date(2018, 4, 1), date(2019, 11, 5)),
    ("2018..2019", date(2018, 1, 1), date(2019, 12, 31)),
    ("before 2019-10-01", date.min, date(2019, 9, 30)),
    ("before 2019-10", date.min, date(2019, 9, 30)),
    ("by 2019-11-05", date.min, date(2019, 11, 5)),
    ("by 2019-11", date.min, date(2019, 11, 30)),
    ("after 2019-10-01", date(2019, 10, 2), date.max),
    ("after 2019", date(2020, 1, 1), date.max),
    ("soon after 2019-10-01", date(2019, 10, 1), date.max),
    ("since 2013-10", date(2013, 10, 1), date.max),
    ("unknown", date.min, date.max),
    ("before 0001-01-01", date.min, date.min),
    ("after 9999-12-31", date.max, date.max),
]

REFUSED = [
    "", "2019-2-1", "2019-02-30", "2019-02-29", "2019-13", "0000", "2019-00-01", "01-10-2019",
    "2019-10-01 ", " 2019", "until 2019", "before", "since", "2019..", "..2019", "2019/10/01",
    "2019-10-02..2019-10-01", "2020..2019", "before unknown", "Unknown", "yesterday",
    "2019-10-01..2019-02-30", "2019..2020..2021",
]  # fmt: skip

days = st.dates()
partial = st.sampled_from(["", "before ", "by ", "after ", "soon after ", "since "])
precision = st.sampled_from([4, 7, 10])


@pytest.mark.parametrize(("text", "first", "last"), FORMS)
def test_a_partial_date_lies_between_its_first_and_its_last_day(
    text: str, first: date, last: date
) -> None:
    assert (earliest(text), latest(text)) == (first, last)


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_day_is_refused_with_the_forms_that_are(text: str) -> None:
    with pytest.raises(BadDate, match="write"):
        dates.span(text)


@given(days)
def test_an_exact_day_keeps_its_day(day: date) -> None:
    assert exact_day(day.isoformat()) == day
    assert dates.span(day.isoformat()) == (day, day)


@given(days, partial, precision)
def test_no_form_ends_before_it_begins(day: date, word: str, length: int) -> None:
    text = word + day.isoformat()[:length]
    assert earliest(text) <= latest(text)


@given(days, precision)
def test_before_and_after_a_span_leave_no_gap_and_no_overlap(day: date, length: int) -> None:
    text = day.isoformat()[:length]
    if earliest(text) > date.min:
        assert latest(f"before {text}") == earliest(text) - timedelta(days=1)
    if latest(text) < date.max:
        assert earliest(f"after {text}") == latest(text) + timedelta(days=1)


@given(days, days, precision, precision)
def test_a_span_runs_from_the_first_day_of_one_to_the_last_of_the_other(
    one: date, other: date, length: int, length_2: int
) -> None:
    begin, end = one.isoformat()[:length], other.isoformat()[:length_2]
    if earliest(begin) <= latest(end):
        assert dates.span(f"{begin}..{end}") == (earliest(begin), latest(end))
    else:
        with pytest.raises(BadDate, match="the earlier day first"):
            dates.span(f"{begin}..{end}")


@pytest.mark.parametrize("text", ["2019-10", "2019", "by 2019-10-01", "unknown"])
def test_a_text_that_leaves_several_days_names_no_exact_day(text: str) -> None:
    with pytest.raises(BadDate, match="no single day"):
        exact_day(text)


def test_a_span_of_one_day_is_that_day() -> None:
    assert exact_day("2019-10-01..2019-10-01") == date(2019, 10, 1)


@pytest.mark.parametrize("form", dates.FORMS.split(", "))
def test_every_form_that_errors_recommend_is_accepted(form: str) -> None:
    first, last = dates.span(form)
    assert first <= last
