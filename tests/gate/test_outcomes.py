"""What lists say of a measure's outcome: of today, or marked as not looked at yet."""

from __future__ import annotations

from datetime import date

import pytest
from django_tasks_db.models import DBTaskResult

from safeconduct.case import events as ev
from safeconduct.gate import outcomes, rulings, tasks
from safeconduct.gate.models import Case, Measure
from tests.gate.place import Gate
from tests.gate.test_deadlines import ASKED, add, build
from tests.gate.working import work


def test_after_a_change_the_outcome_is_found_anew(node: Gate) -> None:
    case = build(node)
    measure = Measure.objects.get(pk="search")
    assert (measure.outcome, measure.ruled_version) == ("", -1)
    work()
    measure.refresh_from_db()
    assert measure.outcome == rulings.ruling("search").outcome
    assert measure.ruled_version == Case.objects.get(pk=case).version
    add(node, ("magistrate", ASKED))
    assert outcomes.stale().count() == 1
    work()
    assert outcomes.stale().count() == 0


def test_work_is_there_exactly_if_the_change_is(
    node: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(node)
    work()

    def fails(*_: object) -> None:
        raise OSError("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(node.node.record, "append", fails)
        with pytest.raises(OSError, match="full"):
            add(node, ("magistrate", ASKED))
    assert not DBTaskResult.objects.ready().exists()
    add(node, ("magistrate", ASKED))
    assert DBTaskResult.objects.ready().count() == 1


def test_each_day_everything_open_is_looked_at_again(node: Gate) -> None:
    build(node)
    work()
    assert outcomes.look_at_all() == 0
    node.clock.day = date(2019, 5, 7)
    tasks.sweep_outcomes.call()
    work()
    assert Measure.objects.get(pk="search").ruled_on == date(2019, 5, 7)
    add(node, ("police-officer", ev.MeasureExecuted(measure="search")))
    node.clock.day = date(2019, 5, 8)
    assert outcomes.look_at_all() == 0, "what is executed is not opened any more"


def test_an_outcome_that_came_meanwhile_is_not_set_back(node: Gate) -> None:
    build(node)
    Measure.objects.filter(pk="search").update(ruled_version=99, outcome="barred")
    outcomes.refresh("bank")
    assert Measure.objects.get(pk="search").outcome == "barred"


def test_batches_hold_all_and_no_more_than_their_size() -> None:
    assert list(outcomes.batches(list("abcde"), 2)) == [["a", "b"], ["c", "d"], ["e"]]
