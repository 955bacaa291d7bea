"""The overseer's samples: drawn by lot, once, and reviewed once."""

from __future__ import annotations

import pytest

from safeconduct.case import events as ev
from safeconduct.gate import reading, samples
from safeconduct.gate.errors import NotFound, Refused, Wrong
from safeconduct.gate.models import Measure
from safeconduct.policy.permissions import Denied
from tests.gate.place import Gate
from tests.gate.test_deadlines import build


def test_a_draw_can_be_repeated_from_what_is_recorded(node: Gate) -> None:
    build(node)
    overseer = node.actor("overseer")
    with pytest.raises(Refused, match="no measure"):
        samples.draw(overseer, 1)
    Measure.objects.update(outcome="no-bar-found")
    assert samples.draw(overseer, 5, "seed") == ["search"]
    (drawn,) = [e for e in reading.events(reading.OFFICE) if isinstance(e, ev.SampleDrawn)]
    assert drawn.note == "seed seed, from 1 measures in the order of their ids"
    with pytest.raises(Refused, match="no measure"):
        samples.draw(overseer, 1)


def test_what_was_drawn_is_reviewed_once(node: Gate) -> None:
    build(node)
    Measure.objects.update(outcome="no-bar-found")
    overseer = node.actor("overseer")
    with pytest.raises(NotFound):
        samples.review(overseer, "search", "right", "Nothing was missed.")
    samples.draw(overseer, 1)
    samples.review(overseer, "search", "doubtful", "Nobody asked.")
    with pytest.raises(Refused, match="already"):
        samples.review(overseer, "search", "right", "Nothing was missed.")
    assert samples.statistics(overseer) == {
        "no_bar_found": 1, "drawn": 1, "right": 0, "doubtful": 1, "wrong": 0,
    }  # fmt: skip


def test_only_the_overseer_draws_and_not_more_than_can_be_read(node: Gate) -> None:
    with pytest.raises(Denied):
        samples.draw(node.actor("magistrate"), 1)
    for number in (0, -1, 101):
        with pytest.raises(Wrong):
            samples.draw(node.actor("overseer"), number)
