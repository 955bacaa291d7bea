"""What a requester can infer: what must hold whatever the assumptions are (`docs/inference.md`)."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, timedelta
from functools import cache

import pytest

from bench.inference import assumptions as given
from bench.inference import views
from bench.inference.pools import docket, pools
from safeconduct.release import slots
from safeconduct.release.message import PublicRequest, message
from safeconduct.release.words import CLASSES


@cache
def told(days: int, only: str = "") -> views.Told:
    return views.told(0.05, days, only=only, phases=2)


@pytest.mark.parametrize("inside", [views.protected, views.ordinary])
def test_what_happens_inside_and_what_is_seen_of_it_are_whole(inside: object) -> None:
    assert callable(inside)
    found = inside()
    assert math.isclose(sum(found.values()), 1)
    assert math.isclose(sum(views.seen(found, views.START).values()), 1)
    assert {name for _, name in found} == set(given.CLASSES) <= set(CLASSES)


@pytest.mark.parametrize(("narrow", "wide"), [(2, 14), (7, 14), (14, 28), (2, 28)])
def test_slots_that_put_others_together_never_tell_more_on_average(narrow: int, wide: int) -> None:
    """Each wide slot is made of whole narrow ones: the wide view follows from the narrow one."""
    assert told(wide).expected <= told(narrow).expected + 1e-12


@pytest.mark.parametrize("days", [2, 14, 28])
def test_neither_the_class_alone_nor_the_slot_alone_tells_more_than_both(days: int) -> None:
    for only in ("class", "slot"):
        assert told(days, only).expected <= told(days).expected + 1e-12


@pytest.mark.parametrize("days", [2, 14])
def test_where_nothing_differs_inside_nothing_is_told(days: int) -> None:
    same = views.ordinary()
    found = views.told(0.2, days, protected_=same, ordinary_=same, phases=3)
    assert found.largest < 1e-9
    assert found.expected < 1e-9


def test_what_differs_inside_is_told_by_slots_of_a_day_more_than_by_none() -> None:
    """The measure is no constant: with one class for all, the time alone tells something."""
    one, other = _refused(views.protected()), _refused(views.ordinary())
    assert views.told(0.2, 2, protected_=one, ordinary_=other, phases=2).expected > 0.01


def _refused(inside: views.Inside) -> views.Inside:
    """The same times, whatever the class was."""
    found: dict[tuple[int, given.Class], float] = {}
    for (day, _), chance in inside.items():
        found[day, "not-executed"] = found.get((day, "not-executed"), 0.0) + chance
    return found


def test_refusals_that_wait_for_a_later_slot_never_tell_more_on_average() -> None:
    """With every second slot, and with every sixth: each view follows from the one before."""
    now, second, sixth = (
        views.told(0.05, 14, scheme=views.Scheme(refusals_every=n), phases=2).expected
        for n in (1, 2, 6)
    )
    assert sixth <= second + 1e-12
    assert second <= now + 1e-12


def test_the_width_of_the_program_is_as_before_afterwards() -> None:
    before = slots.WIDTH
    views.told(0.05, 2, phases=1)
    assert before == slots.WIDTH


def test_a_view_is_one_message_byte_for_byte_whoever_is_protected() -> None:
    """Slot and class, and the request: nothing else goes into it, so a view is all there is."""
    request = PublicRequest("gate.example", "req_1", "TR", "R/1", date(2025, 1, 6))
    made: dict[views.View, set[bytes]] = {}
    for inside in (views.protected(), views.ordinary()):
        for day, name in inside:
            moment = datetime.combine(request.received, views.DECIDED_AT, UTC) + timedelta(day)
            at = slots.after(request.received, moment)
            items = (b"x",) if "executed" in name and name != "not-executed" else ()
            made.setdefault((at.number, name), set()).add(message(request, name, items, at, "en"))
    assert {len(some) for some in made.values()} == {1}


def test_the_same_seed_gives_the_same_docket_and_pools_count_the_unprotected() -> None:
    found = docket(0.2, 14, 400, 3)
    assert found == docket(0.2, 14, 400, 3)
    sizes = pools(found)
    most = max(
        sum(not d.protected and (d.at, d.decision) == (m.at, m.decision) for d in found)
        for m in found if m.protected
    )  # fmt: skip
    assert 0 <= sizes.least <= sizes.median <= most
    assert sizes.median_state <= sizes.median
