"""What a message says follows from five things alone (pure)."""

from __future__ import annotations

import inspect
import re
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.release import slots, words
from safeconduct.release.message import BadMessage, PublicRequest, message, message_id, read

requests = st.builds(
    PublicRequest,
    gate=st.sampled_from(["gate.example", "other.example"]),
    request=st.text("abcdefgh0123", min_size=1, max_size=8),
    state=st.sampled_from(["KZ", "CN", "US"]),
    reference=st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    received=st.dates(date(2000, 1, 1), date(2050, 1, 1)),
)


def some(seed: int) -> PublicRequest:
    random = Random(seed)
    return PublicRequest(
        "gate.example", f"req_{random.randrange(10**9)}", random.choice(["KZ", "TR", "US", "CH"]),
        f"R/{random.randrange(10**6)}", date(2019, 1, 1) + timedelta(random.randrange(365)),
    )  # fmt: skip


def test_twins_whose_decisions_are_of_one_class_get_the_same_bytes() -> None:
    """Thousands of twins: one decides early for a ground inside, the other late for none."""
    for seed in range(3000):
        request, random = some(seed), Random(seed)
        decision = random.choice(words.CLASSES)
        items = [random.randbytes(40)] if decision in words.WITH_ITEMS else []
        first = slots.slot(request.received, random.randint(1, 5))
        moments = [first.at + timedelta(seconds=random.randrange(14 * 86400)) for _ in range(2)]
        one, two = (
            message(request, decision, items, slots.after(request.received, at), "fr")
            for at in moments
        )
        assert one == two


def test_a_message_can_be_told_nothing_but_the_five() -> None:
    assert list(inspect.signature(message).parameters) == [
        "request", "decision", "items", "at", "language",
    ]  # fmt: skip
    assert set(PublicRequest.__struct_fields__) == {
        "gate", "request", "state", "reference", "received",
    }  # fmt: skip


@pytest.mark.parametrize("decision", words.CLASSES)
@pytest.mark.parametrize("language", words.LANGUAGES)
def test_every_sentence_is_there_in_every_language(
    decision: words.DecisionClass, language: words.Language
) -> None:
    assert words.BODY[decision][language].endswith(".")
    assert words.SUBJECT[language].count("{") == 2
    assert "{count}" in words.ENCLOSED[language]
    assert len({words.BODY[decision][each] for each in words.LANGUAGES}) == len(words.LANGUAGES)


def test_no_sentence_names_a_ground_but_the_general_one() -> None:
    telltale = r"asyl|refug|réfug|protect|protég|register|registre|hold|opinion|avis|politi|risk"
    for by_language in words.BODY.values():
        for text in by_language.values():
            assert not re.search(telltale, text, re.IGNORECASE)
    for decision in ("not-executed", "partly-executed"):
        assert "ordre public" in words.BODY[decision]["en"]
        assert "ordre public" in words.BODY[decision]["fr"]


@given(requests, st.lists(st.binary(max_size=600), max_size=3), st.integers(1, 40))
def test_what_was_written_is_read_back_byte_for_byte(
    request: PublicRequest, items: list[bytes], number: int
) -> None:
    at = slots.slot(request.received, number)
    made = message(request, "executed", items, at, "en")
    cover, found = read(made)
    assert (cover.request, cover.slot, found) == (request, number, items)
    assert cover.id == message_id(request, at)


def test_one_changed_byte_anywhere_is_no_message() -> None:
    request = some(1)
    made = message(request, "executed", [b"bank data"], slots.slot(request.received, 1), "en")
    for position in Random(2).sample(range(len(made)), 300):
        changed = bytearray(made)
        changed[position] ^= 1
        with pytest.raises(BadMessage):
            read(bytes(changed))


def test_items_go_with_an_execution_alone_and_slots_are_the_requests_own() -> None:
    request = some(3)
    at = slots.slot(request.received, 1)
    with pytest.raises(BadMessage, match="no item goes"):
        message(request, "delay", [b"x"], at, "en")
    with pytest.raises(BadMessage, match="no slot"):
        message(request, "delay", [], slots.Slot(1, at.at + timedelta(hours=1)), "en")


@given(st.dates(date(2000, 1, 1), date(2050, 1, 1)), st.integers(1, 50))
def test_slots_are_every_second_tuesday_at_ten(received: date, number: int) -> None:
    at = slots.slot(received, number).at
    assert (at.weekday(), at.hour, at.minute) == (1, 10, 0)
    assert (at - slots.ORIGIN) % timedelta(days=14) == timedelta()
    first = slots.slot(received, 1).at.date() - received
    assert timedelta(days=8) <= first <= timedelta(days=22)
    assert slots.after(received, at).number == number + 1
    assert slots.after(received, at - timedelta(seconds=1)).number == number
    assert slots.latest(received, at) == slots.slot(received, number)


def test_two_requests_of_one_fortnight_share_their_slot() -> None:
    """Worked out by hand: 2019-01-01 is a Tuesday of the calendar, so are the 15th and 29th."""
    for day in (date(2019, 1, 8), date(2019, 1, 14), date(2019, 1, 20)):
        assert slots.slot(day, 1).at == datetime(2019, 1, 29, 10, tzinfo=UTC)
    assert slots.slot(date(2019, 1, 7), 1).at == datetime(2019, 1, 15, 10, tzinfo=UTC)
