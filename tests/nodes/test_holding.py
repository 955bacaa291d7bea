"""A node's own hold binds on commit, is told to the gate, and ends as it says or is lifted."""

from __future__ import annotations

from datetime import date

import pytest

from safeconduct.nodes import holding
from safeconduct.nodes.deliver import deliver
from safeconduct.nodes.holding import BadHold, lift, place, standing
from safeconduct.nodes.models import NodeHold, Outgoing
from tests.nodes.puppet import Site
from tests.nodes.test_outbox import OVERSEER

GATE = OVERSEER


def stands(measure: str = "m", request: str = "r", state: str = "XA", gate: str = GATE) -> bool:
    return standing(gate, "c", request, measure, state)


@pytest.mark.parametrize(("on", "of"), [("measure", "m"), ("request", "r"), ("state", "XA")])
def test_a_hold_binds_at_once_and_the_gate_is_told(here: Site, on: holding.On, of: str) -> None:
    assert not stands()
    hold = place(GATE, "c", on, of, "her file is being read", "", "acc")
    assert stands()
    deliver(here.clock())
    (message,) = here.overseer.came
    assert (message.kind, message.body) == (
        "hold-placed",
        {"hold": hold, "case": "c", "on": on, "of": of, "why": "her file is being read",
         "until": ""},
    )  # fmt: skip


def test_a_hold_binds_although_the_gate_is_gone(here: Site) -> None:
    here.overseer.shut()
    place(GATE, "c", "measure", "m", "w", "", "acc")
    assert deliver(here.clock())[0].problem
    assert stands()


def test_a_hold_holds_what_it_is_on_and_nothing_else(quick: Site) -> None:
    place(GATE, "c", "measure", "m", "w", "", "acc")
    assert not stands(measure="other")
    assert not stands(gate="elsewhere.example")
    assert not standing(GATE, "c", "m", "other", "m")


def test_a_hold_ends_on_the_day_it_names(quick: Site) -> None:
    quick.here.today = lambda: date(2026, 3, 2)
    place(GATE, "c", "measure", "m", "w", "2026-03-04", "acc")
    quick.here.today = lambda: date(2026, 3, 3)
    assert stands()
    quick.here.today = lambda: date(2026, 3, 4)
    assert not stands()


def test_a_hold_is_lifted_once_with_reasons_and_the_gate_is_told(here: Site) -> None:
    hold = place(GATE, "c", "measure", "m", "w", "", "acc")
    with pytest.raises(BadHold, match="reasons"):
        lift(hold, " ", "acc")
    assert stands()
    lift(hold, "the file was read", "acc-two")
    assert not stands()
    with pytest.raises(BadHold, match="no hold"):
        lift(hold, "again", "acc")
    deliver(here.clock())
    assert [message.kind for message in here.overseer.came] == ["hold-placed", "hold-lifted"]
    assert here.overseer.bodies[1] == {"hold": hold, "reasons": "the file was read"}
    row = NodeHold.objects.get()
    assert (row.placed_by, row.lifted_by) == ("acc", "acc-two")


def test_what_is_no_hold_is_refused_and_nobody_is_told(quick: Site) -> None:
    quick.here.today = lambda: date(2026, 3, 2)
    for until, why in (("2026-03-02", "w"), ("2026", "w"), ("soon", "w"), ("", " ")):
        with pytest.raises(BadHold):
            place(GATE, "c", "measure", "m", why, until, "acc")
    assert not NodeHold.objects.exists()
    assert not Outgoing.objects.exists()
