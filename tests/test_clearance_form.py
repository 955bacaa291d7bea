"""The page that is shown at a door: one page, what may be done, how to check it, and no reasons."""

from __future__ import annotations

import inspect
import io
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest
from pypdf import PdfReader

from safeconduct.papers import clearance, door
from safeconduct.papers.door import Language
from safeconduct.release.permit import Clearance, ClearedItem

START = datetime(2026, 12, 3, 8, tzinfo=UTC)
ADDRESS = "https://gate.example/door/7KQM-2F9D"
SEARCH = Clearance(
    format="safeconduct-clearance/1", id="clr_1", number="7KQM-2F9D", gate="gate.example",
    request="req_9", measure="mea_9", kind="search", place="Rue de l’Exemple 12",
    persons=("per_1", "per_2"), attendants=(), items=(), recipient="", start=START,
    until=START + timedelta(hours=4), issued=START - timedelta(days=1),
    expires=START + timedelta(hours=4),
)  # fmt: skip
CALLED = {"per_1": "Anna Example", "per_2": "Әлия Мысал"}


def text(pdf: bytes) -> str:
    """The words of the only page."""
    (page,) = PdfReader(io.BytesIO(pdf)).pages
    return " ".join(page.extract_text().split())


@pytest.mark.parametrize("language", ["en", "fr"])
def test_one_page_says_what_may_be_done_and_that_the_door_check_decides(language: Language) -> None:
    said = text(clearance.form(SEARCH, ADDRESS, language, CALLED, ZoneInfo("Europe/Brussels")))
    for words in (
        "7KQM-2F9D", "Rue de l’Exemple 12", "2026-12-03 09:00 CET – 2026-12-03 13:00 CET",
        "Anna Example", "Әлия Мысал", ADDRESS,
        {"en": "This paper alone allows nothing", "fr": "Ce papier seul ne permet rien"}[language],
        door.words(valid=True, language=language).remedies[0],
    ):  # fmt: skip
        assert words in said


def test_what_the_holder_need_not_know_is_not_on_it() -> None:
    """Neither ids of the case nor which request it belongs to."""
    said = text(clearance.form(SEARCH, ADDRESS, "en", CALLED))
    for hidden in (SEARCH.id, SEARCH.request, SEARCH.measure, "KZ"):
        assert hidden not in said


def test_items_stand_with_their_bytes_and_a_long_list_stays_on_the_page() -> None:
    items = tuple(ClearedItem(f"itm_{n}", f"{n:064x}", n) for n in range(40))
    sending = msgspec.structs.replace(
        SEARCH, kind="transmission", items=items, recipient="The ministry"
    )
    said = text(clearance.form(sending, ADDRESS, "en", {"itm_0": "Statement of account"}))
    assert "Statement of account — 0 bytes, SHA-256 0000000000000000…" in said
    assert "itm_11" in said
    assert "itm_12" not in said
    assert "and 28 more" in said
    assert "The ministry" in said


def test_the_same_clearance_gives_the_same_bytes() -> None:
    one, other = (clearance.form(SEARCH, ADDRESS, "fr", CALLED) for _ in range(2))
    assert one == other


def test_another_number_or_address_gives_another_code() -> None:
    """The marks in three corners are there (ISO/IEC 18004, 6.3.3), and the rest depends on it."""
    rows = clearance.code(ADDRESS)
    assert len({len(row) for row in rows} | {len(rows)}) == 1
    mark = ["1111111", "1000001", "1011101", "1011101", "1011101", "1000001", "1111111"]
    assert [row[:7] for row in rows[:7]] == mark
    assert [row[-7:] for row in rows[:7]] == mark
    assert [row[:7] for row in rows[-7:]] == mark
    assert rows != clearance.code(f"{ADDRESS}X")


def test_the_door_tells_no_reason_since_it_is_told_none() -> None:
    assert list(inspect.signature(door.words).parameters) == ["valid", "language"]
    assert [each.name for each in fields(door.Answer)] == ["valid", "says", "grounds", "remedies"]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_valid_and_not_valid_differ_in_nothing_else(language: Language) -> None:
    yes, no = (door.words(valid=valid, language=language) for valid in (True, False))
    assert yes.says != no.says
    assert replace(yes, valid=False, says=no.says) == no
    telltale = ("revoked", "held", "hold", "expired", "spent", "used", "asyl", "révoqu", "expir")
    assert not [word for word in telltale if word in no.says.lower()]
