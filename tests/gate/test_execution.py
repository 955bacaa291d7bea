"""The police report on an execution; what they leave out is told back, a breach is held at once."""

from __future__ import annotations

from typing import Any

import pytest

from safeconduct.case import events as ev
from safeconduct.case.eventbase import Attendance
from safeconduct.case.state import fold
from safeconduct.gate import (
    clearances,
    execution,
    freeze,
    holds,
    persons,
    reading,
    registration,
    screening,
)
from safeconduct.gate.errors import Forbidden, Refused, Stale, Wrong
from safeconduct.gate.execution import Report, Thing
from safeconduct.gate.models import Case, Measure
from safeconduct.policy.permissions import Denied
from safeconduct.record.evidence import Alarm
from tests.gate.casetext import CASE, bring
from tests.gate.clearing import noted
from tests.gate.place import Gate
from tests.gate.test_screening import identified, protect_anna


def brought_and_cleared(node: Gate, *, used: bool = True) -> str:
    """A case that came in as a file; a second person confirmed it, and its search is cleared."""
    case = bring(node)
    registration.confirm(node.actor("second-signer"), case, "r", "by the ministry")
    noted(node, case, "search", used=used, may_attend=["Officer X, prosecutor's office, KZ"])
    return case


FOREIGN = Attendance(who="Officer X", foreign="yes", said_by="the police")

WHOLE = Report(
    hour="06:30",
    attended=(
        Attendance(
            who="Officer X", office="prosecutor's office, KZ", foreign="yes", rule="none named",
            said_by="the police", supervisor="Inspector Y", could_see="the desk",
        ),
    ),
    taken=(Thing("A telephone", "device", owner="ben", owner_calls_it="my work telephone",
                 objection="it holds my clients' messages"),),
    entry="the door was opened", vulnerable=("a child of three",), counsel="admitted at 07:10",
    signature="refused", pressure="was told that the child would be taken along",
    remarks=("the bell was not heard",),
)  # fmt: skip


def version(case: str) -> int:
    """The version of a case as it is now."""
    return Case.objects.get(pk=case).version


def kinds(case: str, start: int) -> list[str]:
    """The kinds of the events of a case, from a number on."""
    return [type(event).__name__ for event in reading.events(case)[start:]]


def whole(**more: object) -> Report:
    """A report that leaves nothing out."""
    facts = dict.fromkeys(execution.asked("search"), "no")
    return Report(**{**WHOLE.__dict__, "facts": facts, **more})


def test_a_whole_report_leaves_nothing_out(node: Gate) -> None:
    case = brought_and_cleared(node)
    clerk = node.actor("clerk")
    for person in ("anna", "ben"):
        persons.identify(clerk, case, person, document=f"passport of {person}", born="1980-05-01")
    screening.screen(clerk, case)
    made = execution.report(node.actor("police-officer"), case, "search", version(case), whole())
    assert made.missing == ()
    assert made.breach == ""
    state = fold(reading.events(case))
    done = state.executed["search"]
    assert (done.by, done.day, done.hour, done.signature) == (
        "police-officer", "2019-05-06", "06:30", "refused",
    )  # fmt: skip
    assert done.attended[0].supervisor == "Inspector Y"
    assert done.inventory[0].owner_calls_it == "my work telephone"
    item = state.items[made.items[0]]
    assert (item.title, item.owner, item.measure) == ("A telephone", "ben", "search")
    shown = state.told["order-shown(search)"][-1]
    assert (shown.value, shown.event.by) == ("no", "police-officer")
    assert Measure.objects.get(pk="search").stage == "executed"
    assert "IncidentOpened" not in kinds(case, 0)


def test_what_a_report_does_not_say_is_told_back_and_never_guessed(node: Gate) -> None:
    case = brought_and_cleared(node)
    body = Report(hour="06:30", attended=(FOREIGN,), facts={"order-shown": "unknown"})
    made = execution.report(node.actor("police-officer"), case, "search", None, body)
    for words in ("what was taken", "who supervised Officer X", "the rule that admits Officer X",
                  "order-copy-left", "supervised", "kept-apart", "observer-present"):  # fmt: skip
        assert words in made.missing
    assert "order-shown" not in made.missing
    state = fold(reading.events(case))
    assert execution.left_out(state.executed["search"]) == list(made.missing)
    assert "order-copy-left(search)" not in state.told
    assert state.executed["search"].signature == ""


def test_an_execution_without_a_clearance_is_a_breach_and_holds_at_once(node: Gate) -> None:
    case = bring(node)
    before = version(case)
    made = execution.report(node.actor("police-officer"), case, "search", before, whole())
    assert made.breach
    assert kinds(case, before)[-2:] == ["IncidentOpened", "HoldPlaced"]
    incident, hold = reading.events(case)[-2:]
    assert isinstance(hold, ev.HoldPlaced)
    assert (hold.on, hold.of, hold.by) == ("request", "r", "overseer")
    assert set(incident.known) == {"magistrate", "overseer"}
    assert Measure.objects.get(pk="search").held


