"""Everyone touched is told, things go back, and a request closes only over nothing left undone."""

from __future__ import annotations

from datetime import date

import pytest

from safeconduct.case import events as ev
from safeconduct.case.state import fold
from safeconduct.gate import closing, items, notices, reading
from safeconduct.gate.change import change
from safeconduct.gate.errors import Forbidden, Held, NotFound, Refused, Wrong
from safeconduct.gate.models import Request
from safeconduct.gate.notices import Notice
from safeconduct.law.caseworld import CaseWorld
from safeconduct.policy.permissions import Denied
from safeconduct.record.evidence import Alarm
from tests.gate.casetext import CASE, bring
from tests.gate.place import Gate

TAKEN = (
    CASE
    + """\
items:
  - {item: phone, kind: device, title: A telephone, measure: search, owner: ben}
  - {item: copy, kind: data, title: What was on it, measure: search}
"""
)
EXECUTED = (
    "{event: measure-executed, day: 2019-03-01, by: police-officer, measure: search, "
    "taken: [phone, copy]}"
)
NOTICE = Notice("French", "a request for assistance", "opposition at the court", "2019-06-05")


def executed(node: Gate) -> str:
    """A case in which Anna's home was searched, and Ben's telephone taken."""
    return bring(node, EXECUTED, case=TAKEN)


def who(node: Gate, case: str) -> list[tuple[str, str]]:
    """Who is still to be told, and until when that is deferred."""
    return [(u.person, u.deferred_until) for u in notices.to_tell(node.actor("magistrate"), case)]


def test_everyone_touched_is_told_suspect_or_not(node: Gate) -> None:
    case = executed(node)
    assert who(node, case) == [("ben", ""), ("anna", "")]
    notices.give(node.actor("magistrate"), case, "search", ["anna"], NOTICE)
    assert who(node, case) == [("ben", "")]
    # The clerk sends it; it is the magistrate's notice.
    notices.give(node.actor("clerk"), case, "search", ["ben"], NOTICE)
    assert who(node, case) == []
    given = [e for e in reading.events(case) if isinstance(e, ev.NoticeGiven)]
    assert [e.by for e in given] == ["magistrate", "magistrate"]
    for words in ("French", "a request for assistance", "opposition at the court", "2019-06-05"):
        assert words in given[0].note


def test_nobody_is_to_be_told_of_what_was_only_planned(node: Gate) -> None:
    assert who(node, bring(node)) == []


@pytest.mark.parametrize(
    "notice",
    [
        Notice(" ", "grounds", "remedies", "2019-06-05"),
        Notice("French", "", "remedies", "2019-06-05"),
        Notice("French", "grounds", "", "2019-06-05"),
        Notice("French", "grounds", "remedies", "2019-05-06"),
        Notice("French", "grounds", "remedies", "soon"),
        Notice("French", "grounds", "remedies", "0000-01-01"),
    ],
)
def test_a_notice_that_leaves_no_remedy_is_none(node: Gate, notice: Notice) -> None:
    case = executed(node)
    with pytest.raises(Wrong):
        notices.give(node.actor("magistrate"), case, "search", ["anna"], notice)
    with pytest.raises(Wrong, match="nobody called"):
        notices.give(node.actor("magistrate"), case, "search", ["nobody"], NOTICE)
    assert len(who(node, case)) == 2


def test_the_magistrate_defers_with_reasons_and_a_day_and_then_it_is_due(node: Gate) -> None:
    case, magistrate = executed(node), node.actor("magistrate")
    notices.defer(magistrate, case, "search", "anna", "2019-05-20", "a witness is to be heard")
    assert who(node, case) == [("ben", ""), ("anna", "2019-05-20")]
    node.clock.day = date(2019, 5, 20)
    assert who(node, case) == [("ben", ""), ("anna", "")]


@pytest.mark.parametrize(
    ("until", "reasons"),
    [("2019-05-20", " "), ("2019-05-06", "x"), ("2020-05-06", "x"), ("9999-12-31", "x"), ("", "x")],
)
def test_no_deferral_without_reasons_or_without_an_end(
    node: Gate, until: str, reasons: str
) -> None:
    case = executed(node)
    with pytest.raises(Wrong):
        notices.defer(node.actor("magistrate"), case, "search", "anna", until, reasons)
    assert who(node, case) == [("ben", ""), ("anna", "")]


def test_who_is_told_before_the_day_is_told_without_doubt(node: Gate) -> None:
    case, magistrate = executed(node), node.actor("magistrate")
    notices.defer(magistrate, case, "search", "anna", "2019-05-20", "a witness")
    notices.give(magistrate, case, "search", ["anna"], NOTICE)
    state = fold(reading.events(case))
    world = CaseWorld(node.node.rulebook(), state, "search", date(2019, 5, 7))
    assert world.value("notified(search,anna)") == "yes"
    with pytest.raises(Refused, match="already"):
        notices.defer(magistrate, case, "search", "anna", "2019-05-20", "a witness")


