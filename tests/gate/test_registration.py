"""A request comes in: registered by one person, confirmed by another."""

from __future__ import annotations

import pytest
from msgspec import structs

from safeconduct.case import events as ev
from safeconduct.gate import reading, registration
from safeconduct.gate.errors import Forbidden, Refused, Wrong
from safeconduct.gate.models import Request
from tests.gate.place import Gate


def received(offences: str = "") -> ev.RequestReceived:
    """A request as a clerk types it in."""
    return ev.RequestReceived(
        request="", requesting_state="KZ", kind="legal-assistance", title="Bank data",
        offences=offences,
    )  # fmt: skip


def test_a_request_is_confirmed_by_a_second_person(node: Gate) -> None:
    clerk, second = node.actor("clerk"), node.actor("second-signer")
    case = registration.open_case(clerk, "Bank data for KZ")
    request = registration.register(clerk, case, received())
    assert not Request.objects.get(pk=request).confirmed
    registration.confirm(second, case, request, "came through the central authority")
    assert Request.objects.get(pk=request).confirmed
    kinds = [type(event).__name__ for event in reading.events(case)]
    assert kinds == ["CaseOpened", "RequestReceived", "RequestConfirmed"]


def test_who_registered_it_cannot_confirm_it(node: Gate) -> None:
    clerk = node.actor("clerk")
    case = registration.open_case(clerk, "Bank data for KZ")
    request = registration.register(clerk, case, received())
    with pytest.raises(Forbidden, match="second person"):
        registration.confirm(clerk, case, request, "seen")
    # The same person in another of their roles is still the same person.
    node.account("both", "clerk", "magistrate")
    mine = registration.register(node.actor("clerk", "both"), case, received())
    with pytest.raises(Forbidden, match="second person"):
        registration.confirm(node.actor("magistrate", "both"), case, mine, "seen")
    assert not Request.objects.get(pk=request).confirmed


def test_confirmed_once(node: Gate) -> None:
    clerk, second = node.actor("clerk"), node.actor("second-signer")
    case = registration.open_case(clerk, "Bank data for KZ")
    request = registration.register(clerk, case, received())
    registration.confirm(second, case, request, "seen")
    with pytest.raises(Refused, match="already"):
        registration.confirm(second, case, request, "seen")


@pytest.mark.parametrize("words", ["a\x00b", "\u202etxt", "\ud800", "x" * 20_001])
def test_text_that_no_file_keeps_is_refused_and_nothing_is_lost(node: Gate, words: str) -> None:
    clerk = node.actor("clerk")
    case = registration.open_case(clerk, "Bank data for KZ")
    with pytest.raises(Wrong):
        registration.register(clerk, case, received(words))
    assert len(reading.events(case)) == 1


@pytest.mark.parametrize("day", ["2019-05-07", "after 2019-05-06", "2020..2021"])
def test_nothing_has_happened_tomorrow(node: Gate, day: str) -> None:
    clerk = node.actor("clerk")
    case = registration.open_case(clerk, "Bank data for KZ")
    with pytest.raises(Wrong, match="future"):
        registration.register(clerk, case, structs.replace(received(), day=day))
    registration.register(clerk, case, structs.replace(received(), day="2019-05-06"))
