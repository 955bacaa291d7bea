"""What was done before somebody's protection was known is found, and nothing more goes."""

from __future__ import annotations

from datetime import date

import pytest

from safeconduct.case import events as ev
from safeconduct.files.store import find_case, load_case, load_rulebook
from safeconduct.gate import imports, reading, reexamine
from safeconduct.gate.change import change
from safeconduct.gate.models import Case, Measure
from safeconduct.policy.permissions import Denied
from tests.gate.casetext import bring
from tests.gate.place import Gate

EXECUTED = "{event: measure-executed, day: 2019-03-01, by: police-officer, measure: search}"
SENT = (
    "{event: transmission-sent, day: 2019-04-01, by: police-officer, measure: search, "
    "recipient: KZ}"
)
STATUS = ev.ProtectionStated(
    protection="status", person="anna", kind="refugee-status", against="KZ", since="2014",
    register="asylum",
)  # fmt: skip


def after(case: str) -> tuple[list[ev.IncidentOpened], list[ev.HoldPlaced]]:
    """The incidents and the holds of a case."""
    events = reading.events(case)
    return (
        [e for e in events if isinstance(e, ev.IncidentOpened)],
        [e for e in events if isinstance(e, ev.HoldPlaced)],
    )


@pytest.mark.parametrize("was", [EXECUTED, SENT])
def test_a_protection_that_appears_later_finds_what_was_done(node: Gate, was: str) -> None:
    case = bring(node, was)
    assert after(case) == ([], [])
    with change(case, node.actor("asylum-officer")) as file:
        file.write(STATUS)
    incidents, holds = after(case)
    assert [one.measure for one in incidents] == ["search"]
    assert [(one.on, one.of, one.by) for one in holds] == [("request", "r", "overseer")]
    assert set(incidents[0].known) == {"magistrate", "overseer"}
    assert Measure.objects.get(pk="search").held
    # Neither says who is protected: the overseer counts persons, and the clerk sees a hold.
    for event in (*incidents, *holds):
        assert "anna" not in repr(event).replace("Anna's", "").lower()


def test_a_hit_of_a_register_finds_it_too(node: Gate) -> None:
    case = bring(node, EXECUTED)
    with change(case, node.actor("clerk")) as file:
        file.write(ev.Screened(person="ben", registers=("asylum",), result="hit"))
    assert len(after(case)[0]) == 1


def test_what_was_only_planned_or_touches_nobody_protected_is_left_alone(node: Gate) -> None:
    case = bring(node)
    with change(case, node.actor("asylum-officer")) as file:
        file.write(STATUS)
    assert after(case) == ([], [])
    assert imports.listed(node.actor("magistrate"), case) == []


def test_done_again_it_adds_nothing_until_somebody_else_is_protected(node: Gate) -> None:
    case = bring(node, EXECUTED)
    with change(case, node.actor("asylum-officer")) as file:
        file.write(STATUS)
    version = Case.objects.get(pk=case).version
    (found,) = imports.again(node.actor("magistrate"), case)
    assert (found.measure, found.persons, found.told) == ("search", ("anna",), True)
    assert Case.objects.get(pk=case).version == version
    with change(case, node.actor("clerk")) as file:
        file.write(ev.Screened(person="ben", registers=("asylum",), result="hit"))
    incidents, holds = after(case)
    assert (len(incidents), len(holds)) == (2, 2)


def test_an_import_is_looked_at_in_the_same_breath(node: Gate) -> None:
    node.clock.day = date(2026, 1, 5)
    book = load_rulebook()
    made = imports.take_in(node.actor("clerk"), load_case(find_case("brussels-2019"), book))
    found = imports.listed(node.actor("overseer"), made.case)
    shut = [one for one in found if one.shut]
    assert shut
    assert any(one.sent_to for one in found)
    assert all(one.told for one in shut)
    incidents, holds = after(made.case)
    own = [one for one in incidents if one.note.startswith(reexamine.ABOUT)]
    assert sorted(str(one.measure) for one in own) == sorted(one.measure for one in shut)
    requests = {one.of for one in holds if one.by == "overseer" and one.on == "request"}
    assert {one.request for one in shut} <= requests


def test_the_list_is_the_magistrates_and_the_overseers(node: Gate) -> None:
    case = bring(node, EXECUTED)
    for role in ("clerk", "police-officer", "second-signer", "operator", "defence"):
        with pytest.raises(Denied):
            imports.listed(node.actor(role), case)
        with pytest.raises(Denied):
            imports.again(node.actor(role), case)