def test_the_clerk_tells_nobody_whose_notice_is_deferred(node: Gate) -> None:
    case, magistrate = executed(node), node.actor("magistrate")
    notices.defer(magistrate, case, "search", "anna", "2019-05-20", "a witness")
    with pytest.raises(Forbidden, match="deferred"):
        notices.give(node.actor("clerk"), case, "search", ["ben", "anna"], NOTICE)
    assert who(node, case) == [("ben", ""), ("anna", "2019-05-20")]
    node.clock.day = date(2019, 5, 20)
    notices.give(node.actor("clerk"), case, "search", ["ben", "anna"], NOTICE)
    assert who(node, case) == []


def test_only_the_magistrate_defers(node: Gate) -> None:
    case = executed(node)
    with pytest.raises(Forbidden):
        notices.defer(node.actor("clerk"), case, "search", "anna", "2019-05-20", "x")
    for role in ("police-officer", "asylum-officer", "overseer", "defence", "operator"):
        with pytest.raises(Denied):
            notices.defer(node.actor(role), case, "search", "anna", "2019-05-20", "x")
        with pytest.raises(Denied):
            notices.give(node.actor(role), case, "search", ["anna"], NOTICE)


def test_things_go_back_once(node: Gate) -> None:
    case, police = executed(node), node.actor("police-officer")
    events = reading.events(case)
    assert items.kept(events, fold(events)) == {"phone": "search"}
    items.give_back(police, case, "phone", "Ben")
    events = reading.events(case)
    assert items.kept(events, fold(events)) == {}
    with pytest.raises(Refused, match="already"):
        items.give_back(police, case, "phone", "Ben")
    with pytest.raises(NotFound):
        items.give_back(police, case, "car", "Ben")
    with pytest.raises(Denied):
        items.give_back(node.actor("overseer"), case, "copy", "Ben")


def test_a_request_stays_open_over_each_thing_left_undone(node: Gate) -> None:
    case, magistrate = executed(node), node.actor("magistrate")
    with change(case, magistrate) as file:
        file.write(ev.HoldPlaced(hold="h", on="person", of="ben", why="is looked into"))
    left = [one.words for one in closing.still_open(magistrate, case, "r")]
    for words in ("hold 'h' stands", "'anna' was not told", "'ben' was not told", "item 'phone'"):
        assert any(words in one for one in left), words
    assert any(one.startswith("measure 'search': ") for one in left), "no duty is open"
    with pytest.raises(Held) as told:
        closing.close(magistrate, case, "r", "it is over")
    assert all(one in str(told.value) for one in left)
    assert not Request.objects.get(pk="r").closed


def test_a_request_under_which_nothing_was_done_closes_once(node: Gate) -> None:
    case, magistrate = bring(node), node.actor("magistrate")
    with pytest.raises(Wrong):
        closing.close(magistrate, case, "r", " ")
    with pytest.raises(Denied):
        closing.close(node.actor("clerk"), case, "r", "withdrawn")
    closing.close(magistrate, case, "r", "withdrawn")
    assert Request.objects.get(pk="r").closed
    with pytest.raises(Refused, match="already"):
        closing.close(magistrate, case, "r", "withdrawn")


def test_what_may_be_due_and_what_is_kept_closes_with_a_reason_and_not_without(node: Gate) -> None:
    case, magistrate = executed(node), node.actor("magistrate")
    notices.give(magistrate, case, "search", ["anna", "ben"], NOTICE)
    left = closing.still_open(magistrate, case, "r")
    open_to_reasons = {one.answer for one in left} - {""}
    assert "phone" in open_to_reasons, "a thing that is kept"
    assert any(one.startswith("search:") for one in open_to_reasons), "a duty that may be due"
    answered = dict.fromkeys(open_to_reasons, "a court keeps it")
    with pytest.raises(Held) as told:
        closing.close(magistrate, case, "r", "it is over", answered=answered)
    must = [one.words for one in left if not one.answer]
    assert must, "some duties have to be done"
    assert str(told.value) == "the request stays open: " + "; ".join(must)
    with pytest.raises(Wrong, match="not open"):
        closing.close(magistrate, case, "r", "it is over", answered={"car": "x"})
    with pytest.raises(Wrong, match="reasons for 'phone'"):
        closing.close(magistrate, case, "r", "it is over", answered={"phone": ""})


def test_nothing_closes_under_an_alarm(node: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    case = bring(node)
    monkeypatch.setattr(node.node.evidence, "standing", lambda: [Alarm])
    with pytest.raises(Held, match="alarm"):
        closing.close(node.actor("magistrate"), case, "r", "withdrawn")
    assert not Request.objects.get(pk="r").closed
