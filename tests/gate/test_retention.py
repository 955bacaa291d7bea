"""Erasure: by two persons, of closed cases in which nothing is pending; the record still holds."""

from __future__ import annotations

from datetime import date

import pytest

from safeconduct.case import events as ev
from safeconduct.gate import indexcheck, reading, retention
from safeconduct.gate.errors import Forbidden, Held, Refused
from safeconduct.gate.models import Case, Measure
from safeconduct.policy.models import Look
from safeconduct.policy.permissions import Denied
from safeconduct.record.home import Home
from safeconduct.record.verify import verify
from tests.gate.place import Gate
from tests.gate.test_deadlines import build

CLOSED = ev.RequestClosed(request="letter", reasons="Withdrawn.")


def test_two_persons_erase_and_the_record_still_verifies(node: Gate) -> None:
    node.account("second", "overseer")
    case = build(node, ("magistrate", CLOSED))
    count = len(reading.events(case))
    first, second = node.actor("overseer"), node.actor("overseer", "second")
    with pytest.raises(Refused, match="is kept until"):
        retention.propose(first, case, "Its time is over.")
    with pytest.raises(Refused, match="nobody has proposed"):
        retention.carry_out(second, case)
    node.clock.day = date(2029, 5, 5)
    with pytest.raises(Refused, match="is kept until 2029-05-06"):
        retention.propose(first, case, "Its time is over.")
    node.clock.day = date(2029, 5, 6)
    retention.propose(first, case, "Its time is over.")
    with pytest.raises(Forbidden, match="another person"):
        retention.carry_out(first, case)
    assert retention.carry_out(second, case) == count
    assert reading.events(case) == []
    assert retention.erased(case) == list(range(count))
    assert (Case.objects.get(pk=case).title, Measure.objects.get().title) == ("", "")
    assert list(indexcheck.differences()) == []
    home = Home(node.folder)
    key = home.log_keys()[0].public
    report = verify(home.databases.get(), key, payload_keys=home.payload_keys())
    home.close()
    assert report.findings == []
    noted = [e for e in reading.events(reading.OFFICE) if isinstance(e, ev.Noted)]
    assert [(e.by, e.note) for e in noted] == [("overseer", "Its time is over.")] * 2
    with pytest.raises(Refused, match="already"):
        retention.propose(first, case, "Again.")


def test_no_row_of_looks_tells_afterwards_who_was_in_the_case(node: Gate) -> None:
    case = build(node, ("magistrate", CLOSED))
    clerk = node.api("clerk")
    clerk.get(f"cases/{case}/persons")
    node.clock.day = date(2019, 6, 20)
    clerk.get(f"cases/{case}/persons")
    before = Look.objects.values("person", "day").distinct()
    assert {row["day"] for row in before} == {date(2019, 5, 6), date(2019, 6, 20)}
    persons = before.filter(day=node.clock.day).count()
    retention.propose(node.actor("overseer"), case, "Ordered.", ordered=True)
    retention.carry_out(node.actor("magistrate"), case)
    # What still counts for the budget says whom, and no longer in which case.
    left = Look.objects.filter(account="clerk")
    assert {(look.case, look.at, look.day) for look in left} == {("", "erased", node.clock.day)}
    assert left.values("person").distinct().count() == persons


def test_what_is_open_held_or_pending_is_kept(node: Gate) -> None:
    overseer = node.actor("overseer")
    hold = ev.HoldPlaced(hold="stop", on="measure", of="search", why="Wait.")
    case = build(node, ("magistrate", hold))
    with pytest.raises(Refused, match="is open"):
        retention.propose(overseer, case, "Ordered.", ordered=True)
    from tests.gate.test_deadlines import add  # noqa: PLC0415

    add(node, ("magistrate", CLOSED))
    with pytest.raises(Held, match="hold"):
        retention.propose(overseer, case, "Ordered.", ordered=True)
    add(node, ("magistrate", ev.HoldLifted(hold="stop", reasons="Over.")))
    add(node, ("defence", ev.OppositionFiled(measure="search", title="Opposed")))
    with pytest.raises(Held, match="opposition"):
        retention.propose(overseer, case, "Ordered.", ordered=True)


def test_an_incident_that_nobody_followed_up_keeps_the_case(node: Gate) -> None:
    case = build(node, ("magistrate", CLOSED), ("magistrate", ev.IncidentOpened(title="Seen")))
    with pytest.raises(Held, match="still awaited"):
        retention.propose(node.actor("overseer"), case, "Ordered.", ordered=True)


def test_whoever_runs_the_computer_erases_nothing(node: Gate) -> None:
    case = build(node, ("magistrate", CLOSED))
    for role in ("operator", "second-signer", "clerk"):
        with pytest.raises(Denied):
            retention.propose(node.actor(role), case, "Ordered.", ordered=True)


def test_one_overseer_is_enough_with_a_magistrate_and_never_two_magistrates(node: Gate) -> None:
    node.account("second-magistrate", "magistrate")
    case = build(node, ("magistrate", CLOSED))
    api = node.api("magistrate")
    body = {"reasons": "Ordered by the court.", "ordered": True}
    api.post(f"cases/{case}/erasure", body, 201)
    for alone in (api, node.api("magistrate", "second-magistrate")):
        alone.post(f"cases/{case}/erasure/completion", {}, 403)
    (listed,) = node.api("overseer").get("retention")
    assert (listed["case"], listed["until"], listed["due"], listed["proposed"]) == (
        case, "2029-05-06", False, "2019-05-06",
    )  # fmt: skip
    node.api("clerk").get("retention", 403)
    done = node.api("overseer").post(f"cases/{case}/erasure/completion")
    assert done == {"entries": retention.erased(case)[-1] + 1}
    assert api.get("retention") == []


@pytest.mark.parametrize(
    ("last", "years", "until"),
    [("2019-05-06", 10, "2029-05-06"), ("2020-02-29", 1, "2021-03-01"),
     ("2020-02-29", 4, "2024-02-29"), ("9990-01-01", 10, "9999-01-01")],
)  # fmt: skip
def test_years_are_counted_by_the_calendar(node: Gate, last: str, years: int, until: str) -> None:
    node.node.keep_years = years
    node.clock.day = date.fromisoformat(last)
    build(node, ("magistrate", CLOSED))
    assert node.api("overseer").get("retention")[0]["until"] == until
