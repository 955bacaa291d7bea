"""People read names, and no ids; what they type is understood as they write it."""

from __future__ import annotations

import pytest

from safeconduct.desks import typed, words
from safeconduct.desks.plainly import plainly
from safeconduct.gate.terms import TERMS

MEASURE, HOLD = "mea_01M8SA49P7NGTK4MCQ4JHJQPNW", "hld_01M8SA4MXAAZTKJ1B4DG9P6PM2"
NAMES = {MEASURE: "Bank data"}


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        (f"hold '{HOLD}' stands", "hold stands"),
        (f"the opinion on '{MEASURE}' waits", "the opinion on “Bank data” waits"),
        (f"the opinion on '{HOLD[:-1]}3' waits", "the opinion on the hold waits"),
        (f"police-officer is admitted to {MEASURE}: planned", "police-officer is admitted to "
         "Bank data: planned"),
        ("citizen_of: this is not a state", "Citizen of: this is not a state"),
        ("Search: on: this is not a day", "Search: Day: this is not a day"),
        ("the order is on: it was shown", "the order is on: it was shown"),
    ],
)  # fmt: skip
def test_a_sentence_has_names_where_ids_stand_and_no_id(said: str, plain: str) -> None:
    assert plainly(said, NAMES) == plain


@pytest.mark.parametrize(
    ("text", "day"),
    [("30/06/2018", "2018-06-30"), ("3.6.2018", "2018-06-03"), ("2018-06", "2018-06"),
     ("31/02/2018", "31/02/2018"), ("", "")],
)  # fmt: skip
def test_days_are_understood_as_they_are_written_here(text: str, day: str) -> None:
    assert typed.day(text) == day


@pytest.mark.parametrize(
    ("text", "states"),
    [("Kazakhstan, russie", ["KZ", "RU"]), ("kz be", ["KZ", "BE"]), ("KZ,BE", ["KZ", "BE"]),
     ("Narnia", ["Narnia"]), ("", [])],
)  # fmt: skip
def test_states_are_understood_by_letters_and_names(text: str, states: list[str]) -> None:
    assert typed.states(text) == states


def test_each_sentence_of_what_is_overdue_has_its_words() -> None:
    assert set(words.OVERDUE) == {term.says for term in TERMS.values() if term.escalates}