def test_an_act_under_a_standing_alarm_is_recorded_and_is_a_breach(
    node: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = brought_and_cleared(node)
    monkeypatch.setattr(node.node.evidence, "standing", lambda: [Alarm])
    made = execution.report(node.actor("police-officer"), case, "search", None, whole())
    assert "alarm" in made.breach
    assert Measure.objects.get(pk="search").held


def test_a_report_on_a_case_that_has_moved_on_is_not_taken(node: Gate) -> None:
    case = bring(node)
    seen = version(case)
    observer = node.actor("observer")
    execution.observe(observer, case, "search", ["sealed letters were opened"])
    with pytest.raises(Stale):
        execution.report(node.actor("police-officer"), case, "search", seen, whole())
    assert "MeasureExecuted" not in kinds(case, 0)


def test_one_report_a_measure(node: Gate) -> None:
    case = bring(node)
    police = node.actor("police-officer")
    execution.report(police, case, "search", None, whole())
    with pytest.raises(Refused, match="already"):
        execution.report(police, case, "search", None, whole())


def test_what_cannot_be_right_is_told_whole_and_nothing_is_written(node: Gate) -> None:
    case = bring(node)
    before = version(case)
    body = whole(
        facts={"reasoned-decision": "yes", "identified": "yes"},
        taken=(Thing("A", "device", item="nothing"), Thing("B", "device", owner="nobody")),
    )
    with pytest.raises(Wrong) as told:
        execution.report(node.actor("police-officer"), case, "search", None, body)
    assert len(told.value.problems) == 4
    assert version(case) == before


def test_the_observer_adds_their_part_and_an_objection_holds(node: Gate) -> None:
    case = brought_and_cleared(node)
    execution.report(node.actor("police-officer"), case, "search", None, whole())
    observer = node.actor("observer")
    hold = execution.observe(
        observer, case, "search", ["letters were read"], "privileged letters were read", True
    )
    events = reading.events(case)
    assert execution.observed(events, "search") == ["letters were read"]
    state = fold(events)
    assert state.executed["search"].by == "police-officer"
    assert (state.holds[hold].by, state.holds[hold].of) == ("observer", "r")
    assert Measure.objects.get(pk="search").held
    # The police said no, the observer says yes: neither word is lost.
    assert {told.value for told in state.told["observer-present(search)"]} == {"yes", "no"}


def test_only_police_report_and_only_observers_observe(node: Gate) -> None:
    case = bring(node)
    with pytest.raises(Forbidden):
        execution.report(node.actor("observer"), case, "search", None, whole())
    with pytest.raises(Forbidden):
        execution.observe(node.actor("police-officer"), case, "search", ["x"])
    for role in ("clerk", "magistrate", "overseer", "operator", "defence"):
        with pytest.raises(Denied):
            execution.report(node.actor(role), case, "search", None, whole())


@pytest.mark.parametrize("still", ["protection", "hold", "freeze"])
def test_what_comes_after_the_act_began_makes_it_no_breach(node: Gate, still: str) -> None:
    scene = identified(node)
    screening.screen(node.actor("clerk"), scene.case)
    noted(node, scene.case, scene.search)
    if still == "protection":
        protect_anna(node)
    elif still == "hold":
        holds.place(node.actor("observer"), scene.case, "measure", scene.search, "a lawyer")
    else:
        freeze.ask(node.actor("overseer"), scene.case, scene.request, "stop", ["a plot"])
    police = node.actor("police-officer")
    assert not execution.report(police, scene.case, scene.search, None, Report()).breach


def test_a_clearance_that_was_never_used_covers_nothing(node: Gate) -> None:
    case = brought_and_cleared(node, used=False)
    told = execution.report(node.actor("police-officer"), case, "search", None, whole())
    assert told.breach == "no clearance covers it"


def test_a_clearance_that_was_withdrawn_after_its_use_covers_nothing_more(node: Gate) -> None:
    case = bring(node)
    registration.confirm(node.actor("second-signer"), case, "r", "by the ministry")
    clearance = noted(node, case, "search")
    clearances.revoke(node.actor("court"), case, clearance, "an appeal: they are to stop")
    told = execution.report(node.actor("police-officer"), case, "search", None, Report())
    assert told.breach == "no clearance covers it"


@pytest.mark.parametrize("owner", ["ben", "anna"])
def test_what_is_taken_of_somebody_whom_the_clearance_does_not_name_is_beyond_it(
    node: Gate, owner: str
) -> None:
    case = bring(node)
    registration.confirm(node.actor("second-signer"), case, "r", "by the ministry")
    noted(node, case, "search", persons=["anna"])
    taken = (Thing("A telephone", "device", owner=owner),)
    told = execution.report(node.actor("police-officer"), case, "search", None, Report(taken=taken))
    assert ("does not name" in told.breach) == (owner == "ben")


@pytest.mark.parametrize(("start", "breach"), [("2019-05-01", False), ("2019-06-01", True)])
def test_a_name_in_a_clearance_for_another_time_lets_nobody_attend(
    node: Gate, start: str, breach: bool
) -> None:
    other = "  - {measure: presence, kind: foreign-presence, request: r, title: They come along,\n"
    other += "     acting: magistrate, on: 2019-05-06, targets: [anna], touches: [ben]}\n"
    case = bring(node, case=CASE + other)
    registration.confirm(node.actor("second-signer"), case, "r", "by the ministry")
    noted(node, case, "search")
    until = "2019-06-01" if start < "2019-06-01" else "2019-06-05"
    noted(node, case, "presence", start=start, until=until, may_attend=["Officer X"])
    report = Report(attended=(FOREIGN,))
    told = execution.report(node.actor("police-officer"), case, "search", None, report)
    assert bool(told.breach) == breach


@pytest.mark.parametrize(
    ("more", "breach"),
    [
        ({"attended": (FOREIGN,)}, "no clearance lets 'Officer X' attend"),
        ({"hour": "23:30"}, ""),
    ],
)
def test_whoever_came_along_has_to_be_named_in_a_clearance(
    node: Gate, more: dict[str, Any], breach: str
) -> None:
    case = bring(node)
    registration.confirm(node.actor("second-signer"), case, "r", "by the ministry")
    noted(node, case, "search")
    told = execution.report(node.actor("police-officer"), case, "search", None, Report(**more))
    assert breach in told.breach
    assert bool(told.breach) == bool(breach)
