"""What the law changed between two days, and the rulebook read aloud."""

from __future__ import annotations

from datetime import date, timedelta
from io import StringIO
from itertools import pairwise

import pytest
from rich.console import Console

from safeconduct.law.changes import changes
from safeconduct.terminal.rulebook import show_contents, show_norm, show_provision
from tests.support import shipped


def names(old: date, new: date, kind: str = "norm") -> dict[str, str]:
    return {c.name: c.what for c in changes(shipped(), old, new) if c.kind == kind}


def test_the_asylum_directive_gives_way_to_the_regulation_on_12_june_2026() -> None:
    found = names(date(2026, 6, 11), date(2026, 6, 12))
    assert found["directive-2013-32.30"] == "ends"
    assert found["regulation-2024-1348.7-2-a"] == "comes into force"
    assert not names(date(2026, 6, 12), date(2026, 6, 13))


def test_a_state_that_leaves_a_group_and_a_judgment_are_changes() -> None:
    assert names(date(2020, 1, 31), date(2020, 2, 1), "party")["EU GB"] == "no longer binds"
    found = names(date(2020, 2, 3), date(2020, 2, 4), "authority")
    assert any(name.startswith("Kruglov") for name in found)


def days_of_change() -> list[date]:
    """Every day on which a norm, a definition or a treaty's circle of states begins or ends."""
    book = shipped()
    spans = [v.in_force for norm in book.norms for v in norm.versions]
    spans += [v.in_force for word in book.definitions.values() for v in word.versions]
    spans += [party.span for treaty in book.treaties.values() for party in treaty.parties]
    return sorted({day for span in spans for day in (span.start, span.end) if day is not None})


def test_between_two_days_of_change_nothing_changes() -> None:
    days = days_of_change()
    day = timedelta(days=1)
    for before, after in pairwise(days):
        same = [c for c in changes(shipped(), before, after - day) if c.kind != "authority"]
        assert same == []
    assert all(
        any(c.kind != "authority" for c in changes(shipped(), each - day, each))
        for each in days
        if each not in _unknown_parties()
    )


def _unknown_parties() -> set[date | None]:
    """Days on which only what is unknown of a state begins or ends."""
    parties = [p for treaty in shipped().treaties.values() for p in treaty.parties]
    vague = [p for p in parties if p.party != "yes" or not p.known]
    return {day for p in vague for day in (p.span.start, p.span.end)}


def spoken(show: str) -> str:
    console = Console(width=200, record=True, file=StringIO())
    book = shipped()
    if show in book.provisions:
        show_provision(console, book, book.provisions[show])
    elif (norm := book.norm(show)) is not None:
        show_norm(console, book, norm)
    else:
        show_contents(console, book)
    return console.export_text()


def test_every_provision_can_be_read_aloud_and_nothing_of_it_is_left_out() -> None:
    book = shipped()
    for provision in book.provisions.values():
        text = " ".join(spoken(provision.id).split())
        for norm in book.norms:
            if norm.provision == provision.id:
                assert norm.id in text
                for version in norm.versions:
                    for must in version.must:
                        assert " ".join((must.cure or must.incurable or "").split())[:60] in text


@pytest.mark.parametrize(
    ("norm", "words"),
    [
        ("echr-1950.8-lawyer-observer", "for some person in touched(the measure)"),
        ("policy-holds.hold", "Does a hold stand on the measure? - no"),
        ("be-mla-act-2004.6-5", "for at least 15 days"),
        ("policy-foreign-presence.named", "complete? - yes"),
    ],
)
def test_formulas_are_said_in_words(norm: str, words: str) -> None:
    assert words in " ".join(spoken(norm).split())


def test_the_contents_name_every_provision_with_its_mark() -> None:
    text = spoken("contents")
    for provision in shipped().provisions.values():
        assert provision.id in text
