"""What is proposed of a letter, in three languages, and what is honestly not found."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from safeconduct.desks.clerk.letter import LONGEST, Proposals, read
from tests.desks.letters import ENGLISH, FRENCH, RUSSIAN


def said(found: Proposals) -> dict[str, object]:
    """The values alone."""
    return {
        "state": found.state and found.state.value, "dated": found.dated and found.dated.value,
        "reference": found.reference and found.reference.value,
        "offences": found.offences and found.offences.value,
        "basis": [one.value for one in found.basis],
        "persons": [(one.called, one.born) for one in found.persons],
        "measures": [one.value for one in found.measures],
    }  # fmt: skip


def test_a_letter_in_english() -> None:
    assert said(read(ENGLISH, own="BE")) == {
        "state": "KZ", "dated": "2019-03-12", "reference": "4-12/19-77",
        "offences": "article 190(4) of the Criminal Code",
        "basis": ["European Convention on Mutual Assistance in Criminal Matters of 1959",
                  "principle of reciprocity"],
        "persons": [("Anna Example", "1980-05-01"), ("Carl Other", "1975-07-08")],
        "measures": ["search", "seizure", "bank-data", "foreign-presence", "transmission"],
    }  # fmt: skip


def test_a_letter_in_french() -> None:
    found = read(FRENCH, own="BE")
    assert said(found) == {
        "state": "TN", "dated": "2021-03-01", "reference": "2021/455",
        "offences": "escroquerie, article 291 du Code pénal",
        "basis": ["Convention d'entraide judiciaire entre la Belgique et la Tunisie du 27 avril "
                  "1989"],
        "persons": [("Leïla Exemple", "1982-04-03")],
        "measures": ["search", "seizure", "questioning"],
    }  # fmt: skip
    # 03/04/1982 may be the fourth of March elsewhere, and whoever compares it is told so.
    assert found.persons[0].doubt == "day-month"


def test_a_letter_in_russian_with_latin_letters() -> None:
    assert said(read(RUSSIAN, own="BE")) == {
        "state": "RU", "dated": "2019-03-12", "reference": "81/3-123-19",
        "offences": "st. 159 UK RF", "basis": ["Konventsiey 1959 goda"],
        "persons": [("Ivanov Ivan Ivanovich", "1980-05-01"), ("Anna Primerova", "1981-05-02")],
        "measures": ["search", "seizure"],
    }  # fmt: skip


def test_each_entry_of_a_list_is_quoted_by_itself() -> None:
    found = read(
        "We ask you:\na) to obtain the statements of account of Anna Example;\n"
        "b) to hear her as a witness.\nc) Hear Carl Other, born 8 July 1975, as a suspect.\n"
    )
    assert [(one.value, one.line) for one in found.measures] == [("bank-data", 2),
                                                                 ("questioning", 3)]  # fmt: skip
    assert [one.called for one in found.persons] == ["Carl Other"]


def test_every_proposal_says_where_it_stands() -> None:
    for letter in (ENGLISH, FRENCH, RUSSIAN):
        found, lines = read(letter, own="BE"), letter.split("\n")
        one_by_one = [found.state, found.reference, found.dated, found.offences]
        for one in [*one_by_one, *found.basis, *found.persons, *found.measures]:
            assert one is not None
            assert one.quote
            begins = lines[one.line - 1].strip()
            assert begins[:10] in one.quote or one.quote.strip("…")[:10] in letter.replace(
                "\n", " "
            ), one


def test_what_is_not_found_is_said_and_not_guessed() -> None:
    found = read("Dear colleagues,\n\nplease help us with our inquiry.\n", own="BE")
    assert found.missing == (
        "state", "reference", "dated", "basis", "offences", "persons", "measures",
    )  # fmt: skip
    assert read("").remarks == ("empty",)
    assert read("Прошу оказать правовую помощь по уголовному делу").remarks == ("script",)
    assert "cut" in read("word " * LONGEST).remarks


def test_whose_citizen_somebody_is_does_not_say_who_asks() -> None:
    found = read("Request\n\nAnna Example, born 1980-05-01, citizen of Iran.\n", own="BE")
    assert found.state is None
    assert found.persons[0].called == "Anna Example"


def test_the_readers_own_reference_is_not_that_of_the_letter() -> None:
    assert read("Your ref.: 77/2019\n\nA letter.\n").reference is None


def test_a_name_in_running_text_without_a_mark_is_left_to_the_reader() -> None:
    assert read("We suspect that Anna Example lives in Brussels.\n").persons == ()


@given(st.text(max_size=400))
def test_any_text_can_be_read(text: str) -> None:
    found = read(text, own="BE")
    assert set(found.missing) <= {
        "state", "reference", "dated", "basis", "offences", "persons", "measures",
    }  # fmt: skip


def test_a_hostile_letter_takes_no_time() -> None:
    for one in ("A", "born 1 May 1980 ", "Mr ", "article 1 ", "Name: A\n", "1.1.2019 ",
                "convention ", "Kazakhstan ", "search ", "A\n"):  # fmt: skip
        text = (one * LONGEST)[:LONGEST]
        begun = time.monotonic()
        read(text, own="BE")
        assert time.monotonic() - begun < 5, text[:20]


def test_a_letter_cannot_be_written_so_that_reading_it_takes_for_ever() -> None:
    for long in ("Mr " + " " * 60_000, "A" + "\t" * 60_000, "fileno/" * 8_500):
        begun = time.monotonic()
        read(long, own="BE")
        assert time.monotonic() - begun < 5
